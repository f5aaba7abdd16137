"""Slips of YAML: one problem each, in its line, with its cure."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from studio.core.checks import check_fully, check_recipe
from studio.core.problem import Problem
from studio.workspace import open_workspace
from tests.bench.words import GUIDE

FRONT = "title: A\nasset: Hero\njob: background-replacement\nchannel: product-page\nrights: own\n"
EDIT = "source: before.jpg\npreserve: [cup]\nchange: the background to slate\nlocal: {background: {kind: white}}\n"


def problems(
    folder: Path, *, front: str = FRONT, edit: str = EDIT, guide: str = "A cup.", fully: bool = False
) -> tuple[Problem, ...]:
    """What the checks say of a recipe; the front matter begins in line 2, the edit block in line 11 and after."""
    from PIL import Image

    place = folder / "content" / "cup"
    place.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (900, 900)).save(place / "before.jpg")
    (place / "recipe.md").write_text(f"---\n{front}---\n```yaml edit\n{edit}```\n\n{GUIDE.format(guide)}")
    workspace = open_workspace(folder, today=datetime.date(2026, 11, 23))
    return (check_fully if fully else check_recipe)(workspace.folder("cup"), workspace.rules)


SLIPS = [
    ("change: a poster: red\n", 0, "': ' in a value", 'change: "a poster: red"'),
    ("add: [a cup, @home]\n", 0, "cannot begin with '@'", "Put quotes"),
    ("change: @home\n", 0, "cannot begin with '@'", 'change: "@home"'),
    ("change: *bold* red\n", 0, "cannot begin with '*'", 'change: "*bold* red"'),
    ("change: %s\n", 0, "cannot begin with '%'", "Put quotes"),
    ("change: `red`\n", 0, "cannot begin with '`'", "Put quotes"),
    ("change: {{ place }} at noon\n", 0, "begins with '{{'", 'change: "{{ place }} at noon"'),
    ("\tchange: red\n", 0, "tab", "spaces"),
    ('change: "a red wall\n', 0, "quotation mark is opened", 'change: "a red wall"'),
    ('change: "Red" wall\n', 0, "behind the closing quotation mark", "change: '\"Red\" wall'"),
    ("change: 'Red' wall\n", 0, "behind the closing quotation mark", "change: \"'Red' wall\""),
    ('change: "a \\q wall"\n', 0, "a backslash in double quotes", "change: 'a \\q wall'"),
    ("add: [a cup, a plate\n", 0, "opened here and not closed", "Close it"),
    ("add: [a cup]]\n", 0, "more brackets are closed", "Put quotes"),
    ("change:the wall\n", 0, "no blank stands after the colon", "change: the wall"),
    ("change the wall\n", 0, "no colon stands", "field: value"),
    ("  change: red\n", 0, "indented otherwise", "same column"),
    ("change: red\nchange: blue\n", 1, "stands here twice", "Keep one"),
    ("add: [a cup, #27365c]\n", 0, "'#' begins a comment", "Put quotes"),
    ("layout: #1 on the left\n", 0, "read as a comment", '"#1 on the left"'),
    ("change: off\n", 0, "takes text, and is false", "Put quotes"),
    ("add:\n  - label: matte black\n", 1, "is a table of fields", "Put quotes"),
]


@pytest.mark.parametrize(("slip", "line", "fault", "fix"), SLIPS, ids=[slip[0].strip() for slip in SLIPS])
def test_a_slip_gives_one_problem_with_its_cure_in_its_line(
    tmp_path: Path, slip: str, line: int, fault: str, fix: str
) -> None:
    """Nothing is said that only follows from the slip."""
    change = "" if "change" in slip else "change: the background to slate\n"
    local = "local: {background: {kind: white}}\n"
    found = problems(tmp_path, edit=f"source: before.jpg\npreserve: [cup]\n{slip}{change}{local}")
    assert len(found) == 1, [str(problem) for problem in found]
    assert found[0].line == 11 + line
    assert fault in found[0].fault
    assert fix in found[0].fix


def test_a_slip_in_the_front_matter_hides_what_would_only_follow(tmp_path: Path) -> None:
    """No missing rights, channel, asset or variables are said of a front matter that could not be read."""
    slip = FRONT.replace("title: A", "title: A: B") + "variables: {place: Rome}\n"
    found = problems(tmp_path, front=slip, edit=EDIT.replace("slate", "{{ place }}"))
    assert [(problem.line, problem.fix) for problem in found] == [(2, 'Put quotes round it: title: "A: B"')]


def test_a_colour_after_a_blank_is_not_lost_silently(tmp_path: Path) -> None:
    """YAML takes what follows ' #' for a comment: the value would end before it."""
    found = problems(tmp_path, edit=EDIT.replace("slate", "plain #FFFFFF"))
    assert [problem.rule for problem in found] == ["swallowed-value"]
    assert problems(tmp_path, edit=EDIT.replace("slate", "slate # as agreed")) == ()


@pytest.mark.parametrize("answer", [
    "{} # studio: ok, because the dust lies on the slate", "# studio: ok, because the dust lies on the slate\n{}",
    "{} # Studio: OK two-jobs, because the dust lies on the slate",
])  # fmt: skip
def test_a_warning_is_silenced_for_its_line_with_a_reason(tmp_path: Path, answer: str) -> None:
    """The answer stands on the line or above it, and the warning stays on record with the reason."""
    edit = EDIT.replace("local:", f"{answer.format('add: [remove the dust]')}\nlocal:")
    assert problems(tmp_path, edit=edit) == ()
    (answered,) = problems(tmp_path, edit=edit, fully=True)
    assert (answered.rule, answered.silenced) == ("two-jobs", "the dust lies on the slate")


def test_a_claim_in_the_guide_is_silenced_by_a_comment_of_markdown(tmp_path: Path) -> None:
    """Prose has its own comments."""
    claim = "The best-selling cup."
    assert [problem.rule for problem in problems(tmp_path, guide=claim)] == ["unverifiable-claim"]
    answer = "<!-- studio: ok, because the shop's own list of 2026 says so -->"
    assert problems(tmp_path, guide=f"{claim} {answer}") == ()


def test_an_answer_without_reason_or_without_a_warning_is_said_and_an_error_stays(tmp_path: Path) -> None:
    """Nobody hides an error, and no answer outlives its warning."""
    warned = EDIT.replace("local:", "add: [remove the dust] # studio: ok\nlocal:")
    assert {problem.rule for problem in problems(tmp_path, edit=warned)} == {"two-jobs", "idle-silence"}
    idle = EDIT.replace("slate\n", "slate # studio: ok, because it is\n")
    assert [problem.fault for problem in problems(tmp_path, edit=idle)] == ["this answer silences nothing"]
    wrong = EDIT.replace("source: before.jpg", "source: after.jpg # studio: ok, because it comes")
    assert {problem.rule for problem in problems(tmp_path, edit=wrong)} == {"missing-picture", "idle-silence"}
