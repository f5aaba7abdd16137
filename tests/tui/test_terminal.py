"""The same flow once through a real terminal: tmux, a pseudo-terminal, the installed command."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.workspace import open_workspace
from tests.tui.test_never import cluttered

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="tmux is not installed on this machine")


class Terminal:
    """A tmux session of its own server."""

    def __init__(self, folder: Path, *, width: int, height: int) -> None:
        self.socket = str(folder / "tmux.sock")
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(width), "-y", str(height), "-s", "s", "sh")
        self.tmux("set", "-g", "remain-on-exit", "on")

    def tmux(self, *arguments: str) -> str:
        command = ["tmux", "-S", self.socket, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=20).stdout

    def type(self, text: str) -> None:
        self.tmux("send-keys", "-t", "s", "-l", text)

    def key(self, name: str) -> None:
        self.tmux("send-keys", "-t", "s", name)

    def shows(self, *words: str, seconds: float = 40) -> str:
        """The screen, as soon as it shows some words, or some of several."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            shown = self.tmux("capture-pane", "-p", "-t", "s")
            if any(one in shown for one in words):
                return shown
            time.sleep(0.1)
        raise AssertionError(f"{words!r} never came; the screen:\n{shown}")

    def walk(self, *steps: tuple[str, str]) -> None:
        """Press a key and wait for words, step by step; an empty key only waits, empty words wait for nothing."""
        for key, words in steps:
            if key:
                self.key(key)
            self.shows(words, seconds=120)

    def approve(self) -> None:
        """Approve; again where the studio asks, because pictures are small or nothing is measured yet."""
        for _ in range(3):
            self.key("a")
            with contextlib.suppress(AssertionError):
                self.shows("approved. n goes", seconds=10)
                return
        raise AssertionError("never approved")


SIZES = [(80, 24), (40, 12), (60, 20), (100, 14), (200, 60)]
"""Columns and lines; every day the first."""


@pytest.fixture(params=[
    pytest.param(size, id=f"{size[0]}x{size[1]}", marks=[pytest.mark.slow] if size != SIZES[0] else [])
    for size in SIZES
])  # fmt: skip
def terminal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Terminal]:
    """A terminal of a size."""
    made = Terminal(tmp_path, width=request.param[0], height=request.param[1])
    yield made
    subprocess.run(["tmux", "-S", made.socket, "kill-server"], check=False)


def test_from_start_to_an_approved_and_published_picture(workspace: Path, terminal: Terminal) -> None:
    """As a new user would: start, open, run, judge, publish, leave; the terminal is whole afterwards."""
    state = workspace.parent / "state"
    python = f"{sys.executable} -m studio"
    terminal.type(f"cd {workspace} && env XDG_STATE_HOME={state} {python}; echo left with $?")
    terminal.key("Enter")
    terminal.shows("A bag on white")
    terminal.key("Enter")
    terminal.shows("define the job")
    terminal.key("r")
    terminal.shows("Results each")
    terminal.key("Enter")
    terminal.shows("▸ review")
    terminal.key("v")
    terminal.shows("subject identity")
    for key in "ppxppp":
        terminal.key(key)
    terminal.shows("All answered")
    terminal.approve()
    review = open_workspace(workspace).folder("bag-on-white").recipe.review_of("001")
    assert review is not None
    terminal.key("Escape")
    terminal.shows("▸ publish")
    terminal.key("p")
    terminal.shows("Goes out (1)")
    terminal.key("b")
    terminal.shows("pages and")
    assert (workspace / "site" / "index.html").is_file()
    terminal.key("C-q")
    terminal.shows("left with 0", seconds=5)


@pytest.mark.parametrize("terminal", SIZES[:1], indirect=True, ids=str)
def test_a_file_changed_outside_appears_at_once(workspace: Path, terminal: Terminal) -> None:
    """The open recipe follows its file."""
    path = workspace / "content" / "bag-on-white" / "recipe.md"
    terminal.type(f"cd {workspace} && env XDG_STATE_HOME={workspace.parent / 'state'} {sys.executable} -m studio")
    terminal.key("Enter")
    terminal.shows("A bag on white")
    terminal.key("Enter")
    terminal.shows("define the job")
    time.sleep(0.5)
    path.write_text(path.read_text().replace("to pure white", "to slate"))
    os.utime(path)
    terminal.shows("slate")


@pytest.mark.slow
@pytest.mark.parametrize("terminal", SIZES[:1], indirect=True, ids=str)
def test_a_new_user_draws_an_outline_learns_from_a_rejection_and_publishes(tmp_path: Path, terminal: Terminal) -> None:
    """An empty folder and a cluttered photograph; each key is one that the screen names at that moment."""
    folder = tmp_path / "shop"
    folder.mkdir()
    cluttered(folder / "room.jpg")
    terminal.type(f"cd {folder} && env XDG_STATE_HOME={tmp_path / 'state'} {sys.executable} -m studio")
    terminal.walk(("Enter", "There are no recipes in this folder yet"), ("n", "Photograph"))
    for words in ("Red box", "Poster", "room.jpg"):
        terminal.type(words)
        terminal.walk(("", words), ("Enter", words))
    terminal.walk(("Tab", ""), ("Tab", ""), ("Tab", ""), ("Enter", "ready: r runs it"), ("r", "Results each"),
                  ("Enter", "u says where"), ("u", "arrows move it"))  # fmt: skip
    for key, times in (("S-Left", 14), ("S-Up", 14), ("Right", 8), ("Down", 8)):
        for _ in range(times):
            terminal.key(key)
    terminal.walk(("", "left 0.36, top 0.36, width 0.32"), ("b", "it says now where"), ("r", "Results each"),
                  ("Enter", "to review: v judges it"), ("v", "6 of 6 to answer"), ("d", "Why is it rejected?"),
                  ("3", "rejected (lighting)"), ("Escape", "needs retry"), ("t", "failed for lighting"))  # fmt: skip
    terminal.walk(("", "takes  a number from 0 to 1"), ("Enter", ""))
    terminal.type("0.9")
    terminal.walk(("", "One change, free"), ("Enter", "003 · to review"), ("l", "001 failed"),
                  ("b", "Write the spec of attempt 003"), ("y", "Written into"), ("Escape", "v judges it"),
                  ("v", "6 of 6 to answer"))  # fmt: skip
    for key in "pppppp":
        terminal.key(key)
    terminal.shows("All answered")
    terminal.approve()
    terminal.walk(("Escape", "p publishes it"), ("p", "Goes out (1)"), ("b", "o opens them"))
    assert "strength: 0.9" in (folder / "content" / "red-box" / "recipe.md").read_text()
    assert "Poster" in (folder / "site" / "recipes" / "red-box.html").read_text()
