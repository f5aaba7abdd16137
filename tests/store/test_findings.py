"""What was found on a picture is read back as it was kept, and not at all when it cannot be trusted."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.attempts.evidence import METHOD, Evidence, Measure
from studio.store.findings import keep_evidence, read_evidence

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
