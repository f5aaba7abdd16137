"""What is known of every recipe of a site between builds: its card, its rows, its files; a cache, nothing more."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

from studio.publish.record import Below, Record, Seat, slugs_from
from studio.publish.report import Inside

Rows = tuple[bytes, bytes, bytes]
"""What machine-readable files hold of a recipe, in UTF-8: its row of `recipes.json` and of `search.js`, its line."""
_TAKE_IN = """
INSERT INTO recipe (slug, page, created, title, updated, topics, engines, mark, rows, pictures, inside, folded)
VALUES (?,?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT (slug) DO UPDATE SET
    page = excluded.page, created = excluded.created, title = excluded.title, updated = excluded.updated,
    topics = excluded.topics, engines = excluded.engines, mark = excluded.mark, rows = excluded.rows,
    pictures = excluded.pictures, inside = excluded.inside, folded = excluded.folded
"""
"""Takes a recipe in; which recipes stood below it stays."""
_AT_ONCE = 200
"""Recipes from which it is quicker to ask for all there are."""
_FEW = 20
"""Up to so many recipes, those that had one of them below are looked for by the database."""
NAME = "site-5.db"
"""The database; its number rises with the form of the tables."""
_FORM = """
CREATE TABLE IF NOT EXISTS recipe (
    slug TEXT PRIMARY KEY, page TEXT, created TEXT, title TEXT, updated TEXT, topics TEXT, engines TEXT, mark TEXT,
    rows TEXT, pictures INTEGER, inside TEXT, folded TEXT, related TEXT DEFAULT '', near TEXT DEFAULT ''
);
CREATE TABLE IF NOT EXISTS body (slug TEXT PRIMARY KEY, card TEXT, html TEXT, files TEXT);
CREATE TABLE IF NOT EXISTS machine (slug TEXT PRIMARY KEY, row BLOB, search BLOB, line BLOB);
CREATE TABLE IF NOT EXISTS page (path TEXT PRIMARY KEY, mark TEXT) WITHOUT ROWID;
"""
_SETTINGS = "PRAGMA journal_mode=MEMORY; PRAGMA synchronous=OFF;"
"""What is lost with the power is made again."""
_OF_RECIPES = ("recipe", "body", "machine")
_PAGE = 16_384
"""Bytes of a page of a new database: a recipe's rows take about a thousand, and whole tables are read at once."""


class State:
    """The database of one site. Every change waits for `keep`."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for other in folder.glob("site-*.db"):
                if other.name != NAME:  # of another form: it holds nothing that cannot be made again
                    other.unlink()
            self._open(str(folder / NAME))
        except (OSError, sqlite3.Error):
            with contextlib.suppress(OSError):
                (folder / NAME).unlink(missing_ok=True)  # damaged
            self._open(":memory:")

    def _open(self, place: str) -> None:
        self._base = sqlite3.connect(place, isolation_level=None, check_same_thread=False)
        self._base.executescript(f"PRAGMA page_size={_PAGE}; {_SETTINGS} {_FORM}")
        self._base.execute("BEGIN")
        self.moved = False
        """Whether a recipe came or went, or has another day or other topics, since it was opened."""

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
        for table in (*_OF_RECIPES, "page"):
            self._base.execute(f"DELETE FROM {table}")  # noqa: S608 - names from above
        self.moved = True

    def slugs(self) -> frozenset[str]:
        """All recipes that are known."""
        return frozenset(slug for (slug,) in self._base.execute("SELECT slug FROM recipe"))

    def write(self, records: Iterable[Record]) -> None:
        """Take records in; the ones of the same slug are replaced."""
        for r in records:
            topics = "\n".join([json.dumps(topic) for topic in r.topics])
            self.moved = self.moved or self._seat_of(r.slug) != (r.page, r.created, topics)
            self._base.execute(
                _TAKE_IN,
                (r.slug, r.page, r.created, r.title, r.updated, topics, json.dumps(r.engines), r.mark,
                 r.rows, r.pictures, json.dumps(r.inside), r.title.casefold()),
            )  # fmt: skip
            self._base.execute(
                "INSERT OR REPLACE INTO body VALUES (?,?,?,?)", (r.slug, r.card, r.html, json.dumps(r.files))
            )
            self._base.execute("INSERT OR REPLACE INTO machine VALUES (?,?,?,?)", (r.slug, r.row, r.search, r.line))

    def _seat_of(self, slug: str) -> tuple[str, str, str] | None:
        found = self._base.execute("SELECT page, created, topics FROM recipe WHERE slug = ?", (slug,)).fetchone()
        return tuple(found) if found else None

    def remove(self, slugs: Iterable[str]) -> None:
        """Forget recipes."""
        for slug in slugs:
            self.moved = True
            for table in _OF_RECIPES:
                self._base.execute(f"DELETE FROM {table} WHERE slug = ?", (slug,))  # noqa: S608 - names from above

    def seats(self) -> list[Seat]:
        """Every recipe that goes out, in reading order: newest first, then by title."""
        rows = self._base.execute(
            "SELECT slug, page, created, updated, mark, rows, topics, engines FROM recipe "
            "WHERE page != '' ORDER BY created DESC, folded, slug"
        )
        return list(map(Seat._make, rows))

    def related_of(self, slug: str) -> list[str]:
        """Recipes below a recipe at the last build."""
        row = self._base.execute("SELECT related FROM recipe WHERE slug = ?", (slug,)).fetchone()
        return slugs_from(row[0]) if row else []

    def below(self, *, near: Collection[str] | None = None) -> Iterator[Below]:
        """What stood below the recipes that go out, at the last build.

        Args:
            near: Only these recipes and those that had one of them below; None for all.
        """
        asked = "SELECT slug, page, related, near FROM recipe WHERE page != ''"
        if near is None or len(near) > _FEW:
            rows = self._base.execute(asked)
        else:
            one = "slug = ? OR instr('/' || related || '/', '/' || ? || '/')"
            some = f"{asked} AND ({' OR '.join([one] * len(near)) or 'FALSE'})"
            rows = self._base.execute(some, [value for slug in near for value in (slug, slug)])
        for slug, page, related, mark in rows:
            yield Below(slug, page, slugs_from(related), mark)

    def set_below(self, every: Iterable[Below]) -> None:
        """Note what stands below recipes."""
        self._base.executemany(
            "UPDATE recipe SET related = ?, near = ? WHERE slug = ?",
            (("/".join(one.slugs), one.near, one.slug) for one in every),
        )

    def column(self, name: Literal["card", "html"], slugs: Sequence[str]) -> Iterator[str]:
        """One column of recipes, in the order of the slugs."""
        found = self._chosen(f"SELECT slug, {name} FROM body", slugs)  # noqa: S608 - a name from above
        return map(dict(found).__getitem__, slugs)

    def machine_rows(self, slugs: Sequence[str]) -> Iterator[Rows]:
        """What machine-readable files are made of, in the order of the slugs.

        All three at once: they lie beside each other, and looking for them is most of the work.
        """
        return map(self._machine(slugs).__getitem__, slugs)

    def rows_of(self, slugs: Sequence[str]) -> dict[str, Rows]:
        """The same of some recipes, by slug; empty rows for one that is not known."""
        found = self._machine(slugs)
        return {slug: found.get(slug, (b"", b"", b"")) for slug in slugs}

    def _machine(self, slugs: Sequence[str]) -> dict[str, Rows]:
        found = self._chosen("SELECT slug, row, search, line FROM machine", slugs)
        return {slug: (row, search, line) for slug, row, search, line in found}

    def _chosen(self, asked: str, slugs: Sequence[str]) -> sqlite3.Cursor:
        """Rows of recipes in any order; where many are asked for, all of them."""
        if len(slugs) > _AT_ONCE:
            return self._base.execute(asked)
        return self._base.execute(f"{asked} WHERE slug IN ({','.join('?' * len(slugs))})", tuple(slugs))

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

    def inside(self) -> Iterator[Inside]:
        """What stays inside."""
        for slug, text in self._base.execute("SELECT slug, inside FROM recipe WHERE inside != '[]' ORDER BY slug"):
            yield from (Inside(slug, *row) for row in json.loads(text))

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
