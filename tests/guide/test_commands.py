"""Who follows the guide word by word gets where it says, and sees what it shows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.guide.pages import GUIDE, NOT_RUN, blocks, matches


@pytest.mark.parametrize("page", [*sorted(GUIDE.glob("*.md")), ROOT / "README.md"], ids=lambda page: page.stem)
def test_the_commands_of_a_page_do_what_the_page_shows(page: Path, tmp_path: Path) -> None:
    """From an empty folder beside the samples, in order, each block as it would be pasted."""
    (tmp_path / "content").symlink_to(ROOT / "content")
    (tmp_path / ".venv").symlink_to(Path(sys.prefix))
    where, said = tmp_path, ""
    for block in blocks(page):
        place = f"{page.name}:{block.line}"
        if block.file:
            (where / block.file).write_text(block.text)
        elif block.language == "sh" and not block.before.startswith(NOT_RUN):
            said, where = _done(block.text, where, tmp_path, place)
        elif block.language == "text" and said:
            assert matches(block.text, said), f"{place} shows\n{block.text}\nand the commands said\n{said}"


def _done(commands: str, where: Path, home: Path, place: str) -> tuple[str, Path]:
    """What commands said, and the folder they ended in."""
    end = home / "ended-in"
    surroundings = {name: value for name, value in os.environ.items() if not name.startswith(("STUDIO_", "OPENAI_"))}
    surroundings |= {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "HOME": str(home), "COLUMNS": "160"}
    done = subprocess.run(
        ["bash", "-e", "-c", f"{commands}\npwd > '{end}'"],
        cwd=where, env=surroundings, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{place} failed:\n{done.stdout}"
    return done.stdout, Path(end.read_text().strip())
