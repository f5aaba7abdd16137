"""What is known of a recipe of a site without opening it: its record, and its seat among the others."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import NamedTuple


class Record(NamedTuple):
    """Everything the site needs to know of a recipe without opening it."""

    slug: str
    """Name of its folder."""
    inside: tuple[tuple[str | None, str, bool, str], ...]
    """What stays inside: attempt, reason, whether it is a fault, and why a picture of it cannot be read."""
    page: str = ""
    """Place of its page; empty when nothing of it goes out."""
    created: str = ""
    """Day it was begun."""
    title: str = ""
    """Heading."""
    updated: str = ""
    """Day of its newest approval."""
    topics: tuple[tuple[str, str, str], ...] = ()
    """Kind, name in addresses and name as written of every topic."""
    engines: tuple[str, ...] = ()
    """Engines of its pairs."""
    mark: str = ""
    """Digest of its card as HTML."""
    rows: str = ""
    """Digest of its rows and its line."""
    card: str = ""
    """Its card as JSON."""
    html: str = ""
    """Its card as HTML, with a stand-in for the way up."""
    row: bytes = b""
    """Its row of `recipes.json`."""
    search: bytes = b""
    """Its row of `search.js`."""
    line: bytes = b""
    """Its line of `llms.txt`."""
    files: tuple[str, ...] = ()
    """Every file of the site that is its own: pages and pictures."""
    pictures: int = 0
    """How many of them are pictures."""
    is_whole: bool = False
    """Whether every picture it names is there, so that a new file in its folder can mean nothing."""
    is_settled: bool = True
    """Whether it stays as it is until a file changes: not when the system refused something, which may be mended."""


class Seat(NamedTuple):
    """A recipe's place among the others, as it is kept; small, so that ten thousand fit and come quickly."""

    slug: str
    """Name of its folder."""
    page: str
    """Place of its page."""
    created: str
    """Day it was begun."""
    updated: str
    """Day of its newest approval."""
    mark: str
    """Digest of its card."""
    rows: str
    """Digest of its rows in machine-readable files."""
    shape: str
    """Its topics, each as JSON on a line of its own: recipes are related by nothing else."""
    engines: str
    """Engines of its pairs as JSON."""

    @property
    def topics(self) -> list[str]:
        """Kind, name in addresses and name as written of every topic, as JSON."""
        return self.shape.split("\n")


class Below(NamedTuple):
    """What stands below a recipe."""

    slug: str
    """The recipe."""
    page: str
    """Place of its page."""
    slugs: Sequence[str]
    """The related recipes, the nearest first."""
    near: str
    """Digest of their cards; empty before the first build."""


def slugs_from(text: str) -> list[str]:
    """Names of folders, which hold no stroke, apart again."""
    return text.split("/") if text else []


def mark_of(*parts: str) -> str:
    """A short digest of what something was made of; another one means that it must be made again."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
