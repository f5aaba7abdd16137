"""A line of which places can be clicked: one widget, where a widget for each place would hold up every opening."""

from __future__ import annotations

from typing import NamedTuple

from textual.events import Click, Leave, MouseMove
from textual.reactive import reactive
from textual.widget import Widget


class Place(NamedTuple):
    """A part of the line that does something."""

    first: int
    """Its first column."""
    end: int
    """The column after it."""
    key: str
    """The key that is pressed by a click on it."""


class Line(Widget, can_focus=False):
    """One line; `places` are made where it is rendered."""

    ALLOW_SELECT = False

    under: reactive[str] = reactive("", init=False)
    """The key of the place that the mouse points at; empty where there is none."""

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []

    def key_at(self, column: int) -> str:
        """The key of the place in a column; empty where there is none."""
        return next((place.key for place in self.places if place.first <= column < place.end), "")

    def on_mouse_move(self, event: MouseMove) -> None:
        """Show what a click would do."""
        self.under = self.key_at(event.x)

    def on_leave(self, _event: Leave) -> None:
        """The mouse is elsewhere."""
        self.under = ""

    def on_click(self, event: Click) -> None:
        """Press the key."""
        if key := self.key_at(event.x):
            event.stop()
            self.app.simulate_key(key)
