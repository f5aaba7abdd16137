"""The same flow once through a real terminal: tmux, a pseudo-terminal, the installed command."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image

from studio.workspace import open_workspace
from tests.conftest import PHOTOS

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

    def shows(self, words: str, *, seconds: float = 40) -> str:
        """The screen, as soon as it shows some words."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            shown = self.tmux("capture-pane", "-p", "-t", "s")
            if words in shown:
                return shown
            time.sleep(0.1)
        raise AssertionError(f"{words!r} never came; the screen:\n{shown}")


@pytest.fixture(params=[
    pytest.param((80, 24), id="80x24"), pytest.param((200, 60), id="200x60", marks=pytest.mark.slow),
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
    terminal.shows("No halo runs")  # approving before the measurements are here asks once more
    terminal.key("a")
    terminal.shows("approved. Ctrl+Z")
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
def test_a_new_user_begins_in_an_empty_folder_and_learns_from_a_rejection(tmp_path: Path, terminal: Terminal) -> None:
    """Name and photograph, run, reject with a class, retry with one change, lineage, back into the recipe."""
    folder = tmp_path / "shop"
    folder.mkdir()
    with Image.open(PHOTOS / "bag_before.jpg") as photo:
        photo.resize((400, 400)).save(folder / "bag.jpg")
    terminal.type(f"cd {folder} && env XDG_STATE_HOME={tmp_path / 'state'} {sys.executable} -m studio")
    terminal.key("Enter")
    terminal.shows("There are no recipes in this folder yet")
    terminal.key("n")
    terminal.shows("What is done to it")
    for words in ("My bag", "bag.jpg"):
        terminal.type(words)
        terminal.shows(words)
        terminal.key("Enter")
    terminal.shows("ready: r runs it")
    terminal.key("r")
    terminal.shows("Results each")
    terminal.key("Enter")
    terminal.shows("to review: v judges it", seconds=120)
    for key, words in (("v", "6 of 6 to answer"), ("d", "Why is it rejected?"), ("3", "rejected (lighting)"),
                       ("Escape", "needs retry"), ("t", "failed for lighting")):  # fmt: skip
        terminal.key(key)
        terminal.shows(words)
    for _ in range(3):
        terminal.key("Down")
    terminal.shows("takes  a number from 0 to 1")
    terminal.key("Enter")
    terminal.type("0.9")
    terminal.shows("One change, free")
    terminal.key("Enter")
    terminal.shows("002 · to review", seconds=120)
    for key, words in (("l", "lineage of my-bag"), ("b", "Write the spec of attempt 002"), ("y", "Written into")):
        terminal.key(key)
        terminal.shows(words)
    assert "strength: 0.9" in (folder / "content" / "my-bag" / "recipe.md").read_text()
