"""Files that a recipe names: inside its own folder, or refused; fonts in the folder that all recipes share, too.

Two names that look the same are the same file: macOS stores `ä` as two signs (Unicode normalization form D) and writes
a narrow no-break space into the names of screenshots, where a person types one sign and a plain space.
"""

from __future__ import annotations

import os
import stat
import unicodedata
from pathlib import Path

from studio.core.problem import did_you_mean
from studio.errors import PathOutside

SHARED_FONTS = "_fonts"
"""Folder of the fonts that all recipes share, in `content/`."""
_FONT_ENDINGS = frozenset({".otf", ".ttf", ".ttc", ".woff", ".woff2"})


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


def found_inside(root: Path, name: str) -> Path | None:
    """The file that a recipe names; None when there is none, or it leads out."""
    try:
        path = inside(root, name)
        return path if path.is_file() else None
    except (PathOutside, OSError, ValueError):
        return None


def find_font(content: Path, slug: str, name: str) -> Path | None:
    """The file of a font; the recipe's own comes first, None when there is none."""
    return found_inside(content / slug, name) or found_inside(content / SHARED_FONTS, name)


def where_fonts_are(content: Path, slug: str, name: str) -> str:
    """A sentence for a person whose font is not there."""
    there = {
        path.name for folder in (content / slug, content / SHARED_FONTS) if folder.is_dir() for path in folder.iterdir()
        if path.suffix.lower() in _FONT_ENDINGS
    }  # fmt: skip
    near = did_you_mean(name, there) if there else ""
    return near or f"Put the font file into {content.name}/{SHARED_FONTS}/ or beside the recipe."


def comparable_name(name: str) -> str:
    """The name with Unicode forms and kinds of space made equal, so that names which look the same compare equal."""
    if name.isascii():
        return name
    composed = unicodedata.normalize("NFC", name)
    return "".join(" " if unicodedata.category(sign) == "Zs" else sign for sign in composed)


def _relative(name: str) -> str:
    if "\0" in name or not name or "\\" in name or os.path.isabs(name):  # noqa: PTH117 - quicker for thousands
        raise PathOutside(f"'{name}': give a path relative to the recipe's folder.")
    return name


def _resolved(root: Path, name: str) -> Path:
    base = root.resolve()
    resolved = Path(os.path.realpath(base / _as_stored(base, name)))  # a circle of links is left to whoever opens it
    if base not in resolved.parents:
        raise PathOutside(f"'{name}': leads out of the recipe's folder. Copy the picture into it.")
    return resolved


def _as_stored(root: Path, name: str) -> str:
    """The name as the folders have it."""
    parts = list[str]()
    for part in name.split("/"):
        here = root.joinpath(*parts)
        parts.append(part if part == ".." or os.path.lexists(here / part) else _alike(here, part) or part)
    return "/".join(parts)


def _alike(folder: Path, name: str) -> str | None:
    try:
        names = sorted(os.listdir(folder))  # noqa: PTH208 - names are all that is needed
    except OSError:
        return None
    return next((other for other in names if comparable_name(other) == comparable_name(name)), None)


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
