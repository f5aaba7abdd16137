"""The library as a person browses it: rows with their standing, read beside the keyboard, narrowed and grouped."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from studio import __version__
from studio.core.checks import check_recipe
from studio.core.status import Status, recipe_status, to_review
from studio.errors import StudioError
from studio.store.row_cache import read_rows, signature, write_rows
from studio.workspace import Workspace

_FIRST_ROWS = 25
"""Recipes that are read before the list is shown with what they are; each further part is twice as large."""


@dataclass(frozen=True)
class LibraryRow:
    """One recipe in the list."""

    slug: str
    """Its name."""
    title: str
    """Its title; the slug of one that cannot be read."""
    status: Status
    """Where it stands."""
    job: str = ""
    """The kind of edit."""
    channel: str = ""
    """Where it will be used."""
    tags: tuple[str, ...] = ()
    """Its tags."""
    to_review: int = 0
    """Results that wait for a person."""
    fault: str = ""
    """Why it is broken."""
    is_read: bool = True
    """Whether its file was read; until then only its name is known."""

    def words_of(self, kind: str) -> tuple[str, ...]:
        """Its status, channel, job or tags."""
        if kind == "tag":
            return self.tags
        return (str({"status": self.status, "channel": self.channel, "job": self.job}[kind]),)

    @cached_property
    def haystack(self) -> str:
        """What a search looks in."""
        return " ".join((self.slug, self.title, self.job, self.channel, *self.tags)).lower()


def library_rows(workspace: Workspace) -> Iterator[LibraryRow]:
    """All recipes, one by one; a broken one is a row with its error."""
    for slug in workspace.slugs():
        yield library_row(workspace, slug)


def library_row(workspace: Workspace, slug: str) -> LibraryRow:
    """One recipe as it stands now."""
    try:
        folder = workspace.folder(slug)
        problems = check_recipe(folder, workspace.rules)
        status = recipe_status(folder, problems)
    except StudioError as error:
        return LibraryRow(slug, slug, Status.BROKEN, fault=str(error))
    front = folder.recipe.front
    fault = next((str(problem) for problem in problems), "") if status is Status.BROKEN else ""
    return LibraryRow(
        slug, front.title or slug, status, str(front.job or ""), front.channel or "", tuple(front.tags),
        len(to_review(folder)), fault,
    )  # fmt: skip


async def read_library(
    workspace: Workspace,
    *,
    held: Sequence[LibraryRow],
    aside: Callable[[Callable[[], list[LibraryRow]]], Awaitable[list[LibraryRow]]],
) -> AsyncIterator[tuple[LibraryRow, ...]]:
    """The library again and again while it is read: names first, then more and more of what they are.

    Args:
        workspace: Where the recipes are.
        held: Rows of an earlier reading, shown until their recipe is read again.
        aside: Runs work beside the event loop.
    """
    slugs = workspace.slugs()
    known = {row.slug: row for row in held}
    rows = [known.get(slug) or LibraryRow(slug, slug, Status.DRAFT, is_read=False) for slug in slugs]
    if not held:
        yield tuple(rows)
    kept = _Kept(workspace)
    start, part = 0, _FIRST_ROWS
    while start < len(slugs):
        some = slugs[start : start + part]
        rows[start : start + len(some)] = await aside(lambda some=some: [kept.row(slug) for slug in some])  # type: ignore[misc]
        yield tuple(rows)
        start, part = start + part, min(500, part * 2)
    await aside(kept.save)


class _Kept:
    """Rows of the last time, as long as nothing in their folder changed."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        settings = workspace.content / "studio.toml"
        rules = settings.stat().st_mtime_ns if settings.is_file() else 0
        self.key = f"{__version__} {workspace.rules.today} {rules}"
        self.known = read_rows(workspace.content, key=self.key)
        self.fresh: dict[str, tuple[str, Any]] = {}
        self.has_changed = False

    def row(self, slug: str) -> LibraryRow:
        """A recipe as it stands now."""
        mark = signature(self.workspace.content / slug, now_ns=time.time_ns())
        kept = self.known.get(slug)
        if mark is not None and kept is not None and kept[0] == mark:
            self.fresh[slug] = kept
            title, status, job, channel, tags, waiting, fault = kept[1]
            return LibraryRow(slug, title, Status(status), job, channel, tuple(tags), waiting, fault)
        time.sleep(0)  # lets the keyboard have the lock between two recipes
        row = library_row(self.workspace, slug)
        if mark is not None and row.status is not Status.RUNNING:
            data = (row.title, str(row.status), row.job, row.channel, row.tags, row.to_review, row.fault)
            self.fresh[slug] = (mark, data)
            self.has_changed = True
        return row

    def save(self) -> list[LibraryRow]:
        """Keep them for the next start."""
        if self.has_changed or len(self.fresh) != len(self.known):
            write_rows(self.workspace.content, self.fresh, key=self.key)
        return []


def matches(words: str, haystack: str) -> bool:
    """Whether every word of a search is in a row: as it is, or letter by letter in order."""
    return all(word in haystack or _in_order(word, haystack) for word in words.lower().split())


def _in_order(word: str, haystack: str) -> bool:
    letters = iter(haystack)
    return len(word) > 2 and all(letter in letters for letter in word)


@dataclass(frozen=True)
class Facet:
    """One way to narrow the list."""

    kind: str
    """`status`, `channel`, `job` or `tag`."""
    value: str
    """What it must be."""
    count: int = 0
    """How many rows it leaves."""

    def holds(self, row: LibraryRow) -> bool:
        """Whether a row belongs to it."""
        return row.is_read and self.value in row.words_of(self.kind)


KINDS = ("status", "channel", "job", "tag")
"""What the list can be narrowed and grouped by."""


def facets(rows: Sequence[LibraryRow]) -> tuple[Facet, ...]:
    """Everything the list can be narrowed to, by kind and name."""
    found = Counter((kind, value) for row in rows if row.is_read for kind in KINDS for value in row.words_of(kind))
    ordered = sorted(found.items(), key=lambda item: (KINDS.index(item[0][0]), item[0][1]))
    return tuple(Facet(kind, value, count) for (kind, value), count in ordered if value)


def grouped(rows: Sequence[LibraryRow], kind: str) -> tuple[LibraryRow | str, ...]:
    """Rows under headings; a row stands under its first word of that kind."""
    if not kind:
        return tuple(rows)
    by_word: dict[str, list[LibraryRow]] = {}
    for row in rows:
        by_word.setdefault(next(iter(row.words_of(kind)), "") or f"no {kind}", []).append(row)
    found: list[LibraryRow | str] = []
    for word in sorted(by_word):
        found += [f"{word} ({len(by_word[word])})", *by_word[word]]
    return tuple(found)


def filtered(rows: Sequence[LibraryRow], *, words: str = "", only: Facet | None = None) -> tuple[LibraryRow, ...]:
    """Rows that hold every word; when none does, rows that hold its letters in order."""
    there = [row for row in rows if only is None or only.holds(row)]
    asked = words.lower().split()
    exact = [row for row in there if all(word in row.haystack for word in asked)]
    return tuple(exact or (row for row in there if matches(words, row.haystack)))


def counts(rows: Sequence[LibraryRow]) -> dict[Status, int]:
    """How many rows stand where, in the order of `Status`."""
    found = Counter(row.status for row in rows if row.is_read)
    return {status: found[status] for status in Status if found[status]}
