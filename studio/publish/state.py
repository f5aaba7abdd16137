"""What is known of every recipe of a site between builds: its card, its rows, its files; a cache, nothing more."""

from __future__ import annotations

import contextlib
import hashlib
import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.publish.card import TopicKey

_AT_ONCE = 200
"""Rows from which one question for all of them is quicker than one for each."""
NAME = "site-1.db"
"""The database; its number rises with the form of the tables."""
_FORM = """
CREATE TABLE IF NOT EXISTS recipe (
    slug TEXT PRIMARY KEY, page TEXT, created TEXT, title TEXT, updated TEXT, topics TEXT, engines TEXT, mark TEXT,
    rows TEXT, pictures INTEGER, inside TEXT, related TEXT, near TEXT
);
CREATE TABLE IF NOT EXISTS body (
    slug TEXT PRIMARY KEY, card TEXT, html TEXT, row TEXT, search TEXT, line TEXT, files TEXT
);
CREATE TABLE IF NOT EXISTS page (path TEXT PRIMARY KEY, mark TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS said (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


@dataclass(frozen=True)
class Record:
    """Everything the site needs to know of a recipe without opening it."""

    slug: str
    """Name of its folder."""
    inside: tuple[tuple[str | None, str, bool], ...]
    """What stays inside: attempt, reason, and whether it is a fault."""
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
    row: str = ""
    """Its row of `recipes.json`."""
    search: str = ""
    """Its row of `search.js`."""
    line: str = ""
    """Its line of `llms.txt`."""
    files: tuple[str, ...] = ()
    """Every file of the site that is its own: pages and pictures."""
    pictures: int = 0
    """How many of them are pictures."""


@dataclass(frozen=True)
class Seat:
    """A recipe's place among the others; small, so that ten thousand fit."""

    slug: str
    """Name of its folder."""
    page: str
    """Place of its page."""
    created: str
    """Day it was begun."""
    title: str
    """Heading."""
    updated: str
    """Day of its newest approval."""
    topics: tuple[tuple[TopicKey, str], ...]
    """Its topics, each with its name as written."""
    engines: tuple[str, ...]
    """Engines of its pairs."""
    mark: str
    """Digest of its card."""
    rows: str
    """Digest of its rows in machine-readable files."""
    related: tuple[str, ...]
    """Recipes below it at the last build."""
    near: str
    """Digest of their cards at the last build."""


