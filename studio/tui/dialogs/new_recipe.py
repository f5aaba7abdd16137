"""A recipe of one's own: its name, its photograph, and the kind of edit, in one dialog."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.actions import SkipAction
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.suggester import Suggester
from textual.widgets import Button, Input, Label, Select, Static

from studio.core.recipe.words import Job
from studio.errors import StudioError
from studio.tui.dialogs.questions import Dialog
from studio.workflow.starting.new import JOBS, Beginning, finished_path


class PathSuggester(Suggester):
    """Finishes the path of a picture while it is typed."""

    def __init__(self, start: Path) -> None:
        super().__init__(case_sensitive=True, use_cache=False)
        self.start = start

    async def get_suggestion(self, value: str) -> str | None:
        """The first folder or picture that begins so."""
        return finished_path(value, self.start)


class NewRecipeDialog(Dialog["str | None"]):
    """What it is called, what it begins with. Stays open until the recipe is made, so that nothing typed is lost."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "dismiss(None)", "Back"),
        Binding("enter", "next", "Next", show=False, priority=True),
    ]

    def __init__(
        self, start: Path, make: Callable[[Beginning], Awaitable[str]], *, channels: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__()
        self.start, self.make, self.channels = start, make, channels

    def compose(self) -> ComposeResult:
        """Three lines, two choices and a button; 24 rows show all of it."""
        with Vertical(classes="dialog"):
            yield Label("New recipe", classes="title")
            yield Label("Name", classes="field")
            yield Input(placeholder="Summer bag", id="name", compact=True)
            yield Label("What the picture is for, in one line", classes="field")
            yield Input(placeholder="Hero of the spring page", id="asset", compact=True)
            yield Label("Photograph, a file: type its path or drop it here", classes="field")
            yield Input(placeholder="photos/bag.jpg", id="photo", compact=True, suggester=PathSuggester(self.start))
            yield Label("What is done to it", classes="field")
            choices = [(f"{job}: {says}", job) for job, says in JOBS.items()]
            yield Select(choices, value=Job.BACKGROUND_REPLACEMENT, allow_blank=False, id="job", compact=True)
            yield Select(self.channels, prompt="where it will be used: the usual place", id="channel", compact=True)
            yield Static(id="fault", markup=False)
            with Horizontal():
                yield Button("Make it", variant="primary", id="go", compact=True)
                yield Button("Back", id="back", compact=True)

    def action_next(self) -> None:
        """From line to line, then make it; at once, because people type on while a message is under way."""
        following = {"name": "#asset", "asset": "#photo"}.get(self.focused.id or "" if self.focused else "")
        if following:
            self.set_focus(self.query_one(following))
        elif self.focused is self.query_one("#photo"):
            self.begin()
        else:
            raise SkipAction

    @on(Button.Pressed, "#go")
    def _begin(self) -> None:
        self.begin()

    @work(exclusive=True, group="begin", exit_on_error=False)
    async def begin(self) -> None:
        """Make it, as soon as the workspace is open; say what will not do."""
        job, channel = self.query_one("#job", Select).value, self.query_one("#channel", Select).value
        name, asset, photo = (self.query_one(field, Input).value for field in ("#name", "#asset", "#photo"))
        wish = Beginning(name, photo, Job(str(job)), self.start, asset, channel if isinstance(channel, str) else None)
        try:
            self.dismiss(await self.make(wish))
        except (StudioError, OSError) as error:
            self.query_one("#fault", Static).update(str(error))

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.dismiss(None)
