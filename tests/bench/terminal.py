"""The terminal studio in a pseudo-terminal: first row, filter key, stalls; beside posting and a minimal Textual app."""

from __future__ import annotations

import asyncio
import math
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from tests.bench.pseudo_terminal import Terminal, install_peer
from tests.bench.table import Row
from tests.conftest import PHOTOS

COUNT = 10_000
CHANNELS = ("product-page", "amazon-main", "open-graph")
BARE = """
from textual.app import App
from textual.widgets import Static
class A(App):
    def compose(self):
        yield Static("the first row")
A().run()
"""
"""Textual and one line of text."""
MINIMAL = """
from textual.app import App
from textual.widgets import Footer, Header, Input, Static
class A(App):
    BINDINGS = [("q", "quit", "Quit")]
    def compose(self):
        yield Header()
        yield Input(placeholder="search")
        yield Static("the first row")
        yield Footer()
A().run()
"""
"""The same with what every such program has: header, search, footer."""
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
        (place / "recipe.md").write_text(RECIPE.format(n=n, channel=CHANNELS[n % 3], tag=n % 17))
    return folder


def first_words(command: Sequence[str], words: bytes, *, cwd: Path, home: Path) -> float:
    """Seconds from the start of a program in a pseudo-terminal until it shows some words."""
    terminal = Terminal(command, cwd=cwd, home=home)
    took = terminal.until(words) - terminal.began
    terminal.end()
    return took


def first_paint() -> Iterator[Row]:
    """In turns, the median of five."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        many = workspace_of(COUNT, folder / "many")
        peer = install_peer("posting")
        plans: dict[str, tuple[list[str], bytes]] = {
            "studio": ([sys.executable, "-m", "studio"], b"recipe-00003"),
            "minimal": ([sys.executable, "-c", MINIMAL], b"the first row"),
            "bare": ([sys.executable, "-c", BARE], b"the first row"),
        }
        if peer:
            plans["posting"] = ([peer], b"Collection")
        times: dict[str, list[float]] = {key: [] for key in plans}
        for _ in range(6):
            for key, (command, words) in plans.items():
                times[key].append(first_words(command, words, cwd=many, home=folder / "home"))
        middle = {key: statistics.median(values[1:]) for key, values in times.items()}
    yield Row(f"first row of {COUNT} recipes: studio", middle["studio"], None, "s")
    if peer:
        yield Row(f"first row against posting ({middle['posting']:.2f} s)", middle["studio"] / middle["posting"], 0.4)
    yield Row(f"against Textual with header, search, footer ({middle['minimal']:.2f} s)",
              middle["studio"] / middle["minimal"], 1.3)  # fmt: skip
    yield Row(f"against Textual and one line ({middle['bare']:.2f} s)", middle["studio"] / middle["bare"], None)


BACKSPACE = "\x7f"
TYPED = ["7", "1", "3", *[BACKSPACE] * 3, "4", "2", "8", *[BACKSPACE] * 3]
"""Keys after each of which another number of recipes is left."""
SEARCHES = """
import sys
from textual.app import App
from textual.widgets import Input, OptionList, Static
ALL = [f"Recipe number {n}" for n in range(int(sys.argv[2]))]
class Peer(App):
    def compose(self):
        yield Input()
        yield Static("", id="count")
        if sys.argv[1] == "list":
            yield OptionList(*ALL)
    def on_mount(self):
        self.query_one(Static).update("Recipe number")
    def on_input_changed(self, event):
        found = [x for x in ALL if all(word in x.lower() for word in event.value.split())]
        if sys.argv[1] == "list":
            self.query_one(OptionList).clear_options()
            self.query_one(OptionList).add_options(found)
        self.query_one("#count").update(f"{len(found)} of {len(ALL)}")
Peer().run()
"""


def keys(terminal: Terminal, texts: Sequence[str]) -> tuple[float, float]:
    """Milliseconds from a key of the search until its count stands on the screen (median), and of processor a key.

    Args:
        terminal: The program, with the cursor in its search.
        texts: What it looks in, for each of its rows.
    """
    took, typed = [], ""
    before = terminal.cpu_s
    for letter in TYPED:
        typed = typed[:-1] if letter == BACKSPACE else typed + letter
        left = sum(typed in text for text in texts)
        began = terminal.key(letter)
        took.append((terminal.until(f"{left} of {COUNT}".encode(), seconds=5) - began) * 1000)
        terminal.rest(0.4)
    if any(math.isnan(one) for one in took):
        raise RuntimeError(f"a count never came: {took}")
    return statistics.median(took), (terminal.cpu_s - before) / len(TYPED) * 1000


def filter_key() -> Iterator[Row]:
    """A key in the search at ten thousand recipes; the same in Textual's own list, and in an app without any list."""
    with tempfile.TemporaryDirectory() as name:
        folder, home = workspace_of(COUNT, Path(name) / "many"), Path(name) / "home"
        programs = {
            "studio": [sys.executable, "-m", "studio"],
            "list": [sys.executable, "-c", SEARCHES, "list", str(COUNT)],
            "bare": [sys.executable, "-c", SEARCHES, "bare", str(COUNT)],
        }
        found: dict[str, tuple[float, float]] = {}
        for key, command in programs.items():
            terminal = Terminal(command, cwd=folder, home=home)
            terminal.until(b"Recipe number")
            if key == "studio":
                terminal.until(f"of {COUNT} · {COUNT}".encode())  # every recipe is read
                terminal.key("/")
            terminal.rest(2)
            texts = [_text_of(n) if key == "studio" else f"recipe number {n}" for n in range(COUNT)]
            found[key] = keys(terminal, texts)
            terminal.end()
    (own, cpu), (other, _), (bare, _) = found["studio"], found["list"], found["bare"]
    yield Row("a filter key until it is on the screen", own, 30, "ms")
    yield Row("  processor for it and all that follows", cpu, 30, "ms")
    yield Row(f"against OptionList ({other:.0f} ms)", own / other, 0.5)
    yield Row(f"against a Textual app without a list ({bare:.0f} ms)", own / bare, 1.5)


