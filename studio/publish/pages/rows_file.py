"""A large file with a row for each recipe: put together from all rows, or from the one before where few changed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from mmap import mmap
from typing import NamedTuple

from studio.publish.pages.renderer import ROOT

_ROOT = ROOT.encode()


class NewRows(NamedTuple):
    """Rows that are new, or stand at another place, one below the other."""

    above: bytes | None
    """The row above them, which stands where it stood; None when they come first."""
    rows: Sequence[bytes]
    """What they say."""


class RowsFile(NamedTuple):
    """How such a file is made up."""

    path: str
    """Its place in the site."""
    column: int
    """Which of a recipe's rows it holds."""
    head: bytes
    """What stands before the rows."""
    between: bytes
    """What parts two rows."""
    tail: bytes
    """What stands behind them."""
    root: bytes | None = None
    """What takes the place of `ROOT` in a row; None when no row holds it."""

    def whole(self, rows: Iterable[bytes]) -> bytes:
        """The file from all its rows."""
        return self.head + self._as_shown(self.between.join(rows)) + self.tail

    def changed(self, old: mmap, *, gone: Iterable[bytes], come: Iterable[NewRows]) -> list[bytes | memoryview] | None:
        """The file from the one before, as pieces: nearly all of it is the old one's, and is not even read.

        Args:
            old: The file before.
            gone: Rows that are no more, or stand elsewhere, as they were.
            come: Rows that are new, or stand elsewhere.

        Returns:
            None when the old file is not what it should be, has no rows, or its last one is touched.
        """
        edits: list[tuple[int, int, bytes]] = []
        for row in gone:
            begin, end = self._place(old, self._as_shown(row))
            edits.append((begin, end, b""))
        for above, rows in come:
            _, end = self._place(old, self._as_shown(above)) if above is not None else (0, len(self.head))
            edits.append((end, end, self._as_shown(b"".join([row + self.between for row in rows]))))
        has_rows = old[: len(self.head)] == self.head and len(old) > len(self.head) + len(self.tail)
        if not has_rows or any(end < 0 for _, end, _ in edits):
            return None
        view, pieces, done = memoryview(old), list[bytes | memoryview](), 0
        for begin, end, put in sorted(edits, key=lambda edit: edit[:2]):
            pieces += (view[done:begin], put)
            done = end
        return [*pieces, view[done:]]

    def _place(self, old: mmap, row: bytes) -> tuple[int, int]:
        """Where a row begins and where the next one does; -1 and -1 unless it stands there once, before another."""
        begin, wanted = old.find(row), row + self.between
        end = begin + len(wanted)
        is_there = begin >= 0 and old[begin:end] == wanted and end <= len(old) - len(self.tail)
        is_there = is_there and old.find(row, begin + 1) < 0
        return (begin, end) if is_there else (-1, -1)

    def _as_shown(self, rows: bytes) -> bytes:
        return rows if self.root is None else rows.replace(_ROOT, self.root)
