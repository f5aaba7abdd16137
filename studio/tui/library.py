"""The library: every recipe with its standing, found as you type."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Footer, Header, Input, Static

from studio.tui import help_texts
from studio.tui.base import StudioScreen
from studio.tui.dialogs import FilterDialog
from studio.tui.preview import Preview
from studio.tui.recipe_list import RecipeList
from studio.tui.running import ask_and_run
from studio.workflow.library_list import KINDS, Facet, LibraryRow, counts, facets, filtered, grouped, read_library
from studio.workflow.quietly import in_background


class LibraryScreen(StudioScreen):
    """The list and a preview."""

    HELP = help_texts.LIBRARY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="library.search"),
        Binding("f", "filter", "Filter", id="library.filter"),
        Binding("g", "group", "Group", id="library.group"),
        Binding("r", "run", "Run", id="library.run"),
        Binding("v", "review", "Review next", id="library.review"),
        Binding("p", "app.publish", "Publish", id="library.publish"),
        Binding("n", "app.new_recipe", "New", id="library.new"),
        Binding("f5", "reload", "Read again", show=False, id="library.reload"),
        Binding("escape", "clear", "Show all", show=False),
        Binding("q", "app.quit", "Quit", id="library.quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[LibraryRow, ...] = ()
        self.only: Facet | None = None
        self.group = ""

    def compose(self) -> ComposeResult:
        """Search, list, preview, counts."""
        yield Header()
        with Horizontal():
            with Vertical(id="left"):
                yield Input(placeholder="/ search", id="words", compact=True)
                yield RecipeList(id="list")
                yield Static(id="counts", markup=False)
            yield Preview(id="preview")
        yield Footer()

    def on_mount(self) -> None:
        """Names first, their standing as it is read."""
        kept = self.studio.remembered
        self.group = kept.get("group", "") if kept.get("group") in KINDS else ""
        self.query_one(RecipeList).focus()
        self.read_rows()

    def on_screen_resume(self) -> None:
        """Back from another screen: the recipe may stand elsewhere now."""
        if self.rows:
            self.read_rows()

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """Read the list again."""
        self.read_rows()

    def run_changed(self) -> None:
        """A run ended: recipes stand elsewhere now."""
        if not self.studio.board.running:
            self.read_rows()

    @work(exclusive=True, group="rows", exit_on_error=False)
    async def read_rows(self) -> None:
        """Read every recipe without stopping the keyboard."""
        first = not self.rows
        async for rows in read_library(self.studio.workspace, held=self.rows, aside=in_background):
            self.rows = rows
            self._show()
            if first and rows:
                first = False
                self.query_one(RecipeList).go_to(self.studio.remembered.get("recipe", ""))

    @on(Input.Changed, "#words")
    def _searched(self) -> None:
        self._show()
        self.query_one(RecipeList).first()

    def _show(self) -> None:
        shown = filtered(self.rows, words=self.query_one("#words", Input).value, only=self.only)
        self.query_one(RecipeList).show(grouped(shown, self.group))
        only = f"{self.only.kind} {self.only.value} · " if self.only else ""
        said = " · ".join(f"{count} {status}" for status, count in counts(self.rows).items())
        self.query_one("#counts", Static).update(f"{only}{len(shown)} of {len(self.rows)} · {said}")

    @on(Input.Submitted, "#words")
    def _to_list(self) -> None:
        self.query_one(RecipeList).focus()

    @on(RecipeList.Highlighted)
    def _preview(self, event: RecipeList.Highlighted) -> None:
        self.query_one(Preview).show(event.row)

    @on(RecipeList.Opened)
    def _open(self, event: RecipeList.Opened) -> None:
        self.studio.open_recipe(event.row.slug)

    def action_search(self) -> None:
        """Type to find."""
        self.query_one("#words", Input).focus()

    def action_clear(self) -> None:
        """All recipes again."""
        self.only = None
        self.query_one("#words", Input).value = ""
        self._show()
        self.query_one(RecipeList).focus()

    @work(exit_on_error=False)
    async def action_filter(self) -> None:
        """Narrow the list."""
        chosen = await self.app.push_screen_wait(FilterDialog(facets(self.rows)))
        if chosen is not None:
            self.only = chosen if chosen.value else None
            self._show()

    def action_group(self) -> None:
        """Group by status, channel, job, tag, then not at all."""
        self.group = ("", *KINDS)[(("", *KINDS).index(self.group) + 1) % (len(KINDS) + 1)]
        self.notify(f"Grouped by {self.group}." if self.group else "Not grouped.", timeout=2, markup=False)
        self._show()

    def action_review(self) -> None:
        """The next result that waits."""
        self.studio.review_next()

    def action_run(self) -> None:
        """Run the marked recipes, or the one under the cursor."""
        ask_and_run(self, self.query_one(RecipeList).chosen)

    def action_reload(self) -> None:
        """Read the folder again."""
        self.read_rows()
