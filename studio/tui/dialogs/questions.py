"""Questions: yes or no, why it is rejected, one line of text."""

from __future__ import annotations

from typing import ClassVar, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widget import Widget
from textual.widgets import Button, Input, Label

from studio.core.recipe.words import FailureClass
from studio.tui.parts.keys import Keys

Answer = TypeVar("Answer")


class Dialog(ModalScreen[Answer]):
    """A question over the screen it is asked from; it scrolls where it is too high, and its keys are at the bottom."""

    def on_mount(self) -> None:
        """Cover the keys of the screen below, which do nothing now."""
        self.mount(Keys())


class ConfirmDialog(Dialog[bool]):
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


class NoticeDialog(Dialog[None]):
    """Something to read until it is read."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "dismiss", "Close")]

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def compose(self) -> ComposeResult:
        """The text and a button."""
        with Vertical(classes="dialog"):
            yield Label(self.text, markup=False)
            with Horizontal():
                yield Button("Close", compact=True, variant="primary")

    def on_button_pressed(self) -> None:
        """Close it by enter or mouse."""
        self.dismiss()


class FailureDialog(Dialog["FailureClass | None"]):
    """Classify first: one key says what is wrong."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "give('')", "Back"),
        *(Binding(str(at), f"give('{name}')", name, show=False) for at, name in enumerate(FailureClass, 1)),
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


class TextDialog(Dialog["str | None"]):
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


def row(name: str, field: Widget) -> ComposeResult:
    """A field beside its name."""
    with Horizontal(classes="row"):
        yield Label(name)
        yield field
