"""What is known of a recipe of a site without opening it: its record, and its seat among the others."""

from __future__ import annotations

import hashlib
import json
from typing import NamedTuple


class Record(NamedTuple):
    """Everything the site needs to know of a recipe. The database has a column for each; small ones come first."""

    slug: str
    page: str = ""
    """Place of its page; empty when nothing of it goes out."""
    created: str = ""
    """Day it was begun."""
    title: str = ""
    updated: str = ""
    """Day of its newest approval."""
    topics: str = "[]"
    """Kind, name in addresses and name as written of every topic, as JSON."""
    engines: str = "[]"
    """Engines of its pairs, as JSON."""
    mark: str = ""
    """Digest of its card as HTML."""
    rows: str = ""
    """Digest of its rows and its line."""
    pictures: int = 0
    """How many files of pictures it has."""
    is_settled: bool = True
    """Whether it stays as it is until a file changes: not when the system refused something, which may be mended."""
    inside: str = "[]"
    """What stays inside: attempt, reason, whether it is a fault, why a picture cannot be read; as JSON."""
    files: str = "[]"
    """Every file of the site that is its own, pages and pictures, as JSON."""
    card: str = ""
    """Its card as JSON."""
    html: str = ""
    """Its card as HTML, with a sign for the way up."""
    row: str = ""
    """Its row of `recipes.json`."""
    search: str = ""
    """Its row of `search.js`."""
    line: str = ""
    """Its line of `llms.txt`."""


class Seat(NamedTuple):
    """A recipe's place among the others; small, so that ten thousand fit. Fields as in `Record`."""

    slug: str
    page: str
    created: str
    title: str
    updated: str
    topics: str
    engines: str
    mark: str
    rows: str
    near: str
    """Digest of the cards that stood below it at the last build."""

    def own_topics(self) -> list[tuple[str, str, str]]:
        """Kind, name in addresses and name as written of every topic."""
        return [(kind, place, name) for kind, place, name in json.loads(self.topics)]


def mark_of(*parts: str) -> str:
    """A short digest of what something was made of; another one means that it must be made again."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
