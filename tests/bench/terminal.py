"""The terminal studio in a pseudo-terminal: first row, filter key, stalls; beside posting and a minimal Textual app."""

from __future__ import annotations

import asyncio
import os
import pty
import select
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.table import Row

COUNT = 10_000
MINIMAL = """
from textual.app import App
from textual.widgets import Static
class A(App):
    def compose(self):
        yield Static("the first row")
A().run()
"""
RECIPE = """---
title: Recipe number {n}
summary: One of many.
asset: A test
job: background-replacement
channel: {channel}
tags: [tag-{tag}]
rights: own
created: 2026-01-01
---
Text.

## Edit

```yaml edit
source: before.jpg
preserve: [shape]
change: the background to white
local: {{background: {{kind: white}}}}
```
"""


def workspace_of(count: int, folder: Path) -> Path:
    """A workspace with so many recipes."""
    for n in range(count):
        place = folder / "content" / f"recipe-{n:05d}"
        place.mkdir(parents=True)
        channel = ("product-page", "amazon-main", "open-graph")[n % 3]
        (place / "recipe.md").write_text(RECIPE.format(n=n, channel=channel, tag=n % 17))
    return folder


def first_words(command: Sequence[str], words: bytes, *, cwd: Path, home: Path) -> float:
    """Seconds from the start of a program in a pseudo-terminal until it shows some words."""
    began = time.monotonic()
    pid, handle = pty.fork()
    if pid == 0:
        os.chdir(cwd)
        environment = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
        environment |= {"TERM": "xterm-256color", "COLUMNS": "120", "LINES": "40", "XDG_STATE_HOME": str(home),
                        "HOME": str(home), "TEXTUAL_ANIMATIONS": "none"}  # fmt: skip
        os.execvpe(command[0], list(command), environment)
    seen, took = b"", float("nan")
    while time.monotonic() - began < 30:
        if select.select([handle], [], [], 0.2)[0]:
            try:
                seen += os.read(handle, 65536)
            except OSError:
                break
            if words in seen:
                took = time.monotonic() - began
                break
    os.kill(pid, 9)
    os.waitpid(pid, 0)
    os.close(handle)
    return took


def posting(home: Path) -> str | None:
    """The peer, in an environment of its own."""
    found = shutil.which("posting")
    if found:
        return found
    place = Path(__file__).parent.parent.parent / ".bench" / "posting"
    if not (place / "bin" / "posting").exists():
        uv = Path(sys.executable).parent / "uv"
        python = str(place / "bin" / "python")
        for command in (
            ["venv", "-q", "--python", sys.executable, str(place)],
            ["pip", "install", "-q", "--compile-bytecode", "--python", python, "posting"],
        ):
            if subprocess.run([str(uv), *command], check=False).returncode:
                return None
    return str(place / "bin" / "posting")


def first_paint() -> Iterator[Row]:
    """In turns, the median of five."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many = workspace_of(COUNT, folder / "many")
        peer = posting(folder)
        plans: dict[str, tuple[list[str], bytes]] = {
            "studio": ([sys.executable, "-m", "studio"], b"Recipe number"),
            "minimal": ([sys.executable, "-c", MINIMAL], b"the first row"),
        }
        if peer:
            plans["posting"] = ([peer], b"Collection")
        times: dict[str, list[float]] = {key: [] for key in plans}
        for _ in range(6):
            for key, (command, words) in plans.items():
                times[key].append(first_words(command, words, cwd=many, home=folder / "home"))
        middle = {key: statistics.median(values[1:]) for key, values in times.items()}
    yield Row(f"first row of {COUNT} recipes: studio", middle["studio"], 99, "s")
    if peer:
        yield Row(f"first row against posting ({middle['posting']:.2f} s)", middle["studio"] / middle["posting"], 0.4)
    yield Row(f"against a minimal Textual app ({middle['minimal']:.2f} s)", middle["studio"] / middle["minimal"], 1.3)


def filter_key() -> Iterator[Row]:
    """A key in the search at ten thousand recipes, the same in Textual's own list, and the longest stall."""
    from textual.app import App, ComposeResult
    from textual.widgets import Input, OptionList

    from studio.tui.app import StudioApp
    from studio.workspace import open_workspace
    from tests.tui.using import settle

    class Peer(App[None]):
        def compose(self) -> ComposeResult:
            yield Input()
            yield OptionList(*(f"Recipe number {n}" for n in range(COUNT)))

        def on_input_changed(self, event: Input.Changed) -> None:
            rows = self.query_one(OptionList)
            rows.clear_options()
            rows.add_options([f"Recipe number {n}" for n in range(COUNT) if event.value in f"Recipe number {n}"])

    async def key(pilot: object, name: str) -> float:
        began = time.perf_counter()
        await pilot.press(name)  # type: ignore[attr-defined]
        await pilot.pause()  # type: ignore[attr-defined]
        return (time.perf_counter() - began) * 1000

    async def ours(folder: Path) -> tuple[float, float]:
        app = StudioApp(open_workspace(folder), start=folder, plain=True, watch=False)
        async with app.run_test(size=(120, 40)) as pilot:
            stalls = asyncio.create_task(longest_stall())
            await settle(pilot)
            await pilot.press("slash")
            took = [await key(pilot, letter) for letter in "number 77"]
            stalls.cancel()
            return statistics.median(took), await stalls

    async def longest_stall() -> float:
        worst = 0.0
        try:
            while True:
                began = time.perf_counter()
                await asyncio.sleep(0.005)
                worst = max(worst, (time.perf_counter() - began - 0.005) * 1000)
        except asyncio.CancelledError:
            return worst

    async def theirs() -> float:
        async with Peer().run_test(size=(120, 40)) as pilot:
            return statistics.median([await key(pilot, letter) for letter in "number 77"])

    with tempfile.TemporaryDirectory() as name:
        os.environ["XDG_STATE_HOME"] = name
        folder = workspace_of(COUNT, Path(name) / "many")
        own, stall = asyncio.run(ours(folder))
        other = asyncio.run(theirs())
    yield Row("a filter key at 10,000 recipes", own, 30, "ms")
    yield Row(f"against OptionList ({other:.0f} ms)", own / other, 0.5)
    yield Row("longest stall while 10,000 recipes are read", stall, 50, "ms")
