"""What must never happen on a screen: a price out of sight, another engine than written, a dead end, a blank page."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from textual.pilot import Pilot
from textual.widgets import Button, Label, Markdown, Static

from studio.tui import app as app_module
from studio.tui.app import StudioApp
from studio.tui.dialogs.run_dialog import RunDialog
from studio.tui.screens.outline import OutlineScreen
from studio.tui.screens.recipe import RecipeScreen
from studio.tui.session import Session
from studio.workflow.making.background_runs import Quote
from studio.workflow.writing.outline import Box
from studio.workspace import open_workspace
from tests.conftest import Studio
from tests.tui.using import press, said, settle, text_of, use

SLUG = "bag-on-white"
SMALL = [(40, 12), (60, 20), (80, 24), (100, 14), (200, 60)]


def write(recipe: Path, old: str, new: str) -> None:
    """Change the text of a recipe."""
    text = recipe.read_text()
    assert old in text
    recipe.write_text(text.replace(old, new))


@pytest.mark.parametrize("size", SMALL, ids=str)
def test_the_price_stands_beside_the_button_that_spends_at_every_size(workspace: Path, size: tuple[int, int]) -> None:
    """Both are on the screen whatever has the focus, and everything in the form can be reached."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "r")
        assert isinstance(app.screen, RunDialog)
        for _ in range(8):
            shown = " ".join(text_of(app).split())
            assert "1 picture, free" in shown, text_of(app)
            assert "Run " in text_of(app).replace(f"Run {SLUG}", ""), text_of(app)
            focused = app.screen.focused
            assert focused is not None
            seen, _ = app.screen.get_widget_at(focused.region.x, focused.region.y)
            assert focused in seen.ancestors_with_self
            await press(pilot, "tab")

    use(workspace, look, start=workspace, size=size)


@pytest.mark.parametrize("size", SMALL, ids=str)
@pytest.mark.parametrize("keys", [("enter", "v", "d"), ("n",), ("enter", "l", "b")], ids=["reject", "new", "promote"])
def test_no_line_of_a_dialog_is_out_of_reach(
    workspace: Path, studio: Studio, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    """What does not fit is scrolled to when it gets the focus."""
    studio("run", SLUG)

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, *keys)
        box = app.screen.query_one(".dialog").region
        assert box.y >= 0
        assert box.bottom <= size[1]
        for button in app.screen.query(Button):
            button.focus()
            await settle(pilot)
            assert box.y <= button.region.y < box.bottom, button

    use(workspace, look, start=workspace, size=size)


