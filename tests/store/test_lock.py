"""One writer per workspace: a second one waits a moment, and is then told who holds it."""

from __future__ import annotations

import os
import threading
from pathlib import Path

import pytest

from studio.errors import WorkspaceLocked
from studio.store.lock import writer_lock


def enter(content: Path, *, wait_s: float) -> None:
    """Write, if nobody else does."""
    with writer_lock(content, wait_s=wait_s):
        pass


def test_a_second_writer_waits_for_the_first(tmp_path: Path) -> None:
    """Two verdicts given at once are both written: a write takes a moment, and nobody is turned away for it."""
    held, order = threading.Event(), list[str]()

    def first() -> None:
        with writer_lock(tmp_path):
            held.set()
            held_for.wait(0.3)
            order.append("first")

    held_for = threading.Event()
    writer = threading.Thread(target=first)
    writer.start()
    assert held.wait(10)
    with writer_lock(tmp_path, wait_s=20):
        order.append("second")
    writer.join()
    assert order == ["first", "second"]


def test_a_writer_that_waited_long_enough_is_told_who_writes(tmp_path: Path) -> None:
    """And the lock is free again as soon as the other is done, however it ended."""
    with writer_lock(tmp_path), pytest.raises(WorkspaceLocked, match=rf"writing here \(process {os.getpid()}\)"):
        enter(tmp_path, wait_s=0.05)
    with pytest.raises(ZeroDivisionError), writer_lock(tmp_path):
        raise ZeroDivisionError
    with writer_lock(tmp_path, wait_s=0):
        assert (tmp_path / ".studio" / "writer").read_text() == str(os.getpid())


def test_a_lock_whose_holder_left_no_name_is_said_all_the_same(tmp_path: Path) -> None:
    """The file with the name is written after the lock is taken."""
    with writer_lock(tmp_path):
        (tmp_path / ".studio" / "writer").unlink()
        with pytest.raises(WorkspaceLocked, match=r"\(process unknown\)"):
            enter(tmp_path, wait_s=0)
