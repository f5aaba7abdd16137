"""The lineage: all attempts of a recipe, what each change did, and the winning one back into the recipe."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Header, OptionList, Static
from textual.widgets.option_list import Option

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.dialogs.questions import ConfirmDialog
from studio.tui.parts.base import entitle
from studio.tui.parts.keys import Keys
from studio.tui.pictures.pair import PairView
from studio.tui.pictures.thumbnail import beside, thumbnail
from studio.tui.screens.pair_screen import PairScreen
from studio.tui.words import help_texts
from studio.workflow.browsing.attempt_history import HistoryRow, history_of
from studio.workflow.writing.promote import promote

NARROWEST = 25
"""Columns of the tree up to which words need the room of the thumbnails."""


class HistoryScreen(PairScreen):
    """The tree beside the pair of parent and child."""

    HELP = help_texts.LINEAGE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("t", "retry", "Retry", id="history.retry"),
        Binding("b", "promote", "Back into recipe", id="history.promote"),
        Binding("escape,q", "app.pop_screen", "Back", id="history.back"),
    ]

    def __init__(self, slug: str) -> None:
        super().__init__()
        self.slug = slug
        self.rows: tuple[HistoryRow, ...] = ()

    def compose(self) -> ComposeResult:
        """Tree, pair, what changed."""
        yield Header(icon="≡")
        with Horizontal():
            yield OptionList(id="tree")
            with Vertical(id="grown") as grown:
                grown.border_title = "Before and after "
                yield PairView(id="pair", plain=self.studio.plain_pictures)
                yield Static(id="changed", markup=False)
        yield Keys()

    def on_mount(self) -> None:
        """Read it when the screen stands."""
        self.sub_title = f"lineage of {self.slug}"
        self.call_after_refresh(self.read)

    def on_screen_resume(self) -> None:
        """Back from a review or a retry."""
        if self.rows:
            self.read()

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """A verdict was given or taken back."""
        if self.slug in slugs:
            self.read()

    def run_changed(self) -> None:
        """A retry ended."""
        if self.studio.board.running_of(self.slug) is None:
            self.read()

    @work(exclusive=True, group="read", exit_on_error=False)
    async def read(self) -> None:
        """All attempts."""
        place = self.studio.workspace
        self.rows = await in_background(lambda: history_of(place, self.slug))
        tree = self.query_one("#tree", OptionList)
        entitle(tree, f" Attempts · {len(self.rows)} ")
        width = tree.size.width - 4  # the scroll bar and the padding of a line
        lines = await in_background(lambda: [_line(row, width) for row in self.rows])
        at = tree.highlighted
        tree.clear_options()
        tree.add_options([Option(line) for line in lines] or [Option("Nothing has been run yet.")])
        tree.highlighted = min(at if at is not None else len(self.rows) - 1, max(0, len(self.rows) - 1))
        tree.focus()

    @property
    def row(self) -> HistoryRow | None:
        """The attempt under the cursor."""
        at = self.query_one("#tree", OptionList).highlighted
        return self.rows[at] if at is not None and at < len(self.rows) else None

    def on_option_list_option_highlighted(self) -> None:
        """Show what it grew from and what it became."""
        if self.row is None:
            return
        self.query_one("#changed", Static).update(self.row.says)
        if self.row.after is not None:
            self.pair.open(self.row.before, self.row.after)

    def on_option_list_option_selected(self) -> None:
        """Judge it."""
        if self.row and self.row.after is not None:
            self.studio.open_screen("review", self.slug, self.row.number)

    def action_retry(self) -> None:
        """Change one thing about this attempt."""
        if self.row:
            self.studio.open_screen("retry", self.slug, self.row.number)

    @work(exit_on_error=False)
    async def action_promote(self) -> None:
        """Write this attempt's spec back into the recipe."""
        if self.row is None:
            return
        question = f"Write the spec of attempt {self.row.number} into the recipe? No other line of it changes."
        if not await self.app.push_screen_wait(ConfirmDialog(question, yes="Write it", no="Leave it")):
            return
        try:
            done = promote(self.studio.workspace, self.slug, self.row.number)
        except StudioError as error:
            self.complain(error)
            return
        self.notify(f"Written into the recipe: {', '.join(done.fields)}.", markup=False)


def _line(row: HistoryRow, width: int) -> Text:
    picture = thumbnail(row.after) if width > NARROWEST else [Text()] * 3
    words = [Text(f"{row.number} {row.became}", style="bold"), Text(row.changed)]
    return beside(picture, words, rail=row.rail, width=width)
