"""What a recipe's screen hands on: a prompt, a sheet, a pack, a recipe for another photograph."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import pytest
from PIL import Image
from textual.pilot import Pilot

from studio.tui.app import StudioApp
from tests.conftest import ALL_PASS, PHOTOS, Studio
from tests.tui.using import press, use

SLUG = "bag-on-white"


def said(app: StudioApp) -> list[str]:
    return [note.message for note in app._notifications]


def test_the_prompt_is_copied_as_an_engine_gets_it(workspace: Path, studio: Studio) -> None:
    """To be pasted into a mail or another tool."""
    prompt = studio("prompt", SLUG).output.strip()

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "y")
        assert " ".join(app.clipboard.split()) == " ".join(prompt.split())
        assert said(app) == ["The prompt is copied."]

    use(workspace, work, start=workspace)


def test_a_sheet_and_a_pack_are_written_beside_the_recipes_and_what_cannot_be_is_said(
    workspace: Path, studio: Studio
) -> None:
    """Nothing is packed before it is approved; the reason stands on the screen."""
    studio("run", SLUG)

    async def before(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "k")
        assert "nothing of it may go out yet" in said(app)[0]
        await press(pilot, "x")
        assert said(app)[0].endswith(f"{SLUG}-attempts.jpg")

    async def after(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "k")
        assert said(app)[0].endswith(f"{SLUG}-hand-off.zip")

    use(workspace, before, start=workspace)
    with Image.open(workspace / f"{SLUG}-attempts.jpg") as sheet:
        assert sheet.format == "JPEG"
    assert not (workspace / f"{SLUG}-hand-off.zip").exists()
    studio("review", SLUG, "001", "--approve", *ALL_PASS)
    use(workspace, after, start=workspace)
    with zipfile.ZipFile(workspace / f"{SLUG}-hand-off.zip") as archive:
        assert any(name.endswith("approved/bag-on-white-001.png") for name in archive.namelist())


@pytest.mark.parametrize(("typed", "makes"), [("mug.jpg", "bag-on-white-mug"), ("no.jpg", "")])
def test_a_recipe_is_used_on_another_photograph(workspace: Path, tmp_path: Path, typed: str, makes: str) -> None:
    """The new recipe opens; a path that leads nowhere is said."""
    shutil.copy(PHOTOS / "mug_before.jpg", tmp_path / "mug.jpg")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "a", *typed, "enter")
        if makes:
            assert app.screen.slug == makes  # type: ignore[attr-defined]  # the recipe's
        else:
            assert "no.jpg" in said(app)[0]

    use(workspace, work, start=tmp_path)
    assert (workspace / "content" / (makes or "nothing") / "recipe.md").exists() == bool(makes)
