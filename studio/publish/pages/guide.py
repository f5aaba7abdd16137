"""Markdown of a guide as safe HTML: no raw HTML, no pictures past the gate, no links into the recipe's folder.

Footnotes are numbered as their notes stand in the guide, which `GuideText.notes` gives for the end of the page.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from urllib.parse import urlsplit

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict
from markupsafe import Markup

from studio.core.recipe.recipe import Guide, Section
from studio.publish.pages.theme import srcset
from studio.publish.pictures.derivatives import FOLDER, SitePicture
from studio.store.markdown import MARKDOWN, blocks_of, file_of, line_tokens

_SCHEMES = frozenset({"http", "https", "mailto"})
_SIZES = "(min-width: 60rem) 40rem, 94vw"
"""How wide a picture of a guide is at most."""
_BOXES = {"[ ] ": '<span class="task">☐</span> ', "[x] ": '<span class="task">☑</span> '}
"""Boxes of task lists."""
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

    def __init__(self, guide: Guide, pictures: Mapping[str, SitePicture] | None = None, *, root: str = "") -> None:
        """Take it apart.

        Args:
            guide: As the recipe's file has it.
            pictures: Those of its pictures that the gate lets through, by file.
            root: The way from its page up to the site's root.
        """
        self._guide, self._blocks = guide, blocks_of(guide.body)
        self._env = {**deepcopy(self._blocks.env), "pictures": pictures or {}, "root": root}
        found = zip(guide.sections, self._blocks.below_headings(), strict=True)
        self._tokens = {section.line: tokens for section, tokens in found}

    @property
    def opening(self) -> Markup:
        """The first paragraph, without the element around it."""
        return Markup(_line_html(self._guide.opening, self._env))  # noqa: S704 - as below

    def part(self, title: str) -> GuidePart:
        """The section of a usual title; nothing where the guide has none."""
        section = self._guide.section(title)
        return self.below(section) if section else GuidePart()

    def heading(self, section: Section) -> Markup:
        """A heading without the element around it."""
        return GuidePart(self._tokens[section.line][0][1:2], self._env).html

    def below(self, section: Section) -> GuidePart:
        """What follows a heading, up to the next one."""
        return GuidePart(self._tokens[section.line][1], self._env)

    @property
    def notes(self) -> tuple[Markup, ...]:
        """The footnotes, wherever they stand."""
        notes, note = list[Markup](), list[Token]()
        for token in self._blocks.tokens:
            if token.type == "footnote_reference_open":
                note = []
            elif token.type == "footnote_reference_close":
                notes.append(GuidePart(note, self._env).html)
            else:
                note.append(token)
        return tuple(notes)


class _SafeHtml(RendererHTML):
    """HTML of what a guide may show; each method writes the tokens of its name, and changes no block."""

    def render(self, tokens: Sequence[Token], options: OptionsDict, env: EnvType) -> str:
        """Blocks as HTML; the words of a line are read here, and footnotes have a place of their own."""
        written, is_note = list[str](), False
        for place, token in enumerate(tokens):
            is_note = token.type == "footnote_reference_open" or (is_note and token.type != "footnote_reference_close")
            if is_note or token.type == "footnote_reference_close":
                continue
            if token.type == "inline":
                written.append(_line_html(token.content, env, is_task=_begins_item(tokens, place)))
            elif token.type in self.rules:
                written.append(self.rules[token.type](tokens, place, options, env))
            else:
                written.append(self.renderToken(tokens, place, options, env))
        return "".join(written)

    def html_block(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return f"<p>{_line_html(tokens[idx].content.strip(), {})}</p>\n"

    def html_inline(self, tokens: Sequence[Token], idx: int, *_: object) -> str:
        return html.escape(tokens[idx].content, quote=False)

    def image(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """A picture that may be shown, else its words; `studio check` says why."""
        words = html.escape(self.renderInlineAsText(tokens[idx].children, options, env))
        picture = env.get("pictures", {}).get(file_of(tokens[idx].attrs["src"]))
        if picture is None:
            return words
        root, (*better, last) = env["root"], picture.sources
        sources = (f'<source type="{one.media_type}" srcset="{srcset(one, root)}" sizes="{_SIZES}">' for one in better)
        return (
            f'<picture class="of-guide">{"".join(sources)}<img src="{root}{FOLDER}/{picture.fallback}" '
            f'srcset="{srcset(last, root)}" sizes="{_SIZES}" width="{picture.width}" height="{picture.height}" '
            f'alt="{words}" loading="lazy" decoding="async"></picture>'
        )

    def footnote_ref(self, tokens: Sequence[Token], idx: int, _: OptionsDict, env: EnvType) -> str:
        number = list(env["footnotes"]["refs"]).index(f":{tokens[idx].meta['label']}") + 1
        return f'<sup><a href="#note-{number}">{number}</a></sup>'

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


def _line_html(line: str, env: EnvType, *, is_task: bool = False) -> str:
    """What stands inside a line; `is_task` where `[ ]` and `[x]` at its beginning are boxes."""
    box = _BOXES.get(line[:4].casefold(), "") if is_task else ""
    return box + _RENDERER.renderInline(line_tokens(line[4:] if box else line, env), MARKDOWN.options, env)


def _begins_item(tokens: Sequence[Token], place: int) -> bool:
    """Whether a line is the first of an item of a list: GitHub's task lists begin there."""
    above = tokens[max(0, place - 2) : place]
    return [token.type for token in above] == ["list_item_open", "paragraph_open"] or (
        len(above) == 1 and above[0].type == "paragraph_open" and tokens[place].level > 1
    )
