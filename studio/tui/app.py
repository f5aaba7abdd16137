"""The terminal studio."""

from __future__ import annotations

import asyncio
import contextlib
import signal
from collections.abc import Callable, Coroutine, Iterable
from pathlib import Path
from types import ModuleType
from typing import TYPE_CHECKING, Any, ClassVar

from textual import work
from textual.app import SystemCommand
from textual.binding import Binding, BindingType
from textual.screen import Screen
from textual.worker import Worker

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.dialogs.questions import ConfirmDialog
from studio.tui.palette import actions_of
from studio.tui.parts.base import StudioBase, StudioScreen
from studio.tui.screens.library import LibraryScreen
from studio.tui.themes import THEMES
from studio.workflow.browsing.remembered import remember, remembered

if TYPE_CHECKING:
    from studio.tui.session import Session
    from studio.workflow.making.background_runs import RunJob


def _navigation() -> ModuleType:
    """`studio.tui.navigation`, imported at the first call: 1.2 s of processor that the first screen does not need."""
    from studio.tui import navigation

    return navigation


class StudioApp(StudioBase):
    """Find a recipe, run it, judge it, publish it."""

    TITLE = "Recipe Studio"
    CSS_PATH = "studio.tcss"
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (110, "-wide")]  # noqa: RUF012 - as Textual declares it
    VERTICAL_BREAKPOINTS = [(0, "-low"), (22, "-high"), (40, "-roomy")]  # noqa: RUF012 - as Textual declares it
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", show=False, id="app.quit"),
        Binding("f1", "toggle_help", "Help", id="app.help"),
        Binding("f3", "runs", "Runs", id="app.runs"),
        Binding("ctrl+t", "next_theme", "Theme", show=False, id="app.theme"),
        Binding("backspace", "dismiss_messages", "Take messages away", show=False, id="app.dismiss"),
    ]

    def __init__(self, root: Path | None, *, start: Path, plain: bool = False, watch: bool = True) -> None:
        """Make it.

        Args:
            root: Folder of the workspace; None to begin with a way to make one.
            start: Folder the person is in.
            plain: Half blocks instead of terminal graphics.
            watch: Whether files changed outside are noticed.
        """
        super().__init__(root, start=start, plain=plain)
        self.watches = watch
        self.refused = ""
        """Why the workspace could not be opened."""
        self.remembered = remembered(root)
        for theme in THEMES:
            self.register_theme(theme)
        kept = self.remembered.get("theme")
        self.theme = kept if kept in self.available_themes else THEMES[0].name

    def get_default_screen(self) -> Screen[Any]:
        """Begin with the library itself: a screen over an empty one would take longer."""
        return LibraryScreen() if self.root else super().get_default_screen()

    def on_mount(self) -> None:
        """Without a library, begin with a way to make one."""
        self._end_on_signals()
        if self.root is None:
            self.open_screen("welcome")

    def _end_on_signals(self) -> None:
        """End in an orderly way when the system asks: the terminal is restored, and typed text is kept."""
        loop = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP", "SIGINT"):
            with contextlib.suppress(NotImplementedError, RuntimeError, AttributeError):  # Windows; another thread
                number = getattr(signal, name)
                loop.add_signal_handler(number, self.exit, None, 128 + number)

    def made(self, name: str, *about: object) -> Any:  # noqa: ANN401 - as the base class says
        """A new screen or widget by its name in the table."""
        return _navigation().MADE[name](*about)

    def show_workspace(self, root: Path) -> None:
        """Show the library of a workspace that was just made."""
        self.root = root
        self.switch_screen(LibraryScreen())

    @work(exclusive=True, group="open", exit_on_error=False)
    async def open_workspace(self) -> None:
        """Open it in a thread; the list of recipes is on the screen meanwhile."""
        if self.root is None or self.is_open.is_set():
            return
        root = self.root
        try:
            self.session_or_none = await in_background(lambda: _opened(root, self._run_changed))
        except StudioError as error:
            self.refused = str(error)
            self.exit(return_code=error.exit_code)
            return
        self.set_keymap(self.workspace.settings.keys)
        self.is_open.set()
        if self.watches:
            self.watch_files()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Name a fault in what a key began, and go on."""
        self.name_fault(event.worker)

    @work(exclusive=True, group="watch", exit_on_error=False)
    async def watch_files(self) -> None:
        """Tell the screen when files change outside."""
        async for slugs in self.session.changed_recipes():
            if isinstance(self.screen, StudioScreen):
                self.screen.changed_outside(slugs)

    def _run_changed(self, job: RunJob) -> None:
        if not self.is_running:
            return
        if job.report is not None:
            is_seen = job.report.failed and self._is_told_of(job.slug)
            says = "It failed; why, and what to do, stands on this screen." if is_seen else job.report.says
            severity = "error" if job.report.failed else "information"
            self.notify(says, title=job.slug, severity=severity, timeout=8, markup=False)  # type: ignore[arg-type]
        if isinstance(self.screen, StudioScreen):
            self.screen.run_changed()
            if job.report is not None or not (job.fractions or job.done):
                self.screen.refresh_bindings()

    def _is_told_of(self, slug: str) -> bool:
        """Whether the screen says by itself why a run of this recipe failed."""
        return isinstance(self.screen, StudioScreen) and self.screen.tells_failures_of == slug

    @property
    def has_runs(self) -> bool:
        """Whether anything was run in this session."""
        return self.is_open.is_set() and bool(self.board.jobs)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is possible now."""
        return self.has_runs if action == "runs" else True

    def action_toggle_help(self) -> None:
        """Show help for what is focused, for this screen, and its keys."""
        self.action_hide_help_panel() if self.screen.query("HelpPanel") else self.screen.mount(self.made("help"))

    def action_next_theme(self) -> None:
        """Go on to the next theme: dark, light, high contrast."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)] if self.theme in names else names[0]

    def action_dismiss_messages(self) -> None:
        """Take the messages off the screen."""
        self.clear_notifications()

    def action_publish(self) -> None:
        """See what goes out and what stays inside, build the site."""
        self.open_screen("publish")

    def action_runs(self) -> None:
        """Show all runs of this session."""
        if self.is_open.is_set() and self.screen.id != "runs":
            self.open_screen("runs")

    def action_review_next(self) -> None:
        """Judge the next result that waits for a person."""
        self.review_next()

    @work(exclusive=True, group="next", exit_on_error=False)
    async def review_next(self, after: str = "") -> None:
        """Judge the next result that waits, beginning after a recipe."""
        found = await (await self.opened()).next_to_review((after, ""))
        if found is None:
            self.notify("Nothing waits for a verdict.", markup=False)
            return
        self.open_screen("review", *found)

    @work(exit_on_error=False)
    async def action_new_recipe(self) -> None:
        """Begin a recipe with a photograph of your own."""
        if slug := await _navigation().ask_for_recipe(self):
            self.open_screen("recipe", slug)

    @work(exclusive=True, group="ask", exit_on_error=False)
    async def run_recipes(self, slugs: tuple[str, ...]) -> None:
        """Ask how to run recipes, and run them."""
        if slugs:
            await self.opened()
            await _navigation().ask_and_run(self, slugs)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """The palette: every action of the screen and of the studio, then what Textual adds."""
        for title, says, action in actions_of(self, screen):
            yield SystemCommand(title, says, self._caller(action))
        ours = {"Keys", "Quit", "Maximize", "Minimize"}
        yield from (command for command in super().get_system_commands(screen) if command.title not in ours)

    def _caller(self, action: str) -> Callable[[], Coroutine[Any, Any, None]]:
        async def call() -> None:
            await self.run_action(action, self.screen)

        return call

    async def action_quit(self) -> None:
        """Leave; asks when paid work is under way or a text is not saved."""
        self.leave()

    @work(exclusive=True, group="leave", exit_on_error=False)
    async def leave(self) -> None:
        """Ask where money may be lost, remember, go."""
        session = self.session_or_none
        if session is not None and (running := session.board.running):
            paid = any(job.is_paid for job in running)
            cost = "It is paid for; what was sent may have been billed." if paid else "Nothing was paid for."
            runs = "A run is" if len(running) == 1 else f"{len(running)} runs are"
            question = f"{runs} under way: {', '.join(job.slug for job in running)}. Leaving stops it. {cost}"
            if not await self.push_screen_wait(ConfirmDialog(question, yes="Leave", no="Stay")):
                return
        if self.typed:
            question = f"Not saved: {', '.join(path.parent.name for path in self.typed)}."
            if not await self.push_screen_wait(ConfirmDialog(question, yes="Leave, keep it beside", no="Stay")):
                return
        library = next((screen for screen in self.screen_stack if isinstance(screen, LibraryScreen)), None)
        if library is not None:
            remember(self.root, everywhere={"theme": self.theme}, here=library.to_remember)
        if session is not None:
            session.close()
        self.exit()


def _opened(root: Path, on_run_change: Callable[[RunJob], None]) -> Session:
    session: Session = _navigation().Session(root, on_run_change)
    return session
