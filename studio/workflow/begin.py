"""Beginning: a new workspace, a new recipe."""

from __future__ import annotations

import datetime
import re
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from studio.core.problem import did_you_mean
from studio.core.words import Job
from studio.errors import ContentError, StoreError
from studio.pictures.intake import Intake, take_in
from studio.store.bundled import bundled
from studio.store.disk import create_exclusive, new_folder
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
    files = {folder / "content" / "studio.toml": SETTINGS, folder / "site" / ".gitignore": "*\n!.gitignore\n"}
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


class Begun(NamedTuple):
    """A new recipe."""

    path: Path
    """Its file."""
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
    with new_folder(folder) as fresh:
        if picture:
            create_exclusive(fresh / taken.file, taken.data)
        create_exclusive(fresh / "recipe.md", text.encode())
    return Begun(folder / "recipe.md", taken.said)


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
