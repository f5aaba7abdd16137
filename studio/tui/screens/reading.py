"""A screen that reads the whole library beside the keyboard: a screenful at once, then all, then as they stand now."""

from __future__ import annotations

from textual import work

from studio.background import in_background
from studio.tui.parts.base import StudioScreen
from studio.workflow.browsing.library import LibraryRow, first_rows

FIRST = 200
"""Rows that are shown before all are: more than any screen holds."""


class ReadingScreen(StudioScreen):
    """Reads; the screen below shows."""

    rows: tuple[LibraryRow, ...]
    """What is known by now."""

    def take(self, rows: tuple[LibraryRow, ...]) -> None:
        """Show what is known by now."""
        raise NotImplementedError

    def go_to(self, slug: str) -> None:
        """Put the cursor on a recipe."""
        raise NotImplementedError

    def begin_reading(self) -> None:
        """A screenful at once: a thread would wait for what is being drawn."""
        self.take(first_rows(self.studio.content, FIRST))
        self.call_after_refresh(self._take_all)

    def on_screen_resume(self) -> None:
        """Back from another screen: the recipe may stand elsewhere now."""
        if self.studio.is_open.is_set():
            self.action_read_rows()

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """Read the list again."""
        self.action_read_rows()

    def run_changed(self) -> None:
        """A run ended: recipes stand elsewhere now."""
        if not self.studio.board.running:
            self.action_read_rows()

    @work(exclusive=True, group="rows", exit_on_error=False)
    async def _take_all(self) -> None:
        self.take(await in_background(lambda: first_rows(self.studio.content)))
        self.go_to(self.studio.remembered.get("recipe", ""))
        self.studio.open_root()
        self.action_read_rows()

    @work(exclusive=True, group="rows", exit_on_error=False)
    async def action_read_rows(self) -> None:
        """Read every recipe without stopping the keyboard."""
        place = await self.studio.opened()
        from studio.workflow.browsing.library_reading import read_library

        try:
            async for rows in read_library(place, held=self.rows, aside=in_background):
                self.take(rows)
        finally:
            self.studio.has_read_all()
        self.refresh_bindings()
