"""Questions: how to run, why it is rejected, what it is called."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Select, Static

from studio.core.words import FailureClass
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


class FailureDialog(ModalScreen["FailureClass | None"]):
    """Classify first: one key says why it is rejected."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give('')", "Back"),
        *(Binding(str(number), f"give('{name}')", str(name)) for number, name in enumerate(FailureClass, 1)),
    ]

    def compose(self) -> ComposeResult:
        """The classes with their keys."""
        with Vertical(classes="dialog"):
            yield Label("Why is it rejected?", classes="title")
            for number, name in enumerate(FailureClass, 1):
                yield Button(f"{number}  {name}", name=str(name), compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """By mouse."""
        self.action_give(event.button.name or "")

    def action_give(self, name: str) -> None:
        """Answer with a class; an empty one goes back."""
        self.dismiss(FailureClass(name) if name else None)


class TextDialog(ModalScreen["str | None"]):
    """One line of text."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, title: str, *, value: str = "", hint: str = "") -> None:
        super().__init__()
        self.heading, self.value, self.hint = title, value, hint

    def compose(self) -> ComposeResult:
        """A title and a line."""
        with Vertical(classes="dialog"):
            yield Label(self.heading, classes="title", markup=False)
            yield Input(value=self.value, placeholder=self.hint)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter answers."""
        self.dismiss(event.value)
