"""A recipe of one's own as a person asks for it: a title, a photograph somewhere on the disk, a kind of edit."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from studio.core.words import Job
from studio.errors import ContentError
from studio.pictures import SUFFIXES
from studio.workflow.begin import Begun, new_recipe
from studio.workspace import Workspace

JOBS: Mapping[Job, str] = {
    Job.BACKGROUND_REPLACEMENT: "another place behind it",
    Job.LAYOUT_EXTENSION: "more room around it",
    Job.DETAIL_REPAIR: "mend a marked spot",
    Job.REFERENCE_EDIT: "colour, light or logo of another picture",
}
"""Each kind of edit in a few words."""
_PICTURES = frozenset({*SUFFIXES.values(), ".jpeg", ".heic", ".heif", ".avif", ".tif", ".tiff"})


@dataclass(frozen=True)
class Beginning:
    """What was typed."""

    title: str
    """Its name, as people write names."""
    photograph: str
    """A path as it was typed or dropped on the terminal; empty for none yet."""
    job: Job
    """The kind of edit."""
    start: Path
    """Folder that relative paths begin in."""
    asset: str = ""
    """What the picture is for; empty when that is not known yet."""
    channel: str | None = None
    """Where it will be used; None for the usual one of the job."""


def begin_recipe(workspace: Workspace, wish: Beginning) -> Begun:
    """Make the recipe.

    Raises:
        ContentError: The name or the photograph will not do.
        StoreError: A recipe of that name exists.
    """
    slug = slug_of(wish.title)
    if not slug:
        raise ContentError("Give it a name, for example: Summer bag.")
    picture = typed_path(wish.photograph, wish.start)
    if picture is not None and not picture.is_file():
        raise ContentError(f"{picture}: there is no such file. Correct the path, or leave it empty for now.")
    title = " ".join(wish.title.split())
    return new_recipe(
        workspace, slug, job=wish.job, title=None if title == slug else title, asset=wish.asset, channel=wish.channel,
        picture=picture,
    )  # fmt: skip


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
        if path.is_dir() or path.suffix.lower() in _PICTURES:
            return f"{text[: len(text) - len(begun)]}{path.name}{'/' if path.is_dir() else ''}"
    return None
