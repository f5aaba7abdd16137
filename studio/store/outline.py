"""Where the headings and fences of a guide stand.

Most guides are plain: their headings and fences begin in the first column. Those are found line by line, a thirtieth
of the time that a parser needs. A guide with anything that could be read in two ways (HTML, underlined headings,
indented fences) goes through the parser; both say the same, which a test holds them to.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


@dataclass(frozen=True)
class Heading:
    """A heading that stands in no list and no quotation."""

    level: int
    """1 to 6."""
    title: str
    """Its Markdown."""
    begin: int
    """Its first line, from 0."""
    end: int
    """The line after it."""


@dataclass(frozen=True)
class Block:
    """A fenced block."""

    info: str
    """What stands behind its opening fence."""
    text: str
    """What it holds."""
    begin: int
    """Line of its opening fence, from 0."""
    end: int
    """The line after its closing fence."""


@dataclass(frozen=True)
class Outline:
    """Headings and fences in their order."""

    headings: tuple[Heading, ...]
    """Headings."""
    fences: tuple[Block, ...]
    """Fences."""


_ODD = re.compile(r"[\t\r\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
"""What Markdown and Python may take for a line's end or a blank in two ways."""
_DOUBTFUL = re.compile(
    r"\n(?: +(?:`{3}|~{3})| {1,3}[#<]"  # indented: perhaps still a fence, a heading, HTML
    r"|<|~{3}"
    r"|[ ]*(?:[-+*]|\d{1,9}[.)])[ ]+(?=[^\n#`~<]*[#`~<])(?:.*[ ])?(?:#|`{3}|~{3}|<)"  # in an item of a list
    r"|[ ]{0,3}>[ ]*(?:#|`{3}|~{3}|<)"
    r"|[ ]{0,3}(?:=+|-+)[ ]*(?:\n|\Z))"  # perhaps the underline of a heading
)
"""A line that more than its beginning decides about. The line end before it belongs to it: so it is found soonest."""
_MARK = re.compile(r"\n(?:(#{1,6})(?:[ ]+(.*))?|(`{3,})([^`\n]*))(?=\n|\Z)")
_CLOSING = re.compile(r"(?:^|[ ]+)#+[ ]*$")


def outline(body: str) -> Outline:
    """Headings and fences of Markdown as CommonMark reads it."""
    return _scanned(body) if is_plain(body) else _parsed(body)


def is_plain(body: str) -> bool:
    """Whether Markdown can be outlined line by line."""
    return not _is_odd(body) and not _DOUBTFUL.search(f"\n{body}")


def _is_odd(body: str) -> bool:
    return not body.replace("\n", "").isprintable() and bool(_ODD.search(body))


def opening_of(body: str) -> str:
    """The first paragraph that stands in no list and no quotation; empty without one."""
    plain = None if _is_odd(body) else _PARAGRAPH.match(body)
    return plain[1] if plain else _parsed_opening(body)


_PARAGRAPH = re.compile(r"\n*([^\W\d_][^\n]*[^\s](?:\n[^\W\d_][^\n]*[^\s])*)[ ]*(?:\n[ ]*\n|\n?\Z)")
"""A paragraph whose lines all begin with a letter: nothing can end it but an empty line."""


def _parsed_opening(body: str) -> str:
    tokens = _parser().parse(body)
    found = (i for i, token in enumerate(tokens) if token.type == "paragraph_open" and token.level == 0)
    place = next(found, None)
    return "" if place is None else tokens[place + 1].content


def _scanned(body: str) -> Outline:
    headings, fences, after = list[Heading](), list[Block](), 0
    line, counted = -1, 0  # every mark begins with the line end before it
    body = f"\n{body}"
    for mark in _MARK.finditer(body):
        if mark.start() + 1 < after:
            continue
        line, counted = line + body.count("\n", counted, mark.start() + 1), mark.start() + 1
        if mark[1]:
            title = _CLOSING.sub("", mark[2] or "").strip()
            headings.append(Heading(len(mark[1]), title, line, line + 1))
            continue
        closes = re.compile(rf"^`{{{len(mark[3])},}}[ ]*$", re.MULTILINE).search(body, mark.end())
        if not closes:
            return _parsed(body[1:])
        inside, after = body[mark.end() + 1 : closes.start()], closes.end()
        fences.append(Block(mark[4].strip(), inside, line, line + inside.count("\n") + 2))
    return Outline(tuple(headings), tuple(fences))


@cache
def _parser() -> MarkdownIt:
    """Finds blocks; tables and what stands inside a line are read when a page is made."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _parsed(body: str) -> Outline:
    tokens = _parser().parse(body)
    headings = tuple(
        Heading(int(token.tag[1]), tokens[i + 1].content, *token.map)
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    )
    fences = tuple(Block(t.info.strip(), t.content, *t.map) for t in tokens if t.type == "fence" and t.map)
    return Outline(headings, fences)
