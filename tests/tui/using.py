"""Using the terminal studio without a terminal."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from studio.tui.app import StudioApp

SIZES = [(80, 24), (200, 60)]
Use = Callable[[Pilot[None], StudioApp], Awaitable[None]]
WAITING = {"ask", "watch"}
"""Workers that wait for the person or for the disk, and never end by themselves."""


def use(
    workspace: Path | None, what: Use, *, start: Path, size: tuple[int, int] = (120, 40), messages: bool = False
) -> None:
    """Open the studio and use it; `messages` also draws what it notifies of."""

    async def go() -> None:
        app = StudioApp(workspace, start=start, plain=True, watch=False)
        app.animation_level = "none"
        async with app.run_test(size=size, notifications=messages) as pilot:
            await settle(pilot)
            await what(pilot, app)

    asyncio.run(asyncio.wait_for(go(), 400))


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press keys, each when everything the last one began has ended."""
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def settle(pilot: Pilot[None]) -> None:
    """Wait until nothing is under way but questions to the person."""
    app = pilot.app
    assert isinstance(app, StudioApp)
    for _ in range(3):
        await pilot.pause()
        if app.session_or_none is not None:
            await app.board.settled()
        busy = [w for w in app.workers if w.group not in WAITING and w.name not in QUESTIONS]
        if not busy:
            break
        await asyncio.gather(*(w.wait() for w in busy), return_exceptions=True)
    await pilot.pause()


QUESTIONS = {"action_filter", "action_note", "action_reject", "action_because", "action_promote", "action_leave",
             "action_new_recipe", "leave"}  # fmt: skip
"""Workers that show a dialog and wait for its answer."""


def text_of(app: StudioApp) -> str:
    """The screen as plain text."""
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in lines[: app.size.height])


def said(app: StudioApp) -> str:
    """Everything the app notified of."""
    return "\n".join(note.message for note in app._notifications)
