"""The library: every recipe with its standing, found as you type."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Header, Input, Static

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.parts.keys import Keys
from studio.tui.screens.arranged import ArrangedScreen
from studio.tui.screens.managing import ManagingScreen
from studio.tui.screens.recipe_list import RecipeList
from studio.tui.words import help_texts
from studio.workflow.browsing.library import LibraryRow, first_rows
from studio.workflow.browsing.library_view import LibraryView

FIRST = 200
"""Rows that are shown before all are read: more than any screen holds."""


class RowPane(Vertical):
    """Room beside the list; empty until the preview, which needs more, is imported."""

    BORDER_TITLE = "Preview "

    def show(self, row: LibraryRow | None) -> None:
        """Show the recipe under the cursor."""


class LibraryScreen(ArrangedScreen, ManagingScreen):
    """The list and a preview."""

    HELP = help_texts.LIBRARY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Run", id="library.run"),
        Binding("v", "review", "Review", id="library.review"),
        Binding("n", "app.new_recipe", "New", id="library.new"),
        Binding("p", "app.publish", "Publish", id="library.publish"),
        Binding("f", "filter", "Filter", id="library.filter"),
        Binding("c", "side_by_side", "Side by side", id="library.side_by_side"),
        Binding("g", "group", "Group", id="library.group"),
        Binding("s", "sort", "Sort", show=False, id="library.sort"),
        Binding("u", "unmark", "Unmark all", id="library.unmark"),
        Binding("ctrl+z", "bring_back", "Bring back", show=False, id="library.bring_back"),
        Binding("slash", "search", "Search", show=False, priority=True, key_display="/", id="library.search"),
        Binding("f5", "read_rows", "Read again", show=False, id="library.reload"),
        Binding("escape", "clear", "Show all", id="library.clear"),
        Binding("q", "app.quit", "Quit", id="library.quit"),
    ]

    def compose(self) -> ComposeResult:
        """Search, list, preview, counts."""
        yield Header(icon="≡")
        with Horizontal(id="both"):
            with Vertical(id="left") as left:
                left.border_title = " Recipes "
                yield Input(placeholder="/ search", id="words", compact=True)
                yield RecipeList(id="list")
                yield Static(id="counts", markup=False)
            yield RowPane(id="preview")
        yield Keys()

    def on_mount(self) -> None:
        """Show names first, and their standing as it is read."""
        self.look = LibraryView.of(self.studio.remembered)
        self.query_one(RecipeList).focus()
        self.take(first_rows(self.studio.content, FIRST))
        self.watch(self.query_one("#words", Input), "value", self.searched, init=False)  # letter and list in one paint
        self.call_after_refresh(self.read_all)

    def on_screen_resume(self) -> None:
        """Back from another screen: recipes may stand elsewhere now."""
        if self.studio.is_open.is_set():
            self.action_read_rows()

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """Read the list again."""
        self.action_read_rows()

    def run_changed(self) -> None:
        """Read the list again when the last run has ended."""
        if not self.studio.board.running:
            self.action_read_rows()

    @work(exclusive=True, group="open", exit_on_error=False)
    async def read_all(self) -> None:
        """Show every row as it stood the last time, then open the workspace and read the recipes."""
        self.take(await in_background(lambda: first_rows(self.studio.content)))
        self.query_one(RecipeList).go_to(self.studio.remembered.get("recipe", ""))
        self.studio.open_workspace()
        await self.studio.opened()
        await self.query_one("#preview").remove()
        await self.query_one("#both").mount(self.studio.made("preview"))
        self.query_one(RowPane).show(self.query_one(RecipeList).row)
        self.action_read_rows()

    def action_read_rows(self) -> None:
        """Read every recipe again."""
        self._read_rows()

    @work(exclusive=True, group="rows", exit_on_error=False)
    async def _read_rows(self, slug: str = "") -> None:
        """Read them; then the cursor goes to one."""
        session = await self.studio.opened()
        async for rows in session.read_library(self.rows):
            self.take(rows)
        if slug:
            self.query_one(RecipeList).go_to(slug)
        self.refresh_bindings()

    @on(Input.Submitted, "#words")
    def _to_list(self) -> None:
        self.query_one(RecipeList).focus()

    @on(RecipeList.Highlighted)
    def _preview(self, event: RecipeList.Highlighted) -> None:
        for pane in self.query(RowPane):  # none for the moment in which the preview takes its place
            pane.show(event.row)

    @on(RecipeList.Marked)
    def _marked(self) -> None:
        self.count()

    @on(RecipeList.Opened)
    def _open(self, event: RecipeList.Opened) -> None:
        self.studio.remembered["recipe"] = event.row.slug
        self.studio.open_screen("recipe", event.row.slug)

    @property
    def to_remember(self) -> dict[str, Any]:
        """What the next start begins with."""
        row = self.query_one(RecipeList).row
        return {"recipe": row.slug if row else "", **self.look.kept}

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is possible now."""
        if action in {"review", "side_by_side"}:
            return any(row.to_review for row in self.rows)
        if action in {"unmark", "clear"}:
            rows, words = self.query(RecipeList), self.query(Input)  # none before the first paint
            if action == "unmark":
                return any(one.marked for one in rows)
            return bool(self.look.only) or any(one.value or one.has_focus for one in words)
        if action == "bring_back":
            session = self.studio.session_or_none
            return session is not None and bool(session.trashed)
        if action == "search":
            return not isinstance(self.focused, Input)
        return bool(self.rows) if action in {"run", "filter", "group", "sort", "rename", "duplicate", "trash"} else True

    def action_review(self) -> None:
        """Judge the next result that waits."""
        row = self.query_one(RecipeList).row
        self.studio.review_next(row.slug if row else "")

    def action_side_by_side(self) -> None:
        """See every result that waits in the marked recipes side by side, or in all of the list."""
        marked = self.query_one(RecipeList).marked
        slugs = tuple(row.slug for row in self.shown if row.to_review and (not marked or row.slug in marked))
        if slugs:
            self.studio.open_screen("candidates", slugs)
        else:
            self.tell("No result of these recipes waits for a verdict.")

    def action_search(self) -> None:
        """Find recipes as you type."""
        self.set_focus(self.query_one("#words", Input))  # at once: letters that came with the key go into it

    def action_clear(self) -> None:
        """Show all recipes again."""
        self.look = replace(self.look, only=())
        self.query_one("#words", Input).value = ""
        self.show_rows()
        self.query_one(RecipeList).focus()

    def action_unmark(self) -> None:
        """Take all marks off."""
        self.query_one(RecipeList).unmark()

    @property
    def managed(self) -> str:
        """The recipe under the cursor."""
        row = self.query_one(RecipeList).row
        return row.slug if row else ""

    def show_managed(self, slug: str) -> None:
        """Read the list again, with the cursor on it."""
        self._read_rows(slug)

    @work(exit_on_error=False)
    async def action_bring_back(self) -> None:
        """Bring the recipe back that was moved to the trash last."""
        session = await self.studio.opened()
        try:
            slug = await session.bring_back()
        except StudioError as error:
            self.complain(error)
            return
        self._read_rows(slug)
        self.tell(f"{slug} is back.")

    def action_run(self) -> None:
        """Run the marked recipes, or the one under the cursor."""
        self.studio.run_recipes(self.query_one(RecipeList).chosen)
