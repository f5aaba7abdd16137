"""How to run, and what it costs."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Select, Static

from studio.workflow.plan import Choices

RunWish = tuple[Choices, str]
"""What to run, and the limit in dollars as it was typed."""


class RunDialog(ModalScreen["RunWish | None"]):
    """Engine, quality, how many, budget, and the price before anything is spent."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss_none", "Back")]

    def __init__(self, engines: tuple[str, ...], default: str, price: Callable[[Choices], str]) -> None:
        super().__init__()
        self.engines, self.default, self.price = engines, default, price

    def compose(self) -> ComposeResult:
        """The form."""
        with Vertical(classes="dialog"):
            yield Label("Run", classes="title")
            yield Select(
                [(name, name) for name in self.engines],
                value=self.default,
                allow_blank=False,
                id="engine",
                compact=True,
            )
            yield Select(
                [(q, q) for q in ("low", "medium", "high")],
                prompt="quality: as the recipe says",
                id="quality",
                compact=True,
            )
            yield Input(placeholder="results of each edit: 1", id="count", type="integer", compact=True)
            yield Input(
                placeholder="budget in dollars: as the workspace says", id="budget", type="number", compact=True
            )
            yield Static(id="price", markup=False)
            with Horizontal():
                yield Button("Run", variant="primary", id="go", compact=True)
                yield Button("Back", id="back", compact=True)

    def on_mount(self) -> None:
        """The price from the start; Enter runs."""
        self._say_price()
        self.query_one("#go", Button).focus()

    def choices(self) -> Choices:
        """What was chosen."""
        quality = self.query_one("#quality", Select).value
        count = self.query_one("#count", Input).value
        return Choices(
            engine=str(self.query_one("#engine", Select).value),
            quality=quality if isinstance(quality, str) else None,
            n=max(1, min(10, int(count))) if count.isdigit() else None,
        )

    @on(Select.Changed)
    @on(Input.Changed)
    def _say_price(self) -> None:
        self.query_one("#price", Static).update(self.price(self.choices()))

    @on(Button.Pressed, "#go")
    @on(Input.Submitted)
    def _run(self) -> None:
        self.dismiss((self.choices(), self.query_one("#budget", Input).value))

    @on(Button.Pressed, "#back")
    def action_dismiss_none(self) -> None:
        """Run nothing."""
        self.dismiss(None)
