"""The terminal studio."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.screen import Screen

from studio.errors import StudioError
from studio.tui.dialogs.questions import ConfirmDialog
from studio.tui.opening import Opening
from studio.tui.parts.base import StudioScreen
from studio.tui.screens.library import LibraryScreen
from studio.tui.screens.recipe_list import RecipeList
from studio.tui.themes import THEMES
from studio.workflow.browsing.remembered import remember, remembered

if TYPE_CHECKING:
    from studio.workflow.judging.review_session import Undo
    from studio.workflow.publishing.serve import Preview


class StudioApp(Opening):
    """Find a recipe, run it, judge it, publish it."""

    TITLE = "Recipe Studio"
    CSS_PATH = "studio.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit"),
        Binding("f1", "toggle_help", "Help", id="app.help"),
        Binding("f3", "runs", "Runs", id="app.runs"),
        Binding("ctrl+t", "next_theme", "Theme", show=False, id="app.theme"),
        Binding("ctrl+z", "undo_verdict", "Undo verdict", show=False, id="app.undo"),
    ]

    def __init__(self, root: Path | None, *, start: Path, plain: bool = False, watch: bool = True) -> None:
        super().__init__(root)
        self.start = start
        self.plain_pictures = plain
        """Half blocks instead of terminal graphics."""
        self.watches = watch
        self.undo: Undo | None = None
        """How to take the last verdict back."""
        self.preview: Preview | None = None
        """The preview server, while it is on."""
        self.remembered: dict[str, Any] = remembered(root)
        for theme in THEMES:
            self.register_theme(theme)
        kept = self.remembered.get("theme")
        self.theme = kept if kept in self.available_themes else THEMES[0].name

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the library itself: a screen over an empty one would take longer."""
        return LibraryScreen() if self.root else super().get_default_screen()

    def on_mount(self) -> None:
        """Without a library, begin with a way to make one."""
        if self.root is None:
            from studio.tui.screens.welcome import WelcomeScreen

            self.push_screen(WelcomeScreen())

    def action_toggle_help(self) -> None:
        """Show help for this screen, with its keys."""
        self.action_hide_help_panel() if self.screen.query("HelpPanel") else self.action_show_help_panel()

    def action_command_palette(self) -> None:
        """Show every action by name."""
        from studio.tui.dialogs.dialog import Palette

        if not Palette.is_open(self):  # type: ignore[arg-type]  # declared for an app that returns any object
            self.push_screen(Palette(id="--command-palette"))

    def action_next_theme(self) -> None:
        """Go on to the next theme: dark, light, high contrast."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is possible now."""
        return self.has_runs if action == "runs" else True

    def action_undo_verdict(self) -> None:
        """Take the last verdict back."""
        if self.undo is None:
            self.notify("There is no verdict to take back.", markup=False)
            return
        from studio.workflow.judging.review_session import take_back

        try:
            take_back(self.workspace, self.undo)
        except StudioError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.notify(f"Taken back: {self.undo.slug} {self.undo.review.attempt}", markup=False)
        self.undo = None
        if isinstance(self.screen, StudioScreen):
            self.screen.changed_outside(frozenset(self.workspace.slugs()))

    def toggle_preview(self) -> None:
        """The preview server on or off."""
        from studio.workflow.publishing.serve import open_preview

        if self.preview is not None:
            self.preview.stop()
            self.preview = None
            return
        self.preview = open_preview(self.workspace)

    async def action_quit(self) -> None:
        """Leave; asks only when paid work is under way."""
        self.leave()

    @work(exclusive=True, group="leave", exit_on_error=False)
    async def leave(self) -> None:
        """Ask where money may be lost, remember, go."""
        if self.workspace_or_none is not None and any(job.is_paid for job in self.board.running):
            question = "Paid work is under way. Leaving stops it; it may have been billed."
            if not await self.push_screen_wait(ConfirmDialog(question, yes="Leave", no="Stay")):
                return
        self._remember()
        if self.preview is not None:
            self.preview.stop()
        self.exit()

    def _remember(self) -> None:
        library = next((s for s in self.screen_stack if isinstance(s, LibraryScreen)), None)
        if library is not None:
            row = library.query_one(RecipeList).row
            only = (library.only.kind, library.only.value) if library.only else None
            here = {"recipe": row.slug if row else "", "group": library.group, "only": only}
            remember(self.root, everywhere={"theme": self.theme}, here=here)
