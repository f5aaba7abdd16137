"""What all questions share: they stand over the screen they were asked from, which pales to its words."""

from __future__ import annotations

from typing import Any
from weakref import WeakKeyDictionary

from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.color import Color
from textual.command import CommandPalette
from textual.css.styles import RulesMap
from textual.events import Compose
from textual.geometry import Region, Size
from textual.screen import ModalScreen, Screen
from textual.strip import Strip
from textual.style import Style
from textual.visual import RenderOptions, Visual

from studio.tui.parts.base import Answer, OpenedOnce
from studio.tui.parts.ground import changed
from studio.tui.pictures.half_blocks import UPPER

_PALE = 0.35
"""How much of their colour the words below keep."""


class Pale(Visual):
    """Lines of another screen, without its pictures and colours.

    Textual tints each cell of the screen below, each time; a picture has thousands, and the keyboard waited for them.
    """

    def __init__(self, strips: list[Strip], size: Size, style: RichStyle) -> None:
        texts = [strip.text.replace(UPPER, " ") for strip in strips[: size.height]]
        texts += [""] * (size.height - len(texts))  # it is told of another size later than the question is
        self.strips = [Strip([Segment(text, style)]).adjust_cell_length(size.width, style) for text in texts]

    def render_strips(self, width: int, height: int | None, style: Style, options: RenderOptions) -> list[Strip]:
        """The lines; they were made for a screen of this size."""
        return self.strips[:height]

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """All there is."""
        return container_width

    def get_height(self, rules: RulesMap, width: int) -> int:
        """As many as the screen below has."""
        return len(self.strips)


_BEHIND: WeakKeyDictionary[Screen[Any], tuple[Size, Pale]] = WeakKeyDictionary()


def behind(screen: Screen[Any]) -> Pale:
    """The screen below as it was when the question was asked, paled; made once, however often it is drawn."""
    known = _BEHIND.get(screen)
    if known is None or known[0] != screen.size:
        known = _BEHIND[screen] = screen.size, _pale(screen)
    return known[1]


def _pale(screen: Screen[Any]) -> Pale:
    stack = screen.app.screen_stack
    below = stack[stack.index(screen) - 1] if screen in stack[1:] else None
    colours = screen.app.theme_variables
    ground, ink = Color.parse(colours["background"]), Color.parse(colours["foreground"])
    style = RichStyle(color=ground.blend(ink, _PALE).rich_color, bgcolor=ground.rich_color)
    return Pale(below._compositor.render_strips() if below else [], screen.size, style)


class Dialog(ModalScreen[Answer], OpenedOnce[Answer]):
    """A question."""

    HORIZONTAL_BREAKPOINTS = []  # noqa: RUF012 - as Textual declares it; a dialog looks the same in any width

    async def _on_compose(self, _event: Compose) -> None:
        """Draw what stands behind it before there is anything in it, not in one turn with all of it."""
        behind(self)

    def render(self) -> Pale:  # type: ignore[override]  # as the Visual that Textual itself returns here
        """What stands behind it."""
        return behind(self)

    def render_lines(self, crop: Region) -> list[Strip]:
        """The lines as they are: nothing has to be aligned, padded or framed."""
        strips = [strip.crop(crop.x, crop.right) for strip in behind(self).strips[crop.y : crop.bottom]]
        return changed(strips, self.get_line_filters(), self.background_colors[1])


class Palette(CommandPalette):
    """Every action by name."""

    def render(self) -> Pale:  # type: ignore[override]  # as the Visual that Textual itself returns here
        """What stands behind it."""
        return behind(self)
