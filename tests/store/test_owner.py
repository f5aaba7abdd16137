"""Which process holds a request open, and when it is certain that it is gone."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace

import pytest

from studio.store import lock
from studio.store.lock import Owner, is_elsewhere, is_gone, owner_of_this_process


def here() -> Owner:
    return Owner(*owner_of_this_process().split(":"))


def test_a_process_that_runs_is_neither_gone_nor_elsewhere() -> None:
    """As long as it runs, whatever the machine is called."""
    assert not is_gone(str(here()))
    assert not is_elsewhere(str(here()))
    renamed = str(replace(here(), host="laptop-in-another-network"))
    assert not is_gone(renamed)
    assert not is_elsewhere(renamed)


def test_a_process_that_ended_is_gone_also_when_its_number_is_used_again() -> None:
    """The number alone says nothing: the start belongs to it."""
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    assert is_gone(str(replace(here(), pid=str(ended.pid))))
    assert is_gone(str(replace(here(), start="1")))
    assert is_gone("")


def test_a_restart_of_this_machine_ends_its_processes() -> None:
    """The number may be taken by another process since; the kernel is another one."""
    if not here().machine:
        pytest.skip("this machine has no name that survives a restart")
    assert is_gone(str(replace(here(), boot="before-" + here().boot.partition("-")[2])))


@pytest.mark.parametrize("changes", [
    {"host": "studio-two", "boot": "other-space", "machine": "other"},
    {"host": "studio-two", "boot": "other-space"},
    {"boot": "other-space", "machine": "other"},
    {"boot": "other-space", "machine": ""},
])  # fmt: skip
def test_a_process_of_another_machine_is_never_called_gone(changes: dict[str, str]) -> None:
    """Not one of the same name, and not one with the same image, as containers and cloned machines have them."""
    foreign = str(replace(here(), pid="1", start="1", **changes))
    assert not is_gone(foreign)
    assert is_elsewhere(foreign)


def test_a_process_in_another_container_of_this_machine_cannot_be_seen() -> None:
    """Its numbers are counted apart."""
    kernel = here().boot.partition("-")[0]
    foreign = str(replace(here(), start="1", boot=f"{kernel}-another"))
    assert not is_gone(foreign)
    assert is_elsewhere(foreign)


def test_an_owner_of_an_older_version_is_read_and_a_strange_one_is_left_alone() -> None:
    """`host:pid:start`, as it was written before."""
    now = here()
    assert not is_gone(f"{now.host}:{now.pid}:{now.start}")
    assert is_gone(f"{now.host}:{now.pid}:1")
    assert not is_gone(f"studio-two:{now.pid}:1")
    for strange in ("?", "a:b:c", "a:1", ":::::::"):
        assert not is_gone(strange)
        assert is_elsewhere(strange)


def test_a_process_that_the_system_hides_is_not_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of another user, where /proc shows only one's own."""

    def refused(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", refused)
    monkeypatch.setattr(lock, "_PROC", lock.Path("/nowhere"))
    now = here()
    assert not is_gone(f"{now.host}:4711:99")
