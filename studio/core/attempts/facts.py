"""What is known of a picture file and of a recipe's folder, as plain values for the checks and the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from studio.core.attempts.attempt import Attempt
from studio.core.recipe.recipe import Recipe
from studio.core.recipe.unfinished import why_unfinished


class PictureFacts(NamedTuple):
    """A picture file, looked at without judging it."""

    digest: str
    size_bytes: int
    width_px: int
    """Width after its orientation is applied."""
    height_px: int
    """Height after its orientation is applied."""
    format: str
    """`png`, `jpeg`, `webp`, `heic`, `avif` or `tiff`; empty when it cannot be read."""
    has_alpha: bool = False
    """Whether it has an alpha channel."""
    alpha_min: int = 255
    """Smallest alpha, 0 to 255; 255 without alpha."""
    alpha_max: int = 255
    """Largest alpha, 0 to 255."""
    fault: str | None = None
    """Why it cannot be read, as a phrase."""
    fix: str = ""
    """What to do about the fault, as a sentence."""
    note: str | None = None
    """What to know of it although it can be read, as a phrase."""


@dataclass(frozen=True)
class RecipeFolder:
    """Everything the disk knows about one recipe."""

    recipe: Recipe
    attempts: tuple[Attempt, ...] = ()
    """Its attempts by number."""
    pictures: Mapping[str, PictureFacts | None] = field(default_factory=dict)
    """Facts by file name relative to the folder; None for a file that is named and missing."""
    near_names: Mapping[str, str] = field(default_factory=dict)
    """For a picture that is missing, a file there whose name differs only in case, ending or Unicode form."""
    missing_fonts: Mapping[str, str] = field(default_factory=dict)
    """For a font that is named and missing, how to mend it."""
    interrupted: frozenset[str] = frozenset()
    """Attempts whose process is gone before their answer came."""
    elsewhere: frozenset[str] = frozenset()
    """Attempts under way in a process that cannot be seen from this machine."""
    today: str = ""
    """Day on which the folder was read, as 2026-11-23: rights may end. Empty: none of them has ended."""

    @cached_property
    def why_unfinished(self) -> str | None:
        """Why the recipe is not ready for readers; None when it is.

        Asked for every attempt, several times, so it is kept: `studio status` takes two fifths less time.
        """
        return why_unfinished(self.recipe)

    def attempt(self, attempt_id: str) -> Attempt | None:
        """An attempt by its number."""
        return next((attempt for attempt in self.attempts if attempt.id == attempt_id), None)

    def why_unreadable(self, name: str) -> tuple[str, str] | None:
        """Why a picture cannot be read, as a phrase that follows its name, and the sentence how to mend it."""
        facts = self.pictures.get(name)
        if facts is None:
            return "is missing", "Bring it back."
        return (f"cannot be read: {facts.fault}", facts.fix or "Bring it back.") if facts.fault else None

    def facts_of(self, attempt: Attempt) -> PictureFacts | None:
        """Facts of an attempt's picture as it is on disk now."""
        if attempt.picture is None:
            return None
        return self.pictures.get(f"attempts/{attempt.picture.file}")
