"""A recipe's text while a person edits it here: saved only over what was opened, and never lost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.errors import WriteRefused
from studio.files import read_file
from studio.store.disk import digest, replace_if_unchanged, write_atomic
from studio.store.lock import writer_lock
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


def keep_typed(typed: Mapping[Path, str]) -> tuple[Path, ...]:
    """Write texts that were typed and not saved beside their files; returns where."""
    return tuple(_keep_beside(path, text) for path, text in typed.items())


def _keep_beside(path: Path, text: str) -> Path:
    mine = path.with_name("recipe.mine.md")
    write_atomic(mine, text.encode("utf-8", errors="surrogateescape"))
    return mine
