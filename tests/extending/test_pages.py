"""What a newcomer adds by the pages of docs/extending works everywhere."""

from __future__ import annotations

import re
from pathlib import Path

from tests.bench.corpus import workspace as corpus
from tests.conftest import ALL_PASS, Studio
from tests.extending.house import built_as_told

NEW_KEY = """
import sys
from pathlib import Path
from tests.tui.using import press, said, use

async def copy(pilot, app):
    await press(pilot, "enter", "c")
    assert said(app) == "The prompt is copied."
    assert "the background to pure white" in app.clipboard
    print([command.title for command in app.get_system_commands(app.screen)])

place = Path(sys.argv[1])
use(place, copy, start=place)
"""
REJECT = """
import sys
from pathlib import Path
from tests.tui.using import press, use

async def reject(pilot, app):
    await press(pilot, "enter", "v", "d", "7")

place = Path(sys.argv[1])
use(place, reject, start=place)
"""
PROPOSED = """
from studio.core.attempts.retry import proposals
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import FailureClass, Job
from studio.tui.dialogs.questions import FailureDialog
from studio.workflow.judging.verdict import failure_class

new = failure_class("scale")
spec = EditSpec(source="before.jpg", preserve=("bag",), change="the background")
for job in Job:
    words = "true size of the product beside what is around it"
    assert [one.value for one in proposals(new, spec, reads_words=True, job=job)] == [words], job
    assert proposals(new, spec, reads_words=False, job=job) == (), job
keys = {binding.action: binding.key for binding in FailureDialog.BINDINGS}
assert [keys[f"give('{one}')"] for one in FailureClass] == [str(n) for n, _ in enumerate(FailureClass, 1)]
"""
LATER = """
from studio.core.attempts.review import CRITERIA, Review, review_faults

now = {one.name: "pass" for one in CRITERIA if one.name != "true size"}
given = {"attempt": "001", "picture": "x", "verdict": "approved", "checklist": now}
assert not review_faults(Review(**given, reviewed="2026-11-30T12:00:00Z"))
for day in ("2026-12-01T00:00:00Z", None):
    assert "missing: 'true size'" in review_faults(Review(**given, reviewed=day))[0], day
"""


def test_a_channel(measured: Path, tmp_path: Path) -> None:
    """One row of a table: the channel is listed, holds pictures against its limits, and names itself in the gallery."""
    house, recipe = built_as_told("channel", tmp_path / "house"), measured / "content" / "bag-on-white" / "recipe.md"
    recipe.write_text(recipe.read_text().replace("amazon-main", "bluesky-post"))
    assert "bluesky-post" in house.studio("channels", at=measured)
    assert "Bluesky post would refuse it: width 300" in house.studio("run", "bag-on-white", at=measured)
    house.studio("review", "bag-on-white", "001", "--approve", *ALL_PASS, at=measured)
    house.studio("build", at=measured)
    assert "Bluesky post" in (measured / "site" / "index.html").read_text()


def test_something_on_a_card(tmp_path: Path) -> None:
    """A line of the template and one of the row: lists show it, and so do the cards that a search draws."""
    house, place = built_as_told("card", tmp_path / "house"), tmp_path / "work"
    corpus(2, place, side=32)
    house.studio("build", at=place)
    assert '<p class="card-meta" data-from="day">2026-11-02</p>' in (place / "site" / "index.html").read_text()
    assert '"day":"2026-11-02"' in (place / "site" / "search.js").read_text()


def test_a_key(workspace: Path, tmp_path: Path) -> None:
    """A binding and its method: the key does it, and the palette has it."""
    told = built_as_told("key", tmp_path / "house").python("-c", NEW_KEY, str(workspace))
    assert "Copy the prompt" in told


def test_a_criterion(workspace: Path, studio: Studio, tmp_path: Path) -> None:
    """One row of a table: earlier approvals stand and ask for one more answer, later ones need it; its place counts."""
    house = built_as_told("criterion", tmp_path / "house")
    assert studio("run", "bag-on-white").exit_code == 0
    assert studio("review", "bag-on-white", "001", "--approve", *ALL_PASS).exit_code == 0
    recipe = workspace / "content" / "bag-on-white" / "recipe.md"
    recipe.write_text(re.sub("reviewed: .*", "reviewed: 2026-11-20T12:00:00Z", recipe.read_text()))
    house.studio("build", at=workspace)
    assert (workspace / "site" / "recipes" / "bag-on-white.html").exists()
    assert "was approved before 'true size' was asked" in house.studio("check", at=workspace)
    about = (workspace / "site" / "about.html").read_text()
    assert "Does the product look as large as it is?" in about
    assert about.index("Layout and crop") < about.index("True size") < about.index("Text readability")
    house.python("-c", LATER)
    house.studio("review", "bag-on-white", "001", "--approve", "--answer", "true size=pass", at=workspace)
    assert "true size" not in house.studio("check", at=workspace)


def test_a_failure_class(workspace: Path, studio: Studio, tmp_path: Path) -> None:
    """One row of a table: its number rejects for it, and a retry proposes what may mend it, for every kind of edit."""
    house = built_as_told("failure-class", tmp_path / "house")
    assert studio("run", "bag-on-white").exit_code == 0
    house.python("-c", REJECT, str(workspace))
    assert "failure: scale" in (workspace / "content" / "bag-on-white" / "recipe.md").read_text()
    house.python("-c", PROPOSED)


def test_an_engine(workspace: Path, tmp_path: Path) -> None:
    """A package of its own: it is priced before it runs, runs, and its pictures say what made them."""
    house = built_as_told("engine", tmp_path / "house")
    house.install()
    assert "about $0.020" in house.studio("run", "bag-on-white", "--engine", "overturn", "--dry-run", at=workspace)
    house.studio("run", "bag-on-white", "--engine", "overturn", at=workspace)
    house.studio("review", "bag-on-white", "001", "--approve", *ALL_PASS, at=workspace)
    house.studio("build", at=workspace)
    page = (workspace / "site" / "recipes" / "bag-on-white.html").read_text()
    assert "Overturn service" in page
    assert "Edited with AI" in page
    assert "0.02" in house.studio("ledger", at=workspace)
