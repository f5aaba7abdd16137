"""Every page of the site."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from studio.publish.machines import machine_files
from studio.publish.theme import Theme
from studio.publish.views import RecipeView

JOB_NAMES = {
    "background-replacement": "Background replacement", "layout-extension": "Layout extension",
    "detail-repair": "Detail repair", "reference-edit": "Reference edit",
}  # fmt: skip
"""Jobs as headings."""
JOB_TEXT = {
    "background-replacement": "The product stays as it was photographed; what stands behind it changes. Judge the "
    "outline, the openings and the shadow first, the mood last.",
    "layout-extension": "The photograph stays; the canvas around it grows to fit another channel. Judge the joins "
    "and look for anything that appears twice.",
    "detail-repair": "A marked spot is mended and nothing else changes. Judge the texture at full size, and whether "
    "the repair invented something.",
    "reference-edit": "A second picture lends its colour, its light or its mark. Judge whether only that was lent.",
}
"""Introduction by job."""


@dataclass(frozen=True)
class SiteText:
    """What the site says about itself."""

    title: str
    """Its name."""
    description: str
    """One sentence."""
    base_url: str
    """Public address without a slash at its end, or empty."""
    language: str
    """Language code."""
    footer: str
    """Line at the foot."""
    introductions: Mapping[str, str] = field(default_factory=dict)
    """Introduction by collection."""


@dataclass(frozen=True)
class Page:
    """A file of the site."""

    path: str
    """Place in the site."""
    data: bytes
    """Its bytes."""


@dataclass(frozen=True)
class Topic:
    """A page that gathers recipes: a job, a channel, a tag or a collection."""

    kind: str
    """`job`, `channel`, `tag` or `collection`."""
    name: str
    """As written in the recipes."""
    title: str
    """Heading."""
    introduction: str
    """A sentence or two."""
    recipes: tuple[RecipeView, ...]
    """What it gathers."""

    @property
    def path(self) -> str:
        """Place in the site."""
        return topic_path(self.kind, self.name)


def topic_path(kind: str, name: str) -> str:
    """Place of a topic's page in the site."""
    slug = re.sub(r"[^\w]+", "-", name.casefold()).strip("-") or "other"
    return f"{kind}s/{slug}.html"


def site_pages(recipes: Sequence[RecipeView], text: SiteText, theme: Theme) -> Iterator[Page]:
    """All pages and machine-readable files of the site."""
    topics = tuple(_topics(recipes, text))
    common = {
        "site": text, "job_names": JOB_NAMES, "topic_path": topic_path, "pictures": "pictures",
        "assets": {name.replace(".", "_"): asset.name for name, asset in theme.assets.items()},
        "topics": topics, "total": len(recipes),
    }  # fmt: skip

    def page(path: str, template: str, **values: object) -> Page:
        root = "../" * path.count("/")
        return Page(path, theme.render(template, root=root, path=path, **common, **values).encode())

    yield page("index.html", "index.html", recipes=recipes)
    yield page("about.html", "about.html")
    yield page("404.html", "404.html")
    for recipe in recipes:
        related = _related(recipe, recipes)
        yield page(f"recipes/{recipe.slug}.html", "recipe.html", recipe=recipe, related=related)
    for topic in topics:
        yield page(topic.path, "topic.html", topic=topic, recipes=topic.recipes)
    for path, data in machine_files(recipes, topics, text):
        yield Page(path, data)


def _topics(recipes: Sequence[RecipeView], text: SiteText) -> Iterator[Topic]:
    def gather(kind: str, names: set[str]) -> Iterator[tuple[str, tuple[RecipeView, ...]]]:
        for name in sorted(names, key=str.casefold):
            yield name, tuple(recipe for recipe in recipes if name in _words(recipe, kind))

    for job, found in gather("job", {recipe.job for recipe in recipes}):
        yield Topic("job", job, JOB_NAMES[job], JOB_TEXT[job], found)
    for channel, found in gather("channel", {recipe.channel for recipe in recipes if recipe.channel}):
        sentence = f"Recipes whose pictures are made for {channel.replace('-', ' ')}."
        yield Topic("channel", channel, channel.replace("-", " ").capitalize(), sentence, found)
    for tag, found in gather("tag", {tag for recipe in recipes for tag in recipe.tags}):
        yield Topic("tag", tag, tag.capitalize(), f"Recipes about {tag}.", found)
    for name, found in gather("collection", {name for recipe in recipes for name in recipe.collections}):
        yield Topic("collection", name, name.capitalize(), text.introductions.get(name, ""), found)


def _words(recipe: RecipeView, kind: str) -> tuple[str, ...]:
    return {
        "job": (recipe.job,), "channel": (recipe.channel,), "tag": recipe.tags, "collection": recipe.collections,
    }[kind]  # fmt: skip


def _related(recipe: RecipeView, recipes: Sequence[RecipeView], *, most: int = 3) -> tuple[RecipeView, ...]:
    """Recipes that share most: collection, then job, channel and tags."""

    def nearness(other: RecipeView) -> int:
        shared = len(set(recipe.tags) & set(other.tags)) + 2 * len(set(recipe.collections) & set(other.collections))
        return shared + 2 * (recipe.job == other.job) + (recipe.channel == other.channel)

    others = [other for other in recipes if other.slug != recipe.slug and nearness(other)]
    return tuple(sorted(others, key=nearness, reverse=True)[:most])
