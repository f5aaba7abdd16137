"""What all screens share."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual.dom import DOMNode
from textual.events import Compose, Resize, ScreenResume
from textual.screen import Screen

from studio.tui.parts.ground import Ground

if TYPE_CHECKING:
    from studio.tui.app import StudioApp

Answer = TypeVar("Answer")


def latest(node: DOMNode, work: Callable[[], Coroutine[Any, Any, None]], *, group: str = "default") -> None:
    """Work beside the keyboard of which only the newest counts; a function, because one that never starts leaks."""
    node.run_worker(work, group=group, exclusive=True, exit_on_error=False)  # type: ignore[arg-type]


class OpenedOnce(Screen[Answer]):
    """A screen that is styled and laid out once when it opens; Textual does each twice or three times."""

    _theme: str | None = None
    """The theme it is styled in, when it was shown before."""

    async def _on_compose(self, _event: Compose) -> None:
        """Know how wide it is before there is anything in it."""
        self.add_class(*self._classes_for(self.app.size.width))

    def _on_screen_resume(self, event: ScreenResume) -> None:
        """What was just made has its styles; back from another screen the theme may be another."""
        event.refresh_styles = self._theme not in (None, self.app.theme)
        self._theme = self.app.theme

    async def _on_resize(self, event: Resize) -> None:
        """A screen that has that size already was laid out for it."""
        if event.size == self.outer_size and self.has_class(*self._classes_for(event.size.width)):
            event.prevent_default()

    def _classes_for(self, width: int) -> set[str]:
        own = self.HORIZONTAL_BREAKPOINTS
        return self._get_breakpoint_classes(width, (self.app.HORIZONTAL_BREAKPOINTS if own is None else own) or [])


class StudioScreen(OpenedOnce[None], Ground):
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
