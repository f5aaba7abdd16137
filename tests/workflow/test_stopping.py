"""A run that is stopped from outside: what was under way stands in the journal as what it was."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.workflow.making.plan import Choices, plan_recipe
from studio.workflow.making.run import run_attempts
from studio.workspace import open_workspace
from tests.loopback.server import Loopback

SLUG = "bag-on-white"
Sidecar = Callable[[str], dict[str, dict[str, object]]]


@pytest.mark.parametrize("is_sent", [True, False])
def test_a_run_that_is_cancelled_with_its_request_under_way_may_be_billed(
    quick: Path, provider: Loopback, sidecar: Sidecar, *, is_sent: bool
) -> None:
    """A window that is closed: what had been sent to a provider counts, what the own machine did costs nothing."""
    provider.delay_s = 3
    place = open_workspace(quick)
    choices = Choices() if is_sent else Choices(engine="local")
    plans = plan_recipe(place, place.folder(SLUG), choices=choices)

    async def cancelled() -> None:
        heard = asyncio.Event()
        run = asyncio.ensure_future(
            run_attempts(place, plans, on_event=lambda *_: heard.set(), on_outcome=lambda _: None)
        )
        if is_sent:
            while not provider.requests:
                await asyncio.sleep(0.01)
        else:
            await heard.wait()
        run.cancel()
        with pytest.raises(asyncio.CancelledError):
            await run

    asyncio.run(cancelled())
    said = sidecar("001")
    assert said["state"] == "failed"
    assert said["failure"]["kind"] == "Cancelled"
    assert said["failure"]["may_be_billed"] is is_sent
