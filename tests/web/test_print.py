"""A client's document: a recipe on paper."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.host import Host
from tests.web.visit import visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
_PAGE = re.compile(rb"/Type\s*/Page[^s]")
LARGER = 1.12
"""A print enlarged by this stands for machines with wider fonts: more than the widest system fonts differ."""
A4_PX = {"width": 695, "height": 1031}
"""A sheet of A4 without its margins, in pixels of CSS."""
FILLER = """(height) => { const block = document.createElement("div");
  Object.assign(block.style, { height: `${height}px`, breakInside: "avoid" });
  document.querySelector("article").append(block); }"""
UNDIVIDED = ".check-area, .viewer, .result + .result:not(:has(.trail)), .guide tr, .guide li, .use"


@pytest.fixture
def recipes(browser: Browser, host: Host, sample_folder: Path) -> Iterator[Iterator[Page]]:
    """The page of one recipe after the other, as a printer sees it."""

    def opened() -> Iterator[Page]:
        for path in sorted((sample_folder / "recipes").glob("*.html")):
            page.goto(f"{host.address}/recipes/{path.name}")
            yield page

    with visitor(browser, viewport=A4_PX) as (page, _):
        page.emulate_media(media="print")
        yield opened()


def test_a_recipe_takes_at_most_four_sheets(recipes: Iterator[Page]) -> None:
    """Also one with four results, a way here and a long guide, in whatever fonts a machine has."""
    for page in recipes:
        for scale in (1, LARGER):
            assert 1 <= sheets_of(page, scale) <= 4, (page.url, scale)


def sheets_of(page: Page, scale: float = 1) -> int:
    """Sheets of A4 that a page takes."""
    return len(_PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True, scale=scale)))


def test_a_last_sheet_is_not_mostly_white(recipes: Iterator[Page]) -> None:
    """What would fill four fifths of a sheet has no room left on it; fonts differ, so one recipe in six may miss it."""
    white, seen = [], 0
    for page in recipes:
        seen += 1
        before = sheets_of(page)
        page.evaluate(FILLER, A4_PX["height"] * 0.8)
        white += [page.url] if sheets_of(page) == before else []
    assert len(white) <= seen / 6, white


def test_every_result_on_paper_says_what_made_it(recipes: Iterator[Page]) -> None:
    """The words or the settings of a result are not those of the one before it."""
    several = 0
    for page in recipes:
        results = page.locator(".result").all()
        several += len(results) > 1
        for result in results:
            assert result.locator(".prompt").is_visible(), page.url
            for setting in result.locator(".settings dd").all():
                assert setting.is_visible(), page.url
    assert several


def test_nothing_that_stays_whole_leaves_half_a_sheet_white(recipes: Iterator[Page]) -> None:
    """What must not be divided between sheets is at most half of one."""
    for page in recipes:
        heights = page.evaluate(
            "(names) => [...document.querySelectorAll(names)].map((one) => [one.className, one.offsetHeight])",
            UNDIVIDED,
        )
        assert heights
        assert not [one for one in heights if one[1] > A4_PX["height"] / 2], page.url
