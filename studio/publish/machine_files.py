"""The large machine-readable files: made from the rows of all recipes, or changed where only few recipes did."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import NamedTuple

from studio.publish.pages.rows_file import NewRows, RowsFile
from studio.publish.state import Rows, State
from studio.store.disk import write_plainly


class Earlier(NamedTuple):
    """The site before, and what it said of the recipes that changed or went."""

    site: Path
    """Its folder."""
    rows: Mapping[str, Rows]
    """By slug, a recipe's rows of machine-readable files; empty ones for a recipe that did not go out."""


class MachineFiles:
    """Writes them."""

    def __init__(self, state: State, order: Sequence[str], earlier: Earlier | None) -> None:
        """Look at nothing yet.

        Args:
            state: Every recipe that goes out.
            order: Their slugs in reading order.
            earlier: The site as it stands, where few recipes changed and nothing else.
        """
        self._state, self._order, self._earlier = state, order, earlier

    def write(self, form: RowsFile, target: str) -> None:
        """Write one."""
        if self._earlier is None or not self._change(self._earlier, form, target):
            write_plainly(target, form.whole(rows[form.column] for rows in self._every))

    @cached_property
    def _every(self) -> list[Rows]:
        return list(self._state.machine_rows(self._order))

    def _change(self, earlier: Earlier, form: RowsFile, target: str) -> bool:
        """Write one from the one before; False when that cannot be done."""
        column = form.column
        gone = [rows[column] for rows in earlier.rows.values() if rows[column]]
        come = [NewRows(above and above[column], [rows[column] for rows in run]) for above, run in self._runs]
        try:
            with (earlier.site / form.path).open("rb") as file:
                old = mmap(file.fileno(), 0, access=ACCESS_READ)
        except (OSError, ValueError):  # not there, or empty
            return False
        pieces = form.changed(old, gone=gone, come=come)
        if pieces is not None:
            write_plainly(target, *pieces)
        return pieces is not None

    @cached_property
    def _runs(self) -> list[tuple[Rows | None, list[Rows]]]:
        """Changed recipes that go out, in runs of neighbours, each with the recipe above it."""
        order, runs = self._order, list[tuple[Rows | None, list[Rows]]]()
        for begin, end in _stretches(order, self._earlier.rows if self._earlier else ()):
            above, *rows = self._state.machine_rows(order[max(0, begin - 1) : end])
            runs.append((above, rows) if begin else (None, [above, *rows]))
        return runs


def _stretches(order: Sequence[str], chosen: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where neighbours that are chosen begin and end."""
    places = [place for place, slug in enumerate(order) if slug in chosen]
    begins = [place for place in places if place - 1 not in places]
    ends = [place + 1 for place in places if place + 1 not in places]
    yield from zip(begins, ends, strict=True)
