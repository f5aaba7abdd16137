"""A release is a tag that carries its part of the changelog."""

from __future__ import annotations

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from studio.core.recipe.words import Job
from tests.conftest import ROOT
from tests.release import git, release


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project under git with a version and a changelog."""
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "test")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "test@example.org")
    git(tmp_path, "init", "--quiet")
    (tmp_path / "pyproject.toml").write_text('[project]\nversion = "1.2.0"\n')
    say(tmp_path, "## Unreleased\n\n## 1.2.0 (2026-12-01)\n\n- It is quicker.\n\n## 1.1.0 (2026-11-01)\n\n- First.\n")
    return tmp_path


def say(project: Path, changelog: str) -> None:
    (project / "CHANGELOG.md").write_text(f"# Changelog\n\n{changelog}")
    subprocess.run(["git", "add", "-A"], cwd=project, check=True)
    git(project, "commit", "--quiet", "--message", "Say what changed")


def test_a_release_is_a_tag_with_what_changed(project: Path) -> None:
    """The tag of the version carries its own lines of the changelog, and no others."""
    assert release(project) == "v1.2.0"
    told = git(project, "tag", "--list", "v1.2.0", "--format=%(contents)")
    assert "- It is quicker." in told
    assert "First" not in told


@pytest.mark.parametrize(
    ("changelog", "says"),
    [("## Unreleased\n\n- More.\n\n## 1.2.0\n\n- It.\n", "Unreleased"), ("## 1.1.0\n\n- First.\n", "nothing under")],
)
def test_what_the_changelog_does_not_tell_is_not_released(project: Path, changelog: str, says: str) -> None:
    """A version without lines of its own, or lines without a version, are no release."""
    say(project, changelog)
    with pytest.raises(SystemExit, match=says):
        release(project)
    assert not git(project, "tag")


def test_a_version_is_released_once_and_only_as_committed(project: Path) -> None:
    """A second tag of the same version, or one of files that nobody else has, would tell two stories."""
    release(project)
    with pytest.raises(SystemExit, match="tagged already"):
        release(project)
    (project / "new.py").touch()
    with pytest.raises(SystemExit, match="Commit first"):
        release(project)


def test_an_installation_carries_a_sample_of_each_job_and_no_more_than_ten_megabytes() -> None:
    """`studio demo` works where nothing but the wheel is installed, and nobody waits for forty megabytes."""
    build = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["hatch"]["build"]["targets"]["wheel"]
    samples = [ROOT / name for name in build["force-include"] if name.startswith("content")]
    jobs = {re.search(r"^job: (.+)$", (one / "recipe.md").read_text(), re.MULTILINE)[1] for one in samples}  # type: ignore[index]
    assert jobs == set(Job)
    assert sum(path.stat().st_size for one in samples for path in one.rglob("*")) < 10_000_000
    assert not [path for one in samples for path in one.rglob(".*")]
