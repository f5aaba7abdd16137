"""Files changed outside: which recipes must be read again."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

from studio.files import is_passing
from studio.workspace import Workspace


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