class State:
    """The database of one site. Every change waits for `keep`."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._open(str(folder / NAME))
        except (OSError, sqlite3.Error):
            with contextlib.suppress(OSError):
                (folder / NAME).unlink(missing_ok=True)  # damaged: it holds nothing that cannot be made again
            self._open(":memory:")

    def _open(self, place: str) -> None:
        self._base = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        self._base.executescript(f"PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF; {_FORM}")
        self._base.execute("BEGIN")

    def keep(self) -> None:
        """Make the changes last."""
        self._base.execute("COMMIT")
        self._base.execute("BEGIN")

    def close(self) -> None:
        """Let go; what was not kept is forgotten."""
        with contextlib.suppress(sqlite3.Error):
            self._base.execute("ROLLBACK")
        self._base.close()

    def forget_everything(self) -> None:
        """Begin anew."""
        for table in ("recipe", "body", "page", "said"):
            self._base.execute(f"DELETE FROM {table}")  # noqa: S608 - names from the line above

    def slugs(self) -> frozenset[str]:
        """All recipes that are known."""
        return frozenset(slug for (slug,) in self._base.execute("SELECT slug FROM recipe"))

    def write(self, records: Iterable[Record]) -> None:
        """Take records in; the ones of the same slug are replaced."""
        for r in records:
            self._base.execute(
                "INSERT OR REPLACE INTO recipe VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)",
                (r.slug, r.page, r.created, r.title, r.updated, json.dumps(r.topics), json.dumps(r.engines), r.mark,
                 r.rows, r.pictures, json.dumps(r.inside), *self._before(r.slug)),
            )  # fmt: skip
            self._base.execute(
                "INSERT OR REPLACE INTO body VALUES (?,?,?,?,?,?,?)",
                (r.slug, r.card, r.html, r.row, r.search, r.line, json.dumps(r.files)),
            )

    def _before(self, slug: str) -> tuple[str, str]:
        found = self._base.execute("SELECT related, near FROM recipe WHERE slug = ?", (slug,)).fetchone()
        return (found[0] or "[]", found[1] or "") if found else ("[]", "")

    def remove(self, slugs: Iterable[str]) -> None:
        """Forget recipes."""
        for slug in slugs:
            self._base.execute("DELETE FROM recipe WHERE slug = ?", (slug,))
            self._base.execute("DELETE FROM body WHERE slug = ?", (slug,))

    def seats(self) -> list[Seat]:
        """Every recipe that goes out, in reading order: newest first, then by title."""
        rows = self._base.execute(
            "SELECT slug, page, created, title, updated, topics, engines, mark, rows, related, near FROM recipe "
            "WHERE page != ''"
        )
        found = [
            Seat(slug, page, created, title, updated,
                 tuple(((kind, place), name) for kind, place, name in json.loads(topics)),
                 tuple(json.loads(engines)), mark, marks, tuple(json.loads(related)), near)
            for slug, page, created, title, updated, topics, engines, mark, marks, related, near in rows
        ]  # fmt: skip
        found.sort(key=lambda seat: (seat.title.casefold(), seat.slug))
        found.sort(key=lambda seat: seat.created, reverse=True)
        return found

    def related_of(self, slug: str) -> tuple[str, ...]:
        """Recipes below a recipe at the last build."""
        row = self._base.execute("SELECT related FROM recipe WHERE slug = ?", (slug,)).fetchone()
        return tuple(json.loads(row[0])) if row else ()

    def set_related(self, rows: Iterable[tuple[str, tuple[str, ...], str]]) -> None:
        """Note the recipes below recipes: slug, related slugs, digest of their cards."""
        self._base.executemany(
            "UPDATE recipe SET related = ?, near = ? WHERE slug = ?",
            ((json.dumps(related), near, slug) for slug, related, near in rows),
        )

    def column(self, name: str, slugs: Sequence[str]) -> Iterator[str]:
        """One column of recipes, in the order of the slugs."""
        if name not in {"html", "card", "row", "search", "line"}:
            raise ValueError(name)
        if len(slugs) > _AT_ONCE:
            known = dict(self._base.execute(f"SELECT slug, {name} FROM body"))  # noqa: S608 - checked
            yield from (known[slug] for slug in slugs)
            return
        for slug in slugs:
            yield self._base.execute(f"SELECT {name} FROM body WHERE slug = ?", (slug,)).fetchone()[0]  # noqa: S608 - checked

    def files(self) -> Iterator[str]:
        """Every file of the site that belongs to a recipe."""
        for (text,) in self._base.execute("SELECT files FROM body"):
            yield from json.loads(text)

    def files_of(self, slugs: Iterable[str]) -> frozenset[str]:
        """Files of some recipes."""
        found: set[str] = set()
        for slug in slugs:
            row = self._base.execute("SELECT files FROM body WHERE slug = ?", (slug,)).fetchone()
            found |= set(json.loads(row[0])) if row else set()
        return frozenset(found)

    def inside(self) -> Iterator[tuple[str, str | None, str, bool]]:
        """What stays inside: slug, attempt, reason, whether it is a fault."""
        for slug, text in self._base.execute("SELECT slug, inside FROM recipe WHERE inside != '[]' ORDER BY slug"):
            for attempt, reason, is_fault in json.loads(text):
                yield slug, attempt, reason, is_fault

    def pages(self) -> dict[str, str]:
        """Digest of what every other page was made of."""
        return dict(self._base.execute("SELECT path, mark FROM page"))

    def set_pages(self, pages: dict[str, str]) -> None:
        """Note the digests of all other pages."""
        self._base.execute("DELETE FROM page")
        self._base.executemany("INSERT INTO page VALUES (?, ?)", pages.items())

    def count(self) -> tuple[int, int]:
        """Recipes and picture files that go out."""
        row = self._base.execute("SELECT COUNT(*), COALESCE(SUM(pictures), 0) FROM recipe WHERE page != ''").fetchone()
        return int(row[0]), int(row[1])

    def said(self, name: str) -> str:
        """A note, or an empty text."""
        row = self._base.execute("SELECT value FROM said WHERE name = ?", (name,)).fetchone()
        return str(row[0]) if row else ""

    def say(self, name: str, value: str) -> None:
        """Write a note."""
        self._base.execute("INSERT OR REPLACE INTO said VALUES (?, ?)", (name, value))


def mark_of(*parts: str) -> str:
    """A short digest of what something was made of; another one means that it must be made again."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
