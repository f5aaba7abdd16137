"""Pictures that a cluster makes are the pictures that this machine makes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from studio.errors import EngineUnavailable
from studio.workflow.making import cluster
from tests.conftest import Studio

SLUG = "bag-on-white"
CLUSTER = """
import sys
from distributed import LocalCluster
if __name__ == "__main__":
    with LocalCluster(n_workers=int(sys.argv[1]), threads_per_worker=1, dashboard_address=None) as one:
        print(one.scheduler_address, flush=True)
        sys.stdin.read()
"""


def started(tmp_path: Path, workers: int) -> Iterator[str]:
    program = tmp_path / "cluster.py"
    program.write_text(CLUSTER)
    command = [sys.executable, str(program), str(workers)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout
        assert running.stdin
        yield running.stdout.readline().strip()
        running.stdin.close()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A cluster of two workers on this machine."""
    yield from started(tmp_path, 2)


def run(workspace: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A run in a process of its own, as a person begins it."""
    command = [sys.executable, "-m", "studio", "run", SLUG, "--at", str(workspace), *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "COLUMNS": "200"})


def test_a_cluster_makes_the_same_bytes_and_this_machine_keeps_the_record(
    workspace: Path, studio: Studio, address: str
) -> None:
    """Two results on two workers, each like its twin made here, and one attempt after the other in the record."""
    studio("run", SLUG)
    done = run(workspace, "--again", "--cluster", address)
    assert done.returncode == 0, done.stdout + done.stderr
    attempts = workspace / "content" / SLUG / "attempts"
    assert (attempts / "001.png").read_bytes() == (attempts / "002.png").read_bytes()
    assert (attempts / "002.json").exists()
    assert not (attempts / "003.json").exists()


def test_no_cluster_is_said_before_an_attempt_begins(workspace: Path) -> None:
    """With the address, and nothing is left behind."""
    done = run(workspace, "--cluster", "tcp://127.0.0.1:9")
    assert done.returncode == 3
    assert "No Dask cluster answers at tcp://127.0.0.1:9." in done.stderr
    assert not (workspace / "content" / SLUG / "attempts").exists()


def test_machines_that_could_make_other_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Another version of a library that pixels go through is named, with both versions."""

    class Client:
        def run(self, _: object) -> dict[str, dict[str, str]]:
            return {"tcp://10.0.0.5:1": {**cluster.what_decides_pixels(), "numpy": "1.0"}}

    with pytest.raises(EngineUnavailable, match=r"tcp://10.0.0.5:1 could make other pictures: numpy is 1.0 there"):
        cluster._require_same(Client())
