"""The line of keys at the bottom: what is possible now, and never more than fits."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.events import Resize
from textual.widget import Widget
from textual.widgets import Footer

if TYPE_CHECKING:
    from textual.widgets._footer import FooterKey

NARROW = 110
"""Columns below which the line is set closely."""
STAYS = frozenset({"Back", "Quit", "Help", "palette"})
"""The ways out and the ways to everything else: these stay however narrow the screen is."""


class Keys(Footer):
    """A footer in the order of importance: what does not fit is left out from its end, help and palette have it all."""

    def __init__(self) -> None:
        super().__init__(compact=self.app.size.width < NARROW)
        self._shown: tuple[object, ...] = ()

    def on_resize(self, event: Resize) -> None:
        """Set closely where there is little room."""
        self.compact = event.size.width < NARROW
        self.refresh(recompose=True)

    async def recompose(self) -> None:
        """Make the keys anew, if others are possible now."""
        if not self.is_attached:
            return
        bindings = [(one.binding, one.enabled) for one in self.screen.active_bindings.values() if one.binding.show]
        shown = (self.size.width, self.compact, *bindings)
        if shown != self._shown:
            self._shown = shown
            await super().recompose()

    def compose(self) -> ComposeResult:
        """Textual's keys, as far as there is room."""
        yield from fitting([*super().compose()], self.size.width or self.app.size.width, compact=self.compact)


def fitting(keys: Iterable[Widget], width: int, *, compact: bool) -> list[Widget]:
    """The keys that fit into a line."""
    found: list[FooterKey] = list(keys)  # type: ignore[arg-type]  # all it holds as long as no keys are grouped
    kept = sorted(found, key=lambda key: key.description in STAYS)
    apart = 2 if compact else 3
    while sum(len(key.key_display) + len(key.description) + apart for key in kept) > width:
        extra = [key for key in kept if key.description not in STAYS]
        if not extra:
            break
        kept.remove(extra[-1])
    return list(kept)
