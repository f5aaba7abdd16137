"""Builds the site: pictures, then pages, then one swap."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from studio.core.channel import Channel
from studio.core.evidence import Evidence
from studio.core.gallery import Entry, Gallery, LeftOut
from studio.core.settings import SiteOptions
from studio.publish.derivatives import FOLDER, PictureOrder, SitePicture, publish_picture
from studio.publish.card import Card
from studio.publish.lists import list_pages
from studio.publish import machines
from studio.publish.pages import RELATED, Facet, Page, Renderer
from studio.publish.related import related
from studio.publish.site_text import SiteText
from studio.publish.topics import KINDS, make_topic, ordered
from studio.publish.swap import new_site
from studio.publish.theme import Theme
from studio.publish.views import ENGINE_NAMES, Pictures, card_of, recipe_view
from studio.store.attempts import read_evidence

OnProgress = Callable[[int, int, str], None]
"""Hears how many of how many steps are done, and of what."""


@dataclass(frozen=True)
class SiteSettings:
    """What the builder needs of the workspace's settings."""

    text: SiteText
    """What the site says about itself."""
    accent: str | None
    """Accent colour."""
    webp: bool
    """Publish WebP files as well."""

    @classmethod
    def from_options(cls, options: SiteOptions, channels: Mapping[str, Channel]) -> SiteSettings:
        """From the `[site]` table of `studio.toml`."""
        return cls(SiteText.from_options(options, channels), options.accent, options.webp)


@dataclass(frozen=True)
class BuildReport:
    """What was built."""

    pages: int
    """Pages written."""
    pictures: int
    """Picture files published."""
    seconds: float
    """Time it took."""
    left_out: tuple[LeftOut, ...]
    """What stays inside, and why."""
    index: Path
    """The page to open."""

    def as_data(self) -> dict[str, Any]:
        """As plain data."""
        return {**asdict(self), "index": str(self.index)}


def build_site(
    gallery: Gallery,
    *,
    content: Path,
    out: Path,
    settings: SiteSettings,
    templates: Sequence[Path],
    on_progress: OnProgress,
) -> BuildReport:
    """Build the site of a gallery. The old site stays until the new one is whole.

    Args:
        gallery: What the gate let through; nothing else is read.
        content: Folder of the recipes.
        out: Folder of the site.
        settings: What the site says and how it looks.
        templates: Folders with templates, the one that wins first.
        on_progress: Hears of steps done.

    Raises:
        StoreError: `out` holds files that the studio did not build.
        ContentError: A template is wrong.
    """
    began = time.monotonic()
    theme = Theme(templates, accent=settings.accent)
    with new_site(out) as fresh:
        (fresh / FOLDER).mkdir()
        pictures = _publish_pictures(gallery, content, fresh, earlier=out, webp=settings.webp, on_progress=on_progress)
        views = tuple(recipe_view(entry, pictures, _measured(entry, content)) for entry in gallery.entries)
        pages = tuple(_pages(views, settings.text, theme))
        for page in pages:
            _write(fresh, page)
        for asset in theme.assets.values():
            _write(fresh, Page(f"assets/{asset.name}", asset.data))
        files = sum(1 for _ in (fresh / FOLDER).iterdir())
    html = sum(1 for page in pages if page.path.endswith(".html"))
    return BuildReport(html, files, time.monotonic() - began, gallery.left_out, out / "index.html")


def _write(fresh: Path, page: Page) -> None:
    path = fresh / page.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(page.data)


def _publish_pictures(
    gallery: Gallery, content: Path, fresh: Path, *, earlier: Path, webp: bool, on_progress: OnProgress
) -> Pictures:
    """All pictures of the gallery, in threads: decoding, scaling and encoding leave Python's lock."""
    orders = {key: order for entry in gallery.entries for key, order in _orders(entry, content)}
    done: dict[tuple[str, str], SitePicture] = {}
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        waiting = {
            key: pool.submit(publish_picture, order, fresh, earlier=earlier, webp=webp) for key, order in orders.items()
        }
        for key, future in waiting.items():
            done[key] = future.result()
            on_progress(len(done), len(orders), key[0])
    return done


def _measured(entry: Entry, content: Path) -> dict[str, Evidence]:
    """Kept evidence of a recipe's pairs, as long as it is about the pictures that are shown."""
    found = {
        pair.attempt.id: read_evidence(content / entry.folder.recipe.slug, pair.attempt.id) for pair in entry.pairs
    }
    judged = {pair.attempt.id: pair.review.picture for pair in entry.pairs}
    return {number: one for number, one in found.items() if one is not None and one.after == judged[number]}


def _orders(entry: Entry, content: Path) -> Iterator[tuple[tuple[str, str], PictureOrder]]:
    slug = entry.folder.recipe.slug
    for image in sorted(entry.pictures):
        facts = entry.folder.pictures.get(image)
        if facts is None:  # the gate has looked
            raise AssertionError(image)
        stem = re.sub(r"[^a-z0-9]+", "-", f"{slug}-{Path(image).stem}".casefold()).strip("-")
        yield (slug, image), PictureOrder(content / slug / image, facts, stem)


def _pages(views, text, theme):
    renderer = Renderer(theme, text)
    cards = {v.slug: card_of(v, text) for v in views}
    html = {slug: renderer.card(card) for slug, card in cards.items()}
    order = list(cards)
    gathered, names = {}, {}
    for slug, card in cards.items():
        for key, name in card.topics():
            gathered.setdefault(key, []).append(slug)
            names.setdefault(key, name)
    near = related(order, {slug: frozenset(key for key, _ in card.topics()) for slug, card in cards.items()}, gathered)
    topics = ordered(make_topic(key, names[key], count=len(gathered[key]), text=text) for key in gathered)
    facets = [Facet(kind, kind.capitalize(), tuple((t.path.split("/")[1][:-5], t.title, t.count) for t in topics if t.kind == kind)) for kind in KINDS]
    engines = {}
    for card in cards.values():
        for engine in card.engines:
            engines[engine] = engines.get(engine, 0) + 1
    facets.append(Facet("engine", "Engine", tuple((e, ENGINE_NAMES.get(e, e), n) for e, n in sorted(engines.items()))))
    facets = [f for f in facets if len(f.options) > 1]
    for page in list_pages("index.html", order):
        yield Page(page.path, renderer.index(page, [html[s] for s in page.slugs], topics, facets).encode())
    for view in views:
        page = renderer.recipe(view).replace(RELATED, renderer.related([html[s] for s in near[view.slug]]))
        yield Page(cards[view.slug].page, page.encode())
    for topic in topics:
        key = next(k for k in gathered if k[0] == topic.kind and names[k] == topic.name)
        for page in list_pages(topic.path, gathered[key]):
            yield Page(page.path, renderer.topic(topic, page, [html[s] for s in page.slugs]).encode())
    yield Page("about.html", renderer.about().encode())
    yield Page("404.html", renderer.not_found().encode())
    yield Page("search.js", machines.search_script(machines.json_text(machines.search_data(c)) for c in cards.values()).encode())
    yield Page("recipes.json", machines.recipes_json(machines.json_text(machines.recipe_data(v, cards[v.slug])) for v in views).encode())
    yield Page("llms.txt", machines.llms((machines.llms_line(c) for c in cards.values()), text).encode())
    yield Page("robots.txt", machines.robots(text).encode())
    if text.base_url:
        yield Page("feed.xml", machines.feed(list(cards.values())[:50], text).encode())
        yield Page("sitemap.xml", machines.sitemap([("", "")], text).encode())
