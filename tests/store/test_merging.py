"""Two branches run and judge the same recipe: nothing is lost, no mark is left, and git itself does it."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.numbers import matching, place_of
from studio.store.attempts import attempt_ids, begin_attempt, read_attempt
from studio.store.merging import merge_recipes
from studio.store.recipe_file import records_in, splice
from tests.conftest import ALL_PASS, RECIPE, Studio

BASE = RECIPE.encode()
SLUG = "bag-on-white"


def verdict(attempt: str, when: str, who: str = "Ann") -> dict[str, str]:
    return {
        "attempt": attempt,
        "picture": f"sha256:{attempt}",
        "verdict": "approved",
        "reviewer": who,
        "reviewed": when,
    }


def with_verdicts(source: bytes, *records: dict[str, str]) -> bytes:
    return splice(source, key="reviews", items=list(records))


def test_verdicts_of_both_sides_are_kept_in_the_order_they_were_given() -> None:
    """Beside a change to the words on either side."""
    one, two, three = verdict("001", "2026-11-01"), verdict("002", "2026-11-03"), verdict("003", "2026-11-02", "Bob")
    base = with_verdicts(BASE, one)
    ours = with_verdicts(base, one, two).replace(b"Puts the bag on white.", b"Puts it on white.")
    theirs = with_verdicts(base, one, three).replace(b"strength: 0.5", b"strength: 0.6")
    merged = merge_recipes(base, ours, theirs)
    assert merged.is_clean
    assert records_in(merged.data, key="reviews") == [one, three, two]
    assert b"Puts it on white." in merged.data
    assert b"strength: 0.6" in merged.data
    assert b"# a remark that must stay" in merged.data


def test_a_verdict_that_one_side_took_back_is_gone_and_the_same_one_stands_once() -> None:
    """Taking back is a change as well; what both sides gave is one verdict."""
    one, two = verdict("001", "2026-11-01"), verdict("002", "2026-11-03")
    base = with_verdicts(BASE, one)
    merged = merge_recipes(base, BASE, with_verdicts(base, one, two))
    assert records_in(merged.data, key="reviews") == [two]
    both = with_verdicts(base, one, two)
    assert merge_recipes(base, both, both).data == both


def test_words_that_both_sides_changed_are_left_to_a_person() -> None:
    """With git's marks, as ever."""
    merged = merge_recipes(BASE, BASE.replace(b"0.5", b"0.6"), BASE.replace(b"0.5", b"0.7"))
    assert not merged.is_clean
    assert b"<<<<<<< ours" in merged.data


def test_what_is_no_recipe_is_merged_as_any_text() -> None:
    """Nothing is lost because it cannot be read."""
    assert merge_recipes(b"a\nb\nc\n", b"a\nb\nc\nd\n", b"x\na\nb\nc\n") == (b"x\na\nb\nc\nd\n", True)


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("histories", [3, pytest.param(50, marks=pytest.mark.slow)])
def test_git_merges_two_branches_of_verdicts_without_a_conflict(
    workspace: Path, studio: Studio, histories: int
) -> None:
    """Random histories: both judge, one edits the words; every verdict of both is there afterwards."""
    assert "in no git repository" in studio("merge", "--install").output
    git(workspace, "init", "-q", "-b", "main")
    assert studio("merge", "--install").exit_code == 0
    assert "already" in studio("merge", "--install").output
    path = workspace / "content/bag-on-white/recipe.md"
    commit(workspace)
    chance = random.Random(7)
    for history in range(histories):
        given: list[dict[str, str]] = []
        for branch in ("ours", "theirs"):
            git(workspace, "checkout", "-q", "-B", branch, "main")
            for number in range(chance.randrange(1, 4)):
                one = verdict(f"{history:02d}{number}{branch[0]}", f"2026-11-{chance.randrange(10, 28)}", branch)
                given.append(one)
                path.write_bytes(splice(path.read_bytes(), key="reviews", items=[*records(path), one]))
                commit(workspace)
            if chance.random() < 0.5 and branch == "theirs":
                path.write_text(path.read_text().replace("It puts", "Again: it puts" if history % 2 else "It puts"))
                commit(workspace)
        git(workspace, "checkout", "-q", "main")
        git(workspace, "merge", "-q", "--no-edit", "ours")
        git(workspace, "merge", "-q", "--no-edit", "theirs")
        assert b"<<<<<<<" not in path.read_bytes()
        assert all(one in records(path) for one in given)


def records(path: Path) -> list[dict[str, str]]:
    return records_in(path.read_bytes(), key="reviews")


