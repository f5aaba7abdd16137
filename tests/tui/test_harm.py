"""What must never happen, in a real pseudo-terminal: keys lost, a terminal left unusable, an end without a word."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot
from textual.widgets import Input

from studio.tui.app import StudioApp
from tests.bench.pseudo_terminal import Terminal
from tests.tui.using import press, use

RESTORED = (b"\x1b[?1049l", b"\x1b[?1003l", b"\x1b[?25h")
"""Alternate screen off, mouse reports off, cursor on."""


class Studio(Terminal):
    """The studio in a pseudo-terminal, until it ends."""

    def __init__(self, workspace: Path) -> None:
        super().__init__([sys.executable, "-m", "studio"], cwd=workspace, home=workspace.parent / "home")
        self.shows(b"A bag on white")

    def shows(self, words: bytes) -> None:
        """Wait for words on the screen."""
        assert self.until(words, seconds=90) == pytest.approx(time.monotonic(), abs=5), f"{words!r} never came"

    def ended(self) -> tuple[int, bytes]:
        """Exit status, or the number of the signal below zero, and the last that it wrote."""
        said, end = b"", time.monotonic() + 60
        while time.monotonic() < end:
            try:
                said += self.read()
            except OSError:
                break
        return os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1]), said


@pytest.fixture
def studio_here(workspace: Path) -> Iterator[Studio]:
    """The studio on a workspace with one recipe."""
    running = Studio(workspace)
    yield running
    try:
        running.end()
    except (ProcessLookupError, ChildProcessError):
        os.close(running.handle)


@pytest.mark.parametrize(
    "typed", [b"\x1b[M \xe9\xff", b"\x1b[M#\xff\x80", b"\xe9", b"\xff\xfe\x80"], ids=["mouse", "far", "latin", "junk"]
)
def test_bytes_that_are_no_utf_8_are_read_and_the_studio_goes_on(studio_here: Studio, typed: bytes) -> None:
    """A mouse report of the old kind, a letter from a Latin-1 terminal, line noise (Textual issue 6668)."""
    os.write(studio_here.handle, typed)
    studio_here.rest(1)
    os.write(studio_here.handle, b"\r")
    studio_here.shows(b"define the job")


def test_letters_that_come_with_the_key_of_the_search_go_into_the_search(studio_here: Studio) -> None:
    """As a slow line or a busy machine hands them over, all at once; none of them is taken for a command."""
    studio_here.shows(b"1 of 1")
    os.write(studio_here.handle, b"/nothing")
    studio_here.shows(b"0 of 1")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT])
def test_a_signal_to_end_leaves_a_usable_terminal_and_keeps_what_was_typed(
    studio_here: Studio, workspace: Path, number: signal.Signals
) -> None:
    """As a shutdown, a closed window or `kill` sends it: typed text is beside its file, the status names the signal."""
    os.write(studio_here.handle, b"\r")
    studio_here.shows(b"define the job")
    os.write(studio_here.handle, b"i")
    studio_here.shows(b"recipe.md")
    studio_here.rest(1)
    os.write(studio_here.handle, b"typed and not saved")
    studio_here.rest(1)
    os.kill(studio_here.pid, number)
    status, said = studio_here.ended()
    assert status == 128 + number
    assert all(code in said for code in RESTORED)
    assert said.index(b"\x1b[?1049l") < said.index(b"not save is kept in")
    assert "typed and not saved" in (workspace / "content" / "bag-on-white" / "recipe.mine.md").read_text()


def test_a_fault_of_the_studio_says_where_its_log_is_and_is_no_success(workspace: Path) -> None:
    """No screenful of code: one line, a file, a status above zero, and a whole terminal."""
    broken = workspace / "broken.py"
    broken.write_text(
        "import sys\nfrom studio.tui.screens.library import LibraryScreen\n"
        "def fault(self): raise KeyError('of its own')\n"
        "LibraryScreen.action_group = fault\nsys.argv = ['studio']\n"
        "from studio.__main__ import main\nmain()\n"
    )
    running = Terminal([sys.executable, str(broken)], cwd=workspace, home=workspace.parent / "home")
    running.until(b"A bag on white")
    running.rest(2)
    os.write(running.handle, b"g")
    status, said = Studio.ended(running)  # type: ignore[arg-type]
    assert status == 1
    assert all(code in said for code in RESTORED)
    line = said[said.index(b"The studio ended") :].decode()
    log = Path("".join(line.partition("written in ")[2].split()))
    assert "of its own" in log.read_text()
    assert "Traceback" not in line


def test_pasted_lines_all_arrive_in_a_field_of_one_line_and_nothing_empties_the_clipboard(
    workspace: Path,
) -> None:
    """The words of all lines arrive; a mouse dragged over nothing leaves what was copied."""

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "slash")
        app.post_message(Paste("white\r\n  bag \n\non"))
        await pilot.pause()
        assert app.screen.query_one("#words", Input).value == "white bag on"
        app.copy_to_clipboard("kept")
        app.copy_to_clipboard("")
        assert app.clipboard == "kept"

    use(workspace, work, start=workspace)
