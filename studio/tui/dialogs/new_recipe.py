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
from studio.tui.dialogs.questions import Dialog, row
from studio.workflow.starting.begin import JOBS, PLACES, Beginning
from studio.workflow.starting.new import Place
from studio.workflow.starting.typed import finished_path


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
        Binding("tab", "app.focus_next", "Next line"),
        Binding("enter", "next", "Next", show=False, priority=True),
    ]

    def __init__(
        self, start: Path, make: Callable[[Beginning], Awaitable[str]], *, channels: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__()
        self.start, self.make, self.channels = start, make, channels

    def compose(self) -> ComposeResult:
        """Three lines, three choices and a button; 20 rows show all of it."""
        with Vertical(classes="dialog"):
            yield Label("New recipe", classes="title")
            yield from row("Name", Input(placeholder="Summer bag", id="name", compact=True))
            yield from row("It is for", Input(placeholder="Hero of the spring page", id="asset", compact=True))
            path = Input(placeholder="type its path or drop it here", id="photo", compact=True,
                         suggester=PathSuggester(self.start))  # fmt: skip
            yield from row("Photograph", path)
            jobs = [(says, job) for job, says in JOBS.items()]
            yield from row("What to do", Select(jobs, value=Job.BACKGROUND_REPLACEMENT, allow_blank=False, id="job",
                                                compact=True))  # fmt: skip
            yield from row("Stands", Select([], prompt="where? the usual place", id="place", compact=True))
            yield from row("Channel", Select(self.channels, prompt="where used? the usual one", id="channel",
                                             compact=True))  # fmt: skip
            yield Static(id="fault", markup=False)
            with Horizontal():
                yield Button("Make it", variant="primary", id="go", compact=True)
                yield Button("Back", id="back", compact=True)

    @on(Select.Changed, "#job")
    def _offer_places(self, event: Select.Changed) -> None:
        """Ask where the product should stand, where the kind of edit puts it somewhere."""
        places, field = PLACES.get(Job(str(event.value)), ()), self.query_one("#place", Select)
        field.set_options([(place.says, place) for place in places])
        field.ancestors[0].display = bool(places)

    def action_next(self) -> None:
        """From line to line, then make it; at once, because people type on while a message is under way."""
        if not isinstance(self.focused, Input):
            raise SkipAction
        self.focus_next()

    @on(Button.Pressed, "#go")
    def _begin(self) -> None:
        self.begin()

    @work(exclusive=True, group="begin", exit_on_error=False)
    async def begin(self) -> None:
        """Make it, as soon as the workspace is open; say what will not do."""
        job, place, channel = (self.query_one(field, Select).value for field in ("#job", "#place", "#channel"))
        name, asset, photo = (self.query_one(field, Input).value for field in ("#name", "#asset", "#photo"))
        wish = Beginning(name, photo, Job(str(job)), self.start, asset, channel if isinstance(channel, str) else None,
                         place if isinstance(place, Place) else None)  # fmt: skip
        try:
            self.dismiss(await self.make(wish))
        except (StudioError, OSError) as error:
            self.query_one("#fault", Static).update(str(error))

    @on(Button.Pressed, "#back")
    def _back(self) -> None:
        self.dismiss(None)
