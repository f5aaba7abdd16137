"""The site asks nobody but itself, works from a folder, says nothing on the console, and nothing on it jumps."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.web.host import Host
from tests.web.pages import EXAMPLES, Site
from tests.web.visit import scroll_through, shifts, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
BOTH = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
BROKEN = (
    "[...document.images].filter((image) => image.currentSrc && !image.naturalWidth).map((image) => image.currentSrc)"
)
LOADED = "[...document.images].filter((image) => image.naturalWidth && image.currentSrc.includes('/pictures/')).length"


@BOTH
def test_no_page_asks_anybody_else(browser: Browser, host: Host, sample_site: Site, scripts: bool) -> None:
    """Every request of every page, read to its end, goes to the site's own host and succeeds; the console is silent."""
    found = []
    with visitor(browser, scripts=scripts) as (page, heard):
        for path in sample_site.pages:
            page.goto(f"{host.address}/{path}")
            if path in {sample_site.example(kind) for kind in EXAMPLES}:
                scroll_through(page)
        found += [f"asks {url}" for url in heard.outside(host.address)]
        found += heard.failed + heard.said
    assert not found, "\n".join(sorted(set(found)))


@BOTH
@pytest.mark.parametrize("kind", ["index", "comparison", "recipe", "channel"])
def test_it_works_from_a_folder(browser: Browser, sample_site: Site, kind: str, scripts: bool) -> None:
    """Opened as files, pages are silent, every picture loads, and nothing but files of the folder is read."""
    with visitor(browser, scripts=scripts) as (page, heard):
        page.goto((sample_site.folder / sample_site.example(kind)).as_uri())
        scroll_through(page)
        assert heard.said == []
        assert heard.failed == []
        assert heard.outside(sample_site.folder.as_uri()) == []
        assert page.evaluate(BROKEN) == []
        assert page.evaluate(LOADED) >= 2


def test_from_a_folder_links_lead_on_and_pictures_compare(browser: Browser, sample_site: Site) -> None:
    """From the index to a recipe and back by links, and the comparison follows its keys."""
    with visitor(browser) as (page, heard):
        page.goto((sample_site.folder / "index.html").as_uri())
        page.locator("main a[href*='recipes/']").first.click()
        page.wait_for_url("**/recipes/*.html")
        slider = page.locator("input[type=range]").first
        slider.focus()
        before = slider.input_value()
        page.keyboard.press("ArrowRight")
        assert slider.input_value() != before
        page.locator("a[href$='index.html']").first.click()
        page.wait_for_url("**/index.html*")
        assert heard.said == []


@BOTH
@pytest.mark.parametrize("width", [375, 1440])
@pytest.mark.parametrize("kind", ["index", "comparison", "recipe", "channel"])
def test_nothing_moves_while_pictures_and_scripts_arrive(
    browser: Browser, slow_host: Host, sample_site: Site, kind: str, width: int, scripts: bool
) -> None:
    """On a slow line, from the first paint to the end of the page, the layout never shifts."""
    with visitor(browser, scripts=scripts, width=width) as (page, _):
        page.goto(f"{slow_host.address}/{sample_site.example(kind)}")
        scroll_through(page)
        moved = shifts(page)
    assert not moved, f"moved by {sum(one['value'] for one in moved):.4f}: {told(moved)}"


def test_a_page_that_jumps_is_caught(browser: Browser, tmp_path: Path) -> None:
    """The check itself can fail, also without scripts: a picture without a size pushes the words down."""
    from PIL import Image

    from tests.web.host import serving

    Image.new("RGB", (300, 400), "red").save(tmp_path / "late.png")
    (tmp_path / "index.html").write_text(
        '<!DOCTYPE html><html lang="en"><title>x</title><img src="late.png" alt=""><p>words</p>' + "<p>words</p>" * 20
    )
    for scripts in (True, False):
        with serving(tmp_path) as slow, visitor(browser, scripts=scripts, width=375) as (page, _):
            slow.late_s = 0.5
            page.goto(f"{slow.address}/index.html")
            assert shifts(page)


def told(moved: list[dict[str, Any]]) -> str:
    """What moved, each once."""
    return ", ".join(sorted({node for one in moved for node in one["nodes"]}))


@pytest.fixture(scope="module")
def slow_host(sample_folder: Path) -> Any:
    """The sample site on a line where every picture and script comes late."""
    from tests.web.host import serving

    with serving(sample_folder) as one:
        one.late_s = 0.25
        yield one
