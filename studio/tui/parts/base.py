"""What screens share, and the app as they know it.

A screen imports neither the app nor another screen: it asks `StudioBase` to open one by its name.
"""

from __future__ import annotations

import asyncio
import traceback
from abc import abstractmethod
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from textual.app import App
from textual.dom import DOMNode
from textual.events import Event, Paste
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from studio.tui.parts.outside import can_open, how_to_see
from studio.workflow.browsing.remembered import write_fault_log

if TYPE_CHECKING:
    from studio.tui.session import Session
    from studio.workflow.making.background_runs import RunBoard
    from studio.workspace import Workspace


def latest(node: DOMNode, work: Callable[[], Coroutine[Any, Any, None]], *, group: str = "default") -> Worker[Any]:
    """Start a worker that cancels the earlier one of the same node and group."""
    return node.run_worker(work, group=group, exclusive=True, exit_on_error=False)


def entitle(panel: Widget, title: str) -> None:
    """Name a panel in its border, which is painted again only when that says something else."""
    if panel.border_title != title:
        panel.border_title = title


class StudioBase(App[None]):
    """The app as its screens know it; `StudioApp` is the one that runs."""

    def __init__(self, root: Path | None, *, start: Path, plain: bool) -> None:
        super().__init__()
        self.root = root
        """The workspace's folder; None in a folder that holds none yet."""
        self.start = start
        """Folder the person was in when the studio began."""
        self.plain_pictures = plain
        """Half blocks instead of terminal graphics."""
        self.session_or_none: Session | None = None
        """The open workspace; None until it is open."""
        self.is_open = asyncio.Event()
        """Set once the workspace is open."""
        self.typed: dict[Path, str] = {}
        """Text in an editor that is not in its file yet."""
        self.remembered: dict[str, Any] = {}
        """What the last session left: theme, recipe, grouping, filter."""

    def name_fault(self, worker: Worker[Any]) -> None:
        """Write down the error that ended a worker, and say where; a worker that goes well says nothing."""
        if worker.state is WorkerState.ERROR and worker.error is not None:
            log = write_fault_log("".join(traceback.format_exception(worker.error)))
            text = f"The studio made a mistake of its own; nothing else was lost by it. It is written in {log}"
            self.notify(text, severity="error", timeout=20, markup=False)

    async def on_event(self, event: Event) -> None:
        """Lay pasted lines into one where a field has one line: Textual would drop all but the first without a word."""
        if isinstance(event, Paste) and isinstance(self.focused, Input):
            event.text = " ".join(line.strip() for line in event.text.splitlines() if line.strip())
        await super().on_event(event)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text; an empty one, as a mouse that is dragged over nothing selects, leaves the clipboard as it is."""
        if text:
            super().copy_to_clipboard(text)

    @property
    def session(self) -> Session:
        """The open workspace with its runs."""
        if self.session_or_none is None:
            raise AssertionError("no workspace is open")
        return self.session_or_none

    @property
    def workspace(self) -> Workspace:
        """The open workspace."""
        return self.session.workspace

    @property
    def board(self) -> RunBoard:
        """Runs of this session."""
        return self.session.board

    @property
    def content(self) -> Path:
        """Folder of the recipes."""
        return (self.root or Path()) / "content"

    async def opened(self) -> Session:
        """The workspace, as soon as it is open."""
        await self.is_open.wait()
        return self.session

    @abstractmethod
    def made(self, name: str, *about: object) -> Any:  # noqa: ANN401 - a widget or a screen of the table
        """A new screen or widget by its name in `studio.tui.navigation`."""

    def open_screen(self, name: str, *about: object) -> None:
        """Open a screen by its name in `studio.tui.navigation`; it waits until the workspace is open."""

        async def work() -> None:
            await self.is_open.wait()
            await self.push_screen(self.made(name, *about))

        if self.root is None or self.is_open.is_set():
            self.push_screen(self.made(name, *about))
        else:
            latest(self, work, group="first screen")

    def open_outside(self, address: str) -> None:
        """Open a page or a file in a window; where there is none, say its address and copy it."""
        if self.is_web or can_open():
            self.open_url(address)
            self.notify("Opened outside the terminal.", timeout=3, markup=False)
            return
        self.copy_to_clipboard(address.removeprefix("file://"))
        self.open_screen("notice", how_to_see(address))

    @abstractmethod
    def open_workspace(self) -> object:
        """Begin to open the workspace; the list of recipes is on the screen meanwhile."""

    @abstractmethod
    def show_workspace(self, root: Path) -> None:
        """Show the library of a workspace that was just made."""

    @abstractmethod
    def run_recipes(self, slugs: tuple[str, ...]) -> object:
        """Ask how to run recipes, and run them."""

    @abstractmethod
    def action_new_recipe(self) -> object:
        """Begin a recipe with a photograph of your own."""

    @abstractmethod
    def review_next(self, after: str = "") -> object:
        """Judge the next result that waits, beginning after a recipe."""


class StudioScreen(Screen[None]):
    """A screen of the studio."""

    tells_failures_of = ""
    """The recipe of which this screen says why a run failed."""

    @property
    def studio(self) -> StudioBase:
        """The app."""
        return cast("StudioBase", self.app)

    def toggle_whole(self, widget: Widget) -> None:
        """Give a widget the whole screen, or the screen back to everything."""
        if self.maximized is not None:
            self.minimize()
        elif self.maximize(widget, container=False):
            self.tell("Z shows everything again.")

    def complain(self, error: object) -> None:
        """Show an error for as long as it takes to read."""
        text = str(error)
        self.app.clear_notifications()
        self.notify(text, severity="error", timeout=max(6, len(text) / 15), markup=False)

    def tell(self, text: str) -> None:
        """Show what was done, in place of earlier messages."""
        self.app.clear_notifications()
        self.notify(text, markup=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Name a fault in what a key began, and go on."""
        self.studio.name_fault(event.worker)

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """Hear that files of these recipes changed on disk."""

    def run_changed(self) -> None:
        """Hear that a run made progress or ended."""
