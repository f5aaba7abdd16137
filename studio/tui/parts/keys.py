"""The line of keys at the bottom: what is possible now, and never more than fits."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content
from textual.screen import Screen

from studio.tui.parts.line import Line, Place

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


class Keys(Line):
    """The keys in the order of importance: what does not fit is left out from the end, help and palette have it all."""

    COMPONENT_CLASSES = {"keys--key", "keys--does", "keys--edge", "line--under"}  # noqa: RUF012 - as Textual has it

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Key, ...] | None = None

    def on_mount(self) -> None:
        """Follow what is possible."""
        self.screen.bindings_updated_signal.subscribe(self, self._look_later)

    def _look_later(self, _screen: Screen[object]) -> None:
        if self.app.app_focus and self._shown is not None:
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        keys = tuple(self._possible()) if self.is_attached else None
        if keys != self._shown:
            self._shown = keys
            self.refresh()

    def _possible(self) -> Iterator[Key]:
        """Keys of the screen that are shown, each action once, and the palette's."""
        seen = set()
        active = self.screen.active_bindings
        for _, binding, enabled, _ in active.values():
            if binding.show and binding.action not in seen:
                seen.add(binding.action)
                yield Key(binding.key, self.app.get_key_display(binding), binding.description, enabled)
        if (found := active.get(self.app.COMMAND_PALETTE_BINDING)) is not None:
            binding = found.binding
            yield Key(binding.key, self.app.get_key_display(binding), PALETTE, found.enabled)

    def render(self) -> Content:
        """The line as wide as there is room, the palette at its right end."""
        if self._shown is None:
            self._shown = tuple(self._possible())
        width, close = self.size.width, self.size.width < NARROW
        kept = fitting(self._shown, width, close=close)
        edge = self.get_visual_style("keys--edge")
        parts, column = [] if close else [Content(" ")], 0 if close else 1
        self.places = []
        for key in kept:
            shown = self._one(key)
            if key.does == PALETTE:
                parts += [Content(" " * (width - column - key.width(close=True) - 1)), Content.styled("▏", edge)]
                column = width - key.width(close=True)
            parts += [shown, Content(" " if close else "  ")]
            self.places += [Place(column, column + shown.cell_length, key.key)] if key.enabled else []
            column += key.width(close=close)
        return Content("").join(parts)

    def _one(self, key: Key) -> Content:
        sign, does = self.get_visual_style("keys--key"), self.get_visual_style("keys--does")
        one = Content.assemble((key.sign, sign), " ", (key.does, does))
        if not key.enabled:
            return one.stylize("dim")
        return one.stylize(self.get_visual_style("line--under")) if self.under == key.key else one


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
