"""Markdown of a guide as safe HTML: no raw HTML, no pictures past the gate, no links into the recipe's folder.

The store reads a guide's structure; here its sections become HTML, by a CommonMark parser in Rust, which takes a
fiftieth of the time. What it writes is regular, so that what a guide may not do is taken out of the tags it wrote.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from markupsafe import Markup

if TYPE_CHECKING:
    from pyromark import Markdown

_SCHEMES = frozenset({"http", "https", "mailto"})
_HIDDEN = "\ue000"
"""Stands for `<` while Markdown is read, so that no HTML of a guide can be taken for any."""
_OPENS_TAG = re.compile(r"<(?!(?:https?://|mailto:)[^\s<>]*>)")
_IMAGE = re.compile(r'<img src="[^"]*" alt="([^"]*)"[^>]*/>')
_LINK = re.compile(r'<a href="([^"]*)"( title="[^"]*")?>')
_CELL = re.compile(r'<(t[hd]) style="text-align: (left|center|right)">')
_HEADING = re.compile(r"<(/?)h([1-6])>")
_LIST_TAG = re.compile(r"<(/?)(ol|ul|li)(?: [^>]*)?>")
_NAMED = re.compile(r"(?:<p>)?<strong>([^<]+)</strong>(.*)", re.DOTALL)


def to_html(markdown: str, *, lift: int = 0) -> Markup:
    """Markdown as HTML.

    Args:
        markdown: A part of a guide.
        lift: How many levels its headings are lowered.
    """
    text = _rendered(markdown)
    if lift:
        text = _HEADING.sub(lambda found: f"<{found[1]}h{min(6, int(found[2]) + lift)}>", text)
    return Markup(text)  # noqa: S704 - raw HTML cannot come this far


def inline_html(markdown: str) -> Markup:
    """One line of Markdown as HTML, without a paragraph around it."""
    text = _rendered(markdown).strip()
    return Markup(text.removeprefix("<p>").removesuffix("</p>"))  # noqa: S704 - as above


def ordered_steps(markdown: str) -> tuple[Markup, ...]:
    """The items of the first numbered list, each as HTML."""
    return tuple(Markup(item) for item in _items(_rendered(markdown), "ol"))  # noqa: S704 - as above


def named_items(markdown: str) -> dict[str, Markup]:
    """Items of a list that begin with a name in bold, as HTML without that name, by the name in small letters."""
    found: dict[str, Markup] = {}
    for item in _items(_rendered(markdown), "ul"):
        named = _NAMED.match(item.strip())
        if named:
            rest = named[2].strip().removesuffix("</p>").strip().lstrip(" .:")
            found[html.unescape(named[1]).strip(" .:").casefold()] = Markup(rest)  # noqa: S704 - as above
    return found


@cache
def _parser() -> Markdown:
    from pyromark import Markdown, Options

    return Markdown(options=Options.ENABLE_TABLES | Options.ENABLE_STRIKETHROUGH)


def _rendered(markdown: str) -> str:
    has_tags = "<" in markdown
    text = _parser().html(_OPENS_TAG.sub(_HIDDEN, markdown) if has_tags else markdown)
    if has_tags:
        text = text.replace(_HIDDEN, "&lt;")
    if "<a " in text:
        text = _LINK.sub(_safe_link, text)
    if "<img " in text:
        text = _IMAGE.sub(r"\1", text)
    if "<table>" not in text:
        return text
    text = _CELL.sub(r'<\1 class="is-\2">', text)
    return text.replace(
        "<table>", '<div class="scroll" tabindex="0" role="group" aria-label="Table"><table>'
    ).replace("</table>", "</table></div>")  # fmt: skip


def _safe_link(found: re.Match[str]) -> str:
    """A link that leads out of the site, or only its words: a guide's own files are not published."""
    address = html.unescape(found[1])
    try:
        is_safe = urlsplit(address).scheme in _SCHEMES
    except ValueError:
        is_safe = False
    return f'<a href="{found[1]}"{found[2] or ""} rel="noopener nofollow">' if is_safe else "<a>"


def _items(text: str, kind: str) -> Iterator[str]:
    """What the items of the first list of a kind hold, lists inside them included."""
    depth, begin, is_inside = 0, 0, False
    for tag in _LIST_TAG.finditer(text):
        closes, name = bool(tag[1]), tag[2]
        if name == "li":
            if is_inside and depth == 1 and not closes:
                begin = tag.end()
            elif is_inside and depth == 1:
                yield text[begin : tag.start()]
        elif not closes:
            is_inside = is_inside or (depth == 0 and name == kind)
            depth += 1
        else:
            depth -= 1
            if depth == 0 and is_inside:
                return
