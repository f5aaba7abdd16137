"""A later verdict counts, and the earlier ones stay to be read."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from studio.errors import RuleBroken
from studio.workflow.browsing.attempt_history import history_of
from studio.workflow.judging.review_session import give_verdict, open_review, take_back
from studio.workspace import open_workspace
from tests.conftest import ALL_PASS, Studio

SLUG = "bag-on-white"
FIRST = ("review", SLUG, "001", "--approve", *ALL_PASS, "--reviewer", "Kim", "--note", "isn't #1")


def test_the_last_verdict_decides_and_the_first_stays_in_the_record(workspace: Path, studio: Studio) -> None:
    """An approval taken back by a rejection leaves the site; file, command line and history show both."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    studio("run", SLUG)
    assert studio(*FIRST).exit_code == 0
    approved = recipe.read_text()
    again = studio("review", SLUG, "001", "--reject", "--because", "lighting", "--json")
    assert json.loads(again.output)["earlier"][0]["note"] == "isn't #1"
    kept, added = approved.split("---\nIt puts"), recipe.read_text()
    assert added.startswith(kept[0]), "a second verdict is a pure insertion below the first"
    row = json.loads(studio("status", "--json").output)[0]
    assert row["approved"] == 0
    assert row["verdicts"]["001"][0].startswith("rejected (lighting)")
    assert row["verdicts"]["001"][1].startswith("approved by Kim")
    assert "Earlier: approved by Kim" in history_of(open_workspace(workspace), SLUG)[0].says
    assert "001: rejected: lighting" in studio("build").output
    assert not list((workspace / "site").rglob("001*"))
    third = studio(*FIRST)
    assert third.output.count("earlier: ") == 2


def test_an_earlier_verdict_that_no_longer_fits_is_no_problem(workspace: Path, studio: Studio) -> None:
    """Only the verdict that counts is checked."""
    studio("run", SLUG)
    studio(*FIRST)
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(recipe.read_text().replace("picture: sha256:", "picture: sha256:0"))
    assert "stale-approval" in studio("check", "--json").output
    studio(*FIRST)
    assert "stale-approval" not in studio("check", "--json").output


def test_undo_brings_the_verdict_before_back_and_refuses_when_somebody_judged_since(
    workspace: Path, studio: Studio
) -> None:
    """What stood before stands again, to the byte; a verdict of somebody else is not taken out."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    studio("run", SLUG)
    studio(*FIRST)
    before, home = recipe.read_bytes(), open_workspace(workspace)
    undo = give_verdict(home, open_review(home, SLUG, "001"), "rejected", failure="style")  # type: ignore[arg-type]
    take_back(home, undo)
    assert recipe.read_bytes() == before
    undo = give_verdict(home, open_review(home, SLUG, "001"), "rejected", failure="style")  # type: ignore[arg-type]
    studio(*FIRST)
    judged = recipe.read_bytes()
    with pytest.raises(RuleBroken, match="001 was judged again meanwhile: approved"):
        take_back(home, undo)
    assert recipe.read_bytes() == judged
