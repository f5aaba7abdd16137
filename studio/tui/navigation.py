"""Ways from screen to screen, and the palette that knows every action."""

from __future__ import annotations

import asyncio
import importlib
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import App, SystemCommand
from textual.screen import Screen

from studio.background import in_background

if TYPE_CHECKING:
    from studio.workspace import Workspace


def _load_screens() -> None:
    for name in ("running", "recipe", "review", "retry", "history", "queue", "publishing", "editing"):
        importlib.import_module(f"studio.tui.screens.{name}")
    importlib.import_module("studio.tui.dialogs.beginning")


class Navigation(App[None]):
    """The app as far as it opens screens; they are imported when they are opened, so that the first one is quick."""

    workspace_or_none: Workspace | None
    remembered: dict[str, Any]
    start: Path
    """Folder a person stands in."""

    @property
    def workspace(self) -> Workspace:
        """The open workspace."""
        if self.workspace_or_none is None:
            raise AssertionError("no workspace is open")
        return self.workspace_or_none

    async def opened(self) -> Workspace:
        """The workspace, as soon as it is open."""
        raise NotImplementedError

    @work(exclusive=True, group="ahead", exit_on_error=False)
    async def load_ahead(self) -> None:
        """Make ready what opens from the library; what opens before that does it itself.

        Textual reads the looks of a kind of widget when the first one is made, and a button's take 7 ms.
        """
        await in_background(_load_screens)
        from textual.widgets import Button, Checkbox, Label, Markdown, OptionList

        for widget in (Button, Checkbox, Label, Markdown, OptionList):
            for place, css, tie_breaker, scope in widget()._get_default_css():
                if self.stylesheet.has_source(*place):
                    continue
                self.stylesheet.add_source(css, place, is_default_css=True, tie_breaker=tie_breaker, scope=scope)
                self.stylesheet.parse()
                await asyncio.sleep(0.01)

    def open_recipe(self, slug: str) -> None:
        """Open a recipe, and begin there next time."""
        from studio.tui.screens.recipe import RecipeScreen

        self.remembered["recipe"] = slug
        self.push_screen(RecipeScreen(slug))

    def open_review(self, slug: str, number: str | None = None) -> None:
        """Judge an attempt."""
        from studio.tui.screens.review import ReviewScreen

        self.push_screen(ReviewScreen(slug, number))

    def open_retry(self, slug: str, number: str) -> None:
        """Change one thing about an attempt."""
        from studio.tui.screens.retry import RetryScreen

        self.push_screen(RetryScreen(slug, number))

    def open_history(self, slug: str) -> None:
        """All attempts of a recipe."""
        from studio.tui.screens.history import HistoryScreen

        self.push_screen(HistoryScreen(slug))

    def open_editor(self, slug: str, line: int) -> None:
        """Edit a recipe's text here."""
        from studio.tui.screens.editing import EditorScreen

        self.push_screen(EditorScreen(slug, line))

    def action_publish(self) -> None:
        """See what goes out and what stays inside, build the site."""
        from studio.tui.screens.publishing import PublishScreen

        self.push_screen(PublishScreen())

    def action_runs(self) -> None:
        """Show all runs of this session."""
        from studio.tui.screens.queue import QueueScreen

        if self.workspace_or_none is not None and not isinstance(self.screen, QueueScreen):
            self.push_screen(QueueScreen())

    @work(exclusive=True, group="next", exit_on_error=False)
    async def action_review_next(self, after: str = "") -> None:
        """Judge the next result that waits for a person."""
        from studio.workflow.judging.review_session import next_to_review

        place = await self.opened()
        found = await in_background(lambda: next_to_review(place, after))
        if found is None:
            self.notify("Nothing waits for a verdict.", markup=False)
            return
        self.open_review(*found)

    @work(exit_on_error=False)
    async def action_new_recipe(self) -> None:
        """Begin a recipe with a photograph of your own."""
        from studio.tui.dialogs.beginning import NewRecipeDialog
        from studio.workflow.browsing.knowledge import tables_at
        from studio.workflow.starting.new import Beginning, begin_recipe

        async def make(wish: Beginning) -> str:
            place = await self.opened()
            begun = await in_background(lambda: begin_recipe(place, wish))
            if begun.converted:
                self.notify(begun.converted, markup=False)
            return begun.path.parent.name

        channels = [(channel.label, channel.name) for channel in tables_at(self.start)[0].by_name.values()]
        slug = await self.push_screen_wait(NewRecipeDialog(self.start, make, channels=channels))
        if slug:
            self.open_recipe(slug)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: every action of the screen and of the studio, then what Textual adds."""
        from studio.tui.palette import actions_of

        for title, says, action in actions_of(self, screen):
            yield SystemCommand(title, says, self._caller(action))
        ours = {"Keys", "Quit", "Maximize", "Minimize"}
        yield from (command for command in super().get_system_commands(screen) if command.title not in ours)

    def _caller(self, action: str) -> Callable[[], Coroutine[Any, Any, None]]:
        async def call() -> None:
            await self.run_action(action, self.screen)

        return call
