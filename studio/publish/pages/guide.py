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

from studio.core.recipe.recipe import Guide, Section
from studio.store.markdown import MARKDOWN, blocks_of

_SCHEMES = frozenset({"http", "https", "mailto"})
_NAMED = re.compile(r"(?:<p>)?<strong>([^<]+)</strong>(.*)", re.DOTALL)


class GuidePart:
    """A part of a guide, to be written as HTML."""

    def __init__(self, tokens: Sequence[Token] = (), env: EnvType | None = None) -> None:
        self._tokens, self._env = tokens, env or {}

    def __bool__(self) -> bool:
        return bool(self._tokens)

    @property
    def html(self) -> Markup:
        """The whole part."""
        return Markup(_RENDERER.render(self._tokens, MARKDOWN.options, self._env))  # noqa: S704 - raw HTML cannot come this far

    def items(self, kind: str) -> Iterator[Markup]:
        """What each item of the first list of a kind holds, lists inside it included.

        Args:
            kind: `ordered` or `bullet`.
        """
        opens = f"{kind}_list_open"
        tokens = iter(self._tokens)
        item: list[Token] = []
        next((token for token in tokens if token.type == opens and token.level == 0), None)
        for token in tokens:
            if token.level == 0:
                return
            if token.type == "list_item_open" and token.level == 1:
                item = []
            elif token.type == "list_item_close" and token.level == 1:
                yield GuidePart(item, self._env).html
            else:
                item.append(token)

    def named_items(self) -> dict[str, Markup]:
        """Items of a list that begin with a name in bold, without that name, by the name in small letters."""
        found: dict[str, Markup] = {}
        for item in self.items("bullet"):
            named = _NAMED.match(item.strip())
            if named:
                rest = named[2].strip().removesuffix("</p>").strip().lstrip(" .:")
                found[html.unescape(named[1]).strip(" .:").casefold()] = Markup(rest)  # noqa: S704 - a part of safe HTML
        return found

    @property
    def is_one_list(self) -> bool:
        """Whether it is one list with bullets, and nothing stands outside it."""
        outside = [token.type for token in self._tokens if token.level == 0]
        return outside == ["bullet_list_open", "bullet_list_close"]


class GuideText:
    """A guide, to be written as HTML part by part."""

    def __init__(self, guide: Guide) -> None:
        self._guide, self._blocks = guide, blocks_of(guide.body)
        found = zip(guide.sections, self._blocks.below_headings(), strict=True)
        self._tokens = {section.line: tokens for section, tokens in found}

    @property
    def opening(self) -> Markup:
        """The first paragraph, without the element around it."""
        return Markup(_line_html(self._guide.opening, self._blocks.env))  # noqa: S704 - as below

    def part(self, title: str) -> GuidePart:
        """The section of a usual title; nothing where the guide has none."""
        section = self._guide.section(title)
        return self.below(section) if section else GuidePart()

    def heading(self, section: Section) -> Markup:
        """A heading without the element around it."""
        return GuidePart(self._tokens[section.line][0][1:2], self._blocks.env).html

    def below(self, section: Section) -> GuidePart:
        """What follows a heading, up to the next one."""
        return GuidePart(self._tokens[section.line][1], self._blocks.env)


class _SafeHtml(RendererHTML):
    """HTML of what a guide may show; each method writes the tokens of its name, and changes no block."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Blocks as HTML; the words of a line are read here."""
        return "".join(
            _line_html(token.content, env)
            if token.type == "inline"
            else self.rules[token.type](tokens, place, options, env)
            if token.type in self.rules
            else self.renderToken(tokens, place, options, env)
            for place, token in enumerate(tokens)
        )

    def html_block(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f"<p>{_line_html(tokens[idx].content.strip(), {})}</p>\n"

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

    def td_open(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        """A cell, aligned by a class: the pages allow no style of an element's own."""
        side = str(tokens[idx].attrs.get("style", "")).removeprefix("text-align:")
        return f'<{tokens[idx].tag} class="is-{side}">' if side else f"<{tokens[idx].tag}>"

    th_open = td_open


_RENDERER = _SafeHtml()


def _line_html(line: str, env: EnvType) -> str:
    tokens: list[Token] = []
    MARKDOWN.inline.parse(line, MARKDOWN, env, tokens)
    return _RENDERER.renderInline(tokens, MARKDOWN.options, env)
