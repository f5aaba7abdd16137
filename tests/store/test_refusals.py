"""Files that cannot be read say so once, quickly, with the line and the way to mend."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from studio.errors import ContentError, TextFault
from studio.store.model_file import conflict_in
from studio.store.recipe_file import split
from studio.store.recipes import read_folder
from studio.store.settings import read_settings
from studio.store.yaml_reading import load_located
from tests.conftest import RECIPE, Studio

SIDES = "<<<<<<< HEAD\n{}\n=======\n{}\n>>>>>>> other\n"
DIFF3 = "<<<<<<< ours\n{}\n||||||| 1a2b3c\nrights: licensed\n=======\n{}\n>>>>>>> theirs\n"


@pytest.mark.parametrize("conflict", [SIDES, DIFF3, SIDES.replace("\n", "\r\n")])
@pytest.mark.parametrize("place", ["rights: own\n", "It puts the bag on white.\n", "source: before.jpg\n", "---\n"])
def test_a_merge_conflict_is_one_error_with_its_line(
    workspace: Path, studio: Studio, place: str, conflict: str
) -> None:
    """Wherever it stands, nothing else is said of the file, and the recipe stays off the site."""
    path = workspace / "content" / "bag-on-white" / "recipe.md"
    source = RECIPE.replace(place, conflict.format(place.strip(), "x: y"), 1)
    path.write_bytes(source.encode())
    problems = read_folder(path.parent.parent, path.parent.name).recipe.problems
    line = source[: source.index("<<<<<<<")].count("\n") + 1
    assert [(problem.rule, problem.line) for problem in problems] == [("merge-conflict", line)]
    said = studio("check")
    assert f"recipe.md:{line}: an unresolved merge conflict stands here" in said.output
    assert said.output.count("recipe.md:") == 1
    assert studio("build", "--strict").exit_code == 1


@pytest.mark.parametrize("left", ["<<<<<<< HEAD", ">>>>>>> branch", "||||||| base", "\ufeff<<<<<<< HEAD", "<<<<<<<"])
def test_a_mark_that_was_forgotten_is_found_alone(left: str) -> None:
    """Half of a conflict is one, too."""
    found = conflict_in(f"{left}\ntext\n".encode())
    assert found is not None
    assert found.line == 1


@pytest.mark.parametrize(
    "text",
    ["Heading\n=======\n", "=======\n", "> a\n>>>>>>> deep quotation\n", "|||||||\n", "| a |\n|||||||\n",
     "<<<<<<<< x\n", "text <<<<<<< HEAD\n", "    <<<<<<< HEAD\n", " >>>>>>> other\n", "<<<<<<<x\n"],
)  # fmt: skip
def test_what_only_looks_like_a_conflict_is_none(text: str) -> None:
    """Underlined headings, deep quotations, empty tables, indented examples."""
    assert conflict_in(text.encode()) is None


def test_settings_and_sidecars_in_conflict_are_named_as_such(workspace: Path, studio: Studio) -> None:
    """The same words for every file that version control merges."""
    content = workspace / "content"
    attempts = content / "bag-on-white" / "attempts"
    attempts.mkdir()
    (attempts / "001.json").write_text('{\n  "id": "001",\n' + SIDES.format('  "state": 1,', '  "state": 2,') + "}\n")
    assert "attempts/001.json:3: an unresolved merge conflict" in studio("check").output
    (content / "studio.toml").write_text("[site]\n" + SIDES.format("title = 'a'", "title = 'b'"))
    with pytest.raises(ContentError, match=r"studio\.toml:2: an unresolved merge conflict"):
        read_settings(content)


@pytest.mark.parametrize(
    "slip", ["title: A bag: on white", "title: 'A bag", "\ttitle: x", "title: *x", "x: " + "y" * 300_000]
)
def test_a_slip_in_the_front_matter_is_one_problem(workspace: Path, studio: Studio, slip: str) -> None:
    """What could not be read is not said to be missing, nor is anything that hangs on it."""
    path = workspace / "content" / "bag-on-white" / "recipe.md"
    path.write_text(RECIPE.replace("title: A bag on white", slip))
    said = studio("check").output
    assert said.count("recipe.md:") == 1
    assert "1 error, 0 warnings" in said


def test_lines_that_end_with_cr_alone_are_said_to_do_so(workspace: Path, studio: Studio) -> None:
    """Instead of a file without front matter."""
    (workspace / "content" / "bag-on-white" / "recipe.md").write_text(RECIPE.replace("\n", "\r"), newline="")
    said = " ".join(studio("check").output.split())
    assert "the lines of this file end with CR alone" in said
    assert "Save it again with LF or CRLF." in said


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{after}: &{after} [{', '.join([f'*{name}'] * 9)}]\n" for name, after in zip("abcdefgh", "bcdefghi", strict=True)
)


@pytest.mark.parametrize(
    "front",
    ["x: " + "word " * 2_000_000, "x: " + "[a, b], " * 1_250_000, "- " * 100_000 + "a", "[" * 100_000, "{a: " * 100_000,
     "? " * 100_000, "[" * 5_000_000, "".join(" " * depth + "a:\n" for depth in range(800)), BOMB, "a: &a [*a]",
     "x: [" + "a," * 120_000 + "]", "x: [" + "[]," * 80_000 + "]"],
    ids=lambda front: f"{front[:8]} {len(front)}",
)  # fmt: skip
def test_no_front_matter_hangs_or_ends_in_a_traceback(front: str) -> None:
    """Ten megabytes, deep nesting, alias bombs: refused with the line, in words of the studio."""
    begun = time.process_time()
    with pytest.raises(TextFault, match=r"line \d+: .*(characters of YAML|nested too deeply|more than 50,000)"):
        load_located(front)
    assert time.process_time() - begun < 10  # far above what it takes: it says that nothing hangs


@pytest.mark.parametrize(
    ("source", "line", "fault", "fix"),
    [
        (b"", 1, "the file does not begin with front matter", "Begin it with a line of three hyphens."),
        (b"title: A\n", 1, "the file does not begin with front matter", "Begin it with a line of three hyphens."),
        (b"---\ntitle: A\n", 1, "the front matter is not closed", "End it with a line of three hyphens."),
        (b"---\ntitle: A\n# caf\xe9\n---\n", 3, "this file is not UTF-8", "Save it again as UTF-8."),
        (b"---\rtitle: A\r---\r", 1, "the lines of this file end with CR alone", "Save it again with LF or CRLF."),
    ],
)
def test_a_file_without_front_matter_is_refused_with_its_line_and_its_remedy(
    source: bytes, line: int, fault: str, fix: str
) -> None:
    """One problem, in the line where a person has to mend it."""
    with pytest.raises(TextFault) as refused:
        split(source)
    assert (refused.value.line, refused.value.fault, refused.value.fix) == (line, fault, fix)
