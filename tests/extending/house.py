"""A copy of the studio, changed as a page of the documents says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class House:
    """A studio of its own, whose commands run beside ours."""

    root: Path
    """Where `studio/` and `templates/` are."""

    def studio(self, *words: str, at: Path) -> str:
        """What a command says; it must succeed."""
        return self.python("-m", "studio", *words, "--at", str(at))

    def python(self, *words: str) -> str:
        """What a program says that finds this studio, and the tests' own helpers."""
        environment = {**os.environ, "PYTHONPATH": f"{self.root}{os.pathsep}{ROOT}"}
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def install(self) -> None:
        """Do what installing its `pyproject.toml` does: make its entry points known."""
        project = tomllib.loads((self.root / "pyproject.toml").read_text())["project"]
        place = self.root / f"{project['name'].replace('-', '_')}-{project['version']}.dist-info"
        place.mkdir()
        (place / "METADATA").write_text(
            f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n"
        )
        for group, rows in project["entry-points"].items():
            lines = [f"[{group}]", *(f"{name} = {where}" for name, where in rows.items())]
            (place / "entry_points.txt").write_text("\n".join(lines))


def built_as_told(page: str, folder: Path) -> House:
    """Copy the studio and do what a page of `docs/extending` shows, which touches two files at most."""
    for name in ("studio", "templates"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("bundled"))
    changes = list(changes_of((ROOT / "docs" / "extending" / f"{page}.md").read_text()))
    assert 1 <= len({path for path, _, _ in changes}) <= 2
    for path, old, new in changes:
        file = folder / path
        text = file.read_text() if file.exists() else ""
        assert text.count(old) == 1 or not text, f"{page}.md changes lines that {path} does not have once:\n{old}"
        file.write_text(text.replace(old, new) if text else new)
    return House(folder)


def changes_of(text: str) -> Iterator[tuple[str, str, str]]:
    """Every change that a page shows: a file, its lines of before, and those of after."""
    for block in re.findall(r"^```diff\n(.*?)^```", text, re.MULTILINE | re.DOTALL):
        for path, lines in re.findall(r"^@@ (\S+)\n((?:(?!@@).*\n)*)", block, re.MULTILINE):
            yield path, *("".join(f"{line[1:]}\n" for line in lines.splitlines() if line[:1] != sign) for sign in "+-")
