"""What all screens share."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, cast

from textual.dom import DOMNode
from textual.screen import Screen

if TYPE_CHECKING:
    from studio.tui.app import StudioApp


def latest(node: DOMNode, work: Callable[[], Coroutine[Any, Any, None]], *, group: str = "default") -> None:
    """Work beside the keyboard of which only the newest counts; a function, because one that never starts leaks."""
    node.run_worker(work, group=group, exclusive=True, exit_on_error=False)  # type: ignore[arg-type]


class StudioScreen(Screen[None]):
    """A screen of the studio."""

    @property
    def studio(self) -> StudioApp:
        """The app."""
        return cast("StudioApp", self.app)

    def complain(self, error: object) -> None:
        """Say an error for as long as it takes to read."""
        text = str(error)
        self.app.clear_notifications()
        self.notify(text, severity="error", timeout=max(6, len(text) / 15), markup=False)

    def tell(self, text: str) -> None:
        """Say what was done; it takes the place of what was said before."""
        self.app.clear_notifications()
        self.notify(text, markup=False)

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """Files of these recipes changed on disk."""

    def run_changed(self) -> None:
        """A run went a step further."""
