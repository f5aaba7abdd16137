"""Structured data of a page for search engines and language models, in the words of schema.org, as JSON-LD."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import Any

from markupsafe import Markup

from studio.publish.pages.card import compact_json
from studio.publish.pages.site_text import SiteText
from studio.publish.pages.topics import JOB_NAMES, topic_path
from studio.publish.pages.views import PairView, RecipeView
from studio.publish.pictures.derivatives import FOLDER, SitePicture

_TAG = re.compile(r"<[^>]*>")


def recipe_json_ld(recipe: RecipeView, site: SiteText) -> str:
    """A recipe's page: its pictures, its steps, its questions, its place in the site. Not yet safe inside a script."""
    page = site.recipe_page(recipe.slug)
    way = [] if site.is_one_page else [_breadcrumbs(recipe, site, page)]
    graph = [*way, *(_picture(recipe, pair, site) for pair in recipe.pairs)]
    if recipe.steps:
        graph.append(_how_to(recipe, site, page))
    if recipe.faq:
        graph.append(_questions(recipe, site, page))
    return compact_json({"@context": "https://schema.org", "@graph": graph})


def index_json_ld(site: SiteText) -> str:
    """The front page: which site this is."""
    data = {"@context": "https://schema.org", "@type": "WebSite", "name": site.title, "inLanguage": site.language}
    data |= {"description": site.description} if site.description else {}
    return compact_json(data | ({"url": f"{site.base_url}/"} if site.base_url else {}))


def _address(site: SiteText, path: str) -> str:
    """A place in the site: absolute where the site has an address, else from the page of a recipe."""
    if site.base_url:
        return f"{site.base_url}/{path}"
    return path if site.is_one_page else f"../{path}"


def _breadcrumbs(recipe: RecipeView, site: SiteText, page: str) -> dict[str, Any]:
    way = (
        (site.title, "index.html"),
        (site.words(JOB_NAMES[recipe.job]), topic_path("job", recipe.job)),
        (recipe.title, page),
    )
    return {
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": _address(site, path)}
            for place, (name, path) in enumerate(way, start=1)
        ],
    }


def _picture(recipe: RecipeView, pair: PairView, site: SiteText) -> dict[str, Any]:
    name = f"{recipe.title}: {pair.heading}" if pair.heading else recipe.title
    data = {
        "@type": "ImageObject", "name": name, "caption": recipe.summary or recipe.title,
        "contentUrl": _file(pair.after, site), "width": pair.after.width, "height": pair.after.height,
        "digitalSourceType": pair.source_type, "dateModified": pair.day,
    }  # fmt: skip
    name = recipe.creator or recipe.author
    maker = {"@type": "Person", "name": name} if name else {"@type": "Organization", "name": site.title}
    data |= {"creator": maker, "creditText": pair.before_credit or recipe.author or site.title}
    if licence := recipe.licence or site.licence:
        data["license"] = licence
    if pair.before:
        data["isBasedOn"] = {
            "@type": "ImageObject",
            "name": site.words("Before"),
            "contentUrl": _file(pair.before, site),
        }
    return data


def _file(picture: SitePicture, site: SiteText) -> str:
    return _address(site, f"{FOLDER}/{picture.largest}")


def _how_to(recipe: RecipeView, site: SiteText, page: str) -> dict[str, Any]:
    data: dict[str, Any] = {
        "@type": "HowTo", "name": recipe.title, "description": recipe.summary or plain(recipe.opening),
        "inLanguage": recipe.tongue.language or site.language, "step": list(_steps(recipe, site, page)),
    }  # fmt: skip
    if recipe.author:
        data["author"] = {"@type": "Person", "name": recipe.author}
    if recipe.share and site.base_url:
        data["image"] = _address(site, f"{FOLDER}/{recipe.share}")
    return data


def _steps(recipe: RecipeView, site: SiteText, page: str) -> Iterator[dict[str, Any]]:
    for place, step in enumerate(recipe.steps, start=1):
        text = plain(step)
        bold = plain(Markup(str(step).partition("<strong>")[2].partition("</strong>")[0]))  # noqa: S704 - only read
        name = bold.rstrip(".:") or text
        yield {"@type": "HowToStep", "position": place, "name": name, "text": text,
               "url": f"{_address(site, page)}#step-{place}"}  # fmt: skip


def _questions(recipe: RecipeView, site: SiteText, page: str) -> dict[str, Any]:
    return {
        "@type": "FAQPage", "url": _address(site, page),
        "mainEntity": [
            {"@type": "Question", "name": plain(question),
             "acceptedAnswer": {"@type": "Answer", "text": plain(answer)}}
            for question, answer in recipe.faq
        ],
    }  # fmt: skip


def plain(html: Markup) -> str:
    """HTML of a guide as plain text on one line."""
    text = _TAG.sub("", html) if "<" in html else str(html)
    return " ".join((unescape(text) if "&" in text else text).split())
