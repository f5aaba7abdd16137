"""`make release`: tags the version of `pyproject.toml` with its part of the changelog, or says what is missing."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from pathlib import Path


def git(root: Path, *words: str) -> str:
    """What git answers."""
    return subprocess.run(["git", *words], cwd=root, capture_output=True, text=True, check=True).stdout.strip()


def release(root: Path) -> str:
    """Tag the version; returns the tag.

    Raises:
        SystemExit: Files are not committed, the tag is there already, or the changelog has no part for the version.
    """
    version = tomllib.loads((root / "pyproject.toml").read_text())["project"]["version"]
    parts = re.split(r"^## ", (root / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[1:]
    notes = {name.split()[0]: text.strip() for name, _, text in (part.partition("\n") for part in parts)}
    if git(root, "status", "--porcelain"):
        raise SystemExit("Commit first: a tag names what is committed.")
    if notes.get("Unreleased"):
        raise SystemExit(f"CHANGELOG.md still has lines under 'Unreleased': head them '## {version} (the day)'.")
    if not notes.get(version):
        raise SystemExit(f"CHANGELOG.md says nothing under '## {version}', the version of pyproject.toml.")
    if git(root, "tag", "--list", f"v{version}"):
        raise SystemExit(f"v{version} is tagged already: raise the version in pyproject.toml.")
    git(root, "tag", "--annotate", f"v{version}", "--cleanup=verbatim", "--message", f"{version}\n\n{notes[version]}")
    return f"v{version}"


if __name__ == "__main__":
    print(f"Tagged {release(Path(sys.argv[1]))}; publish it with: git push --follow-tags")
