"""What is known of a site between builds: what it was made from, every recipe's record, what each page was made of.

It is a cache: whatever is lost is made again. When nothing changed, this is all that runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple
from zlib import crc32

from studio.files import YOUNG_NS
from studio.publish.record import Record, Seat
from studio.publish.report import Inside

UNKNOWN = -2
"""Time of a file that is looked at again, whatever its time is."""


class Stamp(NamedTuple):
    """A file or folder as it was found."""

    path: str
    """Absolute."""
    changed_ns: int
    """Time of its last change; -1 for one that is not there."""
    size: int
    """In bytes; -1 for one that is not there."""


def stamp(path: str) -> Stamp:
    """A path as it is now."""
    try:
        found = os.stat(path)  # noqa: PTH116 - quicker than pathlib's, for tens of thousands
    except OSError:
        return Stamp(path, -1, -1)
    return Stamp(path, found.st_mtime_ns, found.st_size)


def stamps_below(folder: Path) -> Iterator[Stamp]:
    """A folder and everything in it, hidden names apart; a folder's time tells of new and removed names."""
    yield stamp(str(folder))
    for here, folders, files in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (stamp(f"{here}/{name}") for name in (*folders, *sorted(files)) if not name.startswith("."))


def settled(stamps: Iterable[Stamp], *, read_ns: int) -> list[Stamp]:
    """Stamps for the next build; a file that was young when it was read, at `read_ns`, is looked at again."""
    return [one._replace(changed_ns=UNKNOWN) if read_ns - one.changed_ns < YOUNG_NS else one for one in stamps]


def now_ns() -> int:
    """The clock that file times are compared with."""
    return time.time_ns()


SHARED, OUT, CONTENT = "/shared", "/out", "/content"
"""Owners of stamps that are no recipes: what all pages depend on, the site's own files, the folder of the recipes."""
NAME = "site-6.db"
"""The database; its number rises with the form of the tables."""
_AT_ONCE = 500
"""Recipes that one question to the database names."""
_FORM = f"""
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS stamp (owner TEXT, path BLOB, changed_ns INTEGER, size INTEGER);
CREATE INDEX IF NOT EXISTS owners ON stamp (owner);
CREATE TABLE IF NOT EXISTS recipe (
    {", ".join(Record._fields)}, near DEFAULT '', related DEFAULT '', PRIMARY KEY (slug)
);
CREATE TABLE IF NOT EXISTS page (path TEXT PRIMARY KEY, mark TEXT);
"""


class Look(NamedTuple):
    """What a look at the files that the last build read and made has found."""

    report: str | None
    """What that build said; None when nothing is known of it."""
    changed: frozenset[str]
    """Owners of which a file is not as it was: slugs, `SHARED`, `OUT` and `CONTENT`."""

    def trusting_the_site(self) -> Look:
        """The same, taking the site's own files as they are: for somebody who has just written into them."""
        return self._replace(changed=self.changed - {OUT})


