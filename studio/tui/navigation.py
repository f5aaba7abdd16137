"""Ways from screen to screen, and the palette that knows every action."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from textual import work
from textual.app import App, SystemCommand
from textual.screen import Screen

from studio.errors import StudioError
from studio.tui.dialogs import TextDialog

if TYPE_CHECKING:
    from studio.workspace import Workspace


class Navigation(App[None]):
    """The app as far as it opens screens; they are imported when they are opened, so that the first one is quick."""

    workspace_or_none: Workspace | None
    remembered: dict[str, Any]

    @property
    def workspace(self) -> Workspace:
        """The open workspace."""
        if self.workspace_or_none is None:
            raise AssertionError("no workspace is open")
        return self.workspace_or_none

    def open_recipe(self, slug: str) -> None:
        """Open a recipe, and begin there next time."""
        from studio.tui.recipe import RecipeScreen

        self.remembered["recipe"] = slug
        self.push_screen(RecipeScreen(slug))

    def open_review(self, slug: str, number: str | None = None) -> None:
        """Judge an attempt."""
        from studio.tui.review import ReviewScreen

        self.push_screen(ReviewScreen(slug, number))

    def open_retry(self, slug: str, number: str) -> None:
        """Change one thing about an attempt."""
        from studio.tui.retry import RetryScreen

        self.push_screen(RetryScreen(slug, number))

    def open_history(self, slug: str) -> None:
        """All attempts of a recipe."""
        from studio.tui.history import HistoryScreen

        self.push_screen(HistoryScreen(slug))

    def open_editor(self, slug: str, line: int) -> None:
        """Edit a recipe's text here."""
        from studio.tui.editing import EditorScreen

        self.push_screen(EditorScreen(slug, line))

    def action_publish(self) -> None:
        """What goes out, and what stays inside."""
        from studio.tui.publishing import PublishScreen

        self.push_screen(PublishScreen())

    def action_runs(self) -> None:
        """All runs of this session."""
        from studio.tui.queue import QueueScreen

        if self.workspace_or_none is not None and not isinstance(self.screen, QueueScreen):
            self.push_screen(QueueScreen())

    def action_review_next(self, after: str = "") -> None:
        """Open the next attempt that waits for a person."""
        from studio.workflow.reviewing import next_to_review

        found = next_to_review(self.workspace, after)
        if found is None:
            self.notify("Nothing waits for a verdict.", markup=False)
            return
        self.open_review(*found)

    @work(exit_on_error=False)
    async def action_new_recipe(self) -> None:
        """A recipe from the guide template, opened."""
        from studio.workflow.begin import new_recipe

        slug = await self.push_screen_wait(TextDialog("Name of the new recipe", hint="summer-bag"))
        if not slug:
            return
        try:
            new_recipe(self.workspace, slug, job="background-replacement")
        except StudioError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.open_recipe(slug)

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
