"""Checks before spending, on a recipe that does nearly everything wrong."""

from __future__ import annotations

import datetime
from pathlib import Path

from studio.core.checks import check_recipe
from studio.core.problem import Problem
from studio.workspace import open_workspace

MISTAKES = Path(__file__).parent.parent / "fixtures" / "mistakes"
EXPECTED = {
    (1, "no-asset"), (3, "unknown-field"), (4, "wrong-value"), (5, "unknown-channel"), (6, "wrong-value"),
    (7, "unknown-field"), (9, "invalid-review"), (9, "review-of-nothing"), (13, "invalid-review"),
    (18, "thin-guide"), (20, "unverifiable-claim"), (22, "no-preserve"), (23, "missing-picture"),
    (24, "unknown-field"), (28, "wrong-value"), (29, "two-jobs"), (31, "bad-mask"), (32, "retired-model"),
    (32, "illegal-setting"), (38, "missing-variable"), (39, "wrong-value"), (40, "wrong-value"), (41, "wrong-value"),
    (44, "double-edit"), (52, "invalid-yaml"),
}  # fmt: skip


def problems() -> tuple[Problem, ...]:
    workspace = open_workspace(MISTAKES, today=datetime.date(2026, 11, 23))
    return check_recipe(workspace.folder("twenty"), workspace.rules)


def test_twenty_different_mistakes_are_all_reported_in_one_run_with_their_lines() -> None:
    """One run names every mistake, each in the line where a person has to mend it."""
    found = {(problem.line, problem.rule) for problem in problems()}
    assert found >= EXPECTED
    assert len(EXPECTED) >= 20


def test_every_problem_names_file_line_fault_and_fix() -> None:
    """`str(problem)` is one line: place, fault, fix."""
    for problem in problems():
        assert str(problem).count("\n") == 0
        assert problem.path == "content/twenty/recipe.md"
        assert problem.line >= 1
        assert problem.fault
        assert problem.fix.endswith((".", "?", "NAME")), problem.fix


def test_a_mistyped_field_is_answered_with_the_nearest_one() -> None:
    """An unknown field is an error with a suggestion."""
    assert "Did you mean 'channel'?" in next(str(p) for p in problems() if "chanel" in p.fault)
