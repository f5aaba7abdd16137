"""Failure classes and criteria stand in one table each: a row more is all that a new one needs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

FAILURE = """
from studio.core.recipe.local_options import LocalOptions
from studio.core.attempts.retry import proposals
from studio.core.attempts.review import Review, review_faults
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import FailureClass, Job
from studio.tui.dialogs.questions import FailureDialog
from studio.workflow.judging.verdict import failure_class

new = failure_class("scale")
spec = EditSpec.model_validate({"source": "a.jpg", "preserve": ["bag"], "change": "the background"})
for job in Job:
    assert [one.value for one in proposals(new, spec, reads_words=True, job=job)] == ["true size of the product"]
    assert proposals(new, spec, reads_words=False, job=job) == ()
keys = {binding.action: binding.key for binding in FailureDialog.BINDINGS}
assert [keys[f"give('{one}')"] for one in FailureClass] == [str(n) for n, _ in enumerate(FailureClass, 1)]
assert list(FailureClass)[5] is new and keys["give('scale')"] == "6"
assert not review_faults(Review(attempt="001", picture="x", verdict="rejected", failure="scale"))
"""
CRITERION = """
from studio.core.attempts.review import CRITERIA, Review, checklist_for, review_faults
from studio.publish.pages.renderer import Renderer
from studio.publish.pages.site_text import SiteText
from studio.publish.pages.theme import Theme
from pathlib import Path

assert [one.name for one in checklist_for(())][1] == "true size"
now = {one.name: "pass" for one in CRITERIA if one.name != "true size"}
given = Review(attempt="001", picture="x", verdict="approved", checklist=now)
assert "missing: 'true size'" in review_faults(given)[0]
text = SiteText(title="T", description="", base_url="", language="en", footer="")
about = Renderer(Theme((Path("templates"),), accent=None, logo=None), text).about(cover=None)
assert about.index("Subject identity") < about.index("True size") < about.index("Layout and crop")
assert "Is it as large as it is?" in about
"""


@pytest.mark.parametrize(
    ("module", "before", "row", "shown"),
    [
        ("studio.core.recipe.words", "    COMMERCIAL_RISK = (", "    SCALE = 'scale', 'too large or too small', "
         "('add', 'true size of the product')\n", FAILURE),
        ("studio.core.attempts.review", '    Criterion("layout and crop"',
         "    Criterion('true size', 'Is it as large as it is?'),\n", CRITERION),
    ],
)  # fmt: skip
def test_a_row_more_is_all_that_a_new_one_needs(module: str, before: str, row: str, shown: str) -> None:
    """It is offered, judged by, proposed for and explained, in the order of the table."""
    path = Path(*module.split(".")).with_suffix(".py")
    source = (ROOT / path).read_text(encoding="utf-8").replace(before, row + before, 1)
    assert row in source
    load = (
        "import importlib.util, sys\n"
        f"spec = importlib.util.spec_from_loader({module!r}, None, origin={str(path)!r})\n"
        f"made = sys.modules[{module!r}] = importlib.util.module_from_spec(spec)\n"
        f"exec(compile({source!r}, {str(path)!r}, 'exec'), made.__dict__)\n"
    )
    subprocess.run([sys.executable, "-c", load + shown], cwd=ROOT, check=True)
