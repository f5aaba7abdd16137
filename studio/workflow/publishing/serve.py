"""The site of a workspace, served on this machine, and kept as new as the files it is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from studio.errors import StoreError, StudioError
from studio.files import is_passing
from studio.publish.live import LiveRecipes
from studio.publish.preview import Preview
from studio.store.places import OWN_STYLE, is_recipe
from studio.store.settings import SETTINGS_FILE
from studio.workflow.publishing.site import BuildOptions, build, look_before, site_request
from studio.workspace import Workspace, open_workspace

__all__ = ["Preview", "Refreshed", "keep_fresh", "open_preview"]

QUIET_MS = 20
"""How long files must rest before they are read: an editor writes, renames and touches within this time."""


@dataclass(frozen=True)
class Refreshed:
    """What a change did."""

    changed: tuple[str, ...]
    """Recipes that were saved; empty when settings or templates were."""
    error: str = ""
    """Why the site could not be built; the old one is still served."""


def open_preview(workspace: Workspace, *, port: int = 0) -> Preview:
    """Serve the site that was built last.

    Args:
        workspace: Whose site it is.
        port: On the loopback interface; 0 takes a free one.
    """
    return serve_folder(workspace.root / "site", port=port)


def serve_folder(site: Path, *, port: int = 0) -> Preview:
    """Serve a built site on the loopback interface."""
    try:
        preview = Preview(site, port=port)
    except OSError as error:
        raise StoreError(f"port {port}: cannot be served ({error.strerror}). Choose another with --port.") from error
    preview.start()
    return preview


def keep_fresh(
    root: Path, preview: Preview, options: BuildOptions, *, stop: Event, on_change: Callable[[Refreshed], None]
) -> None:
    """Build again whenever a recipe, a template or the settings change, until `stop` is set.

    The page of a saved recipe is put in place first and shown at once; what gathers recipes follows.

    Args:
        root: Folder of the workspace.
        preview: Whose pages are told to reload.
        options: How the site is built.
        stop: Ends it.
        on_change: Hears what every change did.
    """
    watcher = _Watcher(root, preview, options, on_change)
    try:
        for slugs in _changes(root, options.place(root), stop):
            watcher.take(slugs)
    finally:
        watcher.close()


class _Watcher:
    """Everything that lives from one change to the next."""

    def __init__(
        self, root: Path, preview: Preview, options: BuildOptions, on_change: Callable[[Refreshed], None]
    ) -> None:
        self._root, self._preview, self._options, self._on_change = root, preview, options, on_change
        self._workspace = open_workspace(root)
        self._live = LiveRecipes(site_request(self._workspace, options))
        self._live.warm_up(self._workspace.slugs())

    def take(self, slugs: frozenset[str] | None) -> None:
        """Take a change in; `None` stands for settings or templates."""
        try:
            if slugs is None:
                self._begin_again()
            elif self._show_at_once(slugs):
                self._preview.reload()
            looked, _ = look_before(self._root, self._options)
            report = build(
                self._workspace, on_progress=lambda *_: None, options=self._options, looked=looked.trusting_the_site()
            )
            if report.changed:
                self._preview.reload()
        except StudioError as error:
            self._on_change(Refreshed(tuple(sorted(slugs or ())), str(error)))
        else:
            self._on_change(Refreshed(tuple(sorted(slugs or ()))))

    def _show_at_once(self, slugs: frozenset[str]) -> bool:
        shown = [self._live.refresh(slug) for slug in sorted(slugs) if self._is_known(slug)]
        return any(shown)

    def _is_known(self, slug: str) -> bool:
        return is_recipe(self._workspace.content, slug)

    def _begin_again(self) -> None:
        self._workspace = open_workspace(self._root)
        fresh = LiveRecipes(site_request(self._workspace, self._options))
        self._live.close()
        self._live = fresh

    def close(self) -> None:
        """Leave nothing behind."""
        self._live.close()


def _changes(root: Path, out: Path, stop: Event) -> Iterator[frozenset[str] | None]:
    """Slugs of recipes that changed, or None for settings and templates, as it happens."""
    from watchfiles import watch

    watched = [folder for folder in (root / "content", root / "templates") if folder.is_dir()]
    content = root / "content"
    for changes in watch(*watched, stop_event=stop, step=5, debounce=QUIET_MS):
        owners = {owner for _, path in changes if (owner := _owner(Path(path), content, out)) is not None}
        if "" in owners:
            yield None
        elif owners:
            yield frozenset(owners)


def _owner(path: Path, content: Path, out: Path) -> str | None:
    """The recipe a file belongs to, an empty text for settings and templates, or None for what does not matter."""
    if out in path.parents or is_passing(path.name):
        return None
    if content not in path.parents:
        return ""
    first = path.relative_to(content).parts[0]
    if first in {SETTINGS_FILE, OWN_STYLE}:
        return ""
    return None if first[0] in "_." else first
