"""Where the studio stands: accounts without a name or a home, disks that can only be read, terminals of every kind."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.in_turn import in_turn
from tests.conftest import ALL_PASS, RECIPE, Studio

SLUG = "bag-on-white"
STUDIO = [sys.executable, "-m", "studio"]
NOBODY = ["unshare", "-U", "--map-user=54321", "env", "-i", "PATH=/usr/bin:/bin"]
"""An account without a name, a home or any setting, as in a container."""
NO_RIGHTS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner", "--inh-caps=-all"]
"""Root without the right to pass over permissions, as tests often run as root."""


def run(*command: str, env: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=env, errors="replace")
    assert "Traceback" not in done.stderr, done.stderr
    return done


def works(*prefix: str) -> bool:
    if shutil.which(prefix[0]) is None:
        return False
    return subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0


@pytest.mark.skipif(not works(*NOBODY), reason="needs unshare, and the right to use it")
def test_the_whole_job_needs_no_account_and_no_home(workspace: Path) -> None:
    """The reviewer is the number of the account, and caches are left out."""
    at = ["--at", str(workspace)]
    commands = (["run", SLUG, *at], ["review", SLUG, "001", "--approve", *ALL_PASS, *at], ["build", *at],
                ["key", "check"], ["pack", SLUG, "--out", str(workspace / "x.zip"), *at])  # fmt: skip
    for command, done in zip(commands, in_turn(commands, prefix=NOBODY), strict=True):
        assert done.returncode == (3 if command[0] == "key" else 0), done.stderr
    assert "reviewer: user 54321" in (workspace / "content" / SLUG / "recipe.md").read_text()


@pytest.mark.skipif(os.geteuid() == 0 and not works(*NO_RIGHTS), reason="needs setpriv, or an account that is not root")
def test_a_workspace_that_cannot_be_written_is_read_and_says_so_in_one_line(workspace: Path, studio: Studio) -> None:
    """Looking works; what must write names the file and the reason."""
    prefix = NO_RIGHTS if os.geteuid() == 0 else []
    at = ["--at", str(workspace)]
    assert studio("run", SLUG).exit_code == 0
    folders = [path for path in (workspace, *workspace.rglob("*")) if path.is_dir()]
    looking = (["check"], ["status"], ["prompt", SLUG], ["cost"])
    writing = (["run", SLUG, "--again"], ["review", SLUG, "001", "--approve", *ALL_PASS], ["build"], ["new", "another"])
    for path in folders:
        path.chmod(0o555)
    try:
        ended = in_turn([[*command, *at] for command in (*looking, *writing)], prefix=prefix)
    finally:
        for path in folders:
            path.chmod(0o755)
    for done in ended[: len(looking)]:
        assert done.returncode == 0, done.stderr
    for done in ended[len(looking) :]:
        assert done.returncode == 1, done
        said = [line for line in done.stderr.splitlines() if line.strip()]  # old Rich ends with a blank
        assert len(said) == 1, done.stderr
        assert str(workspace) in done.stderr


@pytest.mark.skipif(os.geteuid() == 0 and not works(*NO_RIGHTS), reason="needs setpriv, or an account that is not root")
def test_a_recipe_that_may_not_be_entered_is_said_and_comes_back(workspace: Path, studio: Studio) -> None:
    """It is not passed over as if it were not there, and the next build after the permissions are mended shows it."""
    prefix = NO_RIGHTS if os.geteuid() == 0 else []
    at = ["--at", str(workspace)]
    for command in (["run", SLUG], ["review", SLUG, "001", "--approve", *ALL_PASS, "--reviewer", "x"]):
        assert studio(*command).exit_code == 0
    folder = workspace / "content" / SLUG
    page = workspace / "site" / "recipes" / f"{SLUG}.html"
    for place, mode in ((folder, 0o755), (folder / "recipe.md", 0o644)):
        place.chmod(0)
        checked, built = in_turn([["check", *at], ["build", *at]], prefix=prefix)
        place.chmod(mode)
        assert checked.returncode == 1, place
        assert SLUG in checked.stdout
        assert built.returncode == 0
        assert studio("build").exit_code == 0
        assert page.is_file(), place


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
def test_every_terminal_shows_every_name(workspace: Path, encoding: str) -> None:
    """A sign that the terminal lacks is written another way, and JSON stays JSON."""
    content = workspace / "content"
    (content / "t\u00e4sche \N{HANDBAG}").mkdir()
    (content / "t\u00e4sche \N{HANDBAG}" / "recipe.md").write_text(RECIPE)
    Path(os.fsdecode(os.fsencode(content) + b"/\xff\xfe")).mkdir()
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    at = ["--at", str(workspace)]
    checked, listed = in_turn([["check", *at], ["status", "--json", *at]], env=environment)
    assert "\\xff" in checked.stdout
    assert [row["recipe"] for row in json.loads(listed.stdout)] == [SLUG, "t\u00e4sche \N{HANDBAG}"]


def test_output_that_nobody_takes_ends_quietly(workspace: Path) -> None:
    """A closed pipe, no standard output at all, a full disk."""
    command = f"{sys.executable} -m studio check --at {workspace}"
    for shell, code in ((f"{command} | true", 0), (f"{command} >&-", 0), (f"{command} >/dev/full", 1)):
        done = run("sh", "-c", shell)
        assert done.returncode == code, (shell, done.stderr)
        assert len(done.stderr.splitlines()) == code, (shell, done.stderr)
