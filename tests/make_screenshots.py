"""Draws the pictures of the terminal studio for the README, from the sample recipes: no terminal is needed.

python -m tests.make_screenshots
"""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import tempfile
from pathlib import Path

from textual.pilot import Pilot

from studio.tui.app import StudioApp
from studio.tui.screens.recipe_list import RecipeList
from tests.conftest import ROOT
from tests.tui.using import press, use

OUT = ROOT / "tests" / "golden" / "screens"
SCREENS = {
    "library": ("serum-story", ("up",)),
    "recipe": ("spring-handbag", ("enter",)),
    "review": ("spring-handbag", ("enter", "v", *"pp")),
    "retry": (
        "serum-morning-light",
        ("enter", "l", "home", "t", "enter", "up", "up", "up"),
    ),
    "lineage": ("serum-morning-light", ("enter", "l")),
}
"""For each picture the recipe the cursor stands on, and the keys that lead to the screen."""
SIZE = (112, 34)


def main() -> None:
    """Draw them all."""
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_STATE_HOME"] = name
        workspace = Path(name) / "shop"
        shutil.copytree(ROOT / "content", workspace / "content", ignore=shutil.ignore_patterns("_*"))
        for screen, (slug, keys) in SCREENS.items():
            use(workspace, drawing(screen, slug, keys), start=workspace, size=SIZE)


def drawing(screen: str, slug: str, keys: tuple[str, ...]):
    """Goes to a screen and draws it."""

    async def draw(pilot: Pilot[None], app: StudioApp) -> None:
        await app.is_open.wait()
        app.screen.query_one(RecipeList).go_to(slug)
        await press(pilot, *keys)
        await asyncio.sleep(0.5)
        path = OUT / f"{screen}.svg"
        path.write_text(plain(app.export_screenshot(title="Recipe Studio")))
        print(f"{path.relative_to(ROOT)}  {path.stat().st_size // 1024} kB")

    return draw


def plain(svg: str) -> str:
    """A drawing that loads nothing from elsewhere and whose names do not change from run to run."""
    svg = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)
    svg = re.sub(r"terminal-\d+-", "terminal-", svg)
    return re.sub(r"font-family: ?Fira Code,? ?", "font-family: ", svg)


if __name__ == "__main__":
    main()
