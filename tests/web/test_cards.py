"""Cards and thumbnails as a finger meets them."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bench.corpus import workspace as corpus
from tests.web.conftest import build
from tests.web.host import Host, serving
from tests.web.visit import until, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True, "is_mobile": True}
SIDES = """(cards) => cards.map((card) => ["under", "over"].map((side) => {
    const box = card.querySelector(`.${side}`).getBoundingClientRect(), image = card.querySelector(`.${side} .shown`);
    return { left: box.left, right: box.right,
             own: box.width / box.height / (image.getAttribute("width") / image.getAttribute("height")) - 1 };
}))"""
RESULTS = 60


def test_a_touched_card_shows_before_and_after_each_in_its_own_shape(browser: Browser, host: Host) -> None:
    """No bar stands beside a picture: alike ones take turns in one frame, unlike ones stand beside each other."""
    with visitor(browser, **PHONE) as (page, _):
        page.goto(f"{host.address}/index.html")
        beside = 0
        for before, after in page.eval_on_selector_all(".card", SIDES):
            assert abs(before["own"]) < 0.02
            beside += before["right"] <= after["left"]
        assert beside, "the samples have pairs of unlike shapes"
        assert page.evaluate("document.documentElement.scrollWidth") <= 375
        after_of_unlike = page.locator(".card.is-unlike .over").first
        assert after_of_unlike.evaluate("(one) => getComputedStyle(one, '::after').content") == '"After"'


def test_on_a_touched_tablet_the_first_card_shows_both_halves(browser: Browser, host: Host) -> None:
    """Beside each other neither picture covers the other, so none goes away as the page is scrolled."""
    with visitor(browser, viewport={"width": 1100, "height": 800}, has_touch=True, is_mobile=True) as (page, _):
        page.goto(f"{host.address}/index.html")
        assert page.evaluate("matchMedia('(hover: none)').matches")
        for side in page.locator(".is-led > .card:first-child :is(.under, .over)").all():
            for top in (0, 200, 400):
                page.evaluate("(top) => scrollTo(0, top)", top)
                assert side.evaluate("(one) => getComputedStyle(one).clipPath") == "none"


def many_results(root: Path) -> str:
    """A recipe with sixty approved results; the place of its page."""
    folder = corpus(1, root, side=64) / "content" / "recipe-00000"
    recipe, record = (folder / "recipe.md").read_text(), json.loads((folder / "attempts" / "001.json").read_text())
    found = re.search(r'  - attempt: "001"\n(?:    .*\n)+', recipe)
    assert found
    reviews = [found[0]]
    for number in range(2, RESULTS + 1):
        name = f"{number:03d}"
        shutil.copyfile(folder / "attempts" / "001.png", folder / "attempts" / f"{name}.png")
        own = {**record, "id": name, "picture": {**record["picture"], "file": f"{name}.png"}}
        (folder / "attempts" / f"{name}.json").write_text(json.dumps(own))
        reviews.append(found[0].replace('"001"', f'"{name}"'))
    (folder / "recipe.md").write_text(recipe.replace(found[0], "".join(reviews)))
    build(root)
    return "recipes/recipe-00000.html"


def test_thumbnails_out_of_sight_load_late(browser: Browser, tmp_path: Path) -> None:
    """Of sixty results a phone loads those in reach, and the others when they are swiped to."""
    place = many_results(tmp_path)
    with serving(tmp_path / "site") as host, visitor(browser, **PHONE) as (page, heard):
        page.goto(f"{host.address}/{place}")
        page.wait_for_load_state("networkidle")
        asked = "document.querySelectorAll('.film img.shown').length"
        assert page.evaluate(asked) == RESULTS
        loaded = "[...document.querySelectorAll('.film img.shown')].filter((one) => one.complete && one.naturalWidth)"
        assert 2 <= page.evaluate(f"{loaded}.length") <= RESULTS / 2
        page.evaluate("document.querySelector('.film ul').scrollTo(1e6, 0)")
        until(page, "[...document.querySelectorAll('.film img.shown')].at(-1).naturalWidth > 0")
        assert not heard.said
