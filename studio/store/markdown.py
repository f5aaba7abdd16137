"""Guides as CommonMark with tables and footnotes reads them: one parser for their structure and for their HTML.

What stands inside a line takes two thirds of the time and is read only by who writes HTML.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.utils import EnvType
from mdit_py_plugins.footnote import footnote_plugin

from studio.core.recipe.recipe import Guide, GuidePicture, Section


def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    footnote_plugin(parser, inline=False, move_to_end=False)
    parser.validateLink = bool  # type: ignore[assignment,method-assign]  # any: a link's words stay when it goes
    return parser


MARKDOWN = _parser()
"""Reads the blocks of a guide; its `inline` reads what stands inside a line."""
MARKDOWN.core.ruler.enableOnly(["normalize", "block"])
_LINE_END = re.compile(r"\r\n?|\n")
"""Ends of lines; other characters that may end one do not do so in Markdown."""


@dataclass(frozen=True)
class Blocks:
    """Markdown as blocks: headings, paragraphs, lists, tables, code. Not to be changed."""

    tokens: Sequence[Token]
    """As markdown-it-py gives them; the words of an `inline` token are not read yet."""
    env: EnvType = field(default_factory=dict)
    """Where the links lead whose addresses stand apart from them."""

    def below_headings(self) -> Iterator[tuple[Sequence[Token], Sequence[Token]]]:
        """Headings that stand in no list and no quotation, each with the blocks that follow it."""
        heads = [place for place, token in enumerate(self.tokens) if token.type == "heading_open" and token.level == 0]
        for place, end in pairwise([*heads, len(self.tokens)]):
            yield self.tokens[place : place + 3], self.tokens[place + 3 : end]


@lru_cache(maxsize=32)
def blocks_of(markdown: str) -> Blocks:
    """Markdown as blocks.

    A build asks twice, for the structure of a recipe and then for its page; that the blocks are kept between saves
    15 % of a cold build.
    """
    env: EnvType = {}
    return Blocks(MARKDOWN.parse(markdown, env), env)


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
    blocks = blocks_of(body)
    tokens, sections = blocks.tokens, tuple(_sections(blocks, body, first_line))
    code = frozenset(first_line + line for token in _fences(tokens) for line in range(*_lines(token)))
    guide = Guide(
        body=body, first_line=first_line, opening=_opening(tokens), sections=sections, code_lines=code,
        pictures=tuple(_pictures(blocks, first_line)) if "![" in body else (),
    )  # fmt: skip
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


def _sections(blocks: Blocks, body: str, first_line: int) -> Iterator[Section]:
    heads, places = [head for head, _ in blocks.below_headings()], _places(body)
    begins = [places[_lines(head[0])[0]] for head in heads]
    for head, (_, end) in zip(heads, pairwise([*begins, len(body)]), strict=True):
        first, after = _lines(head[0])
        yield Section(head[1].content, int(head[0].tag[1]), first_line + first, body[places[after] : end].strip())


def _opening(tokens: Sequence[Token]) -> str:
    """The first paragraph in no list and no quotation, if it stands before the first second-level heading."""
    for place, token in enumerate(tokens):
        if token.level == 0 and token.type == "paragraph_open":
            return tokens[place + 1].content
        if token.level == 0 and token.type == "heading_open" and token.tag != "h1":
            break
    return ""


def line_tokens(line: str, env: EnvType) -> list[Token]:
    """What stands inside a line: words, emphasis, links, pictures."""
    tokens: list[Token] = []
    MARKDOWN.inline.parse(line, MARKDOWN, env, tokens)
    return tokens


def file_of(address: object) -> str:
    """The file in the recipe's folder that a picture of a guide means; empty for one on the web, or none."""
    try:
        parts = urlsplit(str(address))
    except ValueError:
        return ""
    return "" if parts.scheme or parts.netloc else unquote(parts.path).removeprefix("./")


def _pictures(blocks: Blocks, first_line: int) -> Iterator[GuidePicture]:
    """Pictures of a guide by the line on which their paragraph begins."""
    for block in blocks.tokens:
        if block.type == "inline" and "![" in block.content:
            for token in _flat(line_tokens(block.content, deepcopy(blocks.env))):
                if token.type == "image":
                    address = str(token.attrs["src"])
                    yield GuidePicture(file_of(address), address, first_line + _lines(block)[0])


def _flat(tokens: Sequence[Token]) -> Iterator[Token]:
    for token in tokens:
        yield token
        yield from _flat(token.children or ())


def _fences(tokens: Sequence[Token]) -> Iterator[Token]:
    return (token for token in tokens if token.type == "fence")


def _is_edit(fence: Token) -> bool:
    return fence.info.split()[:2] == ["yaml", "edit"]


def without_edit_blocks(markdown: str) -> str:
    """Markdown whose fenced edit blocks are taken out."""
    if "yaml edit" not in markdown:
        return markdown
    places, kept, at = _places(markdown), list[str](), 0
    for fence in filter(_is_edit, _fences(blocks_of(markdown).tokens)):
        begin, end = _lines(fence)
        kept.append(markdown[at : places[begin]])
        at = places[end]
    return "".join([*kept, markdown[at:]]).strip()
