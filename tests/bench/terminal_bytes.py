"""What the terminal studio writes: a cursor key, a flicker, and nothing while nobody does anything; beside its peers.

Over a slow line bytes are what a person waits for. Each program runs alone in a pseudo-terminal of 200×60 with 256
colours, in the same run.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.bench.pseudo_terminal import Terminal, install_peer
from tests.bench.table import Row
from tests.bench.terminal import RECIPE, workspace_of
from tests.conftest import PHOTOS

SIZE = (200, 60)
DOWN = "\x1b[B"
COUNT = 30
"""Recipes in each of the studio's workspaces, and requests in posting's collection."""


class Cost(NamedTuple):
    """Bytes that a program wrote."""

    first: int
    """After the first cursor key."""
    second: int
    """After the second one."""
    idle: int
    """In eight seconds in which nobody did anything."""


def bytes_of(terminal: Terminal, text: str, *, rest_s: float = 3) -> int:
    """Bytes that a program writes after a key, and until it has nothing more to draw."""
    before = terminal.written
    terminal.key(text)
    terminal.rest(rest_s)
    return terminal.written - before


def cursor_keys(command: list[str], *, cwd: Path, home: Path) -> Cost:
    """What cursor keys cost in a program, and what waiting costs."""
    terminal = Terminal(command, cwd=cwd, home=home, size=SIZE)
    terminal.rest(12)  # until everything that starting begins is drawn
    first, second = bytes_of(terminal, DOWN), bytes_of(terminal, DOWN)
    before = terminal.written
    terminal.rest(8)
    idle = terminal.written - before
    terminal.end()
    return Cost(first, second, idle)


def pictured(folder: Path) -> Path:
    """A workspace of recipes with one of two photographs each, and a result beside the first."""
    photos = [PHOTOS / "bag_before.jpg", PHOTOS / "mug_before.jpg"]
    for n in range(COUNT):
        place = folder / "content" / f"recipe-{n:05d}"
        place.mkdir(parents=True)
        (place / "recipe.md").write_text(RECIPE.format(n=n, channel="product-page", tag=n))
        shutil.copyfile(photos[n % 2], place / "before.jpg")
    subprocess.run([sys.executable, "-m", "studio", "run", "recipe-00000"], cwd=folder, check=True, capture_output=True)
    return folder


def collection(folder: Path) -> Path:
    """As many requests for posting."""
    folder.mkdir()
    for n in range(COUNT):
        (folder / f"r{n:02d}.posting.yaml").write_text(
            f"name: Request {n}\nmethod: GET\nurl: https://example.org/{n}\n"
        )
    return folder


def written() -> Iterator[Row]:
    """A cursor key in a list alone, and with a photograph beside it, which the peers do not have; then a flicker."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        home = folder / "home"
        home.mkdir()
        space, studio = pictured(folder / "space"), [sys.executable, "-m", "studio"]
        found = {
            "studio": cursor_keys(studio, cwd=workspace_of(COUNT, folder / "plain"), home=home),
            "with photographs": cursor_keys(studio, cwd=space, home=home),
        }
        if posting := install_peer("posting"):
            command = [posting, "--collection", str(collection(folder / "requests"))]
            found["posting"] = cursor_keys(command, cwd=folder, home=home)
        if harlequin := install_peer("harlequin"):
            found["harlequin"] = cursor_keys([harlequin], cwd=folder, home=home)
        terminal = Terminal(studio, cwd=space, home=home, size=SIZE)
        terminal.rest(8)
        terminal.key("v")
        terminal.rest(8)
        flickers = bytes_of(terminal, " ") + bytes_of(terminal, " ")
        terminal.end()
    most = found["posting"].first / 1000 if "posting" in found else None
    limits = {"studio": (most, 0.0), "with photographs": (most, 0.0)}
    for who, cost in found.items():
        first, idle = limits.get(who, (None, None))
        yield Row(f"first cursor key: {who}", cost.first / 1000, first, "kB")
        yield Row(f"  the second: {who}", cost.second / 1000, first, "kB")
        yield Row(f"  eight seconds without a key: {who}", cost.idle / 1000, idle, "kB")
    yield Row("two flickers of a review", flickers / 1000, 170, "kB")
