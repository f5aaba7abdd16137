"""A recipe's text while a person edits it here: saved only over what was opened, and never lost."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.errors import WriteRefused
from studio.files import read_file
from studio.store.disk import digest, replace_if_unchanged, write_atomic
from studio.store.lock import writer_lock
from studio.store.merging import merge_recipes
from studio.workspace import Workspace


@dataclass(frozen=True)
class OpenText:
    """A file as it was opened."""

    path: Path
    text: str
    was: str
    """Digest of its bytes."""


def open_text(workspace: Workspace, slug: str) -> OpenText:
    """A recipe's file for editing."""
    path = workspace.content / slug / "recipe.md"
    data = read_file(path)
    return OpenText(path, data.decode("utf-8", errors="surrogateescape"), digest(data))


def save_text(workspace: Workspace, opened: OpenText, text: str) -> OpenText:
    """Write the text over what was opened.

    Raises:
        WriteRefused: The file changed meanwhile; the person's text is kept beside it and named.
    """
    data = text.encode("utf-8", errors="surrogateescape")
    try:
        with writer_lock(workspace.content):
            replace_if_unchanged(opened.path, data, expected=opened.was)
    except WriteRefused as error:
        mine = _keep_beside(opened.path, text)
        raise WriteRefused(
            f"{opened.path}: somebody else changed it meanwhile. Your text is kept in {mine}."
        ) from error
    return OpenText(opened.path, text, digest(data))


@dataclass(frozen=True)
class Conflict:
    """A text that was typed here while somebody else wrote the file."""

    base: OpenText
    """The file as both began with it."""
    mine: str
    theirs: OpenText
    """The file as it is now."""

    @property
    def difference(self) -> str:
        """A unified diff from their text to the one that was typed here."""
        theirs, mine = self.theirs.text.splitlines(), self.mine.splitlines()
        return "\n".join(difflib.unified_diff(theirs, mine, "theirs", "mine", lineterm=""))

    def merged(self) -> tuple[str, bool]:
        """Both changes in one text, and whether nothing is left for a person; git's marks stand where it is.

        Raises:
            ContentError: There is no git on this machine.
        """
        sides = (self.base.text, self.mine, self.theirs.text)
        made = merge_recipes(*(side.encode("utf-8", errors="surrogateescape") for side in sides))
        return made.data.decode("utf-8", errors="surrogateescape"), made.is_clean


def conflict_of(workspace: Workspace, opened: OpenText, text: str) -> Conflict:
    """What stands against what was typed, as the file is now."""
    return Conflict(opened, text, open_text(workspace, opened.path.parent.name))


def save_mine(workspace: Workspace, conflict: Conflict) -> tuple[OpenText, Path]:
    """Write what was typed here over their text; returns it, and where a copy of theirs lies.

    Raises:
        WriteRefused: The file changed once more.
    """
    copy = conflict.theirs.path.with_name("recipe.theirs.md")
    write_atomic(copy, conflict.theirs.text.encode("utf-8", errors="surrogateescape"))
    return save_text(workspace, conflict.theirs, conflict.mine), copy


def keep_typed(typed: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write texts that were typed and not saved beside their files; returns where."""
    return tuple(_keep_beside(path, text) for path, text in typed.items())


def _keep_beside(path: Path, text: str) -> Path:
    mine = path.with_name("recipe.mine.md")
    write_atomic(mine, text.encode("utf-8", errors="surrogateescape"))
    return mine
