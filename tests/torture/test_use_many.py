"""A hundred products in one command, killed again and again: it goes on, and nothing is made or recorded twice."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image, ImageEnhance

from studio.core.attempts.attempt import State
from studio.workspace import Workspace, open_workspace
from tests.conftest import PHOTOS

SLUG = "bag-on-white"


def products(workspace: Path, count: int) -> Path:
    """A sheet of so many small photographs, each another one."""
    folder = workspace / "photos"
    folder.mkdir()
    chance, rows = random.Random(7), ["picture,slug"]
    for number in range(count):
        with Image.open(PHOTOS / f"{chance.choice(('bag', 'serum'))}_before.jpg") as photo:
            varied = ImageEnhance.Brightness(photo.convert("RGB").resize((300 + number % 40, 300)))
            varied.enhance(chance.uniform(0.95, 1.05)).save(folder / f"{number:03d}.jpg", quality=92)
        rows.append(f"photos/{number:03d}.jpg,product-{number:03d}")
    sheet = workspace / "products.csv"
    sheet.write_text("\n".join(rows) + "\n")
    return sheet


def start(workspace: Path, sheet: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "studio", "use", SLUG, "--from", str(sheet), "--at", str(workspace)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def made(workspace: Workspace) -> dict[str, list[State]]:
    return {
        folder.recipe.slug: [attempt.state for attempt in folder.attempts]
        for folder in workspace.folders()
        if folder.recipe.slug != SLUG
    }


def killed_and_resumed(workspace: Path, *, count: int, kills: int, seed: int) -> None:
    """Kill the command so many times at random moments, then let it end, and look at what is there."""
    sheet, chance = products(workspace, count), random.Random(seed)
    for _ in range(kills):
        process = start(workspace, sheet)
        try:
            process.wait(timeout=chance.uniform(0.5, 2 + count / 10))
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.communicate()
    output, _ = (process := start(workspace, sheet)).communicate()
    assert process.returncode == 0, output.decode()
    states = made(open_workspace(workspace))
    assert sorted(states) == [f"product-{number:03d}" for number in range(count)]
    for slug, found in states.items():
        assert found.count(State.RECEIVED) == 1, (slug, found)
        assert found[-1] is State.RECEIVED, "what was interrupted comes before what was made"
    left = [path for path in (workspace / "content").iterdir() if path.name.startswith(".studio-")]
    assert left == [], "no half recipe is left"
    again, _ = start(workspace, sheet).communicate()
    assert f"0 made, {count} made before" in again.decode()


def test_a_few_kills_repeat_nothing(workspace: Path) -> None:
    """Three products, two kills."""
    killed_and_resumed(workspace, count=3, kills=2, seed=1)


@pytest.mark.slow
def test_a_hundred_products_survive_twenty_kills(workspace: Path) -> None:
    """As a shop would: one hundred rows end as one hundred pictures, however often the machine goes down."""
    killed_and_resumed(workspace, count=100, kills=20, seed=2)
