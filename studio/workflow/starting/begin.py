"""A recipe begun by what a person says: its name, what it is for, and where the product should stand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from studio.core.recipe.words import Job
from studio.errors import ContentError
from studio.workflow.starting.new import Begun, Place, new_recipe
from studio.workflow.starting.typed import slug_of, typed_path
from studio.workspace import Workspace

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
    title = " ".join(wish.title.split())
    if not any(map(str.isalnum, title)):
        raise ContentError("Give it a name, for example: Summer bag.")
    slug = slug_of(title) or _free_name(workspace)
    picture = typed_path(wish.photograph, wish.start)
    if picture is not None and not picture.is_file():
        raise ContentError(f"{picture}: there is no such file. Correct the path, or leave it empty for now.")
    return new_recipe(
        workspace, slug, job=wish.job, title=None if title == slug else title, asset=wish.asset, channel=wish.channel,
        picture=picture, place=wish.place, with_guide=False,
    )  # fmt: skip


def _free_name(workspace: Workspace) -> str:
    """The name of a folder for a title without a Latin letter: `recipe-1`, or the next that is free."""
    return next(name for number in count(1) if not (workspace.content / (name := f"recipe-{number}")).exists())
