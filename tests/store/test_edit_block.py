"""One field of an edit block is written; every other byte stays."""

from __future__ import annotations

import pytest

from studio.errors import NotFound, WriteRefused
from studio.store.recipe_file import with_edit_fields

POLYGON = {"polygon": [[0.1, 0.2], [0.9, 0.2], [0.5, 0.8]]}
BEFORE = "---\ntitle: A bag\n---\nText.\n\n```yaml edit\nsource: a.jpg   # the photograph\n"
AFTER = "avoid: [text]\n```\n\n```yaml edit two\nsource: b.jpg\n```\nEnd without a newline"


@pytest.mark.parametrize(
    "subject",
    ["", "subject: auto\n", "subject: {mask: m.png}\n", "subject:\n  box: [0, 0, 1, 1]\n",
     "subject:\n    polygon: [[0, 0],\n       [1, 1], [0, 1]]\n    holes: []\n"],
)  # fmt: skip
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_an_outline_replaces_what_was_there_and_nothing_else(subject: str, end: str) -> None:
    """Whatever way the subject was written before."""
    source = (BEFORE + subject + AFTER).replace("\n", end).encode()
    changed = with_edit_fields(source, "", {"subject": POLYGON}, shown="recipe.md").decode()
    written = f"subject:{end}  polygon:{end}"
    assert written in changed
    if subject:
        assert changed.startswith(BEFORE.replace("\n", end))
    assert changed.endswith(AFTER.replace("\n", end)[AFTER.index("```") if not subject else 0 :][-60:])
    assert "# the photograph" in changed
    assert changed.count("source: b.jpg") == 1


def test_the_other_block_is_reached_by_its_name() -> None:
    """Only the named block changes."""
    source = (BEFORE + AFTER).encode()
    changed = with_edit_fields(source, "two", {"subject": POLYGON}, shown="recipe.md").decode()
    assert changed.startswith(BEFORE + AFTER[: AFTER.index("source: b.jpg")])


def test_what_cannot_be_kept_is_refused() -> None:
    """A remark inside the field, a block in braces, a block that is not there."""
    with pytest.raises(WriteRefused, match="comment"):
        with_edit_fields(
            (BEFORE + "subject:\n  box: [0, 0, 1, 1] # sure\n" + AFTER).encode(), "", {"subject": POLYGON}, shown="r"
        )
    braces = b"---\ntitle: x\n---\n```yaml edit\n{source: a.jpg}\n```\n"
    with pytest.raises(WriteRefused, match="in braces"):
        with_edit_fields(braces, "", {"subject": POLYGON}, shown="r")
    with pytest.raises(NotFound):
        with_edit_fields(braces, "three", {"subject": POLYGON}, shown="r")


def test_a_plain_value_is_written_as_a_line() -> None:
    """A word or a number takes the place of the one before, and the block stays a block."""
    source = (BEFORE.replace("   # the photograph", "") + AFTER).encode()
    changed = with_edit_fields(source, "", {"source": "other.jpg"}, shown="recipe.md").decode()
    assert "\nsource: other.jpg\navoid: [text]\n" in changed
    assert "\nchannel: ebay\n" in with_edit_fields(source, "", {"channel": "ebay"}, shown="recipe.md").decode()


def test_a_comment_beside_a_field_and_items_that_stay_are_kept() -> None:
    """What a person wrote behind the colon or beside another item is not theirs to lose."""
    block = "avoid:   # by people\n    - text # never\n    - logo\n"
    source = (BEFORE + AFTER.replace("avoid: [text]\n", block)).encode()
    changed = with_edit_fields(source, "", {"avoid": ["text", "glare"]}, shown="recipe.md").decode()
    assert "avoid:   # by people\n    - text # never\n    - glare\n```" in changed
    with pytest.raises(WriteRefused, match="# never"):
        with_edit_fields(source, "", {"avoid": None}, shown="recipe.md")


def test_an_indented_block_and_a_file_that_is_no_text_are_refused() -> None:
    """With the place and what to do; nothing is guessed."""
    indented = b"---\ntitle: x\n---\n- a list\n\n  ```yaml edit\n  source: a.jpg\n  ```\n"
    with pytest.raises(WriteRefused, match=r"recipe.md:6: the edit block is indented. Move it to the left edge."):
        with_edit_fields(indented, "", {"source": "b.jpg"}, shown="recipe.md")
    with pytest.raises(WriteRefused, match=r"recipe.md: .*UTF-8"):
        with_edit_fields(b"---\ntitle: caf\xe9\n---\n", "", {"source": "b.jpg"}, shown="recipe.md")
