"""The way of a new user: an empty folder, a photograph of a cluttered place, and nothing but what the screen says."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from studio.core.recipe.unfinished import placeholder_in
from studio.tui.app import StudioApp
from studio.tui.screens.outline import OutlineScreen
from studio.tui.screens.recipe import RecipeScreen
from studio.workflow.writing.outline import Box
from tests.tui.test_never import cluttered
from tests.tui.using import press, text_of, use

SIZE = (80, 24)


def test_an_empty_folder_and_a_cluttered_photograph_become_a_published_page(tmp_path: Path) -> None:
    """Each key is one that the screen names at that moment; the page says nothing that nobody wrote."""
    cluttered(tmp_path / "room.jpg")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "studio.toml").write_text('reviewer = "Kim"\n[evidence]\non_run = false\n')

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        def asks_for(*words: str) -> None:
            shown = " ".join(text_of(app).split())
            for one in words:
                assert one in shown, text_of(app)

        asks_for("n begins one with a photograph of your own")
        await press(pilot, "n")
        asks_for("Name", "It is for", "Photograph", "Stands where?", "Channel where used?", "tab Next line", "Make it")
        await press(pilot, *"Red box", "enter", *"Poster", "enter", *"room.jpg", "enter")
        await press(pilot, "tab", "enter", "down", "down", "enter", "tab", "tab", "enter")
        assert isinstance(app.screen, RecipeScreen)
        asks_for("ready: r runs it", "only the background to grey studio paper")
        await press(pilot, "r")
        asks_for("1 picture, free", "Run")
        await press(pilot, "enter")
        asks_for("needs retry: u says where the product is", "Attempt 001 failed")
        await press(pilot, "u")
        asks_for("arrows move it, shift and arrows change its size", "b The box itself")
        assert isinstance(app.screen, OutlineScreen)
        app.screen.box = Box(0.36, 0.36, 0.28, 0.3)  # as thirty presses of the arrows would
        await press(pilot, "b")
        asks_for("it says now where the product is; r runs it again")
        await press(pilot, "r", "enter")
        asks_for("to review: v judges it", "002 · to review")
        await press(pilot, "v")
        asks_for("6 of 6 to answer: p pass, f fail, x not applicable.")
        await press(pilot, *"pppppp")
        asks_for("All answered: a approves it.")
        await press(pilot, "a", "escape")
        asks_for("approved: p publishes it")
        await press(pilot, "p")
        asks_for("Goes out (1)", "b builds the site.")
        await press(pilot, "b")
        asks_for("o opens them.")

    use(tmp_path, work, start=tmp_path, size=SIZE)
    page = (tmp_path / "site" / "recipes" / "red-box.md").read_text()
    assert "Poster" in page
    assert not [line for line in page.splitlines() if placeholder_in(line)]
    for words in ("One prompt for too many jobs", "Define the asset job", "Common mistakes"):
        assert words not in page
