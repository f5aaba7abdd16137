"""The first screen in a folder without recipes: never blank, two ways on."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Center, Vertical
from textual.screen import Screen
from textual.widgets import Button, Footer, Header, Static

from studio.errors import StudioError
from studio.workflow.begin import init_workspace
from studio.workflow.samples import copy_samples


class WelcomeScreen(Screen[None]):
    """Begin here, or look at the samples."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "begin", "New workspace here", id="begin"),
        Binding("s", "samples", "Look at the samples", id="samples"),
        Binding("q", "app.quit", "Quit", id="leave"),
    ]

    def compose(self) -> ComposeResult:
        """Two buttons and what they do."""
        yield Header()
        with Center(), Vertical(classes="welcome"):
            yield Static("There are no recipes in this folder yet.", classes="title", markup=False)
            yield Static(
                "A recipe says what a picture is for, what must stay, and the one thing that may change. "
                "The studio makes it, you judge it, and only what you approve is published.", markup=False,
            )  # fmt: skip
            yield Button("Look at the samples", id="look", variant="primary")
            yield Button("Begin a workspace here", id="new")
        yield Footer()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Either way."""
        if event.button.id == "look":
            self.action_samples()
        else:
            self.action_begin()

    def action_begin(self) -> None:
        """Make a workspace in this folder."""
        self._open(samples=False)

    def action_samples(self) -> None:
        """Make a workspace in this folder with the sample recipes in it."""
        self._open(samples=True)

    def _open(self, *, samples: bool) -> None:
        start = self.app.start  # type: ignore[attr-defined]  # the studio's app
        try:
            init_workspace(start)
            if samples:
                copy_samples(start)
            self.app.begin(start)  # type: ignore[attr-defined]  # the studio's app
        except (StudioError, OSError) as error:
            self.notify(str(error), severity="error", markup=False)
