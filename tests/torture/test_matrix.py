"""Whatever a provider answers, whatever the disk refuses, whenever the program dies: the money is accounted for."""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from tests.loopback.server import Loopback
from tests.torture.matrix import all_trials, run_matrix


def test_a_selection_of_answers_faults_and_kills_loses_no_paid_picture(tmp_path: Path, provider: Loopback) -> None:
    """Every complete picture that was charged is an attempt, and nothing is charged that nobody asked for.

    Each fault of the disk meets each moment of a kill, with an answer of chance.
    """
    chance = random.Random(os.getpid())
    met = {(trial.fault, trial.kill): trial for trial in chance.sample(all_trials(), len(all_trials()))}
    chosen = list(met.values())
    table = run_matrix(tmp_path, provider, chosen)
    assert table.faults == []


@pytest.mark.slow
def test_all_answers_faults_and_kills(tmp_path: Path, provider: Loopback) -> None:
    """The whole matrix, printed as a table."""
    table = run_matrix(tmp_path, provider, all_trials())
    print("\n" + "\n".join(table.lines()))
    assert table.faults == []
