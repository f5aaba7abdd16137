"""Where the headings and fences of a guide stand.

Most guides are plain: their headings and fences begin in the first column. Those are found line by line, a thirtieth
of the time that a parser needs. A guide with anything that could be read in two ways (HTML, underlined headings,
indented fences) goes through the parser; both say the same, which a test holds them to.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


class Heading(NamedTuple):
    """A heading that stands in no list and no quotation."""

    level: int
    """1 to 6."""
    title: str
    """Its Markdown."""
    line: int
    """Its first line, from 0."""
    begin: int
    """Place of its first sign in the guide."""
    end: int
    """Place of the line after it."""


class Block(NamedTuple):
    """A fenced block."""

    info: str
    """What stands behind its opening fence."""
    text: str
    """What it holds."""
    line: int
    """Line of its opening fence, from 0."""
    begin: int
    """Place of its opening fence in the guide."""
    end: int
    """Place of the line after its closing fence."""


class Outline(NamedTuple):
    """Headings and fences in their order."""

    headings: tuple[Heading, ...]
    """Headings."""
    fences: tuple[Block, ...]
    """Fences."""


_ODD = "\t\r\x00\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"
"""What Markdown and Python may take for a line's end or a blank in two ways."""
_DOUBTED = frozenset(" <~=>+*-0123456789")
"""What a doubtful line begins with."""
_DOUBTFUL = re.compile(
    r"\n(?: +(?:`{3}|~{3})| {1,3}[#<]"  # indented: perhaps still a fence, a heading, HTML
    r"|<|~{3}"
    r"|[ ]*(?:[-+*]|\d{1,9}[.)])[ ]+(?=[^\n#`~<]*+[#`~<])(?:.*[ ])?(?:#|`{3}|~{3}|<)"  # in an item of a list
    r"|[ ]{0,3}>[ ]*(?:#|`{3}|~{3}|<)"
    r"|[ ]{0,3}(?:=+|-+)[ ]*(?:\n|\Z))"  # perhaps the underline of a heading
)
"""A line that more than its beginning decides about. The line end before it belongs to it: so it is found soonest."""
_MARK = re.compile(r"\n(?:(#{1,6})(?:[ ]+(.*))?|(`{3,})([^`\n]*))(?=\n|\Z)")
_LINE_END = re.compile(r"\r\n?|\n")
"""Ends of lines; other characters that may end one do not do so in Markdown."""
_CLOSING = re.compile(r"(?:^|[ ]+)#+[ ]*$")


def outline(body: str) -> Outline:
    """Headings and fences of Markdown as CommonMark reads it."""
    return _scanned(body) if is_plain(body) else _parsed(body)


def is_plain(body: str) -> bool:
    """Whether Markdown can be outlined line by line."""
    if _is_odd(body):
        return False
    doubted = [line for line in body.split("\n") if line[:1] in _DOUBTED]
    return not _DOUBTFUL.search("\n".join(["", *doubted]))


def _is_odd(body: str) -> bool:
    return any(sign in body for sign in _ODD)


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
    line, counted, last = 0, 0, len(body)
    for mark in _MARK.finditer(f"\n{body}"):  # a mark begins with the line end before it: that much is added
        begin = mark.start()
        if begin < after:
            continue
        line, counted = line + body.count("\n", counted, begin), begin
        signs, title, ticks, info = mark.groups()
        if signs:
            title = (title or "").strip()
            if title.endswith("#"):
                title = _CLOSING.sub("", title).strip()
            headings.append(Heading(len(signs), title, line, begin, min(mark.end(), last)))
            continue
        closes = _closing_fence(len(ticks)).search(body, mark.end() - 1)
        if not closes:
            return _parsed(body)
        inside, after = body[mark.end() : closes.start()], min(closes.end() + 1, last)
        fences.append(Block(info.strip(), inside, line, begin, after))
    return Outline(tuple(headings), tuple(fences))


@cache
def _closing_fence(ticks: int) -> re.Pattern[str]:
    return re.compile(rf"^`{{{ticks},}}[ ]*$", re.MULTILINE)


@cache
def _parser() -> MarkdownIt:
    """Finds blocks; tables and what stands inside a line are read when a page is made."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark")
    parser.core.ruler.enableOnly(["normalize", "block"])
    return parser


def _parsed(body: str) -> Outline:
    tokens = _parser().parse(body)
    places = [0, *(found.end() for found in _LINE_END.finditer(body)), len(body)]

    def where(lines: Sequence[int]) -> tuple[int, int, int]:
        return lines[0], places[lines[0]], places[min(lines[1], len(places) - 1)]

    headings = tuple(
        Heading(int(token.tag[1]), tokens[i + 1].content, *where(token.map))
        for i, token in enumerate(tokens)
        if token.type == "heading_open" and token.level == 0 and token.map
    )
    fences = tuple(Block(t.info.strip(), t.content, *where(t.map)) for t in tokens if t.type == "fence" and t.map)
    return Outline(headings, fences)
