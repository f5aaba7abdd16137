"""What was found on a picture is read back as it was kept, and not at all when it cannot be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.attempts.evidence import METHOD, Evidence, Measure
from studio.core.attempts.opinion import Opinion, OpinionState
from studio.errors import StoreError
from studio.store.findings import begin_opinion, keep_evidence, read_evidence, read_opinion, read_opinions

MEASURE = Measure(name="white border", criterion="commercial fit", flag="fine", says="The border is pure white.")


@pytest.mark.parametrize("before", [None, "sha256:before"])
def test_evidence_is_read_back_as_it_was_kept(tmp_path: Path, before: str | None) -> None:
    """Also of a picture that was made from none: it would be measured again at every look."""
    (tmp_path / "attempts").mkdir()
    found = Evidence(method=METHOD, before=before, after="sha256:after", measures=(MEASURE,))
    keep_evidence(tmp_path, "001", found)
    assert read_evidence(tmp_path, "001") == found


def test_evidence_of_an_older_method_or_a_damaged_file_is_none(tmp_path: Path) -> None:
    """It is measured again; nothing is said that today's method did not find."""
    (tmp_path / "attempts").mkdir()
    assert read_evidence(tmp_path, "001") is None
    keep_evidence(tmp_path, "001", Evidence(method=METHOD - 1, after="sha256:after", measures=(MEASURE,)))
    assert read_evidence(tmp_path, "001") is None
    (tmp_path / "attempts" / "001.evidence.json").write_text("{")
    assert read_evidence(tmp_path, "001") is None


def test_a_question_that_is_asked_already_is_refused_and_a_damaged_answer_is_named(tmp_path: Path) -> None:
    """Both may be paid: neither is asked twice, nor taken for none."""
    (tmp_path / "attempts").mkdir()
    asked = Opinion(state=OpinionState.REQUESTED, model="m", asked="2026-11-23T10:00:00Z", picture="sha256:a")
    assert read_opinion(tmp_path, "001") is None
    begin_opinion(tmp_path, "001", asked, over=False)
    with pytest.raises(StoreError, match="somebody asks for this opinion at this moment"):
        begin_opinion(tmp_path, "001", asked, over=False)
    later = asked.model_copy(update={"earlier_usd": "0.01"})
    begin_opinion(tmp_path, "001", later, over=True)
    assert read_opinions(tmp_path) == (later,)
    (tmp_path / "attempts" / "001.opinion.json").write_text("{")
    with pytest.raises(StoreError, match=r"001\.opinion\.json.*cannot be read"):
        read_opinions(tmp_path)
