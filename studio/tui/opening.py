"""The app as far as it opens a workspace: beside the keyboard, while the list of recipes stands already."""

from __future__ import annotations

import asyncio
import gc
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.navigation import Navigation
from studio.tui.parts.base import StudioScreen
from studio.tui.screens.library import LibraryScreen

if TYPE_CHECKING:
    from studio.workflow.making.background_runs import RunBoard, RunJob
    from studio.workspace import Workspace


class Opening(Navigation):
    """A workspace, its runs, and the files in it as they change."""

    watches: bool
    """Whether files changed outside are seen."""
    board: RunBoard
    """Runs of this session; there when the workspace is open."""

    def __init__(self, root: Path | None) -> None:
        super().__init__()
        self.workspace_or_none = None
        self.root = root
        """The workspace's folder; the workspace itself is opened when the first screen stands."""
        self.is_open = asyncio.Event()

    def begin(self, root: Path) -> None:
        """The library of a workspace that was just made."""
        self.root = root
        self.switch_screen(LibraryScreen())

    @work(exclusive=True, group="open", exit_on_error=False)
    async def open_root(self) -> None:
        """Open the workspace beside the keyboard; what it takes is loaded while the list stands already."""
        if self.root is None or self.is_open.is_set():
            return
        root = self.root

        def opened() -> tuple[Workspace, type[RunBoard]]:
            from studio.workflow.making.background_runs import RunBoard
            from studio.workspace import open_workspace

            return open_workspace(root), RunBoard

        try:
            self.workspace_or_none, board = await in_background(opened)
        except StudioError as error:
            self.exit(return_code=error.exit_code, message=str(error))
            return
        self.board = board(self.workspace, self._run_changed)
        self.set_keymap(self.workspace.settings.keys)
        self.is_open.set()
        if self.watches:
            self.watch_files()

    async def opened(self) -> Workspace:
        """The workspace, as soon as it is open."""
        await self.is_open.wait()
        return self.workspace

    def has_read_all(self) -> None:
        """What a start makes stays: looking through it for garbage again and again would hold up the keyboard.

        What the other screens take is loaded beside the keyboard, before one of them is opened.
        """
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
            self.load_ahead()

    @property
    def has_runs(self) -> bool:
        """Whether anything was run in this session."""
        return self.is_open.is_set() and bool(self.board.jobs)

    @property
    def content(self) -> Path:
        """Folder of the recipes."""
        return (self.root or Path()) / "content"

    @work(exclusive=True, group="watch", exit_on_error=False)
    async def watch_files(self) -> None:
        """Tell the screen when files change outside."""
        from studio.workflow.browsing.library_reading import changed_recipes

        async for slugs in changed_recipes(self.workspace):
            if isinstance(self.screen, StudioScreen):
                self.screen.changed_outside(slugs)

    def _run_changed(self, job: RunJob) -> None:
        from studio.workflow.making.background_runs import JobState

        if not self.is_running:
            return
        if job.state is not JobState.RUNNING and job.report is not None:
            severity = "error" if job.report.failed else "information"
            self.notify(job.report.says, title=job.slug, severity=severity, timeout=8, markup=False)  # type: ignore[arg-type]
        if isinstance(self.screen, StudioScreen):
            self.screen.run_changed()
            if job.state is not JobState.RUNNING or not (job.fractions or job.done):
                self.screen.refresh_bindings()
