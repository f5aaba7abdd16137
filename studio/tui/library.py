"""The library: every recipe with its standing, found as you type."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.screen import Screen
from textual.widgets import Footer, Header, Input, Static

from studio.core.status import Status
from studio.errors import StudioError
from studio.tui.dialogs import TextDialog
from studio.tui.picture import Picture
from studio.tui.publishing import publish
from studio.tui.recipe_list import RecipeList
from studio.workflow.begin import new_recipe
from studio.workflow.library import (
    LibraryRow,
    RecipeView,
    counts,
    filtered,
    library_row,
    picture_of_recipe,
    recipe_view,
)
from studio.workflow.quietly import in_background

if TYPE_CHECKING:
    from studio.tui.app import StudioApp


def unread(slug: str) -> LibraryRow:
    """A row of which only the name is known."""
    return LibraryRow(slug, slug, Status.DRAFT, is_read=False)


class LibraryScreen(Screen[None]):
    """The list and a preview."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("slash", "search", "Search", key_display="/", id="search"),
        Binding("s", "status", "Filter by status", id="filter"),
        Binding("v", "review", "Review next", id="review"),
        Binding("n", "new", "New recipe", id="new"),
        Binding("p", "publish", "Publish", id="publish"),
        Binding("f5", "reload", "Read again", show=False, id="reload"),
        Binding("q", "app.quit", "Quit", id="leave"),
        Binding("escape", "clear", "Show all", show=False),
    ]

    def __init__(self) -> None:
        super().__init__()
        self.rows: tuple[LibraryRow, ...] = ()
        self.only: Status | None = None

    @property
    def studio(self) -> StudioApp:
        """The app."""
        return cast("StudioApp", self.app)

    def compose(self) -> ComposeResult:
        """Search, list, preview, counts."""
        yield Header()
        with Horizontal():
            with Vertical(id="left"):
                yield Input(placeholder="/ search", id="words")
                yield RecipeList(id="list")
                yield Static(id="counts", markup=False)
            with Vertical(id="preview"):
                yield Picture(id="picture", plain=self.studio.plain_pictures)
                yield Static(id="about", markup=False)
        yield Footer()

    def on_mount(self) -> None:
        """Names first, their standing as it is read."""
        self.query_one(RecipeList).focus()
        self.read_rows()

    def on_screen_resume(self) -> None:
        """Back from another screen: the recipe may stand elsewhere now."""
        if self.rows:
            self.read_rows()

    @work(exclusive=True, group="rows", exit_on_error=False)
    async def read_rows(self) -> None:
        """Read every recipe without stopping the keyboard."""
        place = self.studio.workspace
        slugs = place.slugs()
        held = {row.slug: row for row in self.rows}
        if not held:
            self._take(tuple(unread(slug) for slug in slugs))
        found: list[LibraryRow] = []
        for start in range(0, len(slugs), 20):
            part = slugs[start : start + 20]
            found += await in_background(lambda part=part: [library_row(place, slug) for slug in part])  # type: ignore[misc]
            self._take((*found, *(held.get(slug) or unread(slug) for slug in slugs[start + 20 :])))

    def _take(self, rows: tuple[LibraryRow, ...]) -> None:
        self.rows = rows
        self._show()

    @on(Input.Changed, "#words")
    def _searched(self) -> None:
        self._show()
        self.query_one(RecipeList).cursor = 0

    def _show(self) -> None:
        shown = filtered(self.rows, words=self.query_one("#words", Input).value, status=self.only)
        self.query_one(RecipeList).show(shown)
        only = f"only {self.only} · " if self.only else ""
        said = " · ".join(f"{count} {status}" for status, count in counts(self.rows).items())
        self.query_one("#counts", Static).update(f"{only}{len(shown)} of {len(self.rows)} · {said}")

    @on(Input.Submitted, "#words")
    def _to_list(self) -> None:
        self.query_one(RecipeList).focus()

    @on(RecipeList.Highlighted)
    def _preview(self, event: RecipeList.Highlighted) -> None:
        self.preview(event.row)

    @work(exclusive=True, group="preview", exit_on_error=False)
    async def preview(self, row: LibraryRow | None) -> None:
        """The recipe under the cursor."""
        about, picture = self.query_one("#about", Static), self.query_one(Picture)
        if row is None:
            about.update("Nothing matches. Escape shows all.")
            picture.show(None, "")
            return
        if not row.is_read:
            return
        if row.fault:
            about.update(row.fault)
            picture.show(None, "")
            return
        place = self.studio.workspace
        view: RecipeView = await in_background(lambda: recipe_view(place, row.slug))
        picture.show(picture_of_recipe(place, view.folder), view.folder.recipe.front.asset or "")
        words = " ".join(text for _, text in view.prompt)
        about.update(f"{row.title}\n{row.status} — {view.next_step}\n\n{words}")

    @on(RecipeList.Opened)
    def _open(self, event: RecipeList.Opened) -> None:
        from studio.tui.recipe import RecipeScreen

        self.app.push_screen(RecipeScreen(event.row.slug))

    def action_search(self) -> None:
        """Type to find."""
        self.query_one("#words", Input).focus()

    def action_clear(self) -> None:
        """All recipes again."""
        self.only = None
        self.query_one("#words", Input).value = ""
        self._show()
        self.query_one(RecipeList).focus()

    def action_status(self) -> None:
        """The next status that has recipes, then all."""
        there = [None, *counts(self.rows)]
        self.only = there[(there.index(self.only) + 1) % len(there)] if self.only in there else None
        self._show()

    def action_review(self) -> None:
        """The next result that waits."""
        self.studio.review_next()

    def action_reload(self) -> None:
        """Read the folder again."""
        self.read_rows()

    def action_publish(self) -> None:
        """Build the site from what is approved."""
        publish(self)

    @work(exit_on_error=False)
    async def action_new(self) -> None:
        """A recipe from the guide template."""
        slug = await self.app.push_screen_wait(TextDialog("Name of the new recipe", hint="summer-bag"))
        if not slug:
            return
        try:
            new_recipe(self.studio.workspace, slug, job="background-replacement")
        except StudioError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.read_rows()
