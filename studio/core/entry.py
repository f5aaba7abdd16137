"""What goes out to the site, and what stays inside: the words of the gate."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from studio.core.attempt import Attempt, dump_spec
from studio.core.facts import RecipeFolder
from studio.core.review import Review


@dataclass(frozen=True)
class Shown:
    """An input picture that may be shown beside the result."""

    image: str
    """File, relative to the recipe's folder."""
    role: str
    credit: str | None
    """Who is named beside it."""


@dataclass(frozen=True)
class Pair:
    """One approved before and after."""

    attempt: Attempt
    review: Review | None
    """The judgement that lets it through; in a private preview perhaps none."""
    after: str
    """File of the result, relative to the recipe's folder."""
    before: Shown | None
    """The picture it began with; None when the recipe keeps it back."""
    references: tuple[Shown, ...]
    """Further inputs that may be shown."""
    draft: str = ""
    """Why it may not be published, in a private preview; empty for what is approved."""

    @cached_property
    def asked(self) -> Mapping[str, Any]:
        """The spec as it ran, as plain data under the file's own field names, without defaults."""
        return dump_spec(self.attempt.spec)


@dataclass(frozen=True)
class Entry:
    """A recipe on the site with its approved pairs."""

    folder: RecipeFolder
    """The recipe and what the disk knows about it."""
    pairs: tuple[Pair, ...]
    """Approved pairs: edits in the guide's order, then by attempt."""

    @property
    def pictures(self) -> frozenset[str]:
        """Every file of the recipe's folder that the site may show."""
        shown = {pair.after for pair in self.pairs} | {pair.before.image for pair in self.pairs if pair.before}
        return frozenset(shown | {reference.image for pair in self.pairs for reference in pair.references})


@dataclass(frozen=True)
class LeftOut:
    """What stays inside, and why."""

    slug: str
    attempt: str | None
    """The attempt, or None when the whole recipe stays inside."""
    reason: str
    """As a phrase that completes 'stays inside: …'."""
    is_fault: bool = False
    """Whether a person should look: the recipe is broken, or an approval does not count."""
    unreadable: str = ""
    """Why a picture of it cannot be read, when nothing else keeps it inside."""


@dataclass(frozen=True)
class Gallery:
    """What goes out, and what stays inside."""

    entries: tuple[Entry, ...]
    """Recipes with at least one pair, in reading order: newest first, then by title."""
    left_out: tuple[LeftOut, ...]