class Known:
    """The database of one site. Every change waits for `keep`."""

    def __init__(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for other in folder.glob("site-*.db"):
                if other.name != NAME:  # of another form
                    other.unlink()
            self._open(str(folder / NAME))
        except (OSError, sqlite3.Error):
            with contextlib.suppress(OSError):
                (folder / NAME).unlink(missing_ok=True)  # damaged
            self._open(":memory:")

    def _open(self, place: str) -> None:
        self._base = sqlite3.connect(place, isolation_level=None, timeout=60)
        self._base.executescript(_FORM)
        self._base.execute("BEGIN")

    def close(self) -> None:
        """Let go; what was not kept is forgotten."""
        self._base.close()

    def keep(self, *, key: str, report: str, stamps: Mapping[str, Sequence[Stamp]]) -> None:
        """Make every change last.

        Args:
            key: What the site was asked to be; another key means another site.
            report: What the build said.
            stamps: What it read and made, by owner; they take the place of the owner's earlier ones.
        """
        self._base.executemany("DELETE FROM stamp WHERE owner = ?", ((owner,) for owner in stamps))
        self._base.executemany(
            "INSERT INTO stamp VALUES (?, ?, ?, ?)",
            ((owner, os.fsencode(one.path), one.changed_ns, one.size) for owner, own in stamps.items() for one in own),
        )
        self._base.executemany("INSERT OR REPLACE INTO about VALUES (?, ?)", (("key", key), ("report", report)))
        self._base.execute("COMMIT")

    def look(self, key: str) -> Look:
        """Look at every file that the last build read and made."""
        about = dict(self._base.execute("SELECT name, value FROM about"))
        if about.get("key") != key:
            return Look(None, frozenset())
        rows = self._base.execute("SELECT owner, path, changed_ns, size FROM stamp")
        changed = {owner for owner, path, *found in rows if stamp(os.fsdecode(path))[1:] != tuple(found)}
        return Look(about["report"], frozenset(changed))

    def forget_everything(self) -> None:
        """Begin anew."""
        for table in ("about", "stamp", "recipe", "page"):
            self._base.execute(f"DELETE FROM {table}")  # noqa: S608 - names from above

    def slugs(self) -> frozenset[str]:
        """All recipes that are known."""
        return frozenset(slug for (slug,) in self._base.execute("SELECT slug FROM recipe"))

    def add(self, record: Record) -> None:
        """Take a record in, in the place of the one of the same recipe."""
        marks = ", ".join("?" * len(record))
        fields = ", ".join(record._fields)
        self._base.execute(f"INSERT OR REPLACE INTO recipe ({fields}) VALUES ({marks})", record)  # noqa: S608 - as above

    def remove(self, slugs: Iterable[str]) -> None:
        """Forget recipes."""
        for slug in slugs:
            self._base.execute("DELETE FROM recipe WHERE slug = ?", (slug,))
            self._base.execute("DELETE FROM stamp WHERE owner = ?", (slug,))

    def seats(self) -> list[Seat]:
        """Every recipe that goes out, in reading order: newest first, then by title."""
        rows = self._base.execute(f"SELECT {', '.join(Seat._fields)} FROM recipe WHERE page != ''")  # noqa: S608 - as above
        by_title = sorted(map(Seat._make, rows), key=lambda seat: (seat.title.casefold(), seat.slug))
        return sorted(by_title, key=lambda seat: seat.created, reverse=True)

    def set_related(self, rows: Iterable[tuple[str, Sequence[str], str]]) -> None:
        """Note what stands below recipes: slug, the related ones, and the digest of their cards."""
        found = ((json.dumps(related), near, slug) for slug, related, near in rows)
        self._base.executemany("UPDATE recipe SET related = ?, near = ? WHERE slug = ?", found)

    def related_of(self, slug: str) -> list[str]:
        """Recipes below a recipe at the last build."""
        row = self._base.execute("SELECT related FROM recipe WHERE slug = ? AND related != ''", (slug,)).fetchone()
        return list(json.loads(row[0])) if row else []

    def column(self, name: Literal["card", "html", "row", "search", "line"], slugs: Sequence[str]) -> list[str]:
        """One column of recipes, in the order of the slugs."""
        found: dict[str, str] = {}
        for begin in range(0, len(slugs), _AT_ONCE):
            some = slugs[begin : begin + _AT_ONCE]
            asked = f"SELECT slug, {name} FROM recipe WHERE slug IN ({', '.join('?' * len(some))})"  # noqa: S608 - as above
            found.update(self._base.execute(asked, some))
        return [found[slug] for slug in slugs]

    def files(self) -> Iterator[str]:
        """Every file of the site that belongs to a recipe."""
        for (text,) in self._base.execute("SELECT files FROM recipe"):
            yield from json.loads(text)

    def inside(self) -> Iterator[Inside]:
        """What stays inside."""
        for slug, text in self._base.execute("SELECT slug, inside FROM recipe WHERE inside != '[]' ORDER BY slug"):
            yield from (Inside(slug, *row) for row in json.loads(text))

    def pages(self) -> dict[str, str]:
        """Digest of what every page that gathers recipes was made of, by its place."""
        return dict(self._base.execute("SELECT path, mark FROM page"))

    def set_pages(self, pages: Mapping[str, str]) -> None:
        """Note the digests of all of them."""
        self._base.execute("DELETE FROM page")
        self._base.executemany("INSERT INTO page VALUES (?, ?)", pages.items())

    def count(self) -> tuple[int, int]:
        """Recipes and picture files that go out."""
        row = self._base.execute("SELECT COUNT(*), COALESCE(SUM(pictures), 0) FROM recipe WHERE page != ''").fetchone()
        return int(row[0]), int(row[1])


def look(content: Path, out: Path, *, key: str) -> Look:
    """Look at everything the last build of a site read and made.

    Args:
        content: Folder of the recipes.
        out: Folder of the site.
        key: What the site is asked to be; what is known of another one does not count.
    """
    place = state_folder(content, out)
    if not (place / NAME).exists():
        return Look(None, frozenset())
    with contextlib.closing(Known(place)) as known:
        try:
            return known.look(key)
        except sqlite3.DatabaseError:  # damaged
            (place / NAME).unlink(missing_ok=True)
            return Look(None, frozenset())


def state_folder(content: Path, out: Path) -> Path:
    """Where the database of a site is kept: in the workspace, one folder for each place the site is built in."""
    mark = crc32(str(out.resolve()).encode("utf-8", "surrogateescape"))
    return content / ".studio" / f"site-{mark:08x}"
