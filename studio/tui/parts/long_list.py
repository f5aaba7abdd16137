"""A list of which only the lines in sight are drawn, and its scroll bar, which is drawn when it changes.

Textual's own bar is drawn anew with every layout, apart from everything else, and takes longer than the list beside it.
"""

from __future__ import annotations

from typing import Any, Self, cast

from rich.style import Style
from textual.geometry import Region
from textual.scroll_view import ScrollView
from textual.scrollbar import ScrollBar, ScrollBarRender
from textual.strip import Strip

from studio.tui.parts.ground import changed


class QuietBar(ScrollBar):
    """A bar that stays as it is until it looks different."""

    def __init__(self, *, thickness: int) -> None:
        super().__init__(vertical=True, name="vertical", thickness=thickness)
        self._strips: list[Strip] = []
        self._shown: tuple[object, ...] = ()
        self._asked: tuple[object, ...] = ()

    def _bar(self) -> ScrollBarRender:
        return cast("ScrollBarRender", self.render())

    def _looks(self, bar: ScrollBarRender) -> tuple[object, ...]:
        return self.size, bar.virtual_size, bar.window_size, bar.position, bar.style

    def refresh(self, *regions: Region, repaint: bool = True, layout: bool = False, recompose: bool = False) -> Self:
        """Draw it again, if it would look different."""
        if self._is_mounted and not layout and not recompose:
            looks = self._looks(self._bar())
            if looks == self._asked:
                return self
            self._asked = looks
        return super().refresh(*regions, repaint=repaint, layout=layout, recompose=recompose)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The bar from top to bottom, made when it looks different."""
        bar = self._bar()
        looks = self._looks(bar)
        if looks != self._shown:
            self._shown, self._strips = looks, self._drawn(bar)
        return changed(self._strips[crop.y : crop.bottom], self.get_line_filters(), self.background_colors[1])

    def _drawn(self, bar: ScrollBarRender) -> list[Strip]:
        width, height = self.size
        style: Any = bar.style
        drawn = bar.render_bar(
            size=height, virtual_size=bar.virtual_size, window_size=bar.window_size, position=bar.position,
            thickness=width, back_color=style.bgcolor, bar_color=style.color,
        )  # fmt: skip
        known = {id(segment): Strip([segment], width) for segment in drawn.segments}
        return [known[id(segment)] for segment in drawn.segments]


class LongList(ScrollView):
    """Lines without border and padding; they need nothing else that Textual would do to each."""

    @property
    def vertical_scrollbar(self) -> ScrollBar:
        """The bar; made when there is something to scroll."""
        if self._vertical_scrollbar is None:
            self._vertical_scrollbar = bar = QuietBar(thickness=self.scrollbar_size_vertical)
            bar.display = False
            self.app._start_widget(self, bar)
        return self._vertical_scrollbar

    def line(self, place: int, width: int, style: Style) -> Strip:
        """The line at a place of the whole list; it may be past its end."""
        raise NotImplementedError

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines in sight."""
        top, width, style = int(self.scroll_offset.y), self.size.width, self.rich_style
        strips = [self.line(top + y, width, style) for y in crop.line_range]
        strips = changed(strips, self.get_line_filters(), self.background_colors[1])
        return strips if crop.column_span == (0, width) else [strip.crop(*crop.column_span) for strip in strips]
