"""How to run, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from studio.background import in_background
from studio.tui.parts.base import latest
from studio.workflow.making.plan import Choices

RunWish = tuple[Choices, str]
"""What to run, and the limit in dollars as it was typed."""


class RunDialog(ModalScreen["RunWish | None"]):
    """Engine, quality, how many, budget, and the price before anything is spent."""

    AUTO_FOCUS = "#go"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss_none", "Back"),
        Binding("enter", "run", "Run", show=False),
    ]

    def __init__(
        self, what: str, *, engines: Sequence[tuple[str, str]], default: str, price: Callable[[Choices], str]
    ) -> None:
        super().__init__()
        self.what, self.engines, self.default, self.price = what, engines, default, price

    def compose(self) -> ComposeResult:
        """The form."""
        with Vertical(classes="dialog"):
            yield Label(f"Run {self.what}", classes="title", markup=False)
            engines = Select(self.engines, value=self.default, allow_blank=False, id="engine", compact=True)
            yield from _row("Engine", engines)
            qualities = [(word, word) for word in ("low", "medium", "high")]
            yield from _row("Quality", Select(qualities, prompt="as the recipe says", id="quality", compact=True))
            count = Input(placeholder="1", id="count", type="integer", max_length=2, compact=True)
            yield from _row("Results each", count)
            budget = Input(placeholder="as the workspace says", id="budget", type="number", compact=True)
            yield from _row("Budget in $", budget)
            yield Checkbox("make again what was made before", id="again", compact=True)
            yield Static(id="price", markup=False)
            with Horizontal():
                yield Button("Run", variant="primary", id="go", compact=True)
                yield Button("Back", id="back", compact=True)

    def on_mount(self) -> None:
        """The price from the start, asked for when the dialog stands."""
        self.call_after_refresh(self._say_price)

    def choices(self) -> Choices:
        """What was chosen."""
        count, quality = self.query_one("#count", Input).value, self.query_one("#quality", Select).value
        return Choices(
            engine=str(self.query_one("#engine", Select).value),
            quality=quality if isinstance(quality, str) else None,
            n=max(1, min(10, int(count))) if count.isdigit() else None,
            again=self.query_one("#again", Checkbox).value,
        )

    @on(Checkbox.Changed)
    @on(Select.Changed)
    @on(Input.Changed)
    def _say_price(self) -> None:
        latest(self, self._find_price)

    async def _find_price(self) -> None:
        choices = self.choices()
        price = await in_background(lambda: self.price(choices))
        self.query_one("#price", Static).update(price)

    @on(Button.Pressed, "#go")
    @on(Input.Submitted)
    def action_run(self) -> None:
        """Run it as chosen."""
        self.dismiss((self.choices(), self.query_one("#budget", Input).value))

    @on(Button.Pressed, "#back")
    def action_dismiss_none(self) -> None:
        """Run nothing."""
        self.dismiss(None)


def _row(name: str, field: Widget) -> ComposeResult:
    """A field beside its name."""
    with Horizontal(classes="row"):
        yield Label(name)
        yield field
