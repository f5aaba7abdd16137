"""A new workspace, a new recipe."""

from __future__ import annotations

import datetime
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from studio.core.problem import did_you_mean
from studio.core.recipe.words import Job
from studio.errors import ContentError, StoreError
from studio.pictures.intake import Intake, take_in
from studio.store.disk import create_exclusive, new_folder
from studio.store.places import bundled
from studio.workflow.starting.typed import SLUG
from studio.workspace import Workspace

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


_NO_TEXT = frozenset({"yes", "no", "on", "off", "true", "false", "null"})
"""Words that YAML takes for something else than text."""


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
    text = (bundled("templates") / "recipe" / f"{job}.md").read_text(encoding="utf-8").replace("{source}", taken.file)
    text = _filled(text, title or slug.replace("-", " ").capitalize(), asset=asset, channel=channel, place=place)
    with new_folder(folder) as fresh:
        if picture:
            create_exclusive(fresh / taken.file, taken.data)
        create_exclusive(fresh / "recipe.md", (text if with_guide else _without_guide(text)).encode())
    return Begun(folder / "recipe.md", taken.said)


def _filled(text: str, title: str, *, asset: str, channel: str | None, place: Place | None) -> str:
    """A template with what was said."""
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    text = text.replace("{title}", _quoted(title)).replace("{today}", today)
    if asset.strip():
        text = re.sub(r"(?m)^asset: .*$", lambda _: f"asset: {_quoted(' '.join(asset.split()))}", text, count=1)
    if channel:
        text = re.sub(r"(?m)^channel: .*$", f"channel: {channel}", text, count=1)
    if place:
        text = re.sub(r"(?m)^change: .*$", lambda _: f"change: {place.change}", text, count=1)
        text = re.sub(r"(?m)^  (background|canvas): .*$", lambda _: f"  {place.local}", text, count=1)
    return text


def _without_guide(text: str) -> str:
    """The front matter and the edit of a template: nothing that a page would show and nobody wrote."""
    front, _, rest = text.removeprefix("---\n").partition("\n---\n")
    kept = [line for line in front.splitlines() if not line.startswith("summary: ")]
    edit = re.search(r"(?ms)^## Edit$.*?^```$", rest)
    return "\n".join(("---", *kept, "---", "", edit[0] if edit else "", ""))


def _quoted(title: str) -> str:
    plain = re.fullmatch(r"[A-Za-z][\w ,.'-]*", title) and title.lower() not in _NO_TEXT
    escaped = title.replace("\\", "\\\\").replace('"', '\\"')
    return title if plain else f'"{escaped}"'
