"""What the checks say of every brief there is, word for word, so that a change in a word list shows what it does.

`STUDIO_GOLDENS=write` writes the list again; read what changed before it is kept.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import yaml

from studio.core.problem import Problem
from tests.bench.words import BRIEFS, problems_of

SAID = Path(__file__).parent.parent / "golden" / "said_of_briefs.txt"


def line_of(problem: Problem) -> str:
    """A problem without what is the same everywhere: rule, field, and what is wrong."""
    stops = "! " if problem.severity == "error" else ""
    return f"  {stops}{problem.rule}{f' at {problem.field}' if problem.field else ''}: {problem.fault}"


def everything_said() -> Iterator[str]:
    for path in sorted(BRIEFS.glob("*.yaml")):
        yield f"## {path.stem}"
        for row in yaml.safe_load(path.read_text(encoding="utf-8")):
            problems = problems_of(row)
            yield row["name"] + ("" if problems else ": nothing")
            yield from map(line_of, problems)


def test_of_every_brief_the_checks_say_what_a_person_has_read() -> None:
    """The rule, the field it stands in and the sentence; and nothing of a good one."""
    said = "\n".join(everything_said()) + "\n"
    if os.environ.get("STUDIO_GOLDENS") == "write":
        SAID.write_text(said, encoding="utf-8")
    assert said.splitlines() == SAID.read_text(encoding="utf-8").splitlines()


def test_whatever_is_said_of_a_brief_says_how_to_mend_it() -> None:
    """In a sentence."""
    problems = [problem for path in BRIEFS.glob("*.yaml") for row in yaml.safe_load(path.read_text(encoding="utf-8"))
                for problem in problems_of(row)]  # fmt: skip
    assert [str(problem) for problem in problems if not problem.fix.endswith((".", "?"))] == []
