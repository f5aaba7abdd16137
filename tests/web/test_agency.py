"""The example theme of an agency in a real browser: its font, its snippets, its language, and one Arabic recipe."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.agency import ARABIC, FAMILY
from tests.conftest import ROOT
from tests.web.axe import violations
from tests.web.host import Host, serving
from tests.web.test_validity import listed, nu
from tests.web.visit import visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

PAGES = ("index.html", f"recipes/{ARABIC}.html", "recipes/spring-handbag.html", "about.html")
SIDE = "getComputedStyle(document.querySelector('{0}')).direction"
LOOK = """["body", "h1", ".name"].map((one) => {
    const found = getComputedStyle(document.querySelector(one));
    return [found.backgroundColor, found.color, found.fontFamily, found.fontSize];
})"""
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built site, made in a process of its own, as beside a browser it must be."""
    root = tmp_path_factory.mktemp("agency")
    code = f"from pathlib import Path; from tests.agency import agency; agency(Path({str(root)!r}))"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)
    shutil.rmtree(root / "templates")
    return root / "site"


@pytest.fixture(scope="module")
def agency_host(folder: Path) -> Iterator[Host]:
    """The site on the loopback interface."""
    with serving(folder) as one:
        yield one


def test_the_validator_finds_nothing_in_its_pages(folder: Path) -> None:
    """Neither in the German ones nor in the Arabic recipe."""
    found = [one for one in nu(folder, "--skip-non-html", str(folder)) if "appears to be written in English" not in one]
    assert not found, listed(found)  # the samples in it are English


@pytest.mark.browser
@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [375, 1440])
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


@pytest.mark.browser
def test_the_page_for_what_is_not_there_has_its_style_and_font_from_a_folder_too(
    browser: Browser, agency_host: Host, folder: Path
) -> None:
    """A host shows it at any address, and a person may open the file itself: nothing of its look lies elsewhere."""
    with visitor(browser) as (page, _):
        page.route("https://stats.example/**", lambda route: route.fulfill(body="", content_type="text/javascript"))
        looks = []
        for place in (f"{agency_host.address}/about.html", (folder / "404.html").as_uri()):
            page.goto(place)
            page.evaluate("document.fonts.ready.then(() => 0)")
            assert page.evaluate("[...document.fonts].map((one) => one.status)") == ["loaded"], place
            looks.append(page.evaluate(LOOK))
        assert looks[0] == looks[1]