def test_enter_before_the_price_is_known_spends_nothing(workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A quick enter on something that costs money shows the price and waits; what is free runs at once."""
    monkeypatch.setattr(
        "studio.tui.navigation.quote_run", lambda *_: Quote("1 picture, about $0.17, made by openai.", is_free=False)
    )

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "r")
        dialog = app.screen
        assert isinstance(dialog, RunDialog)
        dialog.known = None
        await press(pilot, "enter")
        assert app.screen is dialog
        assert not app.board.jobs

    use(workspace, work, start=workspace)


def test_the_engine_that_the_recipe_names_is_the_one_that_runs(workspace: Path, studio: Studio) -> None:
    """The dialog begins with what `studio run --dry-run` would do, says it, and the record holds nothing else."""
    (workspace / "content" / "studio.toml").write_text('[engine]\nname = "openai"\n')
    write(
        workspace / "content" / SLUG / "recipe.md",
        "source: before.jpg\n",
        "source: before.jpg\nengine: {name: local}\n",
    )
    assert "local" in studio("run", SLUG, "--dry-run").output

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "r")
        dialog = app.screen
        assert isinstance(dialog, RunDialog)
        assert dialog.choices().engine is None
        assert "as the recipe says: local" in text_of(app)
        assert "made by local" in text_of(app)
        await press(pilot, "enter")
        attempt = open_workspace(workspace).folder(SLUG).attempts[0]
        assert attempt.engine.name == "local"
        assert attempt.spec.engine.name == "local"

    use(workspace, work, start=workspace)


def test_a_recipe_without_an_engine_gets_none_written_into_its_record(workspace: Path) -> None:
    """The sidecar holds what the person wrote, and who made it: nobody wrote an engine."""

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "r", "enter")
        attempt = open_workspace(workspace).folder(SLUG).attempts[0]
        assert attempt.spec.engine.name is None
        assert attempt.engine.name == "local"

    use(workspace, work, start=workspace)


def test_one_recipe_that_cannot_run_hides_no_price_of_the_others(workspace: Path) -> None:
    """Several at once: the price of those that run, and the reason of the one that does not."""
    other = workspace / "content" / "second"
    other.mkdir()
    (other / "recipe.md").write_text((workspace / "content" / SLUG / "recipe.md").read_text())

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "space", "space", "r")
        price = str(app.screen.query_one("#price", Static).content)
        assert "1 picture, free" in price
        assert "Not run: content/second" in price

    use(workspace, look, start=workspace)


def test_a_failure_says_why_on_the_recipes_own_screen_with_the_way_on_one_key_away(
    workspace: Path,
) -> None:
    """Not only in a message that goes away: a box around the product, and the same run makes the picture."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    cluttered(recipe.with_name("before.jpg"))
    write(recipe, "subject: {mask: subject.png}\n", "")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "r", "enter")
        app.clear_notifications()
        await settle(pilot)
        assert "Attempt 001 failed" in text_of(app)
        shown = str(app.screen.query_one("#standing", Static).content)
        failure = open_workspace(workspace).folder(SLUG).attempts[0].failure
        assert failure is not None
        assert failure.message in shown
        assert "u says where the product is" in shown
        await press(pilot, "u")
        assert isinstance(app.screen, OutlineScreen)
        app.screen.box = Box(0.32, 0.3, 0.36, 0.36)
        await press(pilot, "left", "shift+right", "shift+down", "b")
        assert isinstance(app.screen, RecipeScreen)
        assert "polygon:" in recipe.read_text()
        await press(pilot, "r", "enter")
        assert "002 · to review" in text_of(app)

    use(workspace, work, start=workspace, size=(120, 40))


def cluttered(path: Path) -> None:
    """A photograph in which nobody is sure what the product is, until a box is drawn around it."""
    tiles = np.random.default_rng(1).integers(0, 255, (20, 20, 3), dtype=np.uint8)
    room = Image.fromarray(tiles).resize((300, 300), Image.Resampling.NEAREST)
    ImageDraw.Draw(room).rectangle((110, 110, 190, 200), fill=(200, 40, 30))
    room.save(path, quality=95)


def test_what_is_found_in_the_box_is_shown_before_it_is_written(workspace: Path) -> None:
    """Enter finds and shows, enter again writes; an arrow between them goes back to the box."""
    recipe = workspace / "content" / SLUG / "recipe.md"

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        before = recipe.read_text()
        await press(pilot, "enter", "u", "enter")
        assert "Enter writes it" in text_of(app)
        await press(pilot, "left")
        assert "Enter writes it" not in text_of(app)
        await press(pilot, "enter")
        assert recipe.read_text() == before
        await press(pilot, "enter")
        points = open_workspace(workspace).folder(SLUG).recipe.edit().spec.subject.polygon
        assert points is not None
        assert len(points) > 4

    use(workspace, work, start=workspace, size=(120, 40))


