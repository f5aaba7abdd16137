"""A retry: from the failure class to one field, with what the change does before it is made."""

from __future__ import annotations

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.widgets import Header, Input, OptionList, Static
from textual.widgets.option_list import Option

from studio.background import in_background
from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.recipe.words import FailureClass
from studio.errors import StudioError
from studio.tui.dialogs.questions import FailureDialog
from studio.tui.parts.base import StudioScreen, entitle
from studio.tui.parts.keys import Keys
from studio.tui.pictures.picture import Picture
from studio.tui.words import help_texts
from studio.tui.words.retry_text import effect_text, field_line
from studio.workflow.browsing.attempt_history import picture_of
from studio.workflow.judging.retry import find_attempt
from studio.workflow.judging.retry_session import RetryField, Trial, failure_of, retry_fields, stepped, try_change


class RetryScreen(StudioScreen):
    """Fields on the left, the value and its effect on the right."""

    HELP = help_texts.RETRY
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "because", "Failure class", id="retry.because"),
        Binding("escape", "app.pop_screen", "Back", id="retry.back"),
        Binding("up", "step(1)", "More", show=False),
        Binding("down", "step(-1)", "Less", show=False),
    ]

    def __init__(self, slug: str, number: str) -> None:
        super().__init__()
        self.slug, self.number = slug, number
        self.folder: RecipeFolder | None = None
        self.attempt: Attempt | None = None
        self.failure: FailureClass | None = None
        self.fields: tuple[RetryField, ...] = ()

    def compose(self) -> ComposeResult:
        """Choose, type, see."""
        yield Header(icon="≡")
        yield Static(id="progress", markup=False)
        with Horizontal():
            yield OptionList(id="fields")
            with Vertical(id="change") as change:
                change.border_title = "What it would do "
                yield Static(id="field", markup=False)
                yield Input(id="value", compact=True)
                with VerticalScroll():
                    yield Static(id="effect")
                yield Picture(id="picture", plain=self.studio.plain_pictures)
        yield Keys()

    def on_mount(self) -> None:
        """Read it when the screen stands."""
        self.sub_title = f"retry {self.slug} {self.number}"
        self.call_after_refresh(self.read)

    @work(exit_on_error=False)
    async def read(self) -> None:
        """The attempt, and why it failed; that is asked first where it is not known."""
        place = self.studio.workspace
        try:
            self.failure = await in_background(lambda: failure_of(place, self.slug, self.number))
            self.folder = await in_background(lambda: place.folder(self.slug))
            self.attempt = find_attempt(self.folder, self.number)
        except StudioError as error:
            self.complain(error)
            return
        self.query_one(Picture).show(picture_of(place, self.slug, self.attempt), f"attempt {self.attempt.id}")
        self._fill()
        if self.failure is None:
            self.call_after_refresh(self.action_because)

    @work(exit_on_error=False)
    async def action_because(self) -> None:
        """Say why the attempt failed."""
        failure = await self.app.push_screen_wait(FailureDialog())
        if failure is not None:
            self.failure = failure
            self._fill()

    def _fill(self) -> None:
        if self.folder is None or self.attempt is None:
            return
        self.fields = retry_fields(self.folder, self.attempt, self.failure)
        because = f"failed for {self.failure}" if self.failure else "has no failure class yet: F2"
        proposed = " ▸ may help." if self.failure else ""
        self.query_one("#progress", Static).update(f"Attempt {self.number} {because}. Change one field.{proposed}")
        rows = self.query_one("#fields", OptionList)
        helping = sum(field.is_proposed for field in self.fields)
        entitle(rows, f" Fields · {helping} may help " if helping else " Fields ")
        rows.clear_options()
        room = max(len(field.label) for field in self.fields) + 2
        rows.add_options([Option(field_line(field, room)) for field in self.fields])
        rows.highlighted = 0
        rows.focus()

    @on(OptionList.OptionHighlighted, "#fields")
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        field = self.fields[event.option_index]
        self.query_one("#field", Static).update(field.says)
        self.query_one("#value", Input).value = field.value
        self.query_one("#effect", Static).update("Enter, then type its new value, or ↑ ↓.")

    @on(OptionList.OptionSelected, "#fields")
    def _type(self) -> None:
        self.query_one("#value", Input).focus()

    @on(Input.Changed, "#value")
    def _typed(self, event: Input.Changed) -> None:
        if event.input.has_focus:
            self.try_it(event.value)

    @work(exclusive=True, group="try", exit_on_error=False)
    async def try_it(self, value: str) -> None:
        """Show what the change would do."""
        await self._try(value)

    async def _try(self, value: str) -> Trial:
        place, field = self.studio.workspace, self.field
        trial = await in_background(
            lambda: try_change(place, self.slug, self.number, field, value, because=self.failure)
        )
        self.query_one("#effect", Static).update(effect_text(trial))
        return trial

    def action_step(self, steps: int) -> None:
        """Set a number a step higher or lower, or take the next of the values that there are."""
        value = self.query_one("#value", Input)
        if value.has_focus:
            value.value = stepped(self.field, value.value, steps)

    @property
    def field(self) -> str:
        """The field under the cursor."""
        return self.fields[self.query_one("#fields", OptionList).highlighted or 0].name

    @on(Input.Submitted, "#value")
    async def _run(self, event: Input.Submitted) -> None:
        trial = await self._try(event.value)
        if trial.plan is None:
            self.complain(trial.says)
            return
        self.studio.board.start(self.slug, [trial.plan])
        self.app.pop_screen()
