"""Files that a recipe names: inside its own folder, or refused."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from studio.errors import PathOutside


def inside(root: Path, name: str) -> Path:
    """The file that a recipe names, as long as it stays inside the recipe's folder; resolved where a link is involved.

    Raises:
        PathOutside: The path is absolute, climbs out, holds NUL, or a symbolic link leads out.
    """
    plain = _without_links(str(root), _relative(name))
    return Path(plain[0]) if plain else _resolved(root, name)


def standing_inside(root: str, name: str) -> tuple[str, os.stat_result]:
    """As `inside`, with what the system knows of the file.

    Raises:
        PathOutside: As `inside`.
        OSError: There is no such file.
    """
    plain = _without_links(root, _relative(name))
    if plain:
        return plain
    path = str(_resolved(Path(root), name))
    return path, os.stat(path)  # noqa: PTH116 - beside the other system calls


def _relative(name: str) -> str:
    if "\0" in name or not name or "\\" in name or os.path.isabs(name):  # noqa: PTH117 - quicker for thousands
        raise PathOutside(f"'{name}': give a path relative to the recipe's folder.")
    return name


def _resolved(root: Path, name: str) -> Path:
    base = root.resolve()
    resolved = Path(os.path.realpath(base / name))  # a circle of links is left to whoever opens it
    if base not in resolved.parents:
        raise PathOutside(f"'{name}': leads out of the recipe's folder. Copy the picture into it.")
    return resolved


def _without_links(root: str, name: str) -> tuple[str, os.stat_result] | None:
    """The path when nothing below the root can lead elsewhere: no step up and no symbolic link; and what it is."""
    path, found = root, None
    for part in name.split("/"):
        if part in {"", ".", ".."}:
            return None
        path = f"{path}/{part}"
        try:
            found = os.lstat(path)
        except OSError:
            return None
        if stat.S_ISLNK(found.st_mode):
            return None
    return (path, found) if found else None
