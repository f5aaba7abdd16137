"""How a person looks at the library: narrowed to what, in which order, under which headings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from studio.core.recipe.words import Status
from studio.workflow.browsing.library import KINDS, Facet, LibraryRow, grouped

ORDERS = ("name", "title", "status")
"""What the list can be sorted by; the name is that of the folder."""
_BY_STATUS = {status: place for place, status in enumerate(Status)}


@dataclass(frozen=True)
class LibraryView:
    """What is asked of the list; a key gives another one."""

    only: tuple[Facet, ...] = ()
    """A row must belong to each of them."""
    group: str = ""
    """One of `KINDS`; empty for no headings."""
    order: str = ORDERS[0]

    @classmethod
    def of(cls, kept: Mapping[str, Any]) -> Self:
        """The view of an earlier session; what it does not know any more is left out."""
        only = tuple(Facet(*pair) for pair in kept.get("only") or () if len(pair) == 2 and pair[0] in KINDS)
        group, order = kept.get("group", ""), kept.get("order", "")
        return cls(only, group if group in KINDS else "", order if order in ORDERS else ORDERS[0])

    @property
    def kept(self) -> dict[str, Any]:
        """The same as plain data."""
        return {"only": [(one.kind, one.value) for one in self.only], "group": self.group, "order": self.order}

    def narrowed(self, facet: Facet) -> LibraryView:
        """Narrowed further; by what it is narrowed to already no longer. Of kinds but tags a row has one only."""
        chosen = Facet(facet.kind, facet.value)
        if chosen in self.only:
            return replace(self, only=tuple(one for one in self.only if one != chosen))
        others = tuple(one for one in self.only if one.kind != facet.kind or facet.kind == "tag")
        return replace(self, only=(*others, chosen))

    def next_group(self) -> LibraryView:
        """Grouped by the next kind; after the last not at all."""
        choices = ("", *KINDS)
        return replace(self, group=choices[(choices.index(self.group) + 1) % len(choices)])

    def next_order(self) -> LibraryView:
        """Sorted by the next of `ORDERS`."""
        return replace(self, order=ORDERS[(ORDERS.index(self.order) + 1) % len(ORDERS)])

    def arranged(self, rows: Sequence[LibraryRow]) -> tuple[LibraryRow | str, ...]:
        """Rows in order under their headings; those of a search stay as they come while the order is that of names."""
        if self.order == "title":
            rows = sorted(rows, key=lambda row: row.title.casefold())
        elif self.order == "status":
            rows = sorted(rows, key=lambda row: _BY_STATUS[row.status])
        return grouped(rows, self.group)

    @property
    def says(self) -> str:
        """What the list is narrowed to and sorted by, where that is not as usual."""
        parts = [f"{one.kind} {one.value}" for one in self.only]
        return " · ".join((*parts, *([f"by {self.order}"] if self.order != ORDERS[0] else [])))
