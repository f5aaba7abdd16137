"""Containers of which nothing is seen but what stands in them: their blank lines are one line, drawn once.

Textual draws every line of every container, also where its children cover it, and that takes as long as lines of text.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.style import Style
from textual.color import Color
from textual.containers import Vertical
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Ground(Widget):
    """Stands behind the container that a class is made from; what has a border is drawn as Textual does it."""

    _blank: tuple[tuple[int, Style, Color, Sequence[LineFilter]], Strip] | None = None

    def render_lines(self, crop: Region) -> list[Strip]:
        """One blank line for all."""
        if self.styles.border.spacing != (0, 0, 0, 0) or self.opacity < 1:
            return super().render_lines(crop)
        look = (crop.width, self.rich_style, self.background_colors[1], self.get_line_filters())
        if self._blank is None or self._blank[0] != look:
            self._blank = look, changed([Strip.blank(crop.width, look[1])], look[3], look[2])[0]
        return [self._blank[1]] * crop.height


class Frame(Vertical, Ground):
    """Room for one thing."""


def changed(strips: list[Strip], filters: Sequence[LineFilter], background: Color) -> list[Strip]:
    """Lines in the colours that the terminal has."""
    for line_filter in filters:
        strips = [strip.apply_filter(line_filter, background) for strip in strips]
    return strips
