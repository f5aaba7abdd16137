"""Containers of which nothing is seen but what stands in them: their blank lines are one line, drawn once.

Textual draws every line of every container, also where its children cover it, and that takes as long as lines of text.
"""

from __future__ import annotations

from collections.abc import Sequence

from textual.color import Color
from textual.containers import Horizontal, Vertical
from textual.filter import LineFilter
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget


class Ground(Widget):
    """Stands behind the container that a class is made from; one with a border above or below is drawn line by line."""

    def render_lines(self, crop: Region) -> list[Strip]:
        """One line for all."""
        border = self.styles.border.spacing
        if border.top or border.bottom:
            return super().render_lines(crop)
        return super().render_lines(Region(crop.x, crop.y, crop.width, min(1, crop.height))) * crop.height


class Frame(Vertical, Ground):
    """Room for one thing, or for things one under the other."""


class Columns(Horizontal, Ground):
    """Room for things side by side."""


def changed(strips: list[Strip], filters: Sequence[LineFilter], background: Color) -> list[Strip]:
    """Lines in the colours that the terminal has."""
    for line_filter in filters:
        strips = [strip.apply_filter(line_filter, background) for strip in strips]
    return strips