def _text_of(n: int) -> str:
    """What the studio looks in for a recipe: name, title, job, channel, tags."""
    front = dict(line.split(": ", 1) for line in RECIPE.format(n=n, channel=CHANNELS[n % 3], tag=n % 17).splitlines()
                 if ": " in line)  # fmt: skip
    return f"recipe-{n:05d} {front['title']} {front['job']} {front['channel']} {front['tags'][1:-1]}".lower()


NAP_S = 0.005
"""Sleep between two looks at the clock."""
IDLE = f"""
import asyncio, time
async def main():
    while True:
        due = time.perf_counter() + {NAP_S}
        await asyncio.sleep({NAP_S})
        print(due, time.perf_counter(), flush=True)
asyncio.run(main())
"""
"""A program that does nothing beside the studio: when it waits, it is the machine that stands."""
Gap = tuple[float, float]
"""From the moment something was due to the moment it came, in seconds of the machine's clock."""


async def watch_gaps(found: list[Gap]) -> None:
    """Note how late the event loop comes round each time, until this is cancelled."""
    while True:
        due = time.perf_counter() + NAP_S
        await asyncio.sleep(NAP_S)
        found.append((due, time.perf_counter()))


def own_part(gap: Gap, machine: Sequence[Gap]) -> float:
    """Seconds of a gap in which an idle program beside it did not wait as well.

    Args:
        gap: One of the studio.
        machine: The long ones of the idle program.
    """
    held = sum(max(0.0, min(gap[1], end) - max(gap[0], begin)) for begin, end in machine)
    return gap[1] - gap[0] - held


def stalls() -> Iterator[Row]:
    """The longest time the keyboard waits while the studio does something long."""
    from studio.background import computes_apart
    from studio.tui.app import StudioApp
    from tests.tui.using import press, settle

    async def gaps_of(folder: Path, first: Sequence[str], then: Sequence[str]) -> list[Gap]:
        app = StudioApp(folder, start=folder, plain=True, watch=False)
        async with app.run_test(size=(120, 40)) as pilot:
            await pilot.pause()  # the first rows stand; until then there is nothing to press a key for
            if then:
                await settle(pilot)
                await press(pilot, *first)
            found = list[Gap]()
            watching = asyncio.create_task(watch_gaps(found))
            await press(pilot, *then)
            await settle(pilot)
            watching.cancel()
            return found

    def row(while_: str, folder: Path, *then: str, first: Sequence[str] = ()) -> Row:
        with tempfile.TemporaryFile() as said:
            idle = subprocess.Popen([sys.executable, "-c", IDLE], stdout=said)
            found = asyncio.run(gaps_of(folder, first, then))
            idle.kill()
            idle.wait()
            said.seek(0)
            lines = [line.split() for line in said.read().decode().splitlines()[:-1]]
        machine = [(float(due), float(came)) for due, came in lines]
        whole = max(end - begin for begin, end in found)
        beside = max((end - begin for begin, end in machine if end > found[0][0]), default=0.0)
        says = f"{whole * 1000:.0f} by the clock, an idle program beside it {beside * 1000:.0f}"
        long = [(begin, end) for begin, end in machine if end - begin > NAP_S]
        own = max(own_part(gap, long) for gap in found)
        return Row(f"longest stall while {while_} ({says})", own * 1000, 50, "ms")

    with tempfile.TemporaryDirectory() as name:
        os.environ |= {"XDG_STATE_HOME": name, "COLORTERM": "truecolor", "TERM": "xterm-256color"}
        many = workspace_of(COUNT, Path(name) / "many")
        with computes_apart():  # as the terminal studio runs
            yield row("10,000 recipes are read behind the first rows", many)
            for megapixels, side in ((1, 1000), (24, 4900)):
                place = photographed(Path(name) / str(side), side=side)
                size = f"{megapixels}-megapixel"
                yield row(f"the dialog of a {size} edit is opened", place, "r")
                yield row(f"two {size} edits are made", place, "enter", first=("space", "space", "r"))
                yield row(f"the screen of a {size} pair is opened", place, "v")
                yield row(f"another {size} pair is opened on it", place, "n", first="v")
                yield row(f"its recipe, {size}, is opened", place, "enter")
                yield row(f"its lineage, {size}, is opened", place, "l", first=("enter",))
                yield row(f"a retry of it, {size}, is opened", place, "t", first=("enter",))


def photographed(folder: Path, *, side: int) -> Path:
    """A workspace with two recipes on a photograph of that side, in pixels."""
    from PIL import Image

    for n in (1, 2):
        place = folder / "content" / f"bag-{n}"
        place.mkdir(parents=True)
        (place / "recipe.md").write_text(RECIPE.format(n=n, channel="product-page", tag=n))
        with Image.open(PHOTOS / "bag_before.jpg") as photo:
            photo.resize((side, side)).save(place / "before.jpg", quality=92)
    return folder
