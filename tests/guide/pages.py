"""Reads a page of the guide: files that it shows, commands that it gives, and what they answer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt

from tests.conftest import ROOT

GUIDE = ROOT / "docs" / "guide"
NOT_RUN = "<!-- not run: "
"""Begins the comment above a block of commands that a test cannot give, with the reason."""


@dataclass(frozen=True)
class Block:
    """A block of code with the line it begins on and the words that stand before it."""

    language: str
    text: str
    line: int
    before: str

    @property
    def file(self) -> str:
        """The file that the words before the block name as the place of what it shows."""
        named = re.search(r"`([\w./-]+\.(?:md|toml|csv))`[^`]*:$", self.before.strip())
        return named[1] if named else ""


def blocks(page: Path) -> Iterator[Block]:
    """The blocks of code of a page, in order."""
    before = ""
    for token in MarkdownIt("commonmark").parse(page.read_text()):
        if token.type in {"inline", "html_block"}:
            before = token.content
        elif token.type == "fence" and token.map:
            yield Block(token.info.split(" ")[0], token.content, token.map[0] + 1, before)
            before = ""


def matches(expected: str, said: str) -> bool:
    """Whether a command said what the page shows; `…` stands for anything, also for lines."""
    pattern = re.escape(expected.strip()).replace("…", r"[\s\S]*?")
    return re.fullmatch(pattern, said.strip()) is not None
