"""The guide taken apart: headings, sections and edit blocks, from one parse."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.core.recipe import Guide, Section
from studio.store.front_matter import lines_of
from studio.store.outline import Block, Outline, opening_of, outline


@dataclass(frozen=True)
class Fence:
    """A fenced block of the guide that holds an edit spec."""

    name: str
    """Second word of its info string, or empty."""
    text: str
    """What it holds."""
    line: int
    """Line of the file on which its opening fence stands."""


def parse_guide(body: str, *, first_line: int) -> tuple[Guide, tuple[Fence, ...]]:
    """The guide's parts and its edit blocks.

    Args:
        body: Markdown below the front matter.
        first_line: Line of the file on which it begins, from 1.
    """
    found = outline(body)
    lines = _lines(body)
    sections = tuple(_sections(found, lines, first_line))
    guide = Guide(body=body, first_line=first_line, opening=_opening(found, lines), sections=sections)
    return guide, tuple(_edit_fences(found, first_line))


_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n)|[^\r\n]+")
"""Lines with their ends; other characters that may end a line do not do so in Markdown."""


def _lines(text: str) -> list[str]:
    return _LINE.findall(text) if "\r" in text else lines_of(text)


def _sections(found: Outline, lines: Sequence[str], first_line: int) -> Iterator[Section]:
    for place, heading in enumerate(found.headings):
        following = found.headings[place + 1 : place + 2]
        until = following[0].begin if following else len(lines)
        text = "".join(lines[heading.end : until]).strip()
        yield Section(heading.title, heading.level, first_line + heading.begin, text)


def _opening(found: Outline, lines: Sequence[str]) -> str:
    """The first paragraph, when nothing but it stands before the first second-level heading."""
    until = next((heading.begin for heading in found.headings if heading.level > 1), len(lines))
    return opening_of("".join(lines[:until]))


def _edit_fences(found: Outline, first_line: int) -> Iterator[Fence]:
    for fence in found.fences:
        if _is_edit(fence):
            yield Fence(" ".join(fence.info.split()[2:]), fence.text, first_line + fence.begin)


def _is_edit(fence: Block) -> bool:
    return fence.info.split()[:2] == ["yaml", "edit"]


def without_edit_blocks(markdown: str) -> str:
    """Markdown whose fenced edit blocks are taken out."""
    if "yaml edit" not in markdown:
        return markdown
    lines = _lines(markdown)
    for fence in outline(markdown).fences:
        if _is_edit(fence):
            lines[fence.begin : fence.end] = [""] * (fence.end - fence.begin)
    return "".join(lines).strip()
