"""The list of recipes: only the lines on screen are ever drawn, so that ten thousand scroll like ten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studio.core.status import Status
from studio.workflow.library import LibraryRow

MARKS = {
    Status.BROKEN: ("✗", "red"), Status.RUNNING: ("◌", "cyan"), Status.TO_REVIEW: ("?", "yellow"),
    Status.STALE: ("!", "magenta"), Status.APPROVED: ("✓", "green"), Status.NEEDS_RETRY: ("↻", "yellow"),
    Status.DRAFT: ("·", "bright_black"), Status.READY: ("▸", "blue"),
}  # fmt: skip
"""A sign and a colour for each status; the word stands beside them, so that no meaning is in colour alone."""


class RecipeList(ScrollView, can_focus=True):
    """Rows with their status."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("pagedown", "move(10)", "Page down", show=False),
        Binding("home,g", "move(-1000000)", "First", show=False),
        Binding("end,G", "move(1000000)", "Last", show=False),
        Binding("enter", "open", "Open"),
    ]
    cursor: reactive[int] = reactive(0)

    @dataclass
    class Highlighted(Message):
        """The cursor stands on another row."""

        row: LibraryRow | None

    @dataclass
    class Opened(Message):
        """A row was chosen."""

        row: LibraryRow

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.rows: tuple[LibraryRow, ...] = ()

    def show(self, rows: tuple[LibraryRow, ...]) -> None:
        """Show other rows; the cursor stays on its recipe when that is still there."""
        slug = self.row.slug if self.row else None
        self.rows = rows
        self.virtual_size = Size(self.size.width, len(rows))
        place = next((i for i, row in enumerate(rows) if row.slug == slug), 0)
        self.cursor = place
        self.post_message(self.Highlighted(self.row))
        self.refresh()

    @property
    def row(self) -> LibraryRow | None:
        """The row under the cursor."""
        return self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None

    def action_move(self, steps: int) -> None:
        """Move the cursor."""
        self.cursor = max(0, min(len(self.rows) - 1, self.cursor + steps))

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.row is not None:
            self.post_message(self.Opened(self.row))

    def watch_cursor(self) -> None:
        """Keep the cursor in sight."""
        self.scroll_to_region(Region(0, self.cursor, 1, 1), animate=False, force=True)
        self.post_message(self.Highlighted(self.row))
        self.refresh()

    def on_click(self, event: Click) -> None:
        """A click moves the cursor; a second one on the same row opens it."""
        place = event.y + int(self.scroll_offset.y)
        if place < len(self.rows):
            if place == self.cursor:
                self.action_open()
            self.cursor = place

    def render_line(self, y: int) -> Strip:
        """One row."""
        place = y + int(self.scroll_offset.y)
        width = self.size.width
        if place >= len(self.rows):
            return Strip.blank(width, self.rich_style)
        row = self.rows[place]
        mark, colour = MARKS[row.status] if row.is_read else ("…", "bright_black")
        back = Style(reverse=True) if place == self.cursor and self.has_focus else Style(bold=place == self.cursor)
        base = self.rich_style + back
        word = f"{row.status}{f' ({row.to_review})' if row.to_review else ''}" if row.is_read else ""
        room = max(8, width - 20)
        segments = [
            Segment(f" {mark} ", base + Style(color=colour)),
            Segment(f"{row.title[: room - 1]:<{room}}", base),
            Segment(f"{word:<17}", base + Style(color=colour)),
        ]
        return Strip(segments).adjust_cell_length(width, base)
