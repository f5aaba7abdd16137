"""The studio without a picture of a screen: from a recipe to its verdict and back, line by line."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from pathlib import Path

import pytest

from studio.workspace import open_workspace

SLUG = "bag-on-white"
FLOW = ("1", "r", "yes", "v", *"pppppp", "a", "u", "d", "1", "u", *"q", "p", "q")
BOXES = "│─┌┐└┘▀▄█▸·✓"


def plain(workspace: Path, *lines: str | bytes) -> subprocess.CompletedProcess[str]:
    """The installed command with lines on a pipe."""
    typed = b"".join((one if isinstance(one, bytes) else one.encode()) + b"\n" for one in lines)
    done = subprocess.run(
        [sys.executable, "-m", "studio", "--plain"], input=typed, capture_output=True, cwd=workspace, check=False,
        timeout=300,
    )  # fmt: skip
    return subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())


def verdicts(workspace: Path) -> list[str]:
    return [str(one.verdict) for one in open_workspace(workspace).folder(SLUG).recipe.verdicts.values()]


def in_order(said: str, *words: str) -> None:
    at = 0
    for word in words:
        assert word in said[at:], f"{word!r} is not said after:\n{said[:at]}\nin:\n{said}"
        at = said.index(word, at) + len(word)


def test_the_whole_flow_is_said_in_words_over_a_pipe(workspace: Path) -> None:
    """List, run with its price, review, approve, undo, reject, undo, what may go out; no line needs a drawing."""
    ended = plain(workspace, *FLOW)
    assert (ended.returncode, ended.stderr.strip()) == (0, "")
    in_order(
        ended.stdout, "1. A bag on white, ready", "Status: ready. Next:", "1 picture, free", "Run it?", "Running.",
        "001.", "Question 1 of 6", "5 of 6 still to answer", "approved", "waits for review again",
        "Why is it rejected?",
        "rejected", "waits for review again", f"{SLUG} 001 stays inside: ",
    )  # fmt: skip
    assert not set(BOXES) & set(ended.stdout)
    assert "\x1b" not in ended.stdout
    assert verdicts(workspace) == []


def test_a_retry_asks_what_is_wrong_and_what_to_change_and_runs_it(workspace: Path) -> None:
    """One field, its value, the price, and yes; a result that nobody rejected is asked about first."""
    ended = plain(workspace, "1", "r", "yes", "t", "3", "1", "", "yes", "p", "q", "q")
    assert (ended.returncode, ended.stderr.strip()) == (0, "")
    in_order(
        ended.stdout, "What is wrong with 001?", "because of lighting", "One change:", "Run it?", "002", "stays inside"
    )
    made = open_workspace(workspace).folder(SLUG).attempts
    assert [(one.id, one.parent, str(one.because)) for one in made] == [
        ("001", None, "None"),
        ("002", "001", "lighting"),
    ]


def test_nothing_runs_without_a_yes_and_nothing_is_approved_with_a_question_open(workspace: Path) -> None:
    """Enter alone spends nothing; an approval that is not complete says what is missing."""
    assert "Nothing ran." in plain(workspace, "1", "r", "", "q", "q").stdout
    assert not open_workspace(workspace).folder(SLUG).attempts
    ended = plain(workspace, "1", "r", "yes", "v", "p", "a", "q", "q", "q", "q")
    assert "Answers without a verdict are not kept: bag-on-white 001" in ended.stdout
    assert verdicts(workspace) == []


@pytest.mark.parametrize("lines", [(), ("1",), ("1", "r"), (b"\xe9\xff", "nonsense", "99", "?")])
def test_the_end_of_input_quits_quietly_and_odd_lines_are_answered(workspace: Path, lines: tuple[str, ...]) -> None:
    """No traceback, exit code 0, and a wrong key is told where the keys are."""
    ended = plain(workspace, *lines)
    assert (ended.returncode, ended.stderr.strip()) == (0, "")
    if len(lines) > 2:
        in_order(ended.stdout, "There is no", "There is no 'nonsense'", "There is no '99'", "A number opens")


def test_from_a_recipe_to_its_verdict_in_a_real_terminal(workspace: Path) -> None:
    """Each question is waited for, as a person hears it, in a pseudo-terminal."""
    master, slave = pty.openpty()
    child = subprocess.Popen([sys.executable, "-m", "studio", "--plain"], stdin=slave, stdout=slave, stderr=slave,
                             cwd=workspace)  # fmt: skip
    os.close(slave)

    def hear(words: str) -> str:
        said, end = "", time.monotonic() + 120
        while words not in said and time.monotonic() < end:
            if select.select([master], [], [], 0.5)[0]:
                said += os.read(master, 65536).decode()
        assert words in said
        return said

    hear("List of recipes. ? says the keys.")
    steps = [("1", "Recipe "), ("r", "Run it?"), ("yes", "Recipe "), ("v", "Review of")]
    steps += [("p", f"{left} of 6 still to answer") for left in (5, 4, 3, 2, 1, 0)]
    for line, words in [*steps, ("a", "approved")]:
        os.write(master, line.encode() + b"\n")
        hear(words)
    os.write(master, b"\x04")
    assert child.wait(30) == 0
    os.close(master)
    assert verdicts(workspace) == ["approved"]
