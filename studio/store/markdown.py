"""The guide taken apart: headings, sections and edit blocks, from one parse."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from studio.core.recipe import Guide, Section

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token


@dataclass(frozen=True)
class Fence:
    """A fenced block of the guide that holds an edit spec."""

    name: str
    """Second word of its info string, or empty."""
    text: str
    """What it holds."""
    line: int
    """Line of the file on which its opening fence stands."""


@cache
def _parser() -> MarkdownIt:
    """Finds headings, paragraphs and fences; tables and what stands inside a line are read when a page is made."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def parse_guide(body: str, *, first_line: int) -> tuple[Guide, tuple[Fence, ...]]:
    """The guide's parts and its edit blocks.

    Args:
        body: Markdown below the front matter.
        first_line: Line of the file on which it begins, from 1.
    """
    tokens = _parser().parse(body)
    lines = body.splitlines(keepends=True)
    sections = tuple(_sections(tokens, lines, first_line))
    guide = Guide(body=body, first_line=first_line, opening=_opening(tokens), sections=sections)
    return guide, tuple(_edit_fences(tokens, first_line))


def _sections(tokens: Sequence[Token], lines: Sequence[str], first_line: int) -> Iterator[Section]:
    headings = [i for i, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    for place, index in enumerate(headings):
        token, title = tokens[index], tokens[index + 1].content
        begin, end = token.map or (0, 0)
        following = tokens[headings[place + 1]].map if place + 1 < len(headings) else None
        until = following[0] if following else len(lines)
        yield Section(title, int(token.tag[1]), first_line + begin, "".join(lines[end:until]).strip())


def _opening(tokens: Sequence[Token]) -> str:
    """The first paragraph, when nothing but it stands before the first second-level heading."""
    for position, token in enumerate(tokens):
        if token.type == "heading_open" and token.tag != "h1":
            return ""
        if token.type == "paragraph_open" and token.level == 0:
            return tokens[position + 1].content
    return ""


def _edit_fences(tokens: Sequence[Token], first_line: int) -> Iterator[Fence]:
    for token in tokens:
        words = token.info.split()
        if token.type == "fence" and words[:2] == ["yaml", "edit"]:
            begin = token.map[0] if token.map else 0
            yield Fence(" ".join(words[2:]), token.content, first_line + begin)


def without_edit_blocks(markdown: str) -> str:
    """Markdown whose fenced edit blocks are taken out."""
    if "yaml edit" not in markdown:
        return markdown
    lines = markdown.splitlines(keepends=True)
    for token in _parser().parse(markdown):
        if token.type == "fence" and token.info.split()[:2] == ["yaml", "edit"] and token.map:
            lines[token.map[0] : token.map[1]] = [""] * (token.map[1] - token.map[0])
    return "".join(lines).strip()
