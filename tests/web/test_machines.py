"""What machines read: feed, sitemap, robots, link previews, structured data, plain text. Each by its own rules."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest
from PIL import Image

from tests.web.atom import ATOM, faults
from tests.web.pages import EXAMPLES, Page, Site

MAPS = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
DAY = re.compile(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?")
"""W3C date and time, as sitemaps and schema.org want it."""
SOURCE_TYPES = "http://cv.iptc.org/newscodes/digitalsourcetype/"


def test_the_feed_is_valid_atom(sample_site: Site) -> None:
    """RFC 4287, rule by rule, and its links lead to pages of the site."""
    feed = (sample_site.folder / "feed.xml").read_bytes()
    assert faults(feed) == []
    root = ElementTree.fromstring(feed)
    links = [one.get("href", "") for one in root.iter(f"{ATOM}link")]
    assert f"{sample_site.base_url}/feed.xml" in links
    assert [link for link in links if sample_site.file_of(link) is None] == []
    assert len(root.findall(f"{ATOM}entry")) == min(50, len(sample_site.all("recipe")))


def test_the_feed_shows_the_picture_of_every_recipe(sample_site: Site) -> None:
    """A program that reads feeds gets before and after, to load and to show, and the picture exists."""
    root = ElementTree.fromstring((sample_site.folder / "feed.xml").read_bytes())
    for entry in root.findall(f"{ATOM}entry"):
        enclosed = [one for one in entry.findall(f"{ATOM}link") if one.get("rel") == "enclosure"]
        (address,) = [one.get("href", "") for one in enclosed]
        file = sample_site.file_of(address)
        assert file is not None
        assert enclosed[0].get("type") == "image/jpeg"
        with Image.open(file) as picture:
            assert (picture.size, picture.format) == ((1200, 630), "JPEG")
        assert f'<img src="{address}" width="1200" height="630"' in (entry.findtext(f"{ATOM}content") or "")


def test_every_page_names_the_feed(sample_site: Site) -> None:
    """A reader finds the feed from any page."""
    for path, page in sample_site.pages.items():
        if path == "404.html":  # it stands for addresses that are no pages
            continue
        feeds = page.of("link", rel="alternate", type="application/atom+xml")
        assert [sample_site.file_of(one.attributes["href"], path) for one in feeds] == [
            sample_site.folder / "feed.xml"
        ], path


def test_the_sitemap_lists_every_page_once(sample_site: Site) -> None:
    """By the rules of sitemaps.org: full addresses below the site, no page twice, none missing but the 404 page."""
    data = (sample_site.folder / "sitemap.xml").read_bytes()
    assert len(data) < 50_000_000
    root = ElementTree.fromstring(data)
    assert root.tag == f"{MAPS}urlset"
    found = []
    for url in root:
        assert url.tag == f"{MAPS}url"
        assert {child.tag.removeprefix(MAPS) for child in url} <= {"loc", "lastmod", "changefreq", "priority"}
        assert all(DAY.fullmatch((one.text or "").strip()) for one in url.findall(f"{MAPS}lastmod"))
        place = (url.findtext(f"{MAPS}loc") or "").strip()
        assert len(place) < 2048
        file = sample_site.file_of(place)
        assert file is not None, place
        found.append(file.relative_to(sample_site.folder).as_posix())
    assert sorted(found) == sorted(set(sample_site.pages) - {"404.html"})


def test_robots_may_read_everything_and_find_the_sitemap(sample_site: Site) -> None:
    """RFC 9309: lines of known fields, a group, and the sitemap by its full address."""
    lines = (sample_site.folder / "robots.txt").read_text().splitlines()
    fields = [line.partition(":") for line in lines if line.strip() and not line.startswith("#")]
    assert {name.strip().casefold() for name, _, _ in fields} <= {"user-agent", "allow", "disallow", "sitemap"}
    assert ("User-agent", ":", " *") in fields
    assert not [value for name, _, value in fields if name.casefold() == "disallow" and value.strip()]
    maps = [value.strip() for name, _, value in fields if name.casefold() == "sitemap"]
    assert maps == [f"{sample_site.base_url}/sitemap.xml"]


def test_every_page_says_what_a_search_engine_shows(sample_site: Site) -> None:
    """Its own title, its own description, one heading of the first level, and the one address it is known by."""
    said: dict[str, str] = {}
    for path, page in sample_site.pages.items():
        title = " ".join(one.text for one in page.of("title"))
        assert 10 <= len(title) <= 110, f"{path}: {title}"
        assert 25 <= len(page.meta["description"]) <= 320, f"{path}: {page.meta['description']}"
        assert len(page.of("h1")) == 1, path
        assert said.setdefault(title, path) == path, f"{path} has the title of {said[title]}"
        places = [one.attributes["href"] for one in page.of("link", rel="canonical")]
        if path != "404.html":
            assert [sample_site.file_of(place) for place in places] == [sample_site.folder / path], path


@pytest.mark.parametrize("kind", [kind for kind in EXAMPLES if kind != "404"])
def test_a_shared_link_shows_a_card(sample_site: Site, kind: str) -> None:
    """Open Graph and card tags, with a picture of 1200×630 that exists and is small enough to be fetched."""
    page = sample_site.pages[sample_site.example(kind)]
    meta = page.meta
    for name in ("og:title", "og:description", "og:url", "og:image", "og:type", "og:site_name"):
        assert meta.get(name), name
    assert meta["og:url"] == page.of("link", rel="canonical")[0].attributes["href"]
    assert meta.get("twitter:card") == "summary_large_image"
    assert (meta.get("og:image:width"), meta.get("og:image:height")) == ("1200", "630")
    assert meta.get("og:image:alt")
    file = sample_site.file_of(meta["og:image"])
    assert file is not None, meta["og:image"]
    assert meta["og:image"].startswith("https://")
    assert file.stat().st_size < 1_000_000
    with Image.open(file) as picture:
        assert picture.size == (1200, 630)
        assert picture.format in {"JPEG", "PNG"}


def nodes(page: Page, kind: str) -> list[dict[str, Any]]:
    return [
        node
        for node in page.structured
        if kind in ([*node["@type"]] if isinstance(node["@type"], list) else [node["@type"]])
    ]


def test_structured_data_parses_on_every_page(sample_site: Site) -> None:
    """Every JSON-LD block is JSON, and its context is schema.org."""
    for path, page in sample_site.pages.items():
        for script in page.of("script", type="application/ld+json"):
            data = json.loads(script.text)
            tops = data if isinstance(data, list) else [data]
            assert all(str(one.get("@context", "")).rstrip("/").endswith("schema.org") for one in tops), path


def test_a_recipe_is_a_how_to(sample_site: Site) -> None:
    """HowTo with a name and steps that have words; places and dates are real."""
    for path, page in sample_site.all("recipe").items():
        (how,) = nodes(page, "HowTo")
        assert how["name"], path
        steps = how["step"]
        assert len(steps) >= 2, path
        for step in steps:
            assert step["@type"] in {"HowToStep", "HowToSection"}
            assert step.get("text") or step.get("itemListElement"), path
        for name in ("datePublished", "dateModified", "dateCreated"):
            if name in how:
                assert DAY.fullmatch(how[name]), path
                datetime.fromisoformat(how[name].replace("Z", "+00:00"))


def test_questions_are_marked_as_questions(sample_site: Site) -> None:
    """A recipe with questions has one FAQPage; every question has an accepted answer with words."""
    with_questions = {path: page for path, page in sample_site.all("recipe").items() if nodes(page, "FAQPage")}
    assert sample_site.example("recipe") in with_questions
    for path, page in with_questions.items():
        (faq,) = nodes(page, "FAQPage")
        for question in faq["mainEntity"]:
            assert question["@type"] == "Question", path
            assert question["name"], path
            assert question["acceptedAnswer"]["@type"] == "Answer", path
            assert question["acceptedAnswer"]["text"], path


def test_an_edited_picture_says_how_it_was_made(sample_site: Site) -> None:
    """ImageObject with a picture that exists, its size, and a digital source type of the IPTC."""
    for path, page in sample_site.all("recipe").items():
        pictures = nodes(page, "ImageObject")
        assert pictures, path
        assert any("digitalSourceType" in one for one in pictures), path
        for one in pictures:
            file = sample_site.file_of(one["contentUrl"])
            assert file is not None, one["contentUrl"]
            assert urlsplit(one["contentUrl"]).scheme == "https"
            kind = one.get("digitalSourceType", SOURCE_TYPES)
            assert kind.replace("https:", "http:").startswith(SOURCE_TYPES) or kind.endswith("DigitalSource"), path
            with Image.open(file) as picture:
                assert (int(one.get("width", picture.width)), int(one.get("height", picture.height))) == picture.size


def test_other_programs_can_read_the_recipes(sample_site: Site) -> None:
    """`recipes.json` lists every recipe with files that exist, `llms.txt` links the pages, each has its Markdown."""
    recipes = sample_site.recipes
    assert {one["page"] for one in recipes} == set(sample_site.all("recipe"))
    for one in recipes:
        for pair in one["pairs"]:
            assert all((sample_site.folder / pair[side]).is_file() for side in ("before", "after") if pair[side])
    text = (sample_site.folder / "llms.txt").read_text()
    assert text.startswith("# ")
    targets = re.findall(r"\]\(([^)]+)\)", text)
    assert len(targets) >= len(recipes)
    assert [target for target in targets if sample_site.file_of(target) is None] == []
    for path in sample_site.all("recipe"):
        assert (sample_site.folder / path).with_suffix(".md").is_file(), path
