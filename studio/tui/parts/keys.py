"""The line of keys at the bottom: what is possible now, and never more than fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.events import MouseMove
from textual.reactive import reactive
from textual.screen import Screen
from textual.style import Style
from textual.widget import Widget
from textual.widgets import Input

NARROW = 110
"""Columns below which the line is set closely."""
PALETTE = "palette"
"""What the key of the palette does; it stands at the right end."""
STAYS = frozenset({"Back", "Quit", "Help", PALETTE})
"""The ways out and the ways to everything else: these stay however narrow the screen is."""


class Key(NamedTuple):
    """A key and what it does."""

    key: str
    """Its name in Textual."""
    sign: str
    """How it is shown."""
    does: str
    """What it does, in a word or two."""
    enabled: bool = True
    """Whether it can be pressed now."""

    def width(self, *, close: bool) -> int:
        """Columns it takes, with the room to the next one."""
        return cell_len(self.sign) + cell_len(self.does) + (2 if close else 3)


class Keys(Widget, can_focus=False):
    """The keys in the order of importance: what does not fit is left out from the end, help and palette have it all.

    Textual's `Footer` scrolls sideways where it is too narrow, and the ways out are the first that nobody sees.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"keys--key", "keys--does", "keys--edge", "keys--under"}  # noqa: RUF012 - as Textual has it

    shown: reactive[tuple[Key, ...]] = reactive((), init=False)
    """The keys that can be pressed now."""
    under: reactive[str] = reactive("", init=False)
    """The key that the mouse points at; empty where there is none."""
    auto_links = False

    def on_mount(self) -> None:
        """Follow what is possible."""
        self.shown = tuple(self._possible())
        self.screen.bindings_updated_signal.subscribe(self, self._look_later)

    def _look_later(self, _screen: Screen[object]) -> None:
        if self.app.app_focus:
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        if self.is_attached:
            self.shown = tuple(self._possible())

    def _possible(self) -> Iterator[Key]:
        """Keys of the screen that are shown, each action once, and the palette's."""
        seen = set()
        active, is_typing = self.screen.active_bindings, isinstance(self.screen.focused, Input)
        for _, binding, enabled, _ in active.values():
            if is_typing and len(binding.key) == 1:  # goes into the text
                continue
            if binding.show and binding.action not in seen:
                seen.add(binding.action)
                yield Key(binding.key, self.app.get_key_display(binding), binding.description, enabled)
        if (found := active.get(self.app.COMMAND_PALETTE_BINDING)) is not None:
            binding = found.binding
            yield Key(binding.key, self.app.get_key_display(binding), PALETTE, found.enabled)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Mark the key that a click would press."""
        self.under = event.style.meta.get("key", "")

    def on_leave(self) -> None:
        """Mark none."""
        self.under = ""

    def render(self) -> Content:
        """The line as wide as there is room, the palette at its right end."""
        width, close = self.size.width, self.size.width < NARROW
        kept = fitting(self.shown, width, close=close)
        parts, column = [] if close else [Content(" ")], 0 if close else 1
        for key in kept:
            if key.does == PALETTE:
                gap = " " * (width - column - key.width(close=True) - 1)
                parts += [Content(gap), Content.styled("▏", self.get_visual_style("keys--edge"))]
            parts += [self._one(key), Content(" " if close else "  ")]
            column += key.width(close=close)
        return Content("").join(parts)

    def _one(self, key: Key) -> Content:
        sign, does = self.get_visual_style("keys--key"), self.get_visual_style("keys--does")
        one = Content.assemble((key.sign, sign), " ", (key.does, does))
        if not key.enabled:
            return one.stylize("dim")
        if self.under == key.key:
            one = one.stylize(self.get_visual_style("keys--under"))
        return one.stylize(Style.from_meta({"key": key.key, "@click": f"app.simulate_key({key.key!r})"}))


def fitting(keys: Iterable[Key], width: int, *, close: bool) -> list[Key]:
    """The keys that fit into a line.

    Args:
        keys: In the order of importance.
        width: Columns there are.
        close: Whether they are set closely.
    """
    kept = sorted(keys, key=lambda key: key.does in STAYS)
    while sum(key.width(close=close) for key in kept) > width:
        extra = [key for key in kept if key.does not in STAYS]
        if not extra:
            break
        kept.remove(extra[-1])
    return kept
