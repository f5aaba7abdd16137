"""Questions: what to show, why it is rejected, what it is called, yes or no."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, OptionList

from studio.core.words import FailureClass
from studio.workflow.library_rows import Facet


class FilterDialog(ModalScreen["Facet | None"]):
    """What to narrow the list to."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "dismiss(None)", "Back")]

    def __init__(self, facets: tuple[Facet, ...]) -> None:
        super().__init__()
        self.facets = (Facet("everything", ""), *facets)

    def compose(self) -> ComposeResult:
        """Everything there is, with counts."""
        with Vertical(classes="dialog"):
            yield Label("Show only", classes="title")
            yield OptionList(*(f"{f.kind:<11}{f.value:<28}{f.count or ''}" for f in self.facets), markup=False)

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Enter or a click."""
        self.dismiss(self.facets[event.option_index])


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
