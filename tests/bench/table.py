"""Rows of figures, and measuring in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """One figure against its limit."""

    what: str
    """What was measured."""
    value: float
    """The figure."""
    limit: float | None
    """What must be reached; None: told beside the others."""
    unit: str = ""
    """Unit of both."""
    at_most: bool = True
    """Whether the limit is an upper one."""
    was: float | None = None
    """The limit it had before a plainer builder was worth more; printed, not held."""

    @property
    def is_reached(self) -> bool:
        """Whether the figure keeps its limit."""
        if self.limit is None:
            return True
        return self.value <= self.limit if self.at_most else self.value >= self.limit


def show(title: str, rows: Iterable[Row]) -> bool:
    """Print a table; True when every limit is reached."""
    good = True
    print(f"\n{title}")
    for row in rows:
        sign = "≤" if row.at_most else "≥"
        mark = "ok  " if row.is_reached else "MISS"
        good &= row.is_reached
        bound = f"{sign} {row.limit:g} {row.unit}" if row.limit is not None else row.unit
        bound += f" (before: {sign} {row.was:g})" if row.was is not None else ""
        print(f"  {mark if row.limit is not None else '    '} {row.what:<58} {row.value:>10.4g} {bound}".rstrip())
    return good


def _quiet() -> dict[str, str]:
    """The environment of a measured process: one thread, and compiled modules are kept for the next one."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"OPENBLAS_NUM_THREADS": "1"}


def measured(code: str) -> dict[str, float]:
    """Run Python code in a fresh process; it prints a JSON object last. Adds CPU seconds and peak memory.

    Args:
        code: The program.
    """
    tail = (
        "\nimport resource as _r, json as _j\n_u = _r.getrusage(_r.RUSAGE_SELF)\n"
        "print(_j.dumps({**globals().get('answer', {}), 'cpu': globals().get('cpu', _u.ru_utime + _u.ru_stime),"
        " 'mb': _u.ru_maxrss / 1024}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code + tail], capture_output=True, text=True, check=True, env=_quiet())
    answer: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return answer
