"""The library as a person browses it: rows, narrowed and grouped. Needs little: it is seen first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from pathlib import Path
from typing import Self

from studio.core.recipe.words import Status
from studio.store.places import folder_names
from studio.store.row_cache import KeptRow, read_rows


@dataclass
class LibraryRow:
    """One recipe in the list. Never changed; not frozen, because ten thousand frozen ones take four times as long."""

    slug: str
    title: str
    """Its title; the slug of one that cannot be read."""
    status: Status
    job: str = ""
    channel: str = ""
    tags: tuple[str, ...] = ()
    to_review: int = 0
    """Results that wait for a person."""
    fault: str = ""
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

    def made_ready(self) -> Self:
        """The row, with what a search looks in already made: beside the event loop, not at the first letter typed."""
        _ = self.haystack
        return self


def first_rows(content: Path, at_most: int | None = None) -> tuple[LibraryRow, ...]:
    """Recipes as they stood the last time; of those that are new only the name. Quick, and made good at once."""
    _, known = read_rows(content, at_most=at_most)
    return tuple(
        kept_row(slug, known[slug]) if slug in known else LibraryRow(slug, slug, Status.DRAFT, is_read=False)
        for slug in folder_names(content)[:at_most]
    )


def kept_row(slug: str, kept: KeptRow) -> LibraryRow:
    """A row as it was kept."""
    title, status, job, channel, tags, waiting, fault = kept[1]
    return LibraryRow(slug, title, Status(status), job, channel, tuple(tags), waiting, fault)


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


FUZZY = 3
"""Letters from which on those of a word may stand apart from each other."""
KINDS = ("status", "channel", "job", "tag")
"""What the list can be narrowed and grouped by."""


def facets(rows: Sequence[LibraryRow], only: Sequence[Facet] = ()) -> tuple[Facet, ...]:
    """Everything the list can be narrowed to, by kind and name, with how many rows that leaves.

    Args:
        rows: All rows.
        only: What it is narrowed to already; one of the same kind would be replaced, and a tag comes to the others.
    """
    held = {kind: _held(rows, [one for one in only if one.kind != kind or kind == "tag"]) for kind in KINDS}
    found = Counter(
        (kind, value) for kind in KINDS for row in held[kind] if row.is_read for value in row.words_of(kind)
    )
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


@dataclass(frozen=True)
class _Found:
    rows: Sequence[LibraryRow]
    texts: Sequence[str]
    """What a search looks in, row for row: from a list of its own it is read much quicker than from the rows."""

    def kept(self, keep: list[bool]) -> _Found:
        return self if all(keep) else _Found([*compress(self.rows, keep)], [*compress(self.texts, keep)])


class Search:
    """What a person types in the library; a letter more looks only at what was found before."""

    def __init__(self) -> None:
        self._rows: Sequence[LibraryRow] = ()
        self._only: Sequence[Facet] = ()
        self._there = self._exact = _Found((), ())
        self._typed = ""

    def filtered(self, rows: Sequence[LibraryRow], *, words: str, only: Sequence[Facet] = ()) -> tuple[LibraryRow, ...]:
        """Rows that hold every word, first those with all in the title; when none does, with its letters in order."""
        typed = words.lower()
        if not typed.split():
            return tuple(_held(rows, only))
        if rows is not self._rows or only != self._only:
            self._rows, self._only, held = rows, only, _held(rows, only)
            self._exact = self._there = _Found(held, [row.haystack for row in held])
            self._typed = ""
        elif not self._exact.rows or not typed.startswith(self._typed):
            self._exact, self._typed = self._there, ""
        done = len(self._typed.split()) - (not self._typed.endswith(" "))
        self._exact, self._typed = _holding(self._exact, typed.split()[max(0, done) :]), typed
        return _ranked(self._exact.rows or _holding_letters(self._there, typed.split()).rows, typed.split())


def _ranked(rows: Sequence[LibraryRow], words: Sequence[str]) -> tuple[LibraryRow, ...]:
    return tuple(sorted(rows, key=lambda row: not all(word in row.title.lower() for word in words)))


def _held(rows: Sequence[LibraryRow], only: Sequence[Facet]) -> Sequence[LibraryRow]:
    return [row for row in rows if all(one.holds(row) for one in only)] if only else rows


def _holding(found: _Found, words: Sequence[str]) -> _Found:
    for word in words:
        found = found.kept([word in text for text in found.texts])
    return found


def _holding_letters(found: _Found, words: Sequence[str]) -> _Found:
    """Rows that hold every word as it is, or letter by letter in order when it is not too short for that."""
    for word in words:
        if len(word) < FUZZY:
            found = _holding(found, [word])
        else:
            in_order = re.compile("".join(f"[^{letter}]*+{letter}" for letter in map(re.escape, word))).match
            found = found.kept([in_order(text) is not None for text in found.texts])
    return found


def status_counts(rows: Sequence[LibraryRow]) -> dict[Status, int]:
    """How many rows stand where, in the order of `Status`."""
    found = Counter(row.status.value for row in rows if row.is_read)
    return {status: found[status.value] for status in Status if found[status.value]}
