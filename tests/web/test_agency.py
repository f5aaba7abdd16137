"""The example theme of an agency in a real browser: its font, its snippets, its language, and one Arabic recipe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.agency import ARABIC, FAMILY
from tests.web.axe import violations
from tests.web.host import Host, serving
from tests.web.test_first_view import FOOT, PHONE, pinched
from tests.web.test_validity import html_validate, listed, nu
from tests.web.visit import visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = (
    "index.html", f"recipes/{ARABIC}.html", "recipes/spring-handbag.html", "channels/product-page.html", "about.html",
)  # fmt: skip
SIDE = "getComputedStyle(document.querySelector('{0}')).direction"
LOOK = """["body", "h1", ".name"].map((one) => {
    const found = getComputedStyle(document.querySelector(one));
    return [found.backgroundColor, found.color, found.fontFamily, found.fontSize];
})"""
END = """(one) => { const all = document.createRange(); all.selectNodeContents(one);
    return Math.round(all.getBoundingClientRect().right); }"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def agency_host(agency_folder: Path) -> Iterator[Host]:
    """The site on the loopback interface."""
    with serving(agency_folder) as one:
        yield one


def test_the_validators_find_nothing_in_its_pages_and_styles(agency_folder: Path, tmp_path: Path) -> None:
    """Neither in the German ones nor in the Arabic recipe."""
    found = [
        one
        for one in nu(agency_folder, "--skip-non-html", str(agency_folder))
        if "appears to be written in English" not in one
    ]
    found += nu(agency_folder, "--css", *map(str, agency_folder.rglob("*.css"))) + html_validate(
        agency_folder, tmp_path
    )
    assert not found, listed(found)  # the samples in it are English


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [375, 768, 1440, 2560])
def test_it_looks_as_its_agency_wants_and_asks_only_its_server(
    browser: Browser, agency_host: Host, path: str, width: int
) -> None:
    """Its font is in use, its snippets run, one server is asked, axe is silent, and nothing is wider than the page."""
    with visitor(browser, width=width) as (page, heard):
        page.route(
            "https://stats.example/**", lambda route: route.fulfill(body="counted = 1", content_type="text/javascript")
        )
        page.goto(f"{agency_host.address}/{path}")
        page.evaluate("document.fonts.ready.then(() => 0)")
        assert page.evaluate(f"document.fonts.check('16px {FAMILY}') && [...document.fonts][0].status") == "loaded"
        assert page.evaluate("[stats.site, counted]") == ["atelier", 1]
        assert {address.split("/")[2] for address in heard.outside(agency_host.address)} == {"stats.example"}
        assert heard.said == []
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            assert violations(page) == []
        assert page.evaluate(WIDER) <= 0


@pytest.mark.browser
def test_from_a_folder_its_font_is_there(browser: Browser, agency_folder: Path) -> None:
    """On the front page and below it, as a client opens it."""
    with visitor(browser) as (page, _):
        page.route("https://stats.example/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
        for place in ("index.html", f"recipes/{ARABIC}.html"):
            page.goto((agency_folder / place).as_uri())
            page.evaluate("document.fonts.ready.then(() => 0)")
            assert page.evaluate("[...document.fonts].map((one) => one.status)") == ["loaded"], place


@pytest.mark.browser
@pytest.mark.parametrize(("slug", "frame"), [("spring-handbag", ".compare"), (ARABIC, ".duo")])
def test_on_a_phone_two_fingers_enlarge_and_a_finger_scrolls(
    browser: Browser, agency_host: Host, slug: str, frame: str
) -> None:
    """The whole comparison stands in the first view, also below a title in Arabic and in a wider font."""
    with visitor(browser, **PHONE) as (page, _):
        page.route("https://stats.example/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(f"{agency_host.address}/recipes/{slug}.html")
        found = page.evaluate(FOOT)
        assert found["picture"] + found["contents"] <= PHONE["viewport"]["height"]
        assert pinched(page, frame) >= 3


@pytest.mark.browser
def test_its_arabic_recipe_runs_from_the_right_and_compares_from_the_left(browser: Browser, agency_host: Host) -> None:
    """Its own words do, the German ones do not, and before stands left of after."""
    with visitor(browser, width=1440) as (page, _):
        page.route("https://stats.example/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
        page.goto(f"{agency_host.address}/recipes/{ARABIC}.html")
        assert page.evaluate(SIDE.format("h1")) == "rtl"
        assert page.evaluate(SIDE.format("html")) == "ltr"
        assert page.evaluate(SIDE.format(".prompt")) == "ltr"
        left, right = (page.locator(".stage figure").nth(place).bounding_box() for place in (0, 1))
        assert left
        assert right
        assert left["x"] <= right["x"]
        assert page.locator("h1").get_attribute("lang") == "ar"
        ends = [page.locator(one).evaluate(END) for one in (".opening", "h1", ".kicker")]
        assert ends[0] == ends[1] == ends[2], (
            "its title begins at the right edge, and the words above it stand there too"
        )


@pytest.mark.browser
def test_the_page_for_what_is_not_there_has_its_style_and_font_from_a_folder_too(
    browser: Browser, agency_host: Host, agency_folder: Path
) -> None:
    """A host shows it at any address, and a person may open the file itself: nothing of its look lies elsewhere."""
    with visitor(browser) as (page, _):
        page.route("https://stats.example/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
        looks = []
        for place in (f"{agency_host.address}/about.html", (agency_folder / "404.html").as_uri()):
            page.goto(place)
            page.evaluate("document.fonts.ready.then(() => 0)")
            assert page.evaluate("[...document.fonts].map((one) => one.status)") == ["loaded"], place
            looks.append(page.evaluate(LOOK))
        assert looks[0] == looks[1]
