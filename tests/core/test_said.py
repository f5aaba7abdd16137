"""What is said of and for every brief there is, word for word, so that a change in a word list shows what it does.

`STUDIO_GOLDENS=write` writes the lists again; read what changed before it is kept.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from studio.core.problem import Problem
from studio.core.prompt.prompt import compose_prompt
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job
from tests.bench.words import BRIEFS, problems_of

JOB = Job.BACKGROUND_REPLACEMENT
GOLDEN = Path(__file__).parent.parent / "golden"
LANGUAGES = Path(__file__).parent.parent / "fixtures" / "prompts" / "languages.yaml"


def rows_of(path: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def line_of(problem: Problem) -> str:
    """A problem without what is the same everywhere: rule, field, and what is wrong."""
    stops = "! " if problem.severity == "error" else ""
    return f"  {stops}{problem.rule}{f' at {problem.field}' if problem.field else ''}: {problem.fault}"


def everything_said() -> Iterator[str]:
    for path in sorted(BRIEFS.glob("*.yaml")):
        yield f"## {path.stem}"
        for row in rows_of(path):
            problems = problems_of(row)
            yield row["name"] + ("" if problems else ": nothing")
            yield from map(line_of, problems)


def sentences() -> Iterator[str]:
    """The prompt of every good brief, and of every phrase that people write into `avoid`."""
    for path in sorted(BRIEFS.glob("*_good.yaml")):
        yield f"## {path.stem}"
        for row in rows_of(path):
            spec = EditSpec.model_validate({"source": "before.jpg", **row.get("spec", {})})
            yield from (
                row["name"],
                *(f"  {line}" for line in compose_prompt(spec, job=spec.job or JOB).text.splitlines()),
            )
    for language, said in yaml.safe_load(LANGUAGES.read_text(encoding="utf-8")).items():
        yield f"## {language}"
        for phrase in (*said["forbids"], *said["names"]):
            spec = EditSpec.model_validate({"source": "before.jpg", "avoid": [phrase]})
            yield f"{phrase} → {compose_prompt(spec, job=JOB).text}"


@pytest.mark.parametrize(("name", "said"), [("said_of_briefs", everything_said), ("said_in_prompts", sentences)])
def test_what_is_said_is_what_a_person_has_read(name: str, said: Callable[[], Iterator[str]]) -> None:
    """Of a brief: the rule, the field it stands in and the sentence, and nothing of a good one. To an engine: all."""
    path, lines = GOLDEN / f"{name}.txt", list(said())
    if os.environ.get("STUDIO_GOLDENS") == "write":
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == path.read_text(encoding="utf-8").splitlines()


def test_whatever_is_said_of_a_brief_says_how_to_mend_it() -> None:
    """In a sentence."""
    problems = [problem for path in BRIEFS.glob("*.yaml") for row in rows_of(path) for problem in problems_of(row)]
    assert [str(problem) for problem in problems if not problem.fix.endswith((".", "?"))] == []
