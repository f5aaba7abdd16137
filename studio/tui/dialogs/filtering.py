"""What to narrow the list to: every status, channel, job and tag there is, found by typing."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Input, Label, OptionList

from studio.tui.dialogs.questions import Dialog
from studio.workflow.browsing.library import Facet


class FilterDialog(Dialog["Facet | None"]):
    """Type a few letters, or go down the list; enter narrows to it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("down", "move('down')", "Down", show=False, priority=True),
        Binding("up", "move('up')", "Up", show=False, priority=True),
    ]

    def __init__(self, facets: tuple[Facet, ...], only: tuple[Facet, ...]) -> None:
        """Make it.

        Args:
            facets: What there is to choose.
            only: What is chosen already.
        """
        super().__init__()
        self.only = {(one.kind, one.value) for one in only}
        self.facets = (Facet("everything", ""), *facets)
        self.shown = self.facets

    def compose(self) -> ComposeResult:
        """A line to type in over everything there is, with counts."""
        with Vertical(classes="dialog"):
            yield Label("Show only", classes="title")
            yield Input(placeholder="type to find a status, channel, job or tag", compact=True)
            yield OptionList(compact=True, markup=False)

    def on_mount(self) -> None:
        """Everything at first."""
        self._fill("")

    def _fill(self, words: str) -> None:
        typed = words.lower().split()
        self.shown = tuple(f for f in self.facets if all(word in f"{f.kind} {f.value}".lower() for word in typed))
        rows = self.query_one(OptionList)
        rows.clear_options()
        rows.add_options(
            [
                f"{'●' if (f.kind, f.value) in self.only else ' '} {f.kind:<11}{f.value:<38}{f.count or ''}"
                for f in self.shown
            ]
        )
        rows.highlighted = 0 if self.shown else None

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._fill(event.value)

    def action_move(self, way: str) -> None:
        """Another line of the list, while the typing goes on."""
        rows = self.query_one(OptionList)
        rows.action_cursor_down() if way == "down" else rows.action_cursor_up()

    @on(Input.Submitted)
    def _first(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(self.shown[event.option_index])
