"""What a page says of a picture to those who do not see it, and to search engines."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.bench.corpus import workspace as corpus
from tests.publish.test_downloads import FIRST, built, say


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """One recipe with an approved pair."""
    return corpus(1, tmp_path / "work", side=32)


def page_of(site: Path) -> str:
    return (site / "recipes" / f"{FIRST}.html").read_text()


def described(site: Path) -> list[str]:
    """The words of before and after."""
    stage = page_of(site).split('class="stage"', 1)[1].split('class="bar"', 1)[0]
    return [words for words in re.findall(r'alt="([^"]*)"', stage) if words]


def image_of(site: Path) -> dict[str, Any]:
    """What search engines read of the result."""
    data = re.search(r'<script type="application/ld\+json">(.*?)</script>', page_of(site))
    assert data
    (image,) = [one for one in json.loads(data[1])["@graph"] if one["@type"] == "ImageObject"]
    return image


def test_a_picture_is_described_in_its_authors_words(root: Path) -> None:
    """Those of `alt`, each at its own picture, with every sign that a page could misread."""
    say(root, FIRST, 'alt: {before.jpg: Bag on grey paper, attempts/001.png: "The <same> bag & a shop"}')
    assert described(built(root)) == ["Bag on grey paper", "The &lt;same&gt; bag &amp; a shop"]


def test_a_picture_that_nobody_described_says_what_became_of_it(root: Path) -> None:
    """The title, which side it is, and the one change."""
    before, after = described(built(root))
    title = next(line for line in (root / "content" / FIRST / "recipe.md").read_text().splitlines() if "title" in line)
    assert before == f"{title.removeprefix('title: ')}, before"
    assert after == f"{title.removeprefix('title: ')}, after: the background to a bright shop"


def test_search_engines_learn_who_made_a_picture_whom_to_credit_and_its_licence(root: Path) -> None:
    """From the recipe, whose licence wins over the site's."""
    say(root, FIRST, "creator: Zoë Öl\ncredit: Studio Nord\nlicence: https://example.org/own")
    image = image_of(built(root, '[site]\nlicence = "https://example.org/all"\n'))
    assert image["creator"] == {"@type": "Person", "name": "Zoë Öl"}
    assert image["creditText"] == "Studio Nord"
    assert image["license"] == "https://example.org/own"


def test_without_a_name_the_site_stands_for_its_pictures(root: Path) -> None:
    """No person is invented, and no licence."""
    image = image_of(built(root, '[site]\ntitle = "Spring work"\n'))
    assert image["creator"] == {"@type": "Organization", "name": "Spring work"}
    assert image["creditText"] == "Spring work"
    assert "license" not in image
    assert (
        image_of(built(root, '[site]\nlicence = "https://example.org/all"\n'))["license"] == "https://example.org/all"
    )
