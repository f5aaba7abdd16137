"""A new workspace, a new recipe."""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from studio.core.problem import did_you_mean
from studio.core.recipe.words import Job
from studio.errors import ContentError, StoreError
from studio.pictures.intake import TAKEN, Intake, take_in
from studio.store.disk import create_exclusive, new_folder
from studio.store.places import bundled
from studio.workspace import Workspace

SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
"""What a recipe's name looks like."""
SETTINGS = """\
# Settings of this workspace. Everything here is optional.
# reviewer = "Your name"

[site]
title = "Recipe gallery"
# base_url = "https://example.com/gallery/"

[engine]
name = "local"            # or "openai"
# model = "gpt-image-2"
# quality = "medium"

[budget]
# run_usd = 5
# workspace_usd = 50
"""
"""What a new `studio.toml` says."""


def init_workspace(folder: Path) -> tuple[Path, ...]:
    """A new workspace: `content/studio.toml`, and `site/` kept out of version control.

    Raises:
        StoreError: There is a workspace already.
    """
    files = {
        folder / "content" / "studio.toml": SETTINGS,
        folder / "content" / ".gitignore": ".studio/\n",  # what the studio remembers on this machine
        folder / "site" / ".gitignore": "*\n!.gitignore\n",
    }
    for path in files:
        if path.exists():
            raise StoreError(f"{path}: exists already. Choose an empty folder, or add recipes here with `studio new`.")
    there = [place for place in (folder, *(path.parent for path in files)) if place.exists()]
    try:
        for path, text in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            create_exclusive(path, text.encode())
    except OSError:
        for path in reversed(files):
            path.unlink(missing_ok=True)
        for place in (*(path.parent for path in files), folder):
            with suppress(OSError):  # not there yet, or not empty
                if place not in there:
                    place.rmdir()
        raise
    return tuple(files)


class Place(NamedTuple):
    """Where the product may stand in the picture that is made."""

    says: str
    """As a choice."""
    change: str
    """What the edit then changes, in the words of the prompt."""
    local: str
    """The same for the built-in engine: a line under `local`."""


class Begun(NamedTuple):
    """A new recipe."""

    path: Path
    converted: str
    """How its photograph was converted, for the person; empty when it was copied as it is."""


def new_recipe(
    workspace: Workspace,
    slug: str,
    *,
    job: str,
    title: str | None = None,
    asset: str = "",
    channel: str | None = None,
    picture: Path | None = None,
    place: Place | None = None,
    with_guide: bool = True,
) -> Begun:
    """A recipe folder from the guide template, with the photograph taken in when one is given.

    Args:
        workspace: Where it is made.
        slug: Name of its folder.
        job: The kind of edit.
        title: Its heading; default: the slug in words.
        asset: What the picture is for; empty leaves the template's placeholder, which is never published.
        channel: Where it will be used; default: the template's.
        picture: The photograph.
        place: Where the product should stand; default: as the template says.
        with_guide: Whether the guide's sections come along, to be filled in; else only what was said here.

    Raises:
        ContentError: The name, the job, the channel or the picture will not do.
        NotFound: There is no such channel.
        StoreError: A recipe of that name exists.
    """
    if not SLUG.fullmatch(slug):
        raise ContentError(f"'{slug}': a recipe's name has small letters, digits and hyphens, for example spring-bag.")
    if job not in list(Job):
        raise ContentError(f"'{job}' is no job. {did_you_mean(job, Job)}")
    folder = workspace.content / slug
    if folder.exists():
        raise StoreError(f"{folder}: exists already. Choose another name.")
    if channel:
        workspace.rules.channels.find(channel)
    taken = take_in(picture) if picture else Intake(b"", "before.jpg", "")
    text = (bundled("templates") / "recipe" / f"{job}.md").read_text(encoding="utf-8")
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    text = text.replace("{title}", _quoted(title or slug.replace("-", " ").capitalize()))
    text = text.replace("{today}", today).replace("{source}", taken.file)
    if asset.strip():
        text = re.sub(r"(?m)^asset: .*$", lambda _: f"asset: {_quoted(' '.join(asset.split()))}", text, count=1)
    if channel:
        text = re.sub(r"(?m)^channel: .*$", f"channel: {channel}", text, count=1)
    if place:
        text = re.sub(r"(?m)^change: .*$", lambda _: f"change: {place.change}", text, count=1)
        text = re.sub(r"(?m)^  (background|canvas): .*$", lambda _: f"  {place.local}", text, count=1)
    with new_folder(folder) as fresh:
        if picture:
            create_exclusive(fresh / taken.file, taken.data)
        create_exclusive(fresh / "recipe.md", (text if with_guide else _without_guide(text)).encode())
    return Begun(folder / "recipe.md", taken.said)


