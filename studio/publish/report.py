"""What a build says of the site."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, NamedTuple


class Inside(NamedTuple):
    """Something that stays inside."""

    slug: str
    """The recipe."""
    attempt: str | None
    """The attempt, or None when the whole recipe stays inside."""
    reason: str
    """As a phrase that completes 'stays inside: …'."""
    is_fault: bool
    """Whether a person should look: the recipe is broken, or an approval does not count."""
    unreadable: str = ""
    """Why a picture of it cannot be read, when nothing else keeps it inside."""

    @property
    def name(self) -> str:
        """Recipe and attempt."""
        return f"{self.slug} {self.attempt}" if self.attempt else self.slug


class BuildReport(NamedTuple):
    """What was built."""

    recipes: int
    """Recipes that go out."""
    pages: int
    """Pages of the site."""
    pictures: int
    """Picture files of the site."""
    changed: int
    """Files that this build wrote or removed."""
    seconds: float
    """Time it took."""
    left_out: tuple[Inside, ...]
    """What stays inside, and why."""
    first_page: Path
    """The page to open."""
    notes: tuple[str, ...] = ()
    """What a person should know of the site's look or language, each as a sentence."""

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        data = self._asdict()
        data["left_out"] = [left._asdict() for left in self.left_out]
        data["index"] = str(data.pop("first_page"))
        return data


def report_from(text: str, *, seconds: float, out: Path, changed: int = 0) -> BuildReport:
    """A report from what the build noted as text."""
    data = json.loads(text)
    left = tuple(Inside(*row) for row in data["inside"])
    return BuildReport(
        data["recipes"],
        data["pages"],
        data["pictures"],
        changed,
        seconds,
        left,
        out / "index.html",
        tuple(data["notes"]),
    )
