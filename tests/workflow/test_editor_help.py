"""What an editor shows while a recipe is written: the field under the cursor, what may stand there, what it means."""

from __future__ import annotations

import pytest

from studio.core.recipe.recipe import FrontMatter
from studio.core.recipe.spec import EditSpec
from studio.workflow.writing.editor_help import (
    completions,
    explanation,
    field_help,
    place_at,
    problems_in,
    takes,
    usual_value,
)
from studio.workspace import Workspace

SLUG = "recipe-00001"
TEXT = """---
title: A bag
channel:
tags: [one]
---
Words.
```yaml edit
source:
change: red
local:
  background: {kind: white, sea
  shadow:
    strength:
references:
  - image:
    role:
engine: {model:
lock:
```
More words: none
"""
LINES = TEXT.splitlines()


def at(written: str, column: int | None = None) -> tuple[int, int]:
    """The line that says something, and a place in it; by default behind it."""
    line = next(number for number, one in enumerate(LINES) if one.startswith(written))
    return line, len(LINES[line]) if column is None else column


def offered(shelf: Workspace, written: str) -> list[str]:
    return [one.label for one in completions(shelf, SLUG, TEXT, *at(written))]


@pytest.mark.parametrize(
    ("written", "form", "way", "key"),
    [
        ("title", FrontMatter, (), "title"), ("channel:", FrontMatter, (), "channel"),
        ("change: red", EditSpec, (), "change"), ("  background", EditSpec, ("local", "background"), None),
        ("    strength:", EditSpec, ("local", "shadow"), "strength"),
        ("  - image:", EditSpec, ("references",), "image"),
        ("    role:", EditSpec, ("references",), "role"),
        ("engine:", EditSpec, ("engine",), "model"),
    ],
)  # fmt: skip
def test_a_cursor_is_found_in_unfinished_text(
    written: str, form: type[object], way: tuple[str, ...], key: str | None
) -> None:
    """In the front matter and in an edit, in braces, in a list, by its indentation."""
    place = place_at(TEXT, *at(written))
    assert place is not None
    assert (place.form, place.way, place.key) == (form, way, key)


def test_a_cursor_in_the_guides_own_words_is_left_alone() -> None:
    """Also behind the last line."""
    assert place_at(TEXT, *at("Words.")) is None
    assert place_at(TEXT, *at("More words")) is None
    assert place_at(TEXT, 99, 0) is None
    name = place_at(TEXT, *at("change: red", 2))
    assert name is not None
    assert name.key is None


def test_what_may_stand_at_the_cursor_is_offered_and_nothing_else(shelf: Workspace) -> None:
    """Channels for a channel, pictures of the folder for a picture, words of a choice, names of fields."""
    assert offered(shelf, "channel:") == [*shelf.rules.channels.by_name]
    assert offered(shelf, "source:") == ["before.jpg"]
    assert offered(shelf, "  - image:") == ["before.jpg"]
    assert "palette" in offered(shelf, "    role:")
    assert offered(shelf, "engine:") == [*shelf.rules.models.by_name]
    assert offered(shelf, "lock:") == ["true", "false"]
    assert offered(shelf, "change: red") == []
    assert offered(shelf, "Words.") == []
    fields = completions(shelf, SLUG, TEXT, *at("  background"))
    assert {"kind", "season", "image"} <= {one.label for one in fields}
    assert all(one.is_field and one.says for one in fields)
    assert not any(one.is_field for one in completions(shelf, SLUG, TEXT, *at("channel:")))
    labels = {one.label: one.says for one in completions(shelf, SLUG, TEXT, *at("channel:"))}
    assert labels == {name: channel.label for name, channel in shelf.rules.channels.by_name.items()}


def test_a_field_is_explained_by_what_it_means_what_it_takes_and_an_example(shelf: Workspace) -> None:
    """Under its name; a word of the guide is not."""
    said = explanation(shelf, SLUG, TEXT, *at("    strength:", 6))
    assert said.startswith("**strength**: How dark, 0 to 1")
    assert "a number from 0 to 1" in said
    assert "Example: " in said
    assert explanation(shelf, SLUG, TEXT, *at("Words.")) == ""
    assert explanation(shelf, SLUG, TEXT, 99, 0) == ""


def test_the_head_of_an_edit_is_explained_by_its_prompt(shelf: Workspace) -> None:
    """As it would be sent; one that is broken says so."""
    text = (shelf.content / SLUG / "recipe.md").read_text()
    line = text.split("\n").index("```yaml edit")
    assert explanation(shelf, SLUG, text, line, 0).startswith("Preserve the uploaded bag shape and label.")
    broken = text.replace("preserve: ", "preserve: [")
    assert "no prompt yet" in explanation(shelf, SLUG, broken, line, 0)


def test_a_text_is_checked_before_it_is_saved(shelf: Workspace) -> None:
    """As it would be if it were; the file stays as it is."""
    text = (shelf.content / SLUG / "recipe.md").read_text()
    assert not [problem for problem in problems_in(shelf, SLUG, text) if problem.severity == "error"]
    wrong = problems_in(shelf, SLUG, text.replace("rights: own", "rigths: own"))
    assert any("Did you mean 'rights'?" in problem.fix for problem in wrong)
    assert (shelf.content / SLUG / "recipe.md").read_text() == text


def test_what_a_field_takes_is_said_in_words() -> None:
    """For each kind of value; nothing where nothing can be said."""
    assert field_help("size") == "pixels, as 1536x1024"
    assert field_help("aspect") == "a shape, as 4:5"
    assert field_help("channel") == "the name of a channel, as product-page"
    assert field_help("text") == 'copy that must appear, as ["Spring Sale"]'
    assert field_help("lock") == "true or false"
    assert field_help("change") == "words"
    assert takes({"enum": ["one"]}) == "one"
    assert takes({"enum": ["one", 2, "three"]}) == "one, 2 or three"
    assert takes({"type": "integer"}) == takes({"type": "number", "minimum": 1}) == "a number"
    assert takes({"type": "number", "minimum": 0, "maximum": 360}) == "a number from 0 to 360"
    assert takes({"type": "array", "items": {"type": "object"}}) == takes({}) == ""
    assert (usual_value("lock"), usual_value("style"), usual_value("local.shadow.mode")) == ("", "", "contact")
