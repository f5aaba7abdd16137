"""Results side by side, before one of them is judged: all of one recipe, or what waits in many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

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
    return read_again(workspace, [(slug, attempt.id) for attempt in workspace.folder(slug).attempts])


def waiting_in(workspace: Workspace, slugs: Iterable[str]) -> tuple[Candidate, ...]:
    """Every result of these recipes that waits for a person: what was measured as worth a look comes first."""
    rows = KeptRows(workspace)
    waiting = [slug for slug in slugs if rows.row(slug).to_review]
    places = [(slug, attempt.id) for slug in waiting for attempt in to_review(workspace.folder(slug))]
    return tuple(sorted(read_again(workspace, places), key=lambda one: (-one.looks, one.slug, one.number)))


def read_again(workspace: Workspace, places: Sequence[Place]) -> tuple[Candidate, ...]:
    """The results at these places that have a picture, in the same order, as they stand now."""
    folders = {slug: workspace.folder(slug) for slug in dict.fromkeys(slug for slug, _ in places)}
    waiting = {(slug, attempt.id) for slug, folder in folders.items() for attempt in to_review(folder)}
    found = []
    for slug, number in places:
        base, attempt = workspace.content / slug, folders[slug].attempt(number)
        if attempt is None or attempt.picture is None:
            continue
        evidence = read_evidence(base, number)
        looks = sum(measure.flag == "look" for measure in evidence.measures) if evidence else 0
        became, picture = became_of(folders[slug], attempt), base / ATTEMPTS / attempt.picture.file
        found.append(Candidate(slug, number, attempt.edit, became, (slug, number) in waiting, looks, picture))
    return tuple(found)


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
