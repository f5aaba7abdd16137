"""Names and paths as people type them."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from urllib.parse import unquote, urlsplit

from studio.pictures.intake import TAKEN

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a recipe's name looks like."""


def slug_of(title: str) -> str:
    """A title as the name of a folder: small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title.replace("ß", "ss")).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain))


def typed_path(text: str, start: Path) -> Path | None:
    """A path as it is typed, pasted in quotes, or dropped on a terminal (`file://`, spaces after a backslash)."""
    text = text.strip()
    if len(text) > 1 and text[0] == text[-1] and text[0] in "'\"":
        text = text[1:-1]
    elif text.startswith("file://"):
        text = unquote(urlsplit(text).path)
    else:
        text = re.sub(r"\\([ '\"()&\[\]\\])", r"\1", text)
    return start / Path(text).expanduser() if text else None


def said_from_home(path: Path) -> str:
    """A path as people write it: `~/pictures` inside their home folder, whole elsewhere."""
    home = Path.home()
    return f"~/{path.relative_to(home)}" if path.is_relative_to(home) and path != home else str(path)


def finished_path(text: str, start: Path) -> str | None:
    """What is being typed, finished with the first folder or picture that begins so; None when none does."""
    if not text or text[0] in "'\"":
        return None
    folder, _, begun = text.rpartition("/")
    place = start / Path(f"{folder}/" if folder or text.startswith("/") else "").expanduser()
    try:
        there = sorted(path for path in place.iterdir() if path.name.startswith(begun) and path.name[0] != ".")
    except OSError:
        return None
    for path in there:
        if path.is_dir() or path.suffix.lower() in TAKEN:
            return f"{text[: len(text) - len(begun)]}{path.name}{'/' if path.is_dir() else ''}"
    return None
