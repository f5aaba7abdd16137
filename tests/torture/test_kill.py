"""Nothing is lost and nothing is paid twice, whenever the process or the power goes."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.loopback.server import Loopback
from tests.torture.trial import trials

FEW = 14
"""Trials in the quick tests."""


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A folder in memory where the system has one: a sync there costs nothing."""
    return tmp_path


def test_random_kills_tear_no_file_pay_nothing_twice_and_lose_no_answer(scratch: Path, provider: Loopback) -> None:
    """Kill -9 at random moments of a run: every charge has its attempt, every complete answer becomes a picture."""
    tally = trials(scratch, provider, count=FEW, seed=os.getpid())
    print("\n" + tally.line())
    assert tally.faults == []
    assert tally.counts["charged"] > 0


@pytest.mark.slow
def test_a_great_many_random_kills(scratch: Path, provider: Loopback, pytestconfig: pytest.Config) -> None:
    """The same at any count: `make torture N=1000`."""
    tally = trials(scratch, provider, count=pytestconfig.getoption("--torture"), seed=os.getpid())
    print("\n" + tally.line())
    assert tally.faults == []


def test_two_programs_at_once_never_share_a_number(scratch: Path, provider: Loopback) -> None:
    """Both run the same recipe in the same folder: four charges, four attempts."""
    tally = trials(scratch, provider, count=2, victims=2, kill=False)
    assert tally.faults == []
    assert tally.counts["charged"] == 8


@pytest.mark.parametrize(("sabotage", "victims", "kill"), [
    ("no folder sync", 1, True),
    pytest.param("no file sync", 1, True, marks=pytest.mark.slow),
    pytest.param("no exclusive create", 3, False, marks=pytest.mark.slow),
])  # fmt: skip
def test_this_test_sees_it_when_a_promise_is_taken_out(
    scratch: Path,
    provider: Loopback,
    sabotage: str,
    victims: int,
    kill: bool,
) -> None:
    """A test that cannot fail is worse than none: without the sync, or the exclusive create, it finds faults."""
    count = 6 if victims == 1 else 20  # several programs meet at one number only by chance
    tally = trials(scratch, provider, count=count, victims=victims, sabotage=sabotage, kill=kill)
    assert tally.faults
