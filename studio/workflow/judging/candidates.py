"""All results of a recipe, to be seen side by side before one of them is judged."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.core.attempts.status import to_review
from studio.store.attempts import ATTEMPTS
from studio.workflow.browsing.recipe_view import became_of
from studio.workspace import Workspace


@dataclass(frozen=True)
class Candidate:
    """One result."""

    number: str
    edit: str
    """Name of the edit it is of; empty in a recipe of one edit without a name."""
    became: str
    """What became of it, in a word or a few."""
    is_waiting: bool
    """Whether it waits for a person."""
    picture: Path


def candidates(workspace: Workspace, slug: str) -> tuple[Candidate, ...]:
    """Every attempt of a recipe that has a picture, in the order they were made."""
    folder = workspace.folder(slug)
    waiting = {attempt.id for attempt in to_review(folder)}
    base = workspace.content / slug / ATTEMPTS
    return tuple(
        Candidate(
            attempt.id, attempt.edit, became_of(folder, attempt), attempt.id in waiting, base / attempt.picture.file
        )
        for attempt in folder.attempts if attempt.picture is not None
    )  # fmt: skip


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
