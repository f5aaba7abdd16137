"""The winning spec comes home: into its own recipe, and into recipes made from it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.test_use import edit_of
from tests.conftest import ALL_PASS, PHOTOS, RECIPE, Studio

SLUG = "bag-on-white"
WON = RECIPE.replace("strength: 0.5", "strength: 0.7")


@pytest.fixture
def recipe(workspace: Path, studio: Studio) -> Path:
    """A recipe whose own spec was rejected, and whose retry was approved."""
    assert studio("run", SLUG).exit_code == 0
    assert studio("review", SLUG, "001", "--reject", "--because", "lighting").exit_code == 0
    assert studio("retry", SLUG, "001", "--set", "local.shadow.strength=0.7").exit_code == 0
    assert studio("review", SLUG, "002", "--approve", *ALL_PASS).exit_code == 0
    return workspace / "content" / SLUG / "recipe.md"


def test_promoting_changes_the_lines_of_the_spec_and_no_other_byte(recipe: Path, studio: Studio) -> None:
    """First shown as a diff, then written; a second time there is nothing to write."""
    before = recipe.read_text()
    shown = studio("promote", SLUG, "002", "--dry-run")
    assert "\n-  shadow: {mode: contact, strength: 0.5}\n" in shown.output
    assert "002 (approved): local would be written" in shown.output
    assert recipe.read_text() == before
    assert json.loads(studio("promote", SLUG, "002", "--json").output)["fields"] == ["local"]
    assert recipe.read_text() == before.replace("strength: 0.5", "strength: 0.7")
    again = studio("promote", SLUG, "002")
    assert again.exit_code == 1
    assert "says what attempt 002 was made with already" in again.output


def test_a_spec_that_cannot_be_written_safely_is_refused_in_words(recipe: Path, studio: Studio) -> None:
    """A remark inside the field would be lost; nothing is written."""
    recipe.write_text(recipe.read_text().replace("local:", "local:  # by hand"))
    before = recipe.read_bytes()
    result = studio("promote", SLUG, "002")
    assert result.exit_code == 1
    assert "a comment stands inside what would be rewritten: '# by hand'. Move it above." in result.output
    assert recipe.read_bytes() == before
    used = studio("use", SLUG, "--picture", str(PHOTOS / "serum_before.jpg"), "--as", "mine")
    assert used.exit_code == 1
    assert "What was approved as 002 says something else there" in used.output


def test_a_recipe_is_used_as_it_was_approved_not_as_it_was_rejected(
    recipe: Path, workspace: Path, studio: Studio
) -> None:
    """The rejected shadow in the file is not repeated, and the difference is said; after promoting there is none."""
    note = "the edit is taken as attempt 002 was approved; the recipe differs in local"
    used = studio("use", SLUG, "--picture", str(PHOTOS / "serum_before.jpg"), "--as", "mine")
    assert note in used.output
    assert edit_of(workspace, "mine")["local"] == {
        "background": {"kind": "white"}, "shadow": {"mode": "contact", "strength": 0.7},
    }  # fmt: skip
    studio("promote", SLUG, "002")
    used = studio("use", SLUG, "--picture", str(PHOTOS / "serum_before.jpg"), "--as", "second")
    assert "note:" not in used.output


def test_what_nobody_approved_is_used_as_the_recipe_says_and_that_is_said(workspace: Path, studio: Studio) -> None:
    """No verdict is made up."""
    studio("run", SLUG)
    used = studio("use", SLUG, "--picture", str(PHOTOS / "serum_before.jpg"), "--as", "mine")
    assert "note: no attempt of the edit is approved; it is taken as the recipe says" in used.output


def test_the_word_auto_is_no_difference_from_saying_nothing(workspace: Path, studio: Studio) -> None:
    """An attempt made before the word stood there was made by the same spec; nothing is promoted or said to differ."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(recipe.read_text().replace("subject: {mask: subject.png}\n", ""))
    assert studio("run", SLUG).exit_code == 0
    assert studio("review", SLUG, "001", "--approve", *ALL_PASS).exit_code == 0
    recipe.write_text(recipe.read_text().replace("local:\n", "subject: auto\nlocal:\n"))
    assert "says what attempt 001 was made with already" in studio("promote", SLUG, "001").output
