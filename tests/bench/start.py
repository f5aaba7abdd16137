"""How quickly the command line answers."""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Iterator

from tests.bench.table import Row


def wall(*command: str, rounds: int = 7) -> float:
    """Median wall time of a command in seconds."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        subprocess.run(command, capture_output=True, check=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def start() -> Iterator[Row]:
    """Help against bare Python."""
    bare = wall(sys.executable, "-c", "pass")
    yield Row(
        "studio --help beyond bare Python", (wall(sys.executable, "-m", "studio", "--help") - bare) * 1000, 150, "ms"
    )
