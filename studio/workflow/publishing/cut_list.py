"""The cuts that a recipe has, and where each stands. Imports nothing heavy: every status asks here."""

from __future__ import annotations

from typing import NamedTuple

from studio.core.attempts.cut import Cut, CutStanding, CutWord, cut_standing
from studio.core.attempts.facts import RecipeFolder
from studio.errors import StoreError
from studio.store.cuts import cut_digest, read_cuts
from studio.workspace import Workspace


class CutRow(NamedTuple):
    """A cut and where it stands."""

    cut: Cut
    standing: CutStanding


def cuts_of(workspace: Workspace, folder: RecipeFolder) -> tuple[CutRow, ...]:
    """The cuts of a recipe and where each stands.

    Raises:
        StoreError: A record cannot be read.
    """
    base, channels = workspace.content / folder.recipe.slug, workspace.rules.channels.by_name
    return tuple(
        CutRow(cut, cut_standing(folder, cut, found=cut_digest(base, cut), channel=channels.get(cut.channel)))
        for cut in read_cuts(base)
    )


def cuts_in_words(workspace: Workspace, folder: RecipeFolder) -> str:
    """What waits for a person among the cuts of a recipe, as a next step; empty when nothing does."""
    slug = folder.recipe.slug
    try:
        words = [row.standing.word for row in cuts_of(workspace, folder)]
    except StoreError as error:
        return str(error).rstrip(".")
    wrong = sum(word in {CutWord.STALE, CutWord.CHANGED} for word in words)
    waiting = words.count(CutWord.TO_REVIEW)
    steps = []
    if wrong:
        steps.append(f"{_count(wrong)} stale: `studio cut {slug}` makes them anew or takes them away")
    if waiting:
        steps.append(f"{_count(waiting)} to look at: `studio cut {slug} --approve all`")
    return "; ".join(steps)


def _count(number: int) -> str:
    return "1 cut is" if number == 1 else f"{number} cuts are"
