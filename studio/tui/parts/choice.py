"""One of a few things, chosen in place: ← and → or a click, without a list that opens over the form."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.events import Click
from textual.message import Message
from textual.widget import Widget

NAME = 14
"""Columns of the name before it, as the other fields of a form have it."""


class Choice(Widget, can_focus=True):
    """A name, and what is chosen between two arrows."""

    ALLOW_SELECT = False
    COMPONENT_CLASSES = {"choice--name", "choice--value"}  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,space", "turn(1)", "Next choice", show=False),
        Binding("left", "turn(-1)", "Choice before", show=False),
    ]

    class Changed(Message):
        """Another thing was chosen."""

    def __init__(self, name: str, options: Sequence[tuple[str, str | None]], value: str | None, *, id: str) -> None:  # noqa: A002 - as Textual names it
        """Make it.

        Args:
            name: What is chosen.
            options: How each is shown, and what it stands for.
            value: What is chosen at first.
            id: As for every widget.
        """
        super().__init__(id=id)
        self.label, self.options = name, list(options)
        self.value = value

    def action_turn(self, steps: int) -> None:
        """Choose the next one, or the one before; the first comes after the last."""
        values = [value for _, value in self.options]
        self.value = values[(values.index(self.value) + steps) % len(values)]
        self.refresh()
        self.post_message(self.Changed())

    def on_click(self, event: Click) -> None:
        """The arrow before the name of the choice goes back, everything else forward."""
        self.action_turn(-1 if NAME <= event.x < NAME + 2 else 1)

    def render(self) -> Content:
        """Its line."""
        says = next(says for says, value in self.options if value == self.value)
        chosen = f"‹ {says} ›".ljust(max(0, self.size.width - NAME))
        name = (self.label.ljust(NAME), self.get_visual_style("choice--name"))
        return Content.assemble(name, (chosen, self.get_visual_style("choice--value")))
