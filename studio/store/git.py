"""What a git repository says of a workspace: which recipes changed, and how they stand in what will be committed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterable
from pathlib import Path

from studio.errors import ContentError


def run_git(root: Path, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run git in a folder; its exit status is the caller's to look at."""
    command = ["git", "-C", str(root), "-c", "core.quotePath=false", *arguments]
    return subprocess.run(  # noqa: S603 - git itself
        command, input=given, capture_output=True, encoding="utf-8", errors="surrogateescape", check=False
    )


def has_repository(root: Path) -> bool:
    """Whether a workspace lies in a git repository, and git is there."""
    return bool(shutil.which("git")) and run_git(root, "rev-parse", "--git-dir").returncode == 0


def require_repository(root: Path) -> None:
    """Pass where a workspace lies in a git repository.

    Raises:
        ContentError: It does not, or git is not there.
    """
    if not has_repository(root):
        raise ContentError(f"{root}: lies in no git repository. Make one with `git init`.")


def staged_recipes(root: Path) -> tuple[str, ...]:
    """Names of the folders in `content/` that the next commit changes; folders it removes are not among them.

    Raises:
        ContentError: The workspace lies in no git repository.
    """
    require_repository(root)
    changed = _recipes(_named(root, "diff", "--cached", "--name-only", "--relative", "-z", "--", "content"))
    kept = _recipes(_named(root, "ls-files", "-z", "--", "content"))
    return tuple(sorted(changed & kept))


def recipes_changed_since(root: Path, revision: str) -> tuple[str, ...]:
    """Names of the folders in `content/` that differ from a revision, committed or not.

    Raises:
        ContentError: The workspace lies in no git repository, or there is no such revision.
    """
    require_repository(root)
    if run_git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}").returncode:
        raise ContentError(f"git knows no revision '{revision}'. `git log` lists them; a branch's name serves too.")
    changed = _recipes(_named(root, "diff", "--name-only", "--relative", "-z", revision, "--", "content"))
    return tuple(sorted(changed | _recipes(_named(root, "ls-files", "-o", "--exclude-standard", "-z", "content"))))


def export_staged(root: Path, recipes: Iterable[str], into: Path) -> Path:
    """Write recipes as the next commit will hold them, with the settings beside them; returns the workspace's folder.

    Args:
        root: The workspace.
        recipes: Names of their folders.
        into: An empty folder, in which the workspace lies as deep as in the repository.

    Raises:
        ContentError: git cannot write them.
    """
    wanted = {*recipes}
    files = [
        name for name in _named(root, "ls-files", "-z", "--", "content")
        if name.count("/") == 1 or name.split("/")[1] in wanted or name.startswith("content/_")
    ]  # fmt: skip
    done = run_git(root, "checkout-index", "-f", f"--prefix={into}/", "-z", "--stdin", given="\0".join(files))
    if done.returncode:
        raise ContentError(f"{root}: git cannot write what is staged ({done.stderr.strip()}).")
    return into / run_git(root, "rev-parse", "--show-prefix").stdout.strip("\n")


def _named(root: Path, *arguments: str) -> list[str]:
    done = run_git(root, *arguments)
    if done.returncode:
        raise ContentError(f"{root}: git cannot say what changed ({done.stderr.strip()}).")
    return [name for name in done.stdout.split("\0") if name]


def _recipes(names: Iterable[str]) -> set[str]:
    parts = (name.split("/") for name in names)
    return {part[1] for part in parts if len(part) > 2 and part[1][0] not in "_."}