def git(folder: Path, *arguments: str) -> None:
    who = ["-c", "user.name=Ann", "-c", "user.email=ann@example.com"]
    done = subprocess.run(["git", *who, "-C", str(folder), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def commit(folder: Path) -> None:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "a step")


def test_a_new_workspace_in_a_repository_is_set_to_merge_and_commits_nothing_of_a_process(tmp_path: Path) -> None:
    """What the studio remembers on a machine stays there."""
    git(tmp_path, "init", "-q")
    init = [sys.executable, "-m", "studio", "init", "."]
    made = subprocess.run(init, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert made.returncode == 0, made.stderr
    assert "merge=recipe-studio" in (tmp_path / ".gitattributes").read_text()
    (tmp_path / "content/.studio").mkdir()
    (tmp_path / "content/.studio/writer").write_text("1")
    status = ["git", "status", "--short", "-uall"]
    done = subprocess.run(status, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert ".studio" not in done.stdout


@pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
@pytest.mark.parametrize("histories", [1, pytest.param(50, marks=pytest.mark.slow)])
def test_git_merges_two_branches_that_run_and_judge_one_recipe(workspace: Path, studio: Studio, histories: int) -> None:
    """Random histories: every attempt of both sides is there under its own name, with its picture and its verdict."""
    git(workspace, "init", "-q", "-b", "main")
    (workspace / ".gitignore").write_text("content/.studio/\n")
    assert studio("run", SLUG).exit_code == 0
    assert studio("merge", "--install").exit_code == 0
    commit(workspace)
    folder, chance = workspace / "content" / SLUG, random.Random(11)
    for _ in range(histories):
        made: dict[str, bytes] = {}
        for branch in ("ours", "theirs"):
            git(workspace, "checkout", "-q", "-B", branch, "main")
            for _ in range(chance.randrange(1, 3)):
                before = set(attempt_ids(folder))
                assert studio("run", SLUG, "--again").exit_code == 0
                (number,) = set(attempt_ids(folder)) - before
                made[number] = (folder / f"attempts/{number}.png").read_bytes()
                typed = number.partition("-")[0].lstrip("0")  # nobody else's has this count on this branch
                judged = studio("review", SLUG, typed, "--approve", *ALL_PASS, "--reviewer", branch)
                assert judged.exit_code == 0, judged.output
                commit(workspace)
        git(workspace, "checkout", "-q", "main")
        git(workspace, "merge", "-q", "--no-edit", "ours")
        git(workspace, "merge", "-q", "--no-edit", "theirs")
        numbers = attempt_ids(folder)
        assert list(numbers) == sorted(numbers, key=place_of)
        assert numbers[0] == "001"
        assert made.items() <= {one: (folder / f"attempts/{one}.png").read_bytes() for one in numbers}.items()
        assert set(made) <= {record["attempt"] for record in records(folder / "recipe.md")}
        assert studio("check", SLUG).exit_code == 0


def test_two_attempts_that_count_the_same_are_told_apart(workspace: Path, studio: Studio) -> None:
    """A short number is enough where one has it; else the studio names both and does nothing."""
    (workspace / ".gitattributes").write_text("# content/*/recipe.md merge=recipe-studio\n")
    assert studio("run", SLUG).exit_code == 0
    (workspace / ".gitattributes").write_text("*.png -text\ncontent/*/recipe.md merge=recipe-studio\n")
    assert studio("run", SLUG, "--again").exit_code == 0
    folder = workspace / "content" / SLUG
    first, second = attempt_ids(folder)
    assert (first, second[:4], len(second)) == ("001", "002-", 8)
    other = f"002-{'b' if second[4] != 'b' else 'c'}{second[5:]}"
    sidecar = (folder / f"attempts/{second}.json").read_text().replace(second, other)
    (folder / f"attempts/{other}.json").write_text(sidecar)
    (folder / f"attempts/{other}.png").write_bytes((folder / f"attempts/{second}.png").read_bytes())
    refused = studio("review", SLUG, "2", "--approve", *ALL_PASS)
    assert refused.exit_code == 2
    assert f"which attempt '2'? There are: {min(second, other)}, {max(second, other)}." in refused.output
    assert studio("review", SLUG, other.lstrip("0").upper(), "--approve", *ALL_PASS).exit_code == 0
    assert [record["attempt"] for record in records(folder / "recipe.md")] == [other]
    retried = studio("retry", SLUG, other, "--set", "local.shadow.strength=0.7", "--because", "lighting")
    assert retried.exit_code == 0, retried.output
    assert attempt_ids(folder)[-1].startswith("003-")
    assert matching("7", ("002", "003-bcdf")) == matching("003-copy", ("003-bcdf",)) == ()
    sheet = studio("compare", SLUG, "2", "--out", str(workspace / "sheet.png"))
    assert sheet.exit_code == 0, sheet.output


def test_two_programs_that_begin_at_once_see_each_other(workspace: Path, studio: Studio) -> None:
    """Names with chance in them keep nobody out, so that the look at what was asked before must."""
    (workspace / ".gitattributes").write_text("content/*/recipe.md merge=recipe-studio\n")
    assert studio("run", SLUG).exit_code == 0
    folder = workspace / "content" / SLUG
    first = read_attempt(folder, attempt_ids(folder)[0])
    seen: list[int] = []

    def begin(_: int) -> None:
        def look(attempts: Sequence[Attempt]) -> None:
            seen.append(len(attempts))
            time.sleep(0.05)

        begin_attempt(folder, lambda number: first.model_copy(update={"id": number}), look=look)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(begin, range(4)))
    assert sorted(seen) == [1, 2, 3, 4]


def test_a_list_of_reviews_that_holds_something_else_is_merged_as_text() -> None:
    """No side's words are taken for a verdict, and none is lost."""
    odd = BASE.replace(b"title:", b"reviews: [later]\ntitle:", 1)
    merged = merge_recipes(BASE, odd, BASE)
    assert merged.is_clean
    assert merged.data == odd
