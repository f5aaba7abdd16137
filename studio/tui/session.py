"""An open workspace in the terminal: its runs, its preview server, and its files as they change."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

from studio.background import in_background
from studio.workflow.browsing.library import LibraryRow
from studio.workflow.browsing.library_reading import changed_recipes, read_library
from studio.workflow.judging.review_session import next_to_review
from studio.workflow.making.background_runs import RunBoard, RunJob
from studio.workflow.publishing.serve import Preview, open_preview
from studio.workflow.writing import shelving
from studio.workspace import open_workspace


class Session:
    """Lives from the moment the workspace is open until the person leaves."""

    def __init__(self, root: Path, on_run_change: Callable[[RunJob], None]) -> None:
        """Open the workspace; slow, so in a thread.

        Args:
            root: Its folder.
            on_run_change: Hears of every step of every run.

        Raises:
            StudioError: The settings cannot be read.
        """
        self.workspace = open_workspace(root)
        self.board = RunBoard(self.workspace, on_run_change)
        self.preview: Preview | None = None
        """The preview server, while it is on."""
        self.trashed: list[tuple[Path, str]] = []
        """Recipes moved to the trash in this session, where they are and what they were called; the newest last."""

    def read_library(self, held: tuple[LibraryRow, ...]) -> AsyncIterator[tuple[LibraryRow, ...]]:
        """Every recipe with its standing, more of them each time; `held` are the rows known so far."""
        return read_library(self.workspace, held=held, aside=in_background)

    def changed_recipes(self) -> AsyncIterator[frozenset[str]]:
        """Slugs of recipes whose files changed, as it happens."""
        return changed_recipes(self.workspace)

    async def next_to_review(
        self, here: tuple[str, str], steps: int = 1, order: tuple[tuple[str, str], ...] = ()
    ) -> tuple[str, str] | None:
        """The attempt that waits for a person after another one, or before it with -1; None when no other waits."""
        return await in_background(lambda: next_to_review(self.workspace, here, steps, order))

    async def recipes_based_on(self, slug: str) -> tuple[str, ...]:
        """Recipes that are based on one."""
        return await in_background(lambda: shelving.recipes_based_on(self.workspace, slug))

    async def rename(self, slug: str, name: str) -> str:
        """Give a recipe another name; returns it. Raises as `rename_recipe`."""
        return await in_background(lambda: shelving.rename_recipe(self.workspace, slug, name))

    async def duplicate(self, slug: str) -> str:
        """Copy a recipe; returns the name of the copy. Raises as `duplicate_recipe`."""
        return await in_background(lambda: shelving.duplicate_recipe(self.workspace, slug))

    async def trash(self, slug: str) -> None:
        """Move a recipe to the trash. Raises as `trash_recipe`."""
        place = await in_background(lambda: shelving.trash_recipe(self.workspace, slug))
        self.trashed.append((place, slug))

    async def bring_back(self) -> str:
        """Bring the recipe back that was moved to the trash last; returns its name. Raises as `shelving.bring_back`."""
        place, slug = self.trashed[-1]
        await in_background(lambda: shelving.bring_back(self.workspace, place, slug))
        self.trashed.pop()
        return slug

    def toggle_preview(self) -> None:
        """Turn the preview server on or off."""
        if self.preview is None:
            self.preview = open_preview(self.workspace)
        else:
            self.close()

    def close(self) -> None:
        """Stop the preview server."""
        if self.preview is not None:
            self.preview.stop()
            self.preview = None
