"""Publishing from any screen."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from textual.screen import Screen

from studio.errors import StudioError
from studio.workflow.publish import build
from studio.workflow.quietly import in_background

if TYPE_CHECKING:
    from studio.tui.app import StudioApp

_SHOWN = 4


def publish(screen: Screen[None]) -> None:
    """Build the site beside the keyboard, and say what goes out and what stays inside."""
    screen.run_worker(_publish(screen), group="publish", exclusive=True, exit_on_error=False)


async def _publish(screen: Screen[None]) -> None:
    place = cast("StudioApp", screen.app).workspace
    screen.notify("The site is being built…", markup=False)
    try:
        report = await in_background(lambda: build(place, on_progress=lambda _done, _total, _label: None))
    except StudioError as error:
        screen.notify(str(error), severity="error", markup=False)
        return
    inside = [f"{left.slug} {left.attempt or ''}: {left.reason}" for left in report.left_out]
    more = f"\nand {len(inside) - _SHOWN} more" if len(inside) > _SHOWN else ""
    stays = "\nStays inside:\n" + "\n".join(inside[:_SHOWN]) + more if inside else ""
    screen.notify(f"{report.pages} pages, {report.pictures} pictures: {report.index}{stays}", timeout=12, markup=False)
    screen.app.open_url(report.index.resolve().as_uri()) if screen.app.is_web else None
