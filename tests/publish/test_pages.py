"""Pages as they are written: one slider, no inline code, data that machines can read, links that hold from anywhere."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from studio.publish.pages.provenance import IPTC
from tests.conftest import ALL_PASS, Studio

SLUG = "bag-on-white"
GUIDE = """
## When to use it

For listings.

## Workflow

1. **Define the asset job.** One </script> picture.
2. **Review.** Look.

## Review checklist

- **Subject identity.** The same bag.

## FAQ

### Is it <b>safe</b>?

Yes & no.
"""


class Elements(HTMLParser):
    """Every element with its attributes, and the text of scripts."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.scripts: list[str] = []
        self._inside = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))
        self._inside = tag == "script" and "src" not in dict(attrs)

    def handle_endtag(self, tag: str) -> None:
        self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.scripts.append(data)

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.found if name == tag]


@pytest.fixture
def site(workspace: Path, studio: Studio) -> Path:
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(recipe.read_text() + GUIDE)
    studio("run", SLUG)
    studio("review", SLUG, "001", "--approve", *ALL_PASS, "--reviewer", "tests")
    studio("build", "--base-url", "https://example.org/gallery")
    return workspace / "site"


def page(site: Path, name: str = f"recipes/{SLUG}.html") -> Elements:
    return Elements((site / name).read_text(encoding="utf-8"))


def test_no_page_has_code_or_style_of_its_own(site: Path) -> None:
    """The policy of the pages allows neither, and nothing needs it."""
    for path in site.rglob("*.html"):
        elements = Elements(path.read_text(encoding="utf-8"))
        for tag, attributes in elements.found:
            assert tag != "style" or path.name == "404.html"  # which brings it along, by its digest
            assert not [name for name in attributes if name == "style" or name.startswith("on")], path
            assert tag != "script" or attributes.get("src") or attributes.get("type") == "application/ld+json"


def test_a_pair_of_one_shape_has_one_slider_with_a_name_and_a_spoken_value(site: Path) -> None:
    """One range input is the whole slider: keyboard and screen reader know it already."""
    ranges = [one for one in page(site).all("input") if one["type"] == "range"]
    assert len(ranges) == 1
    assert ranges[0]["aria-label"]
    assert ranges[0]["aria-valuetext"]


def test_every_picture_has_its_size_and_waits_unless_it_comes_first(site: Path) -> None:
    """Nothing moves while a page loads, and nothing is fetched that nobody looks at."""
    for name in ("index.html", f"recipes/{SLUG}.html", "jobs/background-replacement.html"):
        pictures = [one for one in page(site, name).all("img") if one.get("class") == "shown"]
        assert pictures
        assert all(one["width"] and one["height"] for one in pictures)
        assert [one.get("fetchpriority") for one in pictures].count("high") == 1, name
        assert "loading" not in pictures[0]


def test_machines_read_steps_questions_and_where_the_picture_comes_from(site: Path) -> None:
    """HowTo, FAQPage and ImageObject with its digital source type, whatever the guide holds."""
    (script,) = page(site).scripts
    parts = {one["@type"]: one for one in json.loads(script)["@graph"]}
    assert [step["name"] for step in parts["HowTo"]["step"]] == ["Define the asset job", "Review"]
    assert parts["HowTo"]["step"][0]["text"] == "Define the asset job. One </script> picture."
    assert parts["FAQPage"]["mainEntity"][0]["acceptedAnswer"]["text"] == "Yes & no."
    picture = parts["ImageObject"]
    assert picture["digitalSourceType"] == f"{IPTC}composite"
    local = picture["contentUrl"].removeprefix("https://example.org/gallery/")
    assert (site / local).is_file()


def test_a_page_says_that_software_edited_it_and_who_approved(site: Path) -> None:
    """The label is honest about the engine, beside the picture and not in a footnote."""
    text = (site / "recipes" / f"{SLUG}.html").read_text()
    label = re.search(r'<p class="label">(.*?)</p>', text)
    assert label
    assert label[1].startswith(
        "Edited with software, without AI<span>For Amazon, main image</span><span>Approved by tests on "
    )


def test_a_prompt_is_explained_part_by_part_whatever_the_workspace_adds_to_it(workspace: Path, studio: Studio) -> None:
    """What the picture is for and that the rest stays are parts like any other."""
    (workspace / "content" / "studio.toml").write_text("[prompt]\nasset = true\nchannel = true\nkeep_rest = true\n")
    studio("run", SLUG)
    studio("review", SLUG, "001", "--approve", *ALL_PASS, "--reviewer", "tests")
    studio("build")
    words = (workspace / "site" / "recipes" / f"{SLUG}.html").read_text(encoding="utf-8")
    assert all(part in words for part in ("What it is for", "What must stay", "Everything else", "The one change"))


def test_what_a_criterion_means_stands_in_the_checklist_and_not_twice(site: Path) -> None:
    """The guide's words on the checklist are told where the answer is."""
    text = (site / "recipes" / f"{SLUG}.html").read_text()
    assert text.count("The same bag.") == 1
    assert "What each criterion means here" not in text


def test_a_missing_page_finds_its_style_from_any_depth(site: Path) -> None:
    """A host answers every unknown address with it, so with an address its links begin at the root."""
    elements = page(site, "404.html")
    links = [one["href"] for one in (*elements.all("link"), *elements.all("a")) if one["href"]]
    assert all(link.startswith(("/gallery/", "data:", "#")) for link in links)
    assert not [one for one in elements.all("link") if one.get("rel") == "canonical"]


def test_without_an_address_every_link_is_relative(site: Path, studio: Studio) -> None:
    """The site works from a folder; no page promises an address it does not have."""
    studio("build")
    for path in site.rglob("*.html"):
        elements = Elements(path.read_text(encoding="utf-8"))
        for one in (*elements.all("link"), *elements.all("a"), *elements.all("script"), *elements.all("img")):
            link = one.get("href") or one.get("src") or "#"
            assert not link.startswith(("/", "http")), f"{path}: {link}"


def test_the_index_loads_nothing_for_searching_until_somebody_searches(site: Path) -> None:
    """The search index of thousands of recipes is no part of the first page."""
    elements = page(site, "index.html")
    assert all("search.js" not in (one.get("src") or "") for one in elements.all("script"))
    assert [one["data-gallery"] for one in elements.all("search")] == ["search.js"]
    assert (site / "search.js").is_file()


def test_a_private_preview_says_so_on_every_page(workspace: Path, studio: Studio) -> None:
    """Nobody takes a draft for a published picture, and no search engine lists it."""
    studio("run", SLUG)
    studio("build", "--drafts")
    pages = list((workspace / "site-drafts").rglob("*.html"))
    assert pages
    for path in pages:
        text = path.read_text(encoding="utf-8")
        assert "Not approved, not for publication" in text
        assert '<meta name="robots" content="noindex, nofollow">' in text
    assert "Draft: nobody has reviewed it" in (workspace / "site-drafts" / "recipes" / f"{SLUG}.html").read_text()
