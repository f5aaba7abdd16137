"""Going through the results that wait."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from studio.tui.app import StudioApp
from studio.tui.screens.retry import RetryScreen
from studio.workspace import open_workspace
from tests.conftest import Studio
from tests.tui.using import press, use

SLUG = "bag-on-white"


def test_results_are_passed_over_without_a_verdict_and_come_again(workspace: Path, studio: Studio) -> None:
    """N and N go round through all that wait, and nothing is written; t changes one thing about the one on screen."""
    for _ in range(3):
        studio("run", SLUG, "--again")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v")
        shown = []
        for key in ("n", "n", "n", "N", "N"):
            await press(pilot, key)
            shown.append(str(app.screen.sub_title).rpartition(" ")[2])
        assert shown == ["002", "003", "001", "003", "002"]
        assert not open_workspace(workspace).folder(SLUG).recipe.front.reviews
        await press(pilot, "t", "3")
        assert isinstance(app.screen, RetryScreen)
        assert app.screen.number == "002"

    use(workspace, work, start=workspace)
