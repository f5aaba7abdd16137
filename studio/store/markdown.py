"""Guides as CommonMark with tables reads them: one parser for their structure and for their HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.token import Token

from studio.core.recipe.recipe import Guide, Section


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.validateLink = bool  # type: ignore[assignment,method-assign]  # any: a link's words stay when it goes
    return parser


MARKDOWN = _parser()
"""Reads a guide, or a part of one, to the end."""
_BLOCKS = _parser()
"""The same without what stands inside a line, which takes two thirds of the time and only pages need."""
_BLOCKS.core.ruler.enableOnly(["normalize", "block"])
_LINE_END = re.compile(r"\r\n?|\n")
"""Ends of lines; other characters that may end one do not do so in Markdown."""


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
    tokens = _BLOCKS.parse(body)
    sections = tuple(_sections(tokens, body, first_line))
    code = frozenset(first_line + line for token in _fences(tokens) for line in range(*_lines(token)))
    guide = Guide(body=body, first_line=first_line, opening=_opening(tokens), sections=sections, code_lines=code)
    return guide, tuple(
        Fence(" ".join(token.info.split()[2:]), token.content, first_line + _lines(token)[0])
        for token in _fences(tokens)
        if _is_edit(token)
    )


def _lines(token: Token) -> tuple[int, int]:
    """First line of a block and the line after it, from 0."""
    begin, end = token.map or (0, 0)
    return begin, end


def _places(body: str) -> list[int]:
    """Where each line begins, in characters; the last one is the end."""
    return [0, *(found.end() for found in _LINE_END.finditer(body)), len(body)]


def _sections(tokens: Sequence[Token], body: str, first_line: int) -> Iterator[Section]:
    """Headings that stand in no list and no quotation, each with what follows it."""
    heads = [place for place, token in enumerate(tokens) if token.type == "heading_open" and token.level == 0]
    places = _places(body)
    begins = [places[_lines(tokens[place])[0]] for place in heads]
    for place, (_, end) in zip(heads, pairwise([*begins, len(body)]), strict=True):
        first, after = _lines(tokens[place])
        level, title = int(tokens[place].tag[1]), tokens[place + 1].content
        yield Section(title, level, first_line + first, body[places[after] : end].strip())


def _opening(tokens: Sequence[Token]) -> str:
    """The first paragraph in no list and no quotation, if it stands before the first second-level heading."""
    for place, token in enumerate(tokens):
        if token.level == 0 and token.type == "paragraph_open":
            return tokens[place + 1].content
        if token.level == 0 and token.type == "heading_open" and token.tag != "h1":
            break
    return ""


def _fences(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.type == "fence")


def _is_edit(fence: Token) -> bool:
    return fence.info.split()[:2] == ["yaml", "edit"]


def without_edit_blocks(markdown: str) -> str:
    """Markdown whose fenced edit blocks are taken out."""
    if "yaml edit" not in markdown:
        return markdown
    places, kept, at = _places(markdown), list[str](), 0
    for fence in filter(_is_edit, _fences(_BLOCKS.parse(markdown))):
        begin, end = _lines(fence)
        kept.append(markdown[at : places[begin]])
        at = places[end]
    return "".join([*kept, markdown[at:]]).strip()
