"""What machines read: search index, feed, sitemap, robots, structured data, plain text."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import escape

from studio.publish.views import RecipeView

if TYPE_CHECKING:
    from studio.publish.pages import SiteText, Topic


def machine_files(
    recipes: Sequence[RecipeView], topics: Sequence[Topic], text: SiteText
) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each. Files that need a public address are only made when there is one."""
    yield "recipes.json", _json([recipe_data(recipe) for recipe in recipes])
    yield "llms.txt", _llms(recipes, text).encode()
    yield "robots.txt", _robots(text).encode()
    if text.base_url:
        yield "feed.xml", _feed(recipes, text).encode()
        yield "sitemap.xml", _sitemap(recipes, topics, text).encode()


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1) + "\n").encode()


def recipe_data(recipe: RecipeView) -> dict[str, Any]:
    """A recipe as plain data, for other programs and for the search on the index."""
    return {
        "slug": recipe.slug, "title": recipe.title, "summary": recipe.summary, "asset": recipe.asset, "job": recipe.job,
        "channel": recipe.channel, "tags": list(recipe.tags), "collections": list(recipe.collections),
        "created": recipe.created, "page": f"recipes/{recipe.slug}.html",
        "pairs": [
            {"attempt": pair.attempt, "prompt": pair.prompt, "after": f"pictures/{pair.after.largest}",
             "before": f"pictures/{pair.before.largest}" if pair.before else None}
            for pair in recipe.pairs
        ],
    }  # fmt: skip


def _llms(recipes: Sequence[RecipeView], text: SiteText) -> str:
    home = f"{text.base_url}/" if text.base_url else ""
    lines = [
        f"# {text.title}",
        "",
        f"> {text.description}" if text.description else "> Approved picture edits with the exact prompt of each.",
        "",
    ]
    lines += ["## Recipes", ""]
    lines += [f"- [{recipe.title}]({home}recipes/{recipe.slug}.html): {recipe.summary}" for recipe in recipes]
    return "\n".join(lines) + "\n"


def _robots(text: SiteText) -> str:
    sitemap = f"Sitemap: {text.base_url}/sitemap.xml\n" if text.base_url else ""
    return f"User-agent: *\nAllow: /\n{sitemap}"


def _feed(recipes: Sequence[RecipeView], text: SiteText) -> str:
    newest = max((_changed(recipe) for recipe in recipes), default="1970-01-01T00:00:00Z")
    entries = "".join(
        f"  <entry>\n    <title>{escape(recipe.title)}</title>\n"
        f'    <link href="{escape(text.base_url)}/recipes/{recipe.slug}.html"/>\n'
        f"    <id>{escape(text.base_url)}/recipes/{recipe.slug}.html</id>\n    <updated>{_changed(recipe)}</updated>\n"
        f"    <summary>{escape(recipe.summary or recipe.title)}</summary>\n  </entry>\n"
        for recipe in recipes[:50]
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        f"  <title>{escape(text.title)}</title>\n  <id>{escape(text.base_url)}/</id>\n"
        f'  <link rel="self" href="{escape(text.base_url)}/feed.xml"/>\n  <link href="{escape(text.base_url)}/"/>\n'
        f"  <updated>{newest}</updated>\n  <author><name>{escape(text.title)}</name></author>\n{entries}</feed>\n"
    )


def _changed(recipe: RecipeView) -> str:
    days = [value for pair in recipe.pairs for name, value in pair.facts if name in {"Made", "Reviewed"}]
    return f"{max([*days, recipe.created or '1970-01-01'])}T00:00:00Z"


def _sitemap(recipes: Sequence[RecipeView], topics: Sequence[Topic], text: SiteText) -> str:
    paths = ["", "about.html", *(f"recipes/{recipe.slug}.html" for recipe in recipes), *(t.path for t in topics)]
    rows = "".join(f"  <url><loc>{escape(text.base_url)}/{path}</loc></url>\n" for path in paths)
    head = '<?xml version="1.0" encoding="utf-8"?>\n<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
    return f"{head}{rows}</urlset>\n"
