"""The terminal studio by keyboard, from an empty folder to an approved and published picture."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from textual.pilot import Pilot

from studio.core.review import Verdict
from studio.core.status import Status
from studio.tui.app import StudioApp
from studio.tui.library import LibraryScreen
from studio.tui.recipe import RecipeScreen
from studio.tui.review import ReviewScreen
from studio.workspace import open_workspace
from tests.conftest import Studio

SIZES = [(80, 24), (200, 60)]
Use = Callable[[Pilot[None], StudioApp], Awaitable[None]]


def use(workspace: Path | None, what: Use, *, start: Path, size: tuple[int, int] = (120, 40)) -> None:
    """Open the studio without a terminal and use it."""

    async def go() -> None:
        app = StudioApp(open_workspace(workspace) if workspace else None, start=start, plain=True)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            await what(pilot, app)

    asyncio.run(go())


async def settle(pilot: Pilot[None]) -> None:
    await pilot.pause()
    await pilot.app.workers.wait_for_complete([w for w in pilot.app.workers if w.group not in {"run"}])
    await pilot.pause()


def text_of(app: StudioApp) -> str:
    """The screen as plain text."""
    height = app.size.height
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in lines[:height])


@pytest.mark.parametrize("size", SIZES)
def test_the_library_shows_every_recipe_with_its_status(workspace: Path, size: tuple[int, int]) -> None:
    """At both sizes, with the word and not only a colour."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        shown = text_of(app)
        assert "A bag on white" in shown
        assert "ready" in shown
        assert "1 of 1" in shown

    use(workspace, look, start=workspace, size=size)


def test_a_broken_recipe_is_a_row_with_its_error(workspace: Path) -> None:
    """Never a crash."""
    folder = workspace / "content" / "zz-broken"
    folder.mkdir()
    (folder / "recipe.md").write_text("---\ntitle: [unclosed\n---\nbody\n")

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        assert "broken" in text_of(app)
        await pilot.press("end")
        await settle(pilot)
        assert "recipe.md" in text_of(app)

    use(workspace, look, start=workspace, size=(200, 60))


def test_typing_finds_and_escape_shows_all(workspace: Path) -> None:
    """Search as you type."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await pilot.press("slash", *"zebra")
        await settle(pilot)
        assert "0 of 1" in text_of(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "1 of 1" in text_of(app)

    use(workspace, look, start=workspace)


def test_an_empty_folder_leads_to_the_samples(tmp_path: Path) -> None:
    """Never a blank screen: one key brings the sample recipes."""

    async def begin(pilot: Pilot[None], app: StudioApp) -> None:
        assert "no recipes" in text_of(app)
        await pilot.press("s")
        await settle(pilot)
        assert isinstance(app.screen, LibraryScreen)
        assert "12 of 12" in text_of(app)

    use(None, begin, start=tmp_path)


def test_from_a_recipe_to_an_approved_picture_by_keyboard(workspace: Path) -> None:
    """Open, run, judge with seven keys, and the verdict is in the recipe's file; Ctrl+Z takes it out again."""

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, RecipeScreen)
        await pilot.press("r")
        await pilot.pause(0.3)
        assert "1 pictures, free" in text_of(app)
        await pilot.press("enter")
        await pilot.pause(0.2)
        await app.workers.wait_for_complete()
        await settle(pilot)
        assert "001 · to review" in text_of(app)
        await pilot.press("v")
        await settle(pilot)
        assert isinstance(app.screen, ReviewScreen)
        await pilot.press("a")
        await settle(pilot)
        assert open_workspace(workspace).folder("bag-on-white").recipe.review_of("001") is None
        await pilot.press("p", "p", "x", "p", "p", "p", "a")
        await settle(pilot)
        review = open_workspace(workspace).folder("bag-on-white").recipe.review_of("001")
        assert review is not None
        assert review.verdict is Verdict.APPROVED
        assert review.checklist["text readability"] == "n/a"
        await pilot.press("ctrl+z")
        await settle(pilot)
        assert open_workspace(workspace).folder("bag-on-white").recipe.review_of("001") is None

    use(workspace, work, start=workspace)


def test_a_rejection_asks_why_with_one_key(workspace: Path, studio: Studio) -> None:
    """Classify first."""
    studio("run", "bag-on-white")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await pilot.press("v")
        await settle(pilot)
        await pilot.press("p", "f", "d")
        await pilot.pause(0.2)
        assert "Why is it rejected?" in text_of(app)
        await pilot.press("3")
        await pilot.pause(0.2)
        await settle(pilot)
        review = open_workspace(workspace).folder("bag-on-white").recipe.review_of("001")
        assert review is not None
        assert str(review.failure) == "lighting"

    use(workspace, work, start=workspace, size=(80, 24))


def test_the_run_dialog_is_whole_at_eighty_columns(workspace: Path) -> None:
    """Its buttons can be seen and pressed."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("r")
        await pilot.pause(0.3)
        go = app.screen.query_one("#go")
        assert go.region.bottom <= 24
        assert go.region.height > 0

    use(workspace, look, start=workspace, size=(80, 24))


def test_the_next_step_follows_the_status() -> None:
    """The line of steps says what is done and what comes next."""
    from studio.workflow.library import steps_line

    assert steps_line(Status.READY).startswith("✓ define the job   ✓ lock the subject   ▸ run")
    assert "▸ review" in steps_line(Status.TO_REVIEW)
