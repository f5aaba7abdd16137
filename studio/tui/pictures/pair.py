"""Before and after on the screen: side by side or as a wipe, at the same zoom and place."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.events import MouseDown, MouseMove, MouseUp

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.parts.base import latest
from studio.tui.pictures.graphics import cell_pixels
from studio.tui.pictures.picture import Picture
from studio.workflow.judging.compare import Arrangement, arrange

ROOMY = 36
"""Columns of a picture from which its caption has room for keys."""

LEAST_PX = 12
"""Shorter side in pixels of the room for a picture below which nothing can be judged: six lines of half blocks."""


class PairView(Horizontal):
    """Two pictures that are always looked at together."""

    ALLOW_MAXIMIZE = True

    def __init__(self, *, id: str | None = None, plain: bool = False) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.plain = plain
        self.before: Path | None = None
        self.after: Path | None = None
        self.heat: Path | None = None
        self.look = Arrangement()
        self._is_dragged = False

    def compose(self) -> ComposeResult:
        """Left and right."""
        yield Picture("before", id="before", plain=self.plain)
        yield Picture("after", id="after", plain=self.plain)

    def open(self, before: Path | None, after: Path) -> None:
        """Another pair, whole and side by side."""
        self.before, self.after, self.heat = before, after, None
        self.show(Arrangement())

    def show(self, look: Arrangement) -> None:
        """The same pair, looked at in another way."""
        self.look = look
        latest(self, self._draw)

    def show_heat(self, heat: Path | None) -> None:
        """The map of changes in the photograph's place, or the photograph again."""
        self.heat = None if self.heat == heat else heat
        self.show(self.look)

    @property
    def is_too_small(self) -> bool:
        """Whether the pictures have so little room that nothing can be judged by them."""
        cell = cell_pixels(plain=self.plain)
        columns = self.size.width if self.look.is_wipe else self.size.width // 2
        return min(columns * cell[0], (self.size.height - 1) * cell[1]) < LEAST_PX

    def on_resize(self) -> None:
        """1:1 depends on the room there is."""
        if self.after is not None:
            self.show(self.look)

    async def _draw(self) -> None:
        if self.after is None:
            return
        look, old, new = self.look, self.heat or self.before, self.after
        cell = cell_pixels(plain=self.plain)
        columns = self.size.width if look.is_wipe else self.size.width // 2
        room = (max(8, columns * cell[0]), max(8, (self.size.height - 1) * cell[1]))
        with contextlib.suppress(StudioError, OSError):
            first, second = await in_background(lambda: arrange(old, new, look, room))
            left, right = self.query_one("#before", Picture), self.query_one("#after", Picture)
            left.display, right.display = first is not None, second is not None
            left.styles.width = right.styles.width = "1fr" if look.is_wipe else columns  # both the same to a column
            name = "where the product changed" if self.heat else "before"
            left_says, right_says = look.captions(name, is_roomy=columns >= ROOMY)
            left.show_image(first, left_says)
            right.show_image(second, right_says if second else "")

    def on_mouse_down(self, event: MouseDown) -> None:
        """Begin to drag the edge."""
        self._is_dragged = self.look.is_wipe
        self._drag(event.screen_x)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Drag the edge."""
        self._drag(event.screen_x)

    def on_mouse_up(self, _event: MouseUp) -> None:
        """Let go."""
        self._is_dragged = False

    def _drag(self, column: int) -> None:
        image = self.query_one("#before .image").region
        if self._is_dragged and image.width:
            self.show(self.look.at_edge((column - image.x) / image.width))

    def swap(self) -> None:
        """Flicker."""
        self.show(replace(self.look, is_swapped=not self.look.is_swapped))

    def wipe(self) -> None:
        """Wipe on or off."""
        self.show(replace(self.look, is_wipe=not self.look.is_wipe))
