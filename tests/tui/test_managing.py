"""A recipe renamed, copied, moved to the trash and brought back, from the list and from its own screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from textual.pilot import Pilot

from studio.store.recipe_file import with_front_fields
from studio.tui.app import StudioApp
from studio.tui.screens.library import LibraryScreen
from studio.tui.screens.recipe import RecipeScreen
from studio.workflow.writing.shelving import duplicate_recipe
from studio.workspace import open_workspace
from tests.tui.using import press, said, text_of, use

SLUG = "bag-on-white"


async def until(pilot: Pilot[None], is_so: Callable[[], bool]) -> None:
    """Wait for what goes on after an answered question."""
    for _ in range(500):
        if is_so():
            return
        await pilot.pause(0.02)
    raise AssertionError(text_of(pilot.app))  # type: ignore[arg-type]


def test_a_recipe_is_renamed_on_its_own_screen_and_a_name_that_is_taken_is_said(workspace: Path) -> None:
    """The screen goes on with the new name; what is based on the recipe is named before, and follows."""
    place = open_workspace(workspace)
    other = place.content / duplicate_recipe(place, SLUG) / "recipe.md"
    other.write_bytes(with_front_fields(other.read_bytes(), {"based_on": SLUG}))

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "home", "enter", "f2")
        await until(pilot, lambda: "1 based on it follow: bag-on-white-2" in " ".join(text_of(app).split()))
        await press(pilot, *"Bag", "space", *"on", "space", *"white", "space", "2", "enter")
        await until(pilot, lambda: "exists already" in said(app))
        await press(pilot, "f2")
        await until(pilot, lambda: "Another name" in text_of(app))
        await press(pilot, "end", "s", "enter")
        await until(pilot, lambda: isinstance(app.screen, RecipeScreen) and app.screen.slug == "bag-on-whites")
        assert open_workspace(workspace).slugs() == ("bag-on-white-2", "bag-on-whites")
        assert open_workspace(workspace).folder("bag-on-white-2").recipe.front.based_on == "bag-on-whites"

    use(workspace, work, start=workspace)


def test_a_recipe_goes_to_the_trash_after_a_question_and_comes_back_by_a_key(workspace: Path) -> None:
    """Nothing is removed, and `n` keeps it where it is."""
    content = workspace / "content"

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "D")
        assert (content / "bag-on-white-2" / "recipe.md").exists()
        await press(pilot, "delete")
        await until(pilot, lambda: "with all its results" in text_of(app))
        await press(pilot, "n")
        assert (content / "bag-on-white-2").exists()
        await press(pilot, "delete")
        await until(pilot, lambda: "with all its results" in text_of(app))
        await press(pilot, "y")
        await until(pilot, (content / "_trash" / "bag-on-white-2").is_dir)
        await until(pilot, lambda: "1 of 1" in text_of(app))
        await press(pilot, "ctrl+z")
        await until(pilot, lambda: "2 of 2" in text_of(app))
        assert (content / "bag-on-white-2" / "recipe.md").exists()
        assert isinstance(app.screen, LibraryScreen)

    use(workspace, work, start=workspace)
