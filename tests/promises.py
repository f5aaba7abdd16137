"""Runs the tests that hold the promises of docs/promises.md, and writes how many of their cases passed.

python -m tests.promises; exit code 1 when a promise does not hold.
"""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import dataclass

from tests.conftest import ROOT

PAGE = ROOT / "docs" / "promises.md"
_ROW = re.compile(r"^\| (?P<promise>[A-Z][^|]+) \| (?P<tests>`tests/[^|]+`) \|[^|\n]*\|$", re.MULTILINE)


@dataclass(frozen=True)
class Promise:
    """A row of the page."""

    words: str
    """What is promised."""
    tests: tuple[str, ...]
    """Tests that hold it, as pytest names them."""


def promises() -> tuple[Promise, ...]:
    """All of them, in the order of the page."""
    rows = _ROW.finditer(PAGE.read_text())
    return tuple(Promise(row["promise"], tuple(re.findall(r"`([^`]+)`", row["tests"]))) for row in rows)


def main() -> int:
    """Run them one after the other and write the last column."""
    figures = {}
    for promise in promises():
        command = [sys.executable, "-m", "pytest", "-m", "not slow", "-n", "auto", *promise.tests]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        counted = {word: int(number) for number, word in re.findall(r"(\d+) (passed|failed|error)", done.stdout)}
        good, all_of_them = counted.get("passed", 0), sum(counted.values())
        figures[promise.words] = f"{good} of {all_of_them}"
        print(f"{figures[promise.words]:>12}  {promise.words}", flush=True)
    PAGE.write_text(
        _ROW.sub(lambda row: f"| {row['promise']} | {row['tests']} | {figures[row['promise']]} |", PAGE.read_text())
    )
    return 1 if any(not good or good != of for good, of in (figure.split(" of ") for figure in figures.values())) else 0


if __name__ == "__main__":
    sys.exit(main())