def _without_guide(text: str) -> str:
    """The front matter and the edit of a template: nothing that a page would show and nobody wrote."""
    front, _, rest = text.removeprefix("---\n").partition("\n---\n")
    kept = [line for line in front.splitlines() if not line.startswith("summary: ")]
    edit = re.search(r"(?ms)^## Edit$.*?^```$", rest)
    return "\n".join(("---", *kept, "---", "", edit[0] if edit else "", ""))


def _quoted(title: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][\w ,.'-]*", title) and title.lower() not in {
        "yes",
        "no",
        "on",
        "off",
        "true",
        "false",
        "null",
    }
    escaped = title.replace("\\", "\\\\").replace('"', '\\"')
    return title if plain else f'"{escaped}"'


JOBS: Mapping[Job, str] = {
    Job.BACKGROUND_REPLACEMENT: "another place behind it",
    Job.LAYOUT_EXTENSION: "more room around it",
    Job.DETAIL_REPAIR: "mend a marked spot",
    Job.REFERENCE_EDIT: "colour, light or logo of another picture",
}
"""Each kind of edit in a few words."""


PLACES: Mapping[Job, tuple[Place, ...]] = {
    Job.BACKGROUND_REPLACEMENT: tuple(
        Place(says, f"the background to {change}", f"background: {{{kind}}}")
        for says, change, kind in (
            ("plain white", "a plain white studio backdrop", "kind: white"),
            ("grey studio paper", "grey studio paper", "kind: studio-paper"),
            ("a warm wall in window light", "a plain warm wall in window light", "kind: window-light"),
            ("a wooden table", "a wooden table", "kind: wood-table"),
            ("white marble", "a white marble slab before a quiet grey wall", "kind: marble"),
            ("a table at dusk", "a dark table before a city at dusk", "kind: dusk-bokeh"),
            *((f"a shop in {season}", f"a bright {season} retail display", f"kind: retail, season: {season}")
              for season in ("spring", "summer", "autumn", "winter")),
        )
    ),
    Job.LAYOUT_EXTENSION: tuple(
        Place(says, f"extend the canvas {where} by continuing the backdrop", f"canvas: {{anchor: {anchor}}}")
        for says, where, anchor in (
            ("in the middle", "to a wide banner", "center"),
            ("on the left, room on the right", "to the right", "left"),
            ("on the right, room on the left", "to the left", "right"),
            ("at the top, room below", "downward", "top"),
            ("at the bottom, room above", "upward", "bottom"),
        )
    ),
}  # fmt: skip
"""Where a product can stand, for the kinds of edit that move it elsewhere."""


@dataclass(frozen=True)
class Beginning:
    """What was typed."""

    title: str
    """Its name, as people write names."""
    photograph: str
    """A path as it was typed or dropped on the terminal; empty for none yet."""
    job: Job
    start: Path
    """Folder that relative paths begin in."""
    asset: str = ""
    """What the picture is for; empty when that is not known yet."""
    channel: str | None = None
    """Where it will be used; None for the usual one of the job."""
    place: Place | None = None
    """Where the product should stand; None for the usual place of the job."""


def begin_recipe(workspace: Workspace, wish: Beginning) -> Begun:
    """Make the recipe, of nothing but what was said.

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
        picture=picture, place=wish.place, with_guide=False,
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
        if path.is_dir() or path.suffix.lower() in TAKEN:
            return f"{text[: len(text) - len(begun)]}{path.name}{'/' if path.is_dir() else ''}"
    return None
