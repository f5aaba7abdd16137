"""Ten seconds: the comparison and its words stand in the first view, and two fingers enlarge them."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.host import Host
from tests.web.visit import until, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
FOOT = """() => { const bottom = (one) => document.querySelector(one)?.getBoundingClientRect();
  const contents = getComputedStyle(document.querySelector(".toc"));
  return { picture: bottom(".result:not([hidden]) .stage > *").bottom,
           words: bottom(".result:not([hidden]) pre.prompt").top,
           contents: contents.position === "fixed" ? document.querySelector(".toc").offsetHeight : 0 }; }"""
LINE_PX = 30
"""Height of a line of the prompt, and a little more."""

PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
WIDER_FONT = "* { letter-spacing: 0.04em !important }"
"""Stands for a machine whose fonts are wider than this one's."""


def recipes(folder: Path) -> list[str]:
    """Places of the recipes' pages."""
    return [f"recipes/{path.name}" for path in sorted((folder / "recipes").glob("*.html"))]


def test_the_whole_comparison_and_the_beginning_of_its_words_stand_in_the_first_view(
    browser: Browser, host: Host, sample_folder: Path
) -> None:
    """On a laptop, for every sample: nobody has to scroll to see what was asked and what came of it."""
    with visitor(browser, viewport={"width": 1440, "height": 900}) as (page, _):
        for place in recipes(sample_folder):
            page.goto(f"{host.address}/{place}")
            found = page.evaluate(FOOT)
            assert found["picture"] <= 900, place
            assert found["words"] + LINE_PX <= 900, place


def test_on_a_phone_the_whole_comparison_stands_in_the_first_view_with_the_contents_below_it(
    browser: Browser, host: Host, sample_folder: Path
) -> None:
    """The contents are one tap away, at the foot of the screen, and cover nothing of the pictures; in any font."""
    with visitor(browser, **PHONE, bypass_csp=True) as (page, _):
        for place, rule in product(recipes(sample_folder), ("* {}", WIDER_FONT)):
            page.goto(f"{host.address}/{place}")
            page.add_style_tag(content=rule)
            found = page.evaluate(FOOT)
            assert found["contents"] >= 44, place
            assert found["picture"] + found["contents"] <= 812, place


@pytest.mark.parametrize("kind", ["comparison", "pair"])
def test_two_fingers_enlarge_the_pictures_three_times(
    browser: Browser, host: Host, sample_folder: Path, kind: str
) -> None:
    """On the slider as on pictures that stand side by side; checking at full size is the method's own advice."""
    frame = ".compare" if kind == "comparison" else ".duo"
    place = next(one for one in recipes(sample_folder) if f'class="{frame[1:]} ' in (sample_folder / one).read_text())
    with visitor(browser, **PHONE) as (page, _):
        page.goto(f"{host.address}/{place}")
        assert pinched(page, frame) >= 3


def pinched(page: Page, frame: str) -> float:
    """How much larger a page is after two fingers have moved apart on a frame."""
    box = page.locator(frame).first.bounding_box()
    assert box
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    hand = page.context.new_cdp_session(page)
    for kind, apart in [("touchStart", 20), *(("touchMove", 20 + 4 * step) for step in range(30)), ("touchEnd", 0)]:
        fingers = [{"x": x - apart, "y": y, "id": 0}, {"x": x + apart, "y": y, "id": 1}] if apart else []
        hand.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": fingers})
        page.wait_for_timeout(10)
    return float(page.evaluate("visualViewport.scale"))


def test_one_to_one_shows_every_pixel_and_moves_by_keys(browser: Browser, host: Host) -> None:
    """A pixel of the picture is one of the screen; arrows move it, the before is one press away, Escape leads back."""
    with visitor(browser) as (page, heard):
        page.goto(f"{host.address}/recipes/serum-morning-light.html")
        page.click(".result [data-real]")
        until(page, "document.querySelector('.real-pan img')?.width === 2292")
        began = page.evaluate("document.querySelector('.real-pan').scrollLeft")
        page.keyboard.press("ArrowRight")
        until(page, f"document.querySelector('.real-pan').scrollLeft > {began}")
        page.get_by_role("button", name="Before").click()
        until(page, "document.querySelector('.real-pan img').width === 1200")
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.matches('[data-real]')")
        assert not heard.said


def test_a_picture_whose_full_size_is_kept_back_is_enlarged_and_says_its_size(browser: Browser, host: Host) -> None:
    """Nobody takes the largest size of the page for every pixel of the picture."""
    with visitor(browser) as (page, heard):
        page.goto(f"{host.address}/recipes/handbag-four-seasons.html")
        page.get_by_role("link", name="Enlarge").first.click()
        until(page, "document.querySelector('.real-pan img')?.width === 1600")
        assert page.get_by_text("the largest size shown here; the picture itself is 2292 wide").is_visible()
        page.get_by_role("button", name="Before").click()
        until(page, "document.querySelector('.real-pan img').width === 1200")
        assert page.get_by_text("1200 × 1200 pixels, one to one").is_visible()
        assert not heard.said


def test_in_full_screen_the_comparison_stands_in_the_middle(browser: Browser, host: Host) -> None:
    """As large as the screen lets it be, its controls below it over the whole width."""
    with visitor(browser) as (page, _):
        page.goto(f"{host.address}/recipes/throw-in-moss-and-slate.html")
        page.locator(".result:not([hidden]) [data-full]").click()
        until(page, "document.fullscreenElement !== null")
        picture, bar = (page.locator(f".result:not([hidden]) .{one}").bounding_box() for one in ("compare", "bar"))
        assert picture
        assert bar
        assert abs(picture["x"] + picture["width"] / 2 - 720) <= 1
        assert (picture["height"] > 700, bar["width"]) == (True, 1440)
