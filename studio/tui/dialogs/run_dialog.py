"""How to run, and what it costs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Button, Checkbox, Input, Label, Select, Static

from studio.background import in_background
from studio.tui.dialogs.questions import Dialog, row
from studio.tui.parts.base import latest
from studio.workflow.making.background_runs import Quote
from studio.workflow.making.plan import Choices

RunWish = tuple[Choices, str]
"""What to run, and the limit in dollars as it was typed."""


class Tick(Checkbox):
    """A box that is empty until it is ticked: Textual's own shows a pale X in both states (Textual issue 1392)."""

    BUTTON_INNER = " "

    def watch_value(self) -> None:
        """Draw the tick."""
        self.BUTTON_INNER = "✓" if self.value else " "
        super().watch_value()


class RunDialog(Dialog["RunWish | None"]):
    """Engine, quality, how many, budget; the price and the buttons stay in sight while the form scrolls."""

    AUTO_FOCUS = "#go"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
    ]

    def __init__(
        self, what: str, *, engines: Sequence[tuple[str, str]], written: str, quote: Callable[[Choices], Quote]
    ) -> None:
        """Make it.

        Args:
            what: What runs, for the title.
            engines: How each engine is shown, and its name.
            written: The engine that runs when none is chosen here.
            quote: The price of a run with some choices; slow.
        """
        super().__init__()
        self.what, self.engines, self.written, self.quote = what, engines, written, quote
        self.known: tuple[Choices, Quote] | None = None
        """The price that is on the screen, and what it is for."""
        self.wanted: Choices | None = None
        """What enter was pressed for before its price was known."""

    def compose(self) -> ComposeResult:
        """The form, and under it the price and the buttons."""
        with Vertical(classes="dialog run"):
            with VerticalScroll(id="form", can_focus=False):
                yield Label(f"Run {self.what}", classes="title", markup=False)
                as_written = f"as the recipe says: {self.written}"
                yield from row("Engine", Select(self.engines, prompt=as_written, id="engine", compact=True))
                qualities = [(word, word) for word in ("low", "medium", "high")]
                yield from row("Quality", Select(qualities, prompt="as the recipe says", id="quality", compact=True))
                count = Input(placeholder="1", id="count", type="integer", max_length=2, compact=True)
                yield from row("Results each", count)
                budget = Input(placeholder="as the workspace says", id="budget", type="number", compact=True)
                yield from row("Budget in $", budget)
                yield Tick("make again what was made before", id="again", compact=True)
            with VerticalScroll(id="says"):
                yield Static("Finding the price…", id="price", markup=False)
            with Horizontal(id="ends"):
                yield Button("Run", variant="primary", id="go", compact=True)
                yield Button("Back", id="back", compact=True)

    def on_mount(self) -> None:
        """Find the price once the dialog is on the screen."""
        self.call_after_refresh(self._say_price)

    def choices(self) -> Choices:
        """What was chosen."""
        engine, quality = (self.query_one(field, Select).value for field in ("#engine", "#quality"))
        count = self.query_one("#count", Input).value
        return Choices(
            engine=engine if isinstance(engine, str) else None,
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
        quote = await in_background(lambda: self.quote(choices))
        self.known = (choices, quote)
        self.query_one("#price", Static).update(quote.says)
        if self.wanted == choices and quote.is_free:
            self.run_it()

    @on(Button.Pressed, "#go")
    @on(Input.Submitted)
    def run_it(self) -> None:
        """Run as chosen; a price that was not on the screen yet is shown first, unless nothing can be billed."""
        choices = self.choices()
        if self.known is None or self.known[0] != choices:
            self.wanted = choices
            return
        self.dismiss((choices, self.query_one("#budget", Input).value))

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        """Run nothing."""
        self.dismiss(None)
