"""Measurements stand on a page only beside the picture they were made on."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.attempts.evidence import METHOD, Evidence, Measure
from studio.store.findings import keep_evidence
from studio.workflow.publishing.site import build
from studio.workspace import open_workspace
from tests.bench.corpus import workspace as corpus

SAYS = "The border is pure white."


@pytest.mark.parametrize("is_its_own", [True, False])
def test_evidence_about_another_picture_is_not_shown(tmp_path: Path, *, is_its_own: bool) -> None:
    """A sidecar that was copied, or a picture that was exchanged and judged again: numbers of another would mislead."""
    place = open_workspace(corpus(1, tmp_path, side=32))
    folder = place.folder("recipe-00000")
    picture = folder.attempts[0].picture
    assert picture is not None
    measure = Measure(name="white border", criterion="commercial fit", flag="fine", says=SAYS)
    after = picture.digest if is_its_own else "sha256:another"
    evidence = Evidence(method=METHOD, before=None, after=after, measures=(measure,))
    keep_evidence(place.content / "recipe-00000", "001", evidence)
    build(place, on_progress=lambda *_: None)
    page = (tmp_path / "site" / "recipes" / "recipe-00000.html").read_text()
    assert (SAYS in page) is is_its_own
    assert ("Software measured, and gave no verdict." in page) is is_its_own
