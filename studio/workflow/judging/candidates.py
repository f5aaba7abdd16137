"""Results side by side, before one of them is judged: all of one recipe, or what waits in many."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.status import to_review
from studio.store.attempts import ATTEMPTS
from studio.store.findings import read_evidence
from studio.workflow.browsing.attempt_history import became_of
from studio.workflow.browsing.library_reading import KeptRows
from studio.workspace import Workspace

Place = tuple[str, str]
"""Recipe and number of an attempt."""


@dataclass(frozen=True)
class Candidate:
    """One result."""

    slug: str
    number: str
    edit: str
    """Name of the edit it is of; empty in a recipe of one edit without a name."""
    became: str
    """What became of it, in a word or a few."""
    is_waiting: bool
    """Whether it waits for a person."""
    looks: int
    """How many measurements are worth a look; 0 also where nothing was measured."""
    picture: Path


def results_of(workspace: Workspace, slug: str) -> tuple[Candidate, ...]:
    """Every result of a recipe, in the order they were made."""
    folder = workspace.folder(slug)
    return tuple(_candidates(workspace, folder, folder.attempts))


def waiting_in(workspace: Workspace, slugs: Iterable[str]) -> tuple[Candidate, ...]:
    """Every result of these recipes that waits for a person: what was measured as worth a look comes first."""
    rows = KeptRows(workspace)
    folders = [workspace.folder(slug) for slug in slugs if rows.row(slug).to_review]
    found = [one for folder in folders for one in _candidates(workspace, folder, to_review(folder))]
    return tuple(sorted(found, key=lambda one: (-one.looks, one.slug, one.number)))


def read_again(workspace: Workspace, places: Sequence[Place]) -> tuple[Candidate, ...]:
    """The results at these places that have a picture, in the same order, as they stand now."""
    slugs = dict.fromkeys(slug for slug, _ in places)
    now = {(one.slug, one.number): one for slug in slugs for one in results_of(workspace, slug)}
    return tuple(now[place] for place in places if place in now)


def _candidates(workspace: Workspace, folder: RecipeFolder, attempts: Iterable[Attempt]) -> Iterator[Candidate]:
    """Those of a recipe's attempts that have a picture."""
    slug, waiting = folder.recipe.slug, {attempt.id for attempt in to_review(folder)}
    base = workspace.content / slug
    for one in attempts:
        if one.picture is not None:
            evidence, picture = read_evidence(base, one.id), base / ATTEMPTS / one.picture.file
            looks = len(evidence.looks) if evidence else 0
            yield Candidate(slug, one.id, one.edit, became_of(folder, one), one.id in waiting, looks, picture)


def columns_for(count: int, room: tuple[int, int], *, frame: tuple[int, int]) -> int:
    """How many columns make square pictures largest.

    Args:
        count: How many pictures there are, one at least.
        room: Columns and lines of the screen that are free; a character is about twice as high as wide.
        frame: Columns and lines that go to the frame of each.
    """

    def side(columns: int) -> int:
        lines = -(-count // columns)
        return min(room[0] // columns - frame[0], 2 * (room[1] // lines - frame[1]))

    return max(range(1, count + 1), key=side)
