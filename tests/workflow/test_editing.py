"""A recipe's text while a person edits it here: saved only over what was opened, and never lost."""

from __future__ import annotations

import pytest

from studio.errors import WriteRefused
from studio.workflow.browsing.remembered import remember, remembered
from studio.workflow.writing.text_editing import open_text, save_text
from studio.workspace import Workspace

SLUG = "recipe-00001"


def test_a_text_is_saved_byte_for_byte_and_can_be_saved_again(shelf: Workspace) -> None:
    """Also one with bytes that are no UTF-8: they are the person's."""
    path = shelf.content / SLUG / "recipe.md"
    path.write_bytes(b"---\r\ntitle: caf\xe9\r\n---\r\n")
    opened = open_text(shelf, SLUG)
    saved = save_text(shelf, opened, opened.text + "more")
    assert path.read_bytes() == b"---\r\ntitle: caf\xe9\r\n---\r\nmore"
    assert saved == open_text(shelf, SLUG)
    save_text(shelf, saved, "other")
    assert path.read_bytes() == b"other"


def test_a_text_that_somebody_else_changed_is_not_overwritten_and_mine_is_kept_beside_it(shelf: Workspace) -> None:
    """Both are there, and the words say where."""
    opened = open_text(shelf, SLUG)
    opened.path.write_text("theirs")
    with pytest.raises(
        WriteRefused, match=r"somebody else changed it meanwhile. Your text is kept in .*recipe\.mine\.md"
    ):
        save_text(shelf, opened, "mine")
    assert opened.path.read_text() == "theirs"
    assert opened.path.with_name("recipe.mine.md").read_text() == "mine"


def test_what_is_remembered_of_one_workspace_is_not_told_of_another(shelf: Workspace) -> None:
    """What holds everywhere is; a file that was damaged is forgotten and written anew."""
    other = shelf.root / "other"
    remember(shelf.root, everywhere={"theme": "dark"}, here={"recipe": SLUG})
    remember(other, everywhere={"theme": "light"}, here={"recipe": "x"})
    assert remembered(shelf.root) == {"theme": "light", "recipe": SLUG}
    assert remembered(other) == {"theme": "light", "recipe": "x"}
    assert remembered(None) == {"theme": "light"}
    remember(None, everywhere={"theme": "dark"}, here={"recipe": "nowhere"})
    assert remembered(shelf.root) == {"theme": "dark", "recipe": SLUG}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"workspaces": 3}'])
def test_a_damaged_memory_is_as_good_as_none(shelf: Workspace, tmp_path_factory: object, text: str) -> None:
    """A start is only less comfortable."""
    from studio.workflow.browsing import remembered as memory

    remember(None, everywhere={"theme": "dark"}, here={})
    assert memory._path().parent.name == "recipe-studio", "a folder of its own among those of other programs"
    memory._path().write_text(text)
    assert remembered(shelf.root) == {}
