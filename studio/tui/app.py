"""The terminal studio."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen

from studio.tui.library import LibraryScreen
from studio.tui.welcome import WelcomeScreen
from studio.workflow.reviewing import Undo, next_to_review, take_back
from studio.workspace import Workspace


class StudioApp(App[None]):
    """Find a recipe, run it, judge it, publish it."""

    TITLE = "Recipe Studio"
    CSS_PATH = "studio.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, id="quit"),
        Binding("f1", "show_help_panel", "Keys", id="help"),
        Binding("ctrl+z", "undo_verdict", "Undo verdict", show=False, id="undo"),
    ]

    def __init__(self, workspace: Workspace | None, *, start: Path, plain: bool = False) -> None:
        super().__init__()
        self.workspace_or_none = workspace
        self.start = start
        self.plain_pictures = plain
        """Half blocks instead of terminal graphics."""
        self.undo: Undo | None = None
        """How to take the last verdict back."""

    @property
    def workspace(self) -> Workspace:
        """The open workspace."""
        if self.workspace_or_none is None:
            raise AssertionError("no workspace is open")
        return self.workspace_or_none

    def on_mount(self) -> None:
        """Begin with the library, or with a way to make one."""
        if self.workspace_or_none is not None and self.workspace_or_none.settings.keys:
            self.set_keymap(self.workspace_or_none.settings.keys)
        empty = self.workspace_or_none is None
        self.push_screen(WelcomeScreen() if empty else LibraryScreen())

    def open_workspace(self, workspace: Workspace) -> None:
        """Show another workspace's library."""
        self.workspace_or_none = workspace
        self.switch_screen(LibraryScreen())

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """The palette: Textual's own commands and every action of the screen."""
        yield from super().get_system_commands(screen)
        for _, binding, enabled, tooltip in screen.active_bindings.values():
            if enabled and binding.description:
                run = f"screen.{binding.action}" if hasattr(screen, f"action_{binding.action}") else binding.action
                yield SystemCommand(binding.description, tooltip or f"Key: {binding.key}", self._caller(run))

    def _caller(self, action: str):  # type: ignore[no-untyped-def]  # noqa: ANN202 - a callback for the palette
        async def call() -> None:
            await self.run_action(action, self.screen)

        return call

    def action_undo_verdict(self) -> None:
        """Take the last verdict back."""
        if self.undo is None:
            self.notify("There is no verdict to take back.", markup=False)
            return
        take_back(self.workspace, self.undo)
        self.notify(f"Taken back: {self.undo.slug} {self.undo.attempt}", markup=False)
        self.undo = None

    def review_next(self, after: str = "") -> None:
        """Open the next attempt that waits for a person."""
        from studio.tui.review import ReviewScreen

        found = next_to_review(self.workspace, after)
        if found is None:
            self.notify("Nothing waits for a verdict.", markup=False)
            return
        self.push_screen(ReviewScreen(*found))
