"""The list of recipes: only the lines on screen are ever drawn, so that ten thousand scroll like ten."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from studio.tui.words.recipe_row import heading_strip, row_strip
from studio.workflow.browsing.library import LibraryRow

HEADING, UNDER_CURSOR, BOLD = Style(bold=True, underline=True), Style(reverse=True), Style(bold=True)


class RecipeList(ScrollView, can_focus=True, inherit_bindings=False):
    """Rows with their status."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("pagedown", "move(10)", "Page down", show=False),
        Binding("home", "move(-1000000)", "First", show=False),
        Binding("end,G", "move(1000000)", "Last", show=False),
        Binding("enter", "open", "Open"),
        Binding("space", "mark", "Mark", show=False),
    ]
    cursor: reactive[int] = reactive(0, repaint=False)

    @dataclass
    class Highlighted(Message):
        """The cursor stands on another row."""

        row: LibraryRow | None

    @dataclass
    class Opened(Message):
        """A row was chosen."""

        row: LibraryRow

    @dataclass
    class Marked(Message):
        """A mark was set or taken off."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.rows: tuple[LibraryRow | str, ...] = ()
        """Recipes, and headings between them."""
        self.nothing = ""
        """What stands in an empty list."""
        self.marked: set[str] = set()
        """Recipes that are meant together."""

    def show(self, rows: tuple[LibraryRow | str, ...], *, from_first: bool = False) -> None:
        """Show other rows; the cursor stays on its recipe when that is still there and the first is not asked for."""
        slug = self.row.slug if self.row and not from_first else ""
        self.rows = rows
        self.virtual_size = Size(1, len(rows))  # lines are cut to the width: there is nothing beside to scroll to
        self.go_to(slug)
        self.post_message(self.Highlighted(self.row))
        self.refresh()

    def go_to(self, slug: str) -> None:
        """The cursor on a recipe; on the first one when it is not there."""
        there = (i for i, row in enumerate(self.rows) if isinstance(row, LibraryRow) and row.slug == slug)
        place = next(there, None) if slug else None
        if place is None:
            self.first()
        else:
            self.cursor = place

    def first(self) -> None:
        """The cursor on the first recipe."""
        self.cursor = next((i for i, row in enumerate(self.rows) if isinstance(row, LibraryRow)), 0)

    @property
    def row(self) -> LibraryRow | None:
        """The recipe under the cursor."""
        found = self.rows[self.cursor] if 0 <= self.cursor < len(self.rows) else None
        return found if isinstance(found, LibraryRow) else None

    @property
    def chosen(self) -> tuple[str, ...]:
        """The marked recipes, or the one under the cursor."""
        marked = tuple(row.slug for row in self.rows if isinstance(row, LibraryRow) and row.slug in self.marked)
        return marked or ((self.row.slug,) if self.row else ())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """An empty list has nothing to open."""
        return bool(self.rows) if action in {"open", "mark"} else True

    def action_move(self, steps: int) -> None:
        """Move the cursor, over headings; a heading at the end sends it to the recipe that is nearest."""
        there = [place for place, row in enumerate(self.rows) if isinstance(row, LibraryRow)]
        aim = self.cursor + steps
        ahead = [place for place in there if (place >= aim if steps > 0 else place <= aim)]
        if ahead:
            self.cursor = ahead[0] if steps > 0 else ahead[-1]
        elif there:
            self.cursor = there[-1] if steps > 0 else there[0]

    def action_mark(self) -> None:
        """Mark the recipe under the cursor, or take its mark off, and go to the next."""
        if self.row is not None:
            self.marked ^= {self.row.slug}
            self.action_move(1)
            self.refresh()
            self.post_message(self.Marked())

    def unmark(self) -> None:
        """Take all marks off."""
        self.marked.clear()
        self.refresh()
        self.post_message(self.Marked())

    def action_open(self) -> None:
        """Open the row under the cursor."""
        if self.row is not None:
            self.post_message(self.Opened(self.row))

    def watch_cursor(self, old: int, new: int) -> None:
        """Keep the cursor in sight."""
        self.scroll_to_region(Region(0, new, 1, 1), animate=False, force=True)
        self.post_message(self.Highlighted(self.row))
        for place in (old, new):
            self.refresh_line(place)

    def on_click(self, event: Click) -> None:
        """A click moves the cursor; a second one on the same row opens it."""
        place = event.y + int(self.scroll_offset.y)
        if place < len(self.rows) and isinstance(self.rows[place], LibraryRow):
            if place == self.cursor:
                self.action_open()
            self.cursor = place

    def render_line(self, y: int) -> Strip:
        """A line in sight."""
        place, width, style = y + int(self.scroll_offset.y), self.size.width, self.rich_style
        if place >= len(self.rows):
            is_word = place == 1 and not self.rows
            return heading_strip(f" {self.nothing}", width, style) if is_word else Strip.blank(width, style)
        row, at = self.rows[place], place == self.cursor
        if isinstance(row, str):
            return heading_strip(row, width, style + HEADING)
        here = style + (UNDER_CURSOR if self.has_focus else BOLD) if at else style
        return row_strip(row, width, here, is_marked=row.slug in self.marked)
