"""Files that cannot be read say so once, quickly, with the line and the way to mend."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from studio.core.attempts.client_answers import MOST_BYTES, read_answer_file
from studio.errors import ContentError, NotFound, StoreError, TextFault
from studio.store import attempts as attempts_on_disk
from studio.store.attempts import attempt_ids, begin_attempt, read_attempt
from studio.store.batches import BatchJournal, begin_batch, read_batch
from studio.store.cuts import read_cuts
from studio.store.model_file import conflict_in
from studio.store.recipe_file import split
from studio.store.recipes import read_folder
from studio.store.settings import read_settings
from studio.store.yaml_reading import load_located
from tests.conftest import RECIPE, Studio
from tests.core.makers import make_attempt

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


def test_front_matter_that_is_a_list_is_said_to_be_none(workspace: Path, studio: Studio) -> None:
    """In its first line, and the recipe is shown all the same."""
    recipe = workspace / "content/bag-on-white/recipe.md"
    recipe.write_text("---\n- title\n- job\n---\nText.\n")
    assert "recipe.md:2: this is no list of fields [invalid-yaml]" in studio("check").output


@pytest.mark.parametrize(
    ("place", "words"),
    [("link", "is a link that leads nowhere [unreadable-attempts] Bring back what it led to, or remove it."),
     ("file", "is no folder [unreadable-attempts] Move it away; attempts are kept in a folder of that name.")],
)  # fmt: skip
def test_what_stands_in_the_place_of_the_attempts_is_said(
    workspace: Path, studio: Studio, place: str, words: str
) -> None:
    """None of them is taken for a recipe without attempts."""
    attempts = workspace / "content/bag-on-white/attempts"
    attempts.symlink_to("nowhere") if place == "link" else attempts.write_text("")
    assert words in " ".join(studio("check").output.split())
    assert attempt_ids(attempts.parent) == ()


def test_an_attempt_that_is_not_there_or_damaged_is_named(tmp_path: Path) -> None:
    """With the numbers there are, or with its file."""
    with pytest.raises(NotFound, match=r"no attempt 001. There are: none yet."):
        read_attempt(tmp_path, "001")
    (tmp_path / "attempts").mkdir()
    (tmp_path / "attempts" / "002.json").write_text("{")
    with pytest.raises(NotFound, match=r"no attempt 001. There are: 002."):
        read_attempt(tmp_path, "001")
    with pytest.raises(StoreError, match=r"002\.json: .*cannot be read"):
        read_attempt(tmp_path, "002")


def test_a_number_that_somebody_took_in_between_is_left_to_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next one is taken, and both sidecars stay."""
    folder = tmp_path / "content" / "a-bag"
    (folder / "attempts").mkdir(parents=True)
    seen = iter([[], ["001"]])
    (folder / "attempts" / "001.json").write_text("theirs")
    monkeypatch.setattr(attempts_on_disk, "_taken", lambda _folder: next(seen))
    assert begin_attempt(folder, make_attempt).id == "002"
    assert (folder / "attempts" / "001.json").read_text() == "theirs"


def test_a_record_of_a_cut_that_is_damaged_or_speaks_of_another_file_is_named(tmp_path: Path) -> None:
    """A cut that cannot be read is not taken for none: it may be approved."""
    (tmp_path / "cuts").mkdir()
    assert read_cuts(tmp_path) == ()
    (tmp_path / "cuts" / "a.json").write_text("{")
    with pytest.raises(StoreError, match=r"a\.json: this file cannot be read"):
        read_cuts(tmp_path)


def test_a_batch_is_found_by_the_beginning_of_either_name(tmp_path: Path) -> None:
    """And one that is not there is refused with those that are."""
    with pytest.raises(NotFound, match=r"No batch is called 'x'. There are: none yet."):
        read_batch(tmp_path, "x")
    one, two = (
        BatchJournal(run=run, created="2026-11-23T10:00:00Z", owner="o", batch_id=name)
        for run, name in (("monday-1", "batch_a"), ("tuesday-1", None))
    )
    begin_batch(tmp_path, one)
    begin_batch(tmp_path, two)
    assert [read_batch(tmp_path, name) for name in ("mon", "batch_a", "tuesday-1")] == [one, one, two]
    with pytest.raises(NotFound, match=r"There are: monday-1, tuesday-1."):
        read_batch(tmp_path, "wednesday")


def test_answers_of_any_length_up_to_the_limit_are_looked_at() -> None:
    """A file that is larger is refused before it is searched."""
    with pytest.raises(ContentError, match=r"a.txt: holds no answers"):
        read_answer_file(b" " * MOST_BYTES, name="a.txt")
    with pytest.raises(ContentError, match=r"a.txt: is too large to be answers"):
        read_answer_file(b" " * (MOST_BYTES + 1), name="a.txt")
