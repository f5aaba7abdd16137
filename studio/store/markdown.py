"""The guide taken apart: headings, sections and edit blocks, from one parse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from studio.core.recipe import Guide, Section
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
    sections = tuple(_sections(found, body, first_line))
    guide = Guide(body=body, first_line=first_line, opening=_opening(found, body), sections=sections)
    return guide, tuple(_edit_fences(found, first_line))


def _sections(found: Outline, body: str, first_line: int) -> Iterator[Section]:
    ends = (*(heading.begin for heading in found.headings[1:]), len(body))
    for heading, end in zip(found.headings, ends, strict=False):
        yield Section(heading.title, heading.level, first_line + heading.line, body[heading.end : end].strip())


def _opening(found: Outline, body: str) -> str:
    """The first paragraph, when nothing but it stands before the first second-level heading."""
    end = next((heading.begin for heading in found.headings if heading.level > 1), len(body))
    return opening_of(body[:end])


def _edit_fences(found: Outline, first_line: int) -> Iterator[Fence]:
    for fence in found.fences:
        if _is_edit(fence):
            yield Fence(" ".join(fence.info.split()[2:]), fence.text, first_line + fence.line)


def _is_edit(fence: Block) -> bool:
    return fence.info.split()[:2] == ["yaml", "edit"]


def without_edit_blocks(markdown: str) -> str:
    """Markdown whose fenced edit blocks are taken out."""
    if "yaml edit" not in markdown:
        return markdown
    kept, at = [], 0
    for fence in outline(markdown).fences:
        if _is_edit(fence):
            kept.append(markdown[at : fence.begin])
            at = fence.end
    return "".join([*kept, markdown[at:]]).strip()
