"""What machines read: search index, feed, sitemap, robots, structured data, plain text.

Every file is put together from rows that were made when a recipe was read, so that ten thousand recipes need no more
memory than one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from typing import Any

from studio.publish.pages.card import Card, compact_json
from studio.publish.pages.renderer import ROOT
from studio.publish.pages.site_text import SiteText, page_name, place_name
from studio.publish.pages.views import RecipeView
from studio.publish.pictures.derivatives import FOLDER, SitePicture

RECIPES, LLMS = "recipes.json", "llms.txt"
"""Places of the files with a row for each recipe, beside `SEARCH`."""
_WORD = re.compile(r"\w{3,}")
_SAID_OF_ALL = frozenset(
    ["and", "any", "are", "but", "change", "for", "not", "only", "preserve", "the", "uploaded", "with"]
)
"""Words that stand in nearly every prompt, and tell none from the others."""
FEED_LENGTH = 50
"""Entries of the feed."""
EPOCH = "1970-01-01"
"""Day of a recipe without any date."""


def recipe_data(recipe: RecipeView, card: Card) -> dict[str, Any]:
    """A recipe as plain data, for other programs: its row of `recipes.json`."""
    return {
        "slug": recipe.slug, "title": recipe.title, "summary": recipe.summary, "asset": recipe.asset, "job": recipe.job,
        "channel": recipe.channel, "channels": list(recipe.channels),
        "tags": list(recipe.tags), "collections": list(recipe.collections),
        "created": recipe.created, "updated": card.updated, "page": card.page,
        "markdown": card.page.replace(".html", ".md"), "bundle": card.page.replace(".html", ".zip"),
        "pairs": [
            {"attempt": pair.attempt, "channel": pair.channel, "prompt": pair.prompt, "settings": dict(pair.settings),
             "after": f"pictures/{pair.after.largest}",
             "before": f"pictures/{pair.before.largest}" if pair.before else None}
            for pair in recipe.pairs
        ],
    }  # fmt: skip


def search_data(card: Card, recipe: RecipeView) -> dict[str, Any]:
    """What the index needs to find, narrow and draw a recipe: its row of `search.js`.

    A visitor waits for all rows, so nothing is said twice: words are those that stand nowhere else in the row, and a
    file of a picture is only what tells it from the others.
    """
    topics = [f"{kind}/{place}" for (kind, place), _ in card.topics()]
    topics += [f"engine/{place_name(engine)}" for engine in card.engines]
    row = {
        "slug": card.slug,
        "page": card.page if page_name(card.slug) != card.slug else "",
        "title": card.title,
        "meta": card.meta,
        "words": _more_words(card, recipe),
        "topics": " ".join(topics),
        "lang": card.tongue.language,
        "dir": card.tongue.direction if card.tongue.direction == "rtl" or card.tongue.language else "",
        "after": _picture_data(card.after),
        "before": _picture_data(card.before) if card.before else None,
    }
    return {name: value for name, value in row.items() if value}


def _more_words(card: Card, recipe: RecipeView) -> str:
    """What a search looks through beyond title, meta line and topics; words of prompts and notes once each."""
    named = (*card.tags, *card.collections, *card.channels, card.job, *card.engines)
    unlike = (name for name in named if name != place_name(name))  # the others stand among the topics as they are
    said = " ".join(dict.fromkeys(part for part in (card.summary, card.asset, *unlike) if part))
    also = " ".join([text for pair in recipe.pairs for text in pair.searched]).casefold()
    known = {*_WORD.findall(f"{said} {card.title}".casefold()), *_SAID_OF_ALL}
    return " ".join(filter(None, (said, *dict.fromkeys(word for word in _WORD.findall(also) if word not in known))))


def _picture_data(picture: SitePicture) -> dict[str, Any]:
    """A picture whose files are called `<name>-<width>-<mark>.<ending>`: width and mark of each, by ending."""
    files = {}
    for source in picture.sources:
        parted = [name.rpartition(".")[0].rsplit("-", 2) for name, _ in source.files]
        files[source.files[0][0].rpartition(".")[2]] = " ".join([f"{width}-{mark}" for _, width, mark in parted])
    return {"w": picture.width, "h": picture.height, "name": parted[0][0], **files}


def json_text(data: object) -> str:
    """Data as JSON on one line; safe inside a script, where a line separator would end a string."""
    return compact_json(data).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")


def llms_line(card: Card) -> str:
    """A recipe's line of `llms.txt`, with `ROOT` for the site's address."""
    title = card.title.replace("[", "(").replace("]", ")")
    return f"- [{title}]({ROOT}{card.page.replace('.html', '.md')}): {card.summary or card.asset}"


def recipes_json(rows: Iterable[str]) -> str:
    """`recipes.json`, for other programs."""
    return "[\n" + ",\n".join(rows) + "\n]\n"


def search_js(rows: Iterable[str]) -> str:
    """`search.js`: a script, since a page opened from a folder may not fetch anything."""
    return '"use strict";\nwindow.recipes = [\n' + ",\n".join(rows) + "\n];\n"


def llms_txt(lines: Iterable[str], text: SiteText) -> str:
    """`llms.txt`: leads language models to the Markdown of every page."""
    about = text.description or text.words("Approved picture edits, each with its words and what made it.")
    home = f"{text.base_url}/" if text.base_url else ""
    listed = "\n".join(lines).replace(ROOT, home)
    recipes = text.words("Recipes")
    return f"# {text.title}\n\n> {about}\n\n## {recipes}\n\n{listed}\n"


def robots(text: SiteText) -> str:
    """`robots.txt`: everything may be read, nothing of a private preview."""
    if text.drafts:
        return "User-agent: *\nDisallow: /\n"
    sitemap = f"Sitemap: {text.base_url}/sitemap.xml\n" if text.base_url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}"


def feed(newest: Sequence[Card], text: SiteText) -> str:
    """The Atom feed of the newest recipes."""
    base = escape(text.base_url)
    entries = "".join(_entry(card, base) for card in newest)
    changed = max((card.updated or EPOCH for card in newest), default=EPOCH)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" '
        f'xml:lang="{escape(text.language)}">\n  <title>{escape(text.title)}</title>\n  <id>{base}/</id>\n'
        f'  <link rel="self" type="application/atom+xml" href="{base}/feed.xml"/>\n'
        f'  <link rel="alternate" type="text/html" href="{base}/"/>\n  <updated>{changed}T00:00:00Z</updated>\n'
        f"  <author><name>{escape(text.title)}</name></author>\n{entries}</feed>\n"
    )


def _entry(card: Card, base: str) -> str:
    address = f"{base}/{card.page}"
    return (
        f"  <entry>\n    <title>{escape(card.title)}</title>\n"
        f'    <link rel="alternate" type="text/html" href="{address}"/>\n    <id>{address}</id>\n'
        f"    <updated>{card.updated or EPOCH}T00:00:00Z</updated>\n"
        f'    <summary type="text">{escape(card.summary or card.title)}</summary>\n'
        f"{_feed_picture(card, base)}  </entry>\n"
    )


def _feed_picture(card: Card, base: str) -> str:
    """The before and after of a recipe, for programs that read feeds: to show, and to load."""
    if not card.share:
        return ""
    address = f"{base}/{FOLDER}/{card.share}"
    words = f"<p>{escape(card.summary)}</p>" if card.summary else ""
    shown = escape(f'<p><img src="{address}" width="1200" height="630" alt="{escape(card.title)}"></p>{words}')
    return (
        f'    <link rel="enclosure" type="image/jpeg" href="{address}"/>\n    <content type="html">{shown}</content>\n'
    )


def sitemap(pages: Iterable[tuple[str, str]], text: SiteText) -> str:
    """`sitemap.xml` from places and the day of their last change, or an empty text."""
    rows = "".join(
        f"  <url><loc>{escape(text.base_url)}/{path}</loc>{f'<lastmod>{day}</lastmod>' if day else ''}</url>\n"
        for path, day in pages
    )
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n"
