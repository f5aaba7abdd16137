"""All uses of a recipe on one contact sheet, so that a hundred products are looked over before they are judged."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.status import to_review
from studio.errors import RuleBroken
from studio.publish.pages.site_text import place_name
from studio.publish.pictures.contact_sheet import Cell, require_free_sheet, write_sheet
from studio.store.attempts import ATTEMPTS
from studio.store.findings import read_evidence
from studio.workflow.browsing.attempt_history import became_of
from studio.workflow.browsing.overview import uses_of
from studio.workflow.publishing.hand_off import Sheet
from studio.workspace import Workspace


class _Use(NamedTuple):
    """A picture of a use, in the order in which it wants to be looked at."""

    is_judged: bool
    looks: int
    """How many measurements are worth a look, negative so that most come first."""
    recipe: str
    number: str
    cell: Cell


def sheet_of_uses(workspace: Workspace, name: str, *, out: Path | None = None) -> Sheet:
    """Draw the newest picture of every edit of every use of a recipe: what waits and is worth a look comes first.

    Args:
        workspace: Where the recipes are.
        name: The recipe that they use.
        out: The sheet, .jpg, .png or .pdf; default: a name from the recipe's, in the folder one stands in.

    Raises:
        NotFound: There is no such recipe.
        RuleBroken: It has no use with a picture.
        WriteRefused: Another file has the sheet's name.
        StoreError: It cannot be written.
        PictureUnreadable: A picture is damaged.
    """
    origin = workspace.folder(name)
    target = out or Path(f"{place_name(origin.recipe.slug)}-uses.jpg")
    require_free_sheet(target)
    folders = [workspace.folder(slug) for slug in uses_of(workspace, name)]
    uses = sorted(use for folder in folders for use in _uses(workspace, folder))
    if not uses:
        raise RuleBroken(f"{name}: nothing uses it yet. Make uses with `studio use {name} --each photos`.")
    write_sheet(target, f"{origin.recipe.front.title}: {len(uses)} pictures", [use.cell for use in uses])
    drawn = {use.recipe for use in uses}
    left_out = tuple((one.recipe.slug, "no picture yet") for one in folders if one.recipe.slug not in drawn)
    return Sheet(target, tuple(f"{use.recipe} {use.number}" for use in uses), left_out)


def _uses(workspace: Workspace, folder: RecipeFolder) -> Iterator[_Use]:
    """The newest picture of each edit and variation."""
    base, slug = workspace.content / folder.recipe.slug, folder.recipe.slug
    newest = {(one.edit, one.variation): one for one in folder.attempts if one.picture is not None}
    waiting = {attempt.id for attempt in to_review(folder)}
    for attempt in newest.values():
        if attempt.picture is None:
            raise AssertionError(attempt.id)
        evidence = read_evidence(base, attempt.id)
        looks = evidence.looks if evidence else ()
        words = f"look: {looks[0].says}" if looks else "nothing to look at was measured" if evidence else "not measured"
        became = "" if attempt.id in waiting else became_of(folder, attempt)  # most wait; long names leave no room
        cell = Cell(base / ATTEMPTS / attempt.picture.file, slug, became, f"{attempt.id}, {words}")
        yield _Use(attempt.id not in waiting, -len(looks), slug, attempt.id, cell)
