"""Markdown of a guide as safe HTML: no raw HTML, no pictures past the gate, no links into the recipe's folder."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import MutableMapping, Sequence

    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_SCHEMES = frozenset({"http", "https", "mailto"})


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    parser.add_render_rule("image", _image_as_text)
    parser.add_render_rule("table_open", _scrolling_table)
    parser.add_render_rule("table_close", _table_end)
    parser.core.ruler.push("safe_links", _safe_links)
    return parser


def _image_as_text(
    _renderer: object, tokens: Sequence[Token], index: int, _options: object, _env: MutableMapping[str, object]
) -> str:
    """A picture in the prose: only its description; pictures reach the site through the gate alone."""
    return str(Markup.escape(tokens[index].content))


def _scrolling_table(*_: object) -> str:
    """A wide table scrolls by itself, by keyboard too, and never the page."""
    return '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n'


def _table_end(*_: object) -> str:
    return "</table></div>\n"


def _safe_links(state: object) -> None:
    for block in getattr(state, "tokens"):  # noqa: B009 - the state's class is not exported
        for token in block.children or ():
            if token.type == "link_open":
                address = str(token.attrGet("href") or "")
                if urlsplit(address).scheme in _SCHEMES:
                    token.attrSet("rel", "noopener nofollow")
                else:
                    token.attrs.pop("href", None)


def to_html(markdown: str, *, lift: int = 0) -> Markup:
    """Markdown as HTML.

    Args:
        markdown: A part of a guide.
        lift: How many levels its headings are lowered.
    """
    tokens = _parser().parse(markdown)
    for token in tokens:
        if token.type in {"heading_open", "heading_close"} and lift:
            token.tag = f"h{min(6, int(token.tag[1]) + lift)}"
    parser = _parser()
    return Markup(parser.renderer.render(tokens, parser.options, {}))  # noqa: S704 - html is off in the parser


def inline_html(markdown: str) -> Markup:
    """One line of Markdown as HTML, without a paragraph around it."""
    return Markup(_parser().renderInline(markdown))  # noqa: S704 - html is off in the parser


def ordered_steps(markdown: str) -> tuple[Markup, ...]:
    """The items of the first numbered list, each as HTML."""
    tokens = _parser().parse(markdown)
    steps, depth, begin = [], 0, 0
    parser = _parser()
    for position, token in enumerate(tokens):
        if token.type == "list_item_open":
            depth += 1
            begin = position + 1 if depth == 1 else begin
        elif token.type == "list_item_close":
            depth -= 1
            if depth == 0:
                html = parser.renderer.render(tokens[begin:position], parser.options, {})
                steps.append(Markup(html))  # noqa: S704 - html is off in the parser
        elif token.type == "ordered_list_close" and depth == 0:
            break
    return tuple(steps)


def named_items(markdown: str) -> dict[str, Markup]:
    """Items of a list that begin with a name in bold, as HTML without that name, by the name in small letters."""
    parser = _parser()
    tokens = parser.parse(markdown)
    found: dict[str, Markup] = {}
    for before, token in pairwise(tokens):
        inside = token.children or []
        is_named = before.type == "paragraph_open" and token.level == 3 and len(inside) > 2
        if is_named and [part.type for part in inside[:3]] == ["text", "strong_open", "text"] and not inside[0].content:
            inside = inside[1:]
        if is_named and [part.type for part in inside[:3]] == ["strong_open", "text", "strong_close"]:
            name = inside[1].content.strip(" .:").casefold()
            rest = token.copy(children=inside[3:])
            html = parser.renderer.render([rest], parser.options, {}).strip().lstrip(".: ")
            found[name] = Markup(html)  # noqa: S704 - html is off in the parser
    return found
