"""A list of recipes as the person wants it: searched, narrowed, grouped, sorted, and counted."""

from __future__ import annotations

from dataclasses import replace

from textual import work
from textual.widgets import Input, Static

from studio.tui.dialogs.filtering import FilterDialog
from studio.tui.parts.base import StudioScreen
from studio.tui.screens.recipe_list import RecipeList
from studio.workflow.browsing.library import LibraryRow, Search, facets, status_counts
from studio.workflow.browsing.library_view import LibraryView

EMPTY = "No recipes yet. n begins one with a photograph of your own."
NOTHING = "Nothing matches. Escape shows all."


class ArrangedScreen(StudioScreen):
    """A screen with a `RecipeList`, the words of a search (`#words`) and a line for the counts (`#counts`)."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[LibraryRow, ...] = ()
        """What is known by now."""
        self.look = LibraryView()
        self.shown: tuple[LibraryRow, ...] = ()
        """Those of them that the words and the filter leave."""
        self.search = Search()

    def take(self, rows: tuple[LibraryRow, ...]) -> None:
        """Show what is known by now."""
        self.rows = rows
        self.show_rows()

    def searched(self) -> None:
        """Show what the words of the search leave, from the first on."""
        self.show_rows(from_first=True)

    def show_rows(self, *, from_first: bool = False) -> None:
        """Show what words and filter leave; the cursor stays on its recipe unless the first is asked for."""
        words = self.query_one("#words", Input).value
        self.shown = self.search.filtered(self.rows, words=words, only=self.look.only)
        rows = self.query_one(RecipeList)
        rows.nothing = NOTHING if self.rows else EMPTY
        rows.show(self.look.arranged(self.shown), from_first=from_first)
        self.count()

    def count(self) -> None:
        """Say how many are marked, shown and known, and where the shown ones stand."""
        marks = len(self.query_one(RecipeList).marked)
        standing = (f"{count} {status}" for status, count in status_counts(self.shown).items())
        said = (f"{marks} marked" if marks else "", self.look.says, f"{len(self.shown)} of {len(self.rows)}", *standing)
        self.query_one("#counts", Static).update(" · ".join(part for part in said if part), layout=False)
        self.refresh_bindings()

    @work(exit_on_error=False)
    async def action_filter(self) -> None:
        """Narrow the list by status, channel, job and tag, one after the other; the same again takes it off."""
        only = self.look.only
        chosen = await self.app.push_screen_wait(FilterDialog(facets(self.rows, only), only))
        if chosen is not None:
            self.look = self.look.narrowed(chosen) if chosen.value else replace(self.look, only=())
            self.show_rows()

    def action_group(self) -> None:
        """Group by status, channel, job, tag, then not at all."""
        self.look = self.look.next_group()
        group = self.look.group
        self.notify(f"Grouped by {group}." if group else "Not grouped.", timeout=2, markup=False)
        self.show_rows()

    def action_sort(self) -> None:
        """Sort by name, by title, by status."""
        self.look = self.look.next_order()
        self.notify(f"Sorted by {self.look.order}.", timeout=2, markup=False)
        self.show_rows()
