"""One recipe: its guide, its prompt, its checks, its attempts, and the next step."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Header, Markdown, Static

from studio.errors import StudioError
from studio.tui.dialogs import RunDialog, TextDialog
from studio.tui.editing import edit_outside
from studio.tui.publishing import publish
from studio.workflow.library import RecipeView, recipe_view, steps_line
from studio.workflow.plan import Choices
from studio.workflow.running import ENGINES, RunReport, price_in_words, retry_one, run_recipe

if TYPE_CHECKING:
    from studio.tui.app import StudioApp

COLOURS = {"preserve": "green", "change": "bold", "add": "cyan", "text": "magenta", "avoid": "red", "style": "blue",
           "layout": "yellow", "references": "bright_black"}  # fmt: skip
"""Colour of each field in the prompt."""


class RecipeScreen(Screen[None]):
    """Read, run, judge, retry."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Run", id="run"),
        Binding("v", "review", "Review", id="review_one"),
        Binding("t", "retry", "Retry one change", id="retry"),
        Binding("e", "edit", "Edit", id="edit"),
        Binding("p", "publish", "Publish", id="publish_one"),
        Binding("c", "cancel_run", "Cancel run", id="cancel"),
        Binding("escape,q", "app.pop_screen", "Back", id="back"),
    ]

    def __init__(self, slug: str) -> None:
        super().__init__()
        self.slug = slug
        self.view: RecipeView | None = None
        self.at_work = False
        self.shown_body: str | None = None

    @property
    def studio(self) -> StudioApp:
        """The app."""
        return cast("StudioApp", self.app)

    def compose(self) -> ComposeResult:
        """Guide on one side, what the studio knows on the other."""
        yield Header()
        yield Static(id="progress", markup=False)
        with Horizontal():
            with VerticalScroll(id="facts"):
                yield Static(id="standing", markup=False)
                yield Static(id="prompt")
                yield Static(id="checks", markup=False)
                yield Static(id="attempts", markup=False)
            with VerticalScroll(id="guide"):
                yield Markdown()
        yield Footer()

    def on_mount(self) -> None:
        """Read it."""
        self.query_one("#facts").focus()
        self.read()

    def on_screen_resume(self) -> None:
        """A verdict may have been given meanwhile."""
        self.read()

    @work(exclusive=True, group="read", exit_on_error=False)
    async def read(self) -> None:
        """The recipe as it is on disk now."""
        view = recipe_view(self.studio.workspace, self.slug)
        self.view = view
        front = view.folder.recipe.front
        self.sub_title = front.title or self.slug
        where = " · ".join(part for part in (str(front.job or ""), front.channel or "", front.asset or "") if part)
        self.query_one("#standing", Static).update(f"{view.status}: {view.next_step}\n{where}\n")
        self.query_one("#prompt", Static).update(_coloured(view))
        self.query_one("#checks", Static).update("\n".join(str(p) for p in view.problems) or "No problems.")
        self.query_one("#attempts", Static).update("\n".join(("", "Attempts", *(view.attempts or ("none yet",)))))
        if not self.at_work:
            self._say(steps_line(view.status))
        if self.shown_body != view.body:
            await self.query_one(Markdown).update(view.body)
            self.shown_body = view.body

    @work(exclusive=True, group="run", exit_on_error=False)
    async def action_run(self) -> None:
        """Choose how, see the price, run."""
        place = self.studio.workspace
        dialog = RunDialog(ENGINES, place.settings.engine.name, lambda c: price_in_words(place, self.slug, c))
        wish = await self.app.push_screen_wait(dialog)
        if wish is None:
            return
        choices, budget = wish
        await self._work(run_recipe(place, self.slug, choices, budget=_dollars(budget), say=self._say))

    @work(exclusive=True, group="run", exit_on_error=False)
    async def action_retry(self) -> None:
        """Change one field of the last attempt."""
        attempts = self.view.folder.attempts if self.view else ()
        if not attempts:
            self.notify("There is nothing to improve yet. Run it first.", markup=False)
            return
        hint = "local.shadow.strength=0.7"
        text = await self.app.push_screen_wait(TextDialog(f"The one change to attempt {attempts[-1].id}", hint=hint))
        if text:
            await self._work(retry_one(self.studio.workspace, self.slug, attempts[-1].id, text, say=self._say))

    async def _work(self, running: object) -> None:
        self.at_work = True
        try:
            report: RunReport = await running  # type: ignore[misc]  # one of the two coroutines above
        except StudioError as error:
            self.notify(str(error), severity="error", timeout=12, markup=False)
        else:
            self.notify(report.says, severity="error" if report.failed else "information", timeout=8, markup=False)
        finally:
            self.at_work = False
            self.read()

    def _say(self, text: str) -> None:
        self.query_one("#progress", Static).update(text)

    def action_cancel_run(self) -> None:
        """Stop what runs."""
        if self.at_work:
            self.workers.cancel_group(self, "run")
            self.notify("Stopped. Paid work that was under way may have been billed.", markup=False)

    def action_review(self) -> None:
        """Judge the next result of this recipe."""
        from studio.tui.review import ReviewScreen

        if self.view and any(attempt.picture for attempt in self.view.folder.attempts):
            self.app.push_screen(ReviewScreen(self.slug))
        else:
            self.notify("There is no picture to judge yet. Run it first.", markup=False)

    def action_edit(self) -> None:
        """Open the file in $EDITOR at the first problem."""
        line = self.view.problems[0].line if self.view and self.view.problems else 1
        edit_outside(self.app, self.studio.workspace.content / self.slug / "recipe.md", line=line)
        self.read()

    def action_publish(self) -> None:
        """Build the site."""
        publish(self)


def _coloured(view: RecipeView) -> Text:
    text = Text("Prompt\n", style="bold")
    for field, words in view.prompt:
        text.append(words + " ", style=COLOURS.get(field.partition("[")[0], ""))
    return text.append("\n")


def _dollars(text: str) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None


def choices_for(engine: str) -> Choices:
    """The choices of a run that only names its engine."""
    return Choices(engine=engine)
