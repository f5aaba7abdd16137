"""What git says of recipes: the checks of a commit look at the commit, and the status knows what a branch changed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.bench.corpus import workspace as corpus
from tests.conftest import ALL_PASS, Studio
from tests.store.test_merging import commit, git

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="needs git")
SLUG = "bag-on-white"


@pytest.fixture
def repository(workspace: Path) -> Path:
    """The workspace in the folder of a larger repository, with everything committed."""
    corpus(2, workspace, side=32)
    git(workspace.parent, "init", "-q", "-b", "main")
    (workspace / "content/.gitignore").write_text(".studio/\n")
    commit(workspace.parent)
    return workspace


def checked(studio: Studio) -> tuple[int, set[str]]:
    done = studio("check", "--staged", "--json")
    return done.exit_code, {f"{one['recipe']}: {one['rule']}" for one in json.loads(done.output)}


def test_a_commit_is_checked_as_it_will_be(repository: Path, studio: Studio) -> None:
    """What is staged counts, not what lies in the folder; recipes that it does not touch are left alone."""
    assert checked(studio) == (0, set())
    path = repository / "content" / SLUG / "recipe.md"
    right = path.read_text()
    path.write_text(right.replace("\nchange:", "\nchagne:"))
    (repository / "content/recipe-00000/recipe.md").write_text("broken, and not staged")
    git(repository, "add", str(path))
    path.write_text(right)
    status, found = checked(studio)
    assert status == 1
    assert f"{SLUG}: unknown-field" in found
    assert not any(one.startswith("recipe-00000") for one in found)
    assert json.loads(studio("check", "--staged", "--json").output)[0]["path"] == f"content/{SLUG}/recipe.md"
    git(repository, "add", str(path))
    assert checked(studio)[0] == 0


def test_a_verdict_without_its_picture_is_found_before_it_is_committed(repository: Path, studio: Studio) -> None:
    """The picture lies in the folder, and would be missing for everybody else."""
    studio("run", SLUG)
    assert studio("review", SLUG, "1", "--approve", *ALL_PASS).exit_code == 0
    git(repository, "add", f"content/{SLUG}/recipe.md")
    assert "review-of-nothing" in " ".join(checked(studio)[1])
    git(repository, "add", "content")
    assert checked(studio)[0] == 0


def test_the_status_of_what_a_branch_changed(repository: Path, studio: Studio) -> None:
    """Committed, not committed and new recipes; with names, those among them."""

    def named(*more: str) -> set[str]:
        return {row["recipe"] for row in json.loads(studio("status", "--json", *more).output)}

    assert named("--since", "main") == set()
    git(repository, "checkout", "-q", "-b", "work")
    path = repository / "content/recipe-00000/recipe.md"
    path.write_text(path.read_text() + "\nMore.\n")
    commit(repository)
    shutil.copytree(path.parent, repository / "content/recipe-new")
    studio("run", SLUG)
    assert named("--since", "main") == {"recipe-00000", "recipe-new", SLUG}
    assert named("--since", "main", SLUG, "recipe-00001") == {SLUG}
    shutil.rmtree(path.parent)
    assert named("--since", "HEAD") == {"recipe-new", SLUG}


def test_what_git_does_not_know_is_said(workspace: Path, studio: Studio, repository: Path) -> None:
    """With what would be right; and names beside --staged make no sense."""
    assert "git knows no revision 'mian'" in studio("status", "--since", "mian").output
    assert "git knows no revision '--help'" in studio("status", "--since=--help").output
    assert studio("check", "--staged", SLUG).exit_code == 2
    shutil.rmtree(workspace.parent / ".git")
    for command in (("check", "--staged"), ("status", "--since", "main")):
        assert "lies in no git repository" in studio(*command).output
    del repository
