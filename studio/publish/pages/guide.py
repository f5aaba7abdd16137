"""Markdown of a guide as safe HTML: no raw HTML, no pictures past the gate, no links into the recipe's folder."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from urllib.parse import urlsplit

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from studio.store.markdown import MARKDOWN

_SCHEMES = frozenset({"http", "https", "mailto"})
_NAMED = re.compile(r"(?:<p>)?<strong>([^<]+)</strong>(.*)", re.DOTALL)


class _SafeHtml(RendererHTML):
    """HTML of what a guide may show; each method writes the tokens of its name."""

    def html_block(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f"<p>{inline_html(tokens[idx].content.strip())}</p>\n"

    def html_inline(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return html.escape(tokens[idx].content, quote=False)

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return html.escape(self.renderInlineAsText(tokens[idx].children, options, env))

    def link_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A link that leads out of the site, or only its words: a guide's own files are not published."""
        link = tokens[idx]
        try:
            is_safe = urlsplit(str(link.attrs["href"])).scheme in _SCHEMES
        except ValueError:
            is_safe = False
        if not is_safe:
            return "<a>"
        link.attrSet("rel", "noopener nofollow")
        return self.renderToken(tokens, idx, options, env)

    def table_open(self, *_: object) -> str:
        return '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>\n'

    def table_close(self, *_: object) -> str:
        return "</table></div>\n"

    def td_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A cell, aligned by a class: the pages allow no style of an element's own."""
        side = str(tokens[idx].attrs.pop("style", "")).removeprefix("text-align:")
        if side:
            tokens[idx].attrSet("class", f"is-{side}")
        return self.renderToken(tokens, idx, options, env)

    th_open = td_open


_RENDERER = _SafeHtml()


def to_html(markdown: str) -> Markup:
    """A part of a guide as HTML."""
    return _rendered(MARKDOWN.parse(markdown))


def inline_html(markdown: str) -> Markup:
    """One line of Markdown as HTML, without a paragraph around it."""
    return _rendered(MARKDOWN.parseInline(markdown))


def ordered_steps(markdown: str) -> tuple[Markup, ...]:
    """The items of the first numbered list, each as HTML."""
    return tuple(_items(markdown, "ordered_list_open"))


def named_items(markdown: str) -> dict[str, Markup]:
    """Items of a list that begin with a name in bold, as HTML without that name, by the name in small letters."""
    found: dict[str, Markup] = {}
    for item in _items(markdown, "bullet_list_open"):
        named = _NAMED.match(item.strip())
        if named:
            rest = named[2].strip().removesuffix("</p>").strip().lstrip(" .:")
            found[html.unescape(named[1]).strip(" .:").casefold()] = Markup(rest)  # noqa: S704 - a part of safe HTML
    return found


def _rendered(tokens: Sequence[Token]) -> Markup:
    return Markup(_RENDERER.render(tokens, MARKDOWN.options, {}))  # noqa: S704 - raw HTML cannot come this far


def _items(markdown: str, kind: str) -> Iterator[Markup]:
    """What each item of the first list of a kind holds, lists inside it included."""
    tokens = MARKDOWN.parse(markdown)
    begin = next((place for place, token in enumerate(tokens) if token.type == kind and token.level == 0), len(tokens))
    item: list[Token] = []
    for token in tokens[begin + 1 :]:
        if token.level == 0:
            return
        if token.type == "list_item_open" and token.level == 1:
            item = []
        elif token.type == "list_item_close" and token.level == 1:
            yield _rendered(item)
        else:
            item.append(token)