def test_a_box_is_drawn_with_the_mouse(workspace: Path) -> None:
    """From corner to corner, in fractions of the photograph."""

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "u")
        screen = app.screen
        assert isinstance(screen, OutlineScreen)
        image = screen.query_one(".image").region
        await pilot.mouse_down(screen, offset=(image.x + image.width // 4, image.y + image.height // 4))
        await pilot.hover(screen, offset=(image.x + image.width // 2, image.y + image.height // 2))
        await pilot.mouse_up(screen, offset=(image.x + image.width // 2, image.y + image.height // 2))
        assert (screen.box.x, screen.box.y) == pytest.approx((0.25, 0.25), abs=0.05)
        assert (screen.box.width, screen.box.height) == pytest.approx((0.25, 0.25), abs=0.05)

    use(workspace, work, start=workspace, size=(120, 40))


def test_a_page_without_a_browser_is_an_address_to_read_copy_and_forward(
    workspace: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Over SSH no text browser takes the terminal, and `o` is never silent."""
    monkeypatch.setattr(StudioApp, "open_url", lambda *_: pytest.fail("a browser was opened"))
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SSH_CONNECTION", "203.0.113.9 50000 203.0.113.5 22")
    monkeypatch.setenv("BROWSER", "w3m")
    studio("build")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "p", "o")
        page = str(workspace / "site" / "index.html")
        assert page in "".join(line.strip("│ ") for line in text_of(app).splitlines())
        assert app.clipboard == page
        await press(pilot, "escape", "s", "o")
        shown = text_of(app)
        assert "http://127.0.0.1:" in shown
        assert "ssh -L" in shown
        assert "@203.0.113.5" in shown

    use(workspace, work, start=workspace)


def test_the_guide_is_there_however_often_its_file_changes_while_it_is_drawn(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reading that is cut off by the next one has shown nothing, and says so to itself."""
    recipe, update = workspace / "content" / SLUG / "recipe.md", Markdown.update

    async def slow(markdown: Markdown, text: str) -> None:
        await asyncio.sleep(0.2)
        await update(markdown, text)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter")
        screen = app.screen
        assert isinstance(screen, RecipeScreen)
        monkeypatch.setattr(Markdown, "update", slow)
        recipe.write_text(recipe.read_text() + "\nA new last paragraph.\n")
        for _ in range(3):
            screen.changed_outside(frozenset({SLUG}))
            await asyncio.sleep(0.1)
        await settle(pilot)
        assert "A new last paragraph." in screen.query_one(Markdown).source

    use(workspace, work, start=workspace, size=(200, 60))


@pytest.mark.parametrize("key", ["enter", "p", "r"])
def test_a_key_before_the_workspace_is_open_waits_for_it(
    workspace: Path, key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is on the screen a second before all else; a quick key neither ends the studio nor is lost."""
    may_open, opened = threading.Event(), app_module._opened

    def late(*about: Any) -> Session:
        may_open.wait(30)
        return opened(*about)

    monkeypatch.setattr(app_module, "_opened", late)

    async def go() -> None:
        app = StudioApp(workspace, start=workspace, plain=True, watch=False)
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.pause()
            await pilot.press(key)
            await pilot.pause(0.2)
            assert len(app.screen_stack) == 1
            may_open.set()
            await app.opened()
            await settle(pilot)
            assert len(app.screen_stack) == 2

    asyncio.run(asyncio.wait_for(go(), 60))


def test_a_message_stands_below_the_picture_that_is_judged_and_goes_by_a_key(workspace: Path, studio: Studio) -> None:
    """At the lower right; backspace takes it away before its time."""
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v", *"pppppp", "a")
        toast, pair = app.screen.query_one("Toast").region, app.screen.query_one("#pair").region
        assert toast.y >= pair.bottom
        assert toast.right > app.size.width - 3
        assert toast.bottom < app.size.height
        await press(pilot, "backspace")
        assert not app.screen.query("Toast")

    use(workspace, work, start=workspace, size=(80, 24), messages=True)


def test_quitting_while_something_runs_says_so_even_when_it_is_free(
    workspace: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It asks first, with the name of what would be stopped and what that costs."""

    async def never_ends(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("studio.workflow.making.background_runs.run_attempts", never_ends)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await pilot.press("r")
        while not isinstance(app.screen, RunDialog) or app.screen.known is None:
            await pilot.pause()
        await pilot.press("enter")
        while not app.board.running:
            await pilot.pause()
        await pilot.press("q")
        await pilot.pause(0.2)
        asked = str(app.screen.query_one(Label).content)
        assert asked == f"A run is under way: {SLUG}. Leaving stops it. Nothing was paid for."
        await pilot.press("n")
        assert app.is_running
        app.board.stop(*app.board.jobs)
        await settle(pilot)

    use(workspace, work, start=workspace)


def test_an_empty_box_is_empty(workspace: Path) -> None:
    """An X in a box that is not ticked reads as a tick."""

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "r")
        assert "▐ ▌ make again" in text_of(app)
        app.screen.query_one("#again").focus()
        await press(pilot, "space")
        assert "▐✓▌ make again" in text_of(app)

    use(workspace, work, start=workspace)


def test_typing_on_after_enter_in_a_retry_ends_nothing(workspace: Path, studio: Studio) -> None:
    """The trial of the letters typed later does not cut off the one that runs."""
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "t", "3", "enter", *["backspace"] * 4)
        await pilot.press(*"0.9", "enter", "1")
        await settle(pilot)
        assert "002" in text_of(app) or "One change" in text_of(app)
        assert said(app) is not None

    use(workspace, work, start=workspace)
