"""The first screen in a folder without recipes: never blank, two ways on."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Vertical
from textual.widgets import Button, Header, Static

from studio.errors import StudioError
from studio.tui.parts.base import StudioScreen
from studio.tui.parts.keys import Keys
from studio.workflow.starting.demo import copy_samples
from studio.workflow.starting.new import init_workspace
from studio.workflow.starting.typed import said_from_home


class WelcomeScreen(StudioScreen):
    """Begin here, or look at the samples."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "begin", "New recipe", id="begin"),
        Binding("s", "samples", "Look at the samples", id="samples"),
        Binding("q", "app.quit", "Quit", id="leave"),
    ]

    def compose(self) -> ComposeResult:
        """Two buttons and what they do."""
        yield Header(icon="≡")
        with Center(), Vertical(classes="welcome"):
            yield Static("There are no recipes in this folder yet.", classes="title", markup=False)
            yield Static(
                "A recipe says what a picture is for, what must stay, and the one thing that may change. "
                "The studio makes it, you judge it, and only what you approve is published.", markup=False,
            )  # fmt: skip
            yield Button("s  Look at the samples", id="look", variant="primary")
            yield Button("n  Begin with a photograph of your own", id="new")
            where = said_from_home(self.studio.start / "content")
            yield Static(f"Either way the recipes are kept in {where}.", classes="where", markup=False)
        yield Keys()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Either way."""
        if event.button.id == "look":
            self.action_samples()
        else:
            self.action_begin()

    def action_begin(self) -> None:
        """Make a workspace in this folder, and the first recipe."""
        if self._open(samples=False):
            self.studio.action_new_recipe()

    def action_samples(self) -> None:
        """Make a workspace in this folder with the sample recipes in it."""
        self._open(samples=True)

    def _open(self, *, samples: bool) -> bool:
        try:
            init_workspace(self.studio.start)
            if samples:
                copy_samples(self.studio.start)
            self.studio.show_workspace(self.studio.start)
        except (StudioError, OSError) as error:
            self.complain(error)
            return False
        return True
