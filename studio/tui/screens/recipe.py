"""One recipe: its guide, its edits, its prompt, its checks, its attempts, and the next step."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Header, Markdown, Static

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.parts.keys import Keys
from studio.tui.pictures.picture import Picture
from studio.tui.screens.editing import edit_outside
from studio.tui.screens.facts import Facts
from studio.tui.screens.handing_on import HandingOnScreen
from studio.tui.screens.managing import ManagingScreen
from studio.tui.words import help_texts
from studio.workflow.browsing.recipe_view import RecipeDetails, picture_of_recipe, recipe_details


class RecipeScreen(HandingOnScreen, ManagingScreen):
    """Read, run, judge, retry."""

    HELP = help_texts.RECIPE
    AUTO_FOCUS = "#facts"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("s", "stop", "Stop", id="recipe.stop"),
        Binding("r", "run", "Run", id="recipe.run"),
        Binding("v", "review", "Review", id="recipe.review"),
        Binding("t", "retry", "Retry", id="recipe.retry"),
        Binding("l", "history", "Lineage", id="recipe.history"),
        Binding("p", "app.publish", "Publish", id="recipe.publish"),
        Binding("g", "guide", "Guide", id="recipe.guide"),
        Binding("e", "edit", "Edit", id="recipe.edit"),
        Binding("c", "candidates", "Side by side", id="recipe.candidates"),
        Binding("i", "edit_here", "Edit here", show=False, id="recipe.edit_here"),
        Binding("u", "outline", "Outline", show=False, id="recipe.outline"),
        Binding("o", "outside", "Open outside", show=False, id="recipe.outside"),
        Binding("escape,q", "app.pop_screen", "Back", id="recipe.back"),
    ]

    def __init__(self, slug: str) -> None:
        super().__init__()
        self.slug = self.tells_failures_of = slug
        self.view: RecipeDetails | None = None
        self.shown_body: str | None = None

    def compose(self) -> ComposeResult:
        """What the studio knows on one side, picture and guide on the other."""
        yield Header(icon="≡")
        yield Static(id="progress", markup=False)
        with Horizontal():
            yield Facts(id="facts")
            with Vertical(id="side") as side:
                side.border_title = "Picture "
                yield Picture(id="picture", plain=self.studio.plain_pictures)
                with VerticalScroll(id="guide") as guide:
                    guide.border_title = " Guide "
                    yield Markdown()
        yield Keys()

    def on_screen_resume(self) -> None:
        """Read it, and again when a verdict may have been given meanwhile."""
        self.read()

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """Show what the file says now."""
        if self.slug in slugs:
            self.read()

    @work(exclusive=True, group="read", exit_on_error=False)
    async def read(self) -> None:
        """The recipe as it is on disk now."""
        place = self.studio.workspace
        try:
            view = await in_background(lambda: recipe_details(place, self.slug))
        except StudioError as error:
            self.complain(error)
            return
        self.view, self.sub_title = view, view.folder.recipe.front.title or self.slug
        self.query_one(Facts).show(view)
        if self.studio.board.running_of(self.slug) is None:
            self.query_one("#progress", Static).update(view.steps)
            self.query_one(Picture).show(picture_of_recipe(place, view.folder), "")
        self.refresh_bindings()
        if self.shown_body != view.body:
            await self.query_one(Markdown).update(view.body)
            self.shown_body = view.body  # not before: a reading that is cancelled meanwhile has shown nothing

    def run_changed(self) -> None:
        """Progress and the picture so far; at the end the recipe is read again."""
        if (job := self.studio.board.running_of(self.slug)) is None:
            self.read()
            return
        self.query_one("#progress", Static).update(job.line)
        if job.preview is not None:
            self.query_one(Picture).show_bytes(job.preview, "so far")

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is possible now."""
        if action == "stop":
            return self.studio.board.running_of(self.slug) is not None
        if self.view is None:
            return True
        if action in {"review", "candidates"}:
            return any(attempt.picture for attempt in self.view.folder.attempts)
        return bool(self.view.folder.attempts) if action in {"retry", "history"} else True

    @property
    def managed(self) -> str:
        """This recipe."""
        return self.slug

    def show_managed(self, slug: str) -> None:
        """Show the recipe of that name in place of this one, or the list."""
        self.app.pop_screen()
        if slug:
            self.studio.open_screen("recipe", slug)

    def action_guide(self) -> None:
        """Read the guide; again goes back to the facts."""
        is_guide = self.toggle_class("-guide").has_class("-guide")
        self.query_one("#guide" if is_guide else "#facts").focus()

    def action_run(self) -> None:
        """Choose how, see the price, run."""
        self.studio.run_recipes((self.slug,))

    def action_stop(self) -> None:
        """Stop what runs here."""
        self.studio.board.stop(*(job for job in self.studio.board.running if job.slug == self.slug))

    def action_review(self) -> None:
        """Judge the next result."""
        self.studio.open_screen("review", self.slug)

    def action_retry(self) -> None:
        """Change one thing about the last attempt."""
        if self.view:
            self.studio.open_screen("retry", self.slug, self.view.folder.attempts[-1].id)

    def action_candidates(self) -> None:
        """See all results side by side."""
        self.studio.open_screen("candidates", (self.slug,))

    def action_history(self) -> None:
        """Show all attempts, and what each change did."""
        self.studio.open_screen("history", self.slug)

    def action_edit(self) -> None:
        """Open the file in $EDITOR at the first problem, or here without one."""
        path, line = self.studio.content / self.slug / "recipe.md", self.view.line if self.view else 1
        if not edit_outside(self.app, path, line=line):
            self.action_edit_here()

    def action_edit_here(self) -> None:
        """Open the built-in editor."""
        self.studio.open_screen("editor", self.slug, self.view.line if self.view else 1)

    def action_outline(self) -> None:
        """Say where the product is, on its photograph."""
        if self.view and (edits := self.view.folder.recipe.edits):
            edit = self.view.failed.edit if self.view.failed else edits[0].name
            self.studio.open_screen("outline", self.slug, edit)

    def action_outside(self) -> None:
        """Open the picture in the system's viewer."""
        if self.view and (path := picture_of_recipe(self.studio.workspace, self.view.folder)):
            self.studio.open_outside(path.resolve().as_uri())
