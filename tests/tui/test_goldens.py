"""Every screen as plain text at both sizes: what a person sees, kept under review like any other text.

Set STUDIO_GOLDENS=write to write them anew after a change that was meant.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.pilot import Pilot

from studio.tui.app import StudioApp
from tests.conftest import ROOT, Studio
from tests.tui.using import SIZES, press, text_of, use

GOLDEN = ROOT / "tests" / "golden" / "tui"
SCREENS: dict[str, Sequence[str]] = {
    "library": (),
    "filter": ("f",),
    "recipe": ("enter",),
    "run": ("enter", "r"),
    "review": ("v",),
    "wipe": ("v", "w"),
    "reject": ("v", "d"),
    "retry": ("enter", "t", "3", "enter", *["backspace"] * 4, *"0.8"),
    "lineage": ("enter", "l"),
    "note": ("v", "m"),
    "promote": ("enter", "l", "b"),
    "publish": ("p",),
    "runs": ("enter", "r", "enter", "f3"),
    "editor": ("enter", "i"),
    "new-recipe": ("n",),
    "help": ("f1",),
    "palette": ("ctrl+p",),
}


@pytest.fixture
def attempted(measured: Path, studio: Studio, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The workspace with one attempt; the attempt itself is made once and copied."""
    folder = measured / "content" / "bag-on-white"
    kept = tmp_path_factory.getbasetemp() / "attempted"
    if not kept.exists():
        studio("run", folder.name)
        shutil.copytree(folder, kept)
    shutil.copytree(kept, folder, dirs_exist_ok=True)
    return measured


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])
@pytest.mark.parametrize("name", SCREENS)
def test_a_screen_looks_as_it_was_approved(attempted: Path, name: str, size: tuple[int, int]) -> None:
    """Nothing moves, vanishes or is cut off unnoticed."""

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, *SCREENS[name])
        approve(name, size, plain(text_of(app), attempted))

    use(attempted, look, start=attempted, size=size)


@pytest.mark.parametrize("size", SIZES, ids=["80x24", "200x60"])
def test_an_empty_folder_looks_inviting(tmp_path: Path, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch) -> None:
    """Two ways on, never a blank screen."""
    monkeypatch.setenv("HOME", str(tmp_path))
    start = tmp_path / "pictures"
    start.mkdir()

    async def look(pilot: Pilot[None], app: StudioApp) -> None:
        shown = text_of(app)
        assert "Look at the samples" in shown
        assert "Begin with a photograph of your own" in shown
        approve("welcome", size, plain(shown, start))

    use(None, look, start=start, size=size)


def approve(name: str, size: tuple[int, int], shown: str) -> None:
    """Hold a screen against the one that was approved, or write that anew."""
    path = GOLDEN / f"{name}-{size[0]}x{size[1]}.txt"
    if os.environ.get("STUDIO_GOLDENS") == "write":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(shown)
    assert shown == path.read_text()


def plain(shown: str, workspace: Path) -> str:
    """Text without pictures, trailing spaces, and paths of this machine."""
    lines = [re.sub(r"[▀█▄]+", "▀", line).rstrip() for line in shown.replace(str(workspace), "…").splitlines()]
    return "\n".join(lines) + "\n"
