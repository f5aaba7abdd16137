"""A picture of half blocks: two pixels in a character, in any terminal with colours.

The lines are made in a thread, once for a size; the event loop only cuts and writes them. A full picture in a wide
terminal has some 5,000 cells, and `textual_image` would make them in the event loop at every paint.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from rich.color import Color
from rich.color_triplet import ColorTriplet
from rich.console import Console
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

UPPER = "▀"
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
    pitch, styles = columns * 3, dict[bytes, Style]()
    strips = []
    for line in range(lines):
        if not wanted():
            break
        upper = memoryview(data)[2 * line * pitch : (2 * line + 1) * pitch]
        lower = memoryview(data)[(2 * line + 1) * pitch : (2 * line + 2) * pitch]
        segments, before, length = list[Segment](), b"", 0
        for at in range(0, pitch, 3):
            pair = bytes(upper[at : at + 3]) + bytes(lower[at : at + 3])
            if pair != before and length:
                segments.append(Segment(UPPER * length, _style(before, styles)))
                length = 0
            before, length = pair, length + 1
        segments.append(Segment(UPPER * length, _style(before, styles)))
        strips.append(Strip(segments, columns))
        if console is not None:
            strips[-1].render(console)
        time.sleep(_BREATH_S)
    return strips


def _style(pair: bytes, known: dict[bytes, Style]) -> Style:
    style = known.get(pair)
    if style is None:
        above, below = (Color.from_triplet(ColorTriplet(*rgb)) for rgb in (pair[:3], pair[3:]))
        style = known[pair] = Style(color=above, bgcolor=below)
    return style


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
