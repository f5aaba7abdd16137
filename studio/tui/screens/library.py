"""The library: every recipe with its standing, found as you type."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.lazy import Lazy
from textual.widgets import Input, Static

from studio.tui.dialogs.filtering import FilterDialog
from studio.tui.parts.ground import Columns, Frame
from studio.tui.parts.keys import Keys
from studio.tui.parts.title_bar import TitleBar
from studio.tui.screens.preview import Preview
from studio.tui.screens.reading import ReadingScreen
from studio.tui.screens.recipe_list import RecipeList
from studio.tui.words import help_texts
from studio.workflow.browsing.library import KINDS, Facet, LibraryRow, Search, facets, grouped, status_counts

EMPTY = "No recipes yet. n begins one with a photograph of your own."
NOTHING = "Nothing matches. Escape shows all."


class LibraryScreen(ReadingScreen):
    """The list and a preview."""

    HELP = help_texts.LIBRARY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Run", id="library.run"),
        Binding("v", "review", "Review", id="library.review"),
        Binding("n", "app.new_recipe", "New", id="library.new"),
        Binding("p", "app.publish", "Publish", id="library.publish"),
        Binding("f", "filter", "Filter", id="library.filter"),
        Binding("g", "group", "Group", id="library.group"),
        Binding("slash", "search", "Search", show=False, key_display="/", id="library.search"),
        Binding("f5", "read_rows", "Read again", show=False, id="library.reload"),
        Binding("escape", "clear", "Show all", show=False, id="library.clear"),
        Binding("q", "app.quit", "Quit", id="library.quit"),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[LibraryRow, ...] = ()
        self.only: Facet | None = None
        self.group = ""
        self.standing = ""
        self.search = Search()

    def compose(self) -> ComposeResult:
        """Search, list, preview, counts."""
        yield TitleBar()
        with Columns(id="both"):
            with Frame(id="left"):
                yield Input(placeholder="/ search", id="words", compact=True)
                yield RecipeList(id="list")
                yield Static(id="counts", markup=False)
            yield Lazy(Preview(id="preview"))  # the list stands first
        yield Lazy(Keys())

    def on_mount(self) -> None:
        """Names first, their standing as it is read."""
        kept = self.studio.remembered.get("group", "")
        self.group = kept if kept in KINDS else ""
        only = self.studio.remembered.get("only") or ()
        self.only = Facet(*only) if len(only) == 2 else None
        self.query_one(RecipeList).focus()
        self.begin_reading()
        self.watch(self.query_one("#words", Input), "value", self._searched, init=False)  # letter and list in one paint

    def take(self, rows: tuple[LibraryRow, ...]) -> None:
        """Show what is known by now."""
        self.rows = rows
        self.standing = " · ".join(f"{count} {status}" for status, count in status_counts(rows).items())
        self._show()

    def go_to(self, slug: str) -> None:
        """Put the cursor on a recipe."""
        self.query_one(RecipeList).go_to(slug)

    def _searched(self) -> None:
        self._show(from_first=True)

    def _show(self, *, from_first: bool = False) -> None:
        shown = self.search.filtered(self.rows, words=self.query_one("#words", Input).value, only=self.only)
        rows = self.query_one(RecipeList)
        rows.nothing = NOTHING if self.rows else EMPTY
        rows.show(grouped(shown, self.group), from_first=from_first)
        only = f"{self.only.kind} {self.only.value}" if self.only else ""
        said = (only, f"{len(shown)} of {len(self.rows)}", self.standing)
        self.query_one("#counts", Static).update(" · ".join(part for part in said if part), layout=False)

    @on(Input.Submitted, "#words")
    def _to_list(self) -> None:
        self.query_one(RecipeList).focus()

    @on(RecipeList.Highlighted)
    def _preview(self, event: RecipeList.Highlighted) -> None:
        for preview in self.query(Preview):  # there is none yet for a moment
            preview.show(event.row)

    @on(RecipeList.Opened)
    def _open(self, event: RecipeList.Opened) -> None:
        self.studio.open_recipe(event.row.slug)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is possible now."""
        if action == "review":
            return any(row.to_review for row in self.rows)
        return bool(self.rows) if action in {"run", "filter", "group"} else True

    def action_review(self) -> None:
        """Judge the next result that waits."""
        row = self.query_one(RecipeList).row
        self.studio.action_review_next(row.slug if row else "")

    def action_search(self) -> None:
        """Find recipes as you type."""
        self.query_one("#words", Input).focus()

    def action_clear(self) -> None:
        """Show all recipes again."""
        self.only = None
        self.query_one("#words", Input).value = ""
        self._show()
        self.query_one(RecipeList).focus()

    @work(exit_on_error=False)
    async def action_filter(self) -> None:
        """Narrow the list by status, channel, job or tag."""
        chosen = await self.app.push_screen_wait(FilterDialog(facets(self.rows)))
        if chosen is not None:
            self.only = chosen if chosen.value else None
            self._show()

    def action_group(self) -> None:
        """Group by status, channel, job, tag, then not at all."""
        self.group = ("", *KINDS)[(("", *KINDS).index(self.group) + 1) % (len(KINDS) + 1)]
        self.notify(f"Grouped by {self.group}." if self.group else "Not grouped.", timeout=2, markup=False)
        self._show()

    def action_run(self) -> None:
        """Run the marked recipes, or the one under the cursor."""
        from studio.tui.screens.running import ask_and_run

        ask_and_run(self, self.query_one(RecipeList).chosen)
