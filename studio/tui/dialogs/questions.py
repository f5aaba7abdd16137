"""Questions: yes or no, why it is rejected, one line of text."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label

from studio.core.recipe.words import FailureClass


class ConfirmDialog(ModalScreen[bool]):
    """A question with two answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "dismiss(True)", "Yes"),
        Binding("n,escape", "dismiss(False)", "No"),
    ]

    def __init__(self, question: str, *, yes: str, no: str) -> None:
        super().__init__()
        self.question, self.yes, self.no = question, yes, no

    def compose(self) -> ComposeResult:
        """The question and its answers with their keys."""
        with Vertical(classes="dialog"):
            yield Label(self.question, markup=False)
            with Horizontal():
                yield Button(f"n  {self.no}", id="no", compact=True, variant="primary")
                yield Button(f"y  {self.yes}", id="yes", compact=True)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """By mouse."""
        self.dismiss(event.button.id == "yes")


class FailureDialog(ModalScreen["FailureClass | None"]):
    """Classify first: one key says what is wrong."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give('')", "Back"),
        *(Binding(str(number), f"give('{name}')", str(name)) for number, name in enumerate(FailureClass, 1)),
    ]

    def __init__(self, question: str = "Why is it rejected?") -> None:
        super().__init__()
        self.question = question

    def compose(self) -> ComposeResult:
        """The classes with their keys."""
        with Vertical(classes="dialog"):
            yield Label(self.question, classes="title", markup=False)
            for number, name in enumerate(FailureClass, 1):
                yield Button(f"{number}  {name:<17}{name.covers}", name=str(name), compact=True, classes="line")

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
