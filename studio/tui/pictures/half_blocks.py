"""A picture of half blocks: two pixels in a character, in any terminal with colours.

The lines are made in a thread, once for a size; the event loop only cuts and writes them. A full picture in a wide
terminal has some 5,000 cells, and `textual_image` would make them in the event loop at every paint.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from rich.color import Color, ColorSystem
from rich.color_triplet import ColorTriplet
from rich.console import COLOR_SYSTEMS, Console
from rich.segment import Segment
from rich.style import Style
from textual.filter import ANSIToTruecolor
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from studio.background import in_background
from studio.tui.parts.base import latest

if TYPE_CHECKING:
    from PIL import Image

UPPER, FULL = "▀", "█"
"""Half a cell, and all of one whose two pixels are the same: a colour less to write."""
_NEAR = {ColorSystem.TRUECOLOR: 6}
"""Levels of 256 by which neighbouring pixels may differ and still be shown as one colour: nobody tells them apart, and
a photograph takes half the bytes."""
_NEAR_IN_PALETTE = 12
"""The same where a terminal has 256 colours or fewer, which lie 40 levels apart."""
_ONE = threading.Lock()
"""One picture is made at a time: each more thread would keep the event loop waiting for Python's global lock."""
_BREATH_S = 0.001
"""Sleep after every line, in which the event loop gets the global lock; yielding alone would take it back at once."""


def half_blocks(
    picture: Image.Image,
    columns: int,
    lines: int,
    *,
    console: Console | None = None,
    wanted: Callable[[], bool] = lambda: True,
) -> list[Strip]:
    """A picture as lines of text, each cell the pixel above in its colour and the one below in its background.

    Args:
        picture: Any size and mode; scaled to the room without keeping proportions.
        columns: Characters in a line.
        lines: Lines.
        console: Where it will be shown; the codes of the terminal are then made at once.
        wanted: Whether it is still asked for; what was made is all there is when it is not.
    """
    small = picture.convert("RGB").resize((columns, lines * 2), reducing_gap=2.0)
    data = small.tobytes()
    pitch, styles = columns * 3, Styles(console)
    strips = []
    for line in range(lines):
        if not wanted():
            break
        upper = data[2 * line * pitch : (2 * line + 1) * pitch]
        lower = data[(2 * line + 1) * pitch : (2 * line + 2) * pitch]
        cells = [upper[at : at + 3] + lower[at : at + 3] for at in range(0, pitch, 3)]
        runs = styles.runs(cells)
        strips.append(
            Strip([Segment((UPPER if style.bgcolor else FULL) * length, style) for style, length in runs], columns)
        )
        if console is not None:
            strips[-1].render(console)
        time.sleep(_BREATH_S)
    return strips


class Styles:
    """Styles of cells in colours that the terminal has: the pixel above as the letter's, the one below behind it."""

    def __init__(self, console: Console | None) -> None:
        self.system = COLOR_SYSTEMS[(console and console.color_system) or "truecolor"]
        self.near = _NEAR.get(self.system, _NEAR_IN_PALETTE)
        self.known: dict[bytes, Style] = {}

    def runs(self, cells: Iterable[bytes]) -> Iterator[tuple[Style, int]]:
        """Cells of a line that look the same there, as a style and how many; of each cell six bytes, twice RGB."""
        first, length = b"", 0
        for cell in cells:
            if first and (cell == first or all(abs(a - b) <= self.near for a, b in zip(cell, first, strict=True))):
                length += 1
                continue
            if first:
                yield self._style(first), length
            first, length = cell, 1
        yield self._style(first), length

    def _style(self, cell: bytes) -> Style:
        if cell not in self.known:
            above, below = (
                Color.from_triplet(ColorTriplet(*rgb)).downgrade(self.system) for rgb in (cell[:3], cell[3:])
            )
            self.known[cell] = Style(color=above, bgcolor=None if above == below else below)
        return self.known[cell]


class HalfBlocks(Widget):
    """A picture that fills this widget; the last one stays on the screen until the next is made."""

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._image: Image.Image | None = None
        self._strips: list[Strip] = []
        self._asked = 0

    @property
    def image(self) -> Image.Image | None:
        """The picture."""
        return self._image

    @image.setter
    def image(self, picture: Image.Image | None) -> None:
        self._image = picture
        latest(self, self._draw)

    def on_resize(self) -> None:
        """Make the lines anew."""
        latest(self, self._draw)

    async def _draw(self) -> None:
        picture, (columns, lines), console = self._image, self.size, self.app.console
        self._asked = asked = self._asked + 1

        def make() -> list[Strip]:
            if picture is None or not columns or not lines:
                return []
            with _ONE:
                return half_blocks(picture, columns, lines, console=console, wanted=lambda: asked == self._asked)

        self._strips = await in_background(make)
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """A line of the picture, or nothing."""
        return self._strips[y] if y < len(self._strips) else Strip.blank(self.size.width, self.rich_style)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they are: they need no border, no padding, and no change of colours but to none."""
        filters = [one for one in self.app.get_line_filters() if not isinstance(one, ANSIToTruecolor)]
        if filters:
            return super().render_lines(crop)
        if len(self._strips) < crop.bottom or self._strips[0].cell_length < crop.right:
            return [Strip.blank(crop.width, self.rich_style)] * crop.height  # of another size, for a moment
        strips = self._strips[crop.y : crop.bottom]
        whole = crop.x == 0 and crop.right == strips[0].cell_length
        return strips if whole else [strip.crop(crop.x, crop.right) for strip in strips]
