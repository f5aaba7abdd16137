"""What the page of troubles quotes is what the studio says."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import studio
from tests.guide.pages import GUIDE


def test_every_message_on_the_page_is_one_of_the_studios() -> None:
    """Somebody who looks for the words on the screen finds them."""
    rows = re.findall(r"^\| (.*?) \|", (GUIDE / "troubleshooting.md").read_text(), re.MULTILINE)
    quoted = [phrase for row in rows for phrase in re.findall(r"`([^`]+)`", row)]
    parts = [part.strip() for phrase in quoted for part in re.split(r"…|[\w./]+\.md(?::\d+)?:?|(?<= )\d+$", phrase)]
    known = "\n".join(sentences())
    assert len(quoted) > 10
    assert [part for part in parts if part and part not in known] == []


def sentences() -> list[str]:
    """Every text in the studio, with what is filled in left out."""
    found = []
    for path in Path(studio.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.JoinedStr):
                found.append("".join(one.value for one in node.values if isinstance(one, ast.Constant)))
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.append(node.value)
    return found
