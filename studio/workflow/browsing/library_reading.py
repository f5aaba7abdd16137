"""Reading the library beside the event loop, part by part; what did not change is not read again."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from studio import __version__
from studio.core.attempts.status import recipe_status, to_review
from studio.core.checks import check_recipe
from studio.core.recipe.words import Status
from studio.errors import StudioError
from studio.files import is_passing
from studio.store.places import brand_files
from studio.store.row_cache import KeptRow, read_rows, signature, write_rows
from studio.workflow.browsing.library import LibraryRow, kept_row
from studio.workspace import Workspace

_FIRST_ROWS = 25
"""Recipes that are read before the list is shown with what they are; each further part is twice as large."""


def library_row(workspace: Workspace, slug: str) -> LibraryRow:
    """One recipe as it stands now."""
    try:
        folder = workspace.folder(slug)
        problems = check_recipe(folder, workspace.rules)
        status = recipe_status(folder, problems)
    except StudioError as error:
        return LibraryRow(slug, slug, Status.BROKEN, fault=str(error))
    front = folder.recipe.front
    fault = next((str(problem) for problem in problems), "") if status is Status.BROKEN else ""
    return LibraryRow(
        slug, front.title or slug, status, str(front.job or ""), front.channel or "", tuple(front.tags),
        len(to_review(folder)), fault,
    )  # fmt: skip


async def read_library(
    workspace: Workspace,
    *,
    held: Sequence[LibraryRow],
    aside: Callable[[Callable[[], Any]], Awaitable[Any]],
) -> AsyncIterator[tuple[LibraryRow, ...]]:
    """The library again and again while it is read: more and more of its rows as they stand now.

    Args:
        workspace: Where the recipes are.
        held: Rows of an earlier reading, which stand until their recipe is read again.
        aside: Runs work beside the event loop.
    """
    slugs = await aside(workspace.slugs)
    known = {row.slug: row for row in held}
    rows = [known.get(slug) or LibraryRow(slug, slug, Status.DRAFT, is_read=False) for slug in slugs]
    kept = await aside(lambda: KeptRows(workspace))
    start, part = 0, _FIRST_ROWS
    while start < len(slugs):
        some = slugs[start : start + part]
        rows[start : start + len(some)] = await aside(partial(kept.rows, some))
        yield tuple(rows)
        start, part = start + part, min(500, part * 2)
    await aside(kept.save)


class KeptRows:
    """Rows of the last time, as long as nothing in their folder changed."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        settings = workspace.content / "studio.toml"
        files = [path for path in (settings, *brand_files(workspace.content)) if path.exists()]
        rules = " ".join(str(path.stat().st_mtime_ns) for path in files)
        self.key = f"{__version__} {workspace.rules.today} {rules}"
        key, known = read_rows(workspace.content)
        self.known = known if key == self.key else {}
        self.fresh: dict[str, KeptRow] = {}
        self.has_changed = False

    def rows(self, slugs: Sequence[str]) -> list[LibraryRow]:
        """Recipes as they stand now."""
        return [self.row(slug).made_ready() for slug in slugs]

    def row(self, slug: str) -> LibraryRow:
        """A recipe as it stands now."""
        mark = signature(self.workspace.content / slug, now_ns=time.time_ns())
        kept = self.known.get(slug)
        if mark is not None and kept is not None and kept[0] == mark:
            self.fresh[slug] = kept
            return kept_row(slug, kept)
        time.sleep(0)  # lets the event loop have the lock between two recipes
        row = library_row(self.workspace, slug)
        if mark is not None and row.status is not Status.RUNNING:
            data = (row.title, str(row.status), row.job, row.channel, row.tags, row.to_review, row.fault)
            self.fresh[slug] = (mark, [*data])
            self.has_changed = True
        return row

    def save(self) -> None:
        """Keep them for the next start."""
        if self.has_changed or len(self.fresh) != len(self.known):
            write_rows(self.workspace.content, self.fresh, key=self.key)


async def changed_recipes(workspace: Workspace) -> AsyncIterator[frozenset[str]]:
    """Slugs of the recipes whose files changed, as it happens. Ends when it is cancelled."""
    from watchfiles import awatch

    root = workspace.content
    async for changes in awatch(
        root, watch_filter=lambda _, path: not is_passing(Path(path).name), debounce=200, step=50
    ):
        parts = [Path(path).relative_to(root).parts for _, path in changes if Path(path).is_relative_to(root)]
        slugs = frozenset(part[0] for part in parts if len(part) > 1 and not part[0].startswith("."))
        if slugs:
            yield slugs
