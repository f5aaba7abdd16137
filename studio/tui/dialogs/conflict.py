"""Somebody else changed the file that is edited here: what differs, and whose text goes on."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Label, Static

from studio.tui.dialogs.questions import Dialog

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


class ConflictDialog(Dialog["str | None"]):
    """Answers `mine`, `theirs` or `merge`; None goes back to the text, and nothing is written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("m", "dismiss('mine')", "Mine"),
        Binding("t", "dismiss('theirs')", "Theirs"),
        Binding("g", "dismiss('merge')", "Merge"),
        Binding("escape", "dismiss(None)", "Back"),
    ]

    def __init__(self, difference: str) -> None:
        """Make it; the difference is a unified diff from their text to this one."""
        super().__init__()
        self.difference = difference

    def compose(self) -> ComposeResult:
        """What differs, and the answers with their keys and with what becomes of the other text."""
        with Vertical(classes="dialog"):
            yield Label("Somebody else changed this file meanwhile.", classes="title", markup=False)
            with VerticalScroll(id="difference"):
                yield Static(_coloured(self.difference))
            yield Label(
                "- theirs, + yours. Of the text that does not go on, a copy lies beside the file.", markup=False
            )
            with Horizontal():
                yield Button("m  Save mine", name="mine", compact=True)
                yield Button("t  Take theirs", name="theirs", compact=True)
                yield Button("g  Merge both here", name="merge", compact=True, variant="primary")

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """By mouse."""
        self.dismiss(event.button.name)


def _coloured(difference: str) -> Text:
    return Text("\n").join(Text(line, _COLOURS.get(line[:1], "dim")) for line in difference.splitlines())
