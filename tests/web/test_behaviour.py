"""What a visitor does on the site: compare, filter, search, share, copy; and what the preview does when it changes."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest

from studio.publish.preview import Preview
from tests.bench.corpus import workspace as corpus
from tests.web.conftest import build
from tests.web.host import Host, serving
from tests.web.pages import Site
from tests.web.visit import until, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser
CARDS = "main li:has(a[href*='recipes/'])"


def slider_of(page: Page) -> Locator:
    return page.locator("input[type=range]").first


def spoken(slider: Locator) -> str:
    return slider.get_attribute("aria-valuetext") or ""


def drawn(page: Page) -> bytes:
    """The comparison as it looks; what is typed over it stands still."""
    return slider_of(page).locator("xpath=..").screenshot(animations="disabled")


@pytest.fixture
def recipe(host: Host, sample_site: Site) -> str:
    return f"{host.address}/{sample_site.example('comparison')}"


def test_the_comparison_is_one_named_slider_that_speaks(browser: Browser, recipe: str) -> None:
    """Every comparison holds exactly one range input, with a name and a value in words that follows it."""
    with visitor(browser) as (page, _):
        page.goto(recipe)
        sliders = page.get_by_role("slider")
        assert sliders.count() >= 1
        assert page.get_by_role("slider", name=re.compile(r"\w")).count() == sliders.count()
        for slider in sliders.all():
            assert slider.evaluate("(one) => one.matches('input[type=range]')")
            assert slider.locator("xpath=..").locator("input[type=range]").count() == 1
        slider = slider_of(page)
        first = spoken(slider)
        assert re.search(r"[a-z]", first, re.IGNORECASE), "the value is spoken in words"
        slider.focus()
        page.keyboard.press("ArrowRight")
        assert spoken(slider) != first


def test_it_works_by_keys(browser: Browser, recipe: str) -> None:
    """Arrows move it, Home and End go to the ends, the picture follows, and the focus can be seen."""
    with visitor(browser) as (page, _):
        page.goto(recipe)
        slider = slider_of(page)
        slider.scroll_into_view_if_needed()
        slider.focus()
        start, look = float(slider.input_value()), drawn(page)
        page.keyboard.press("ArrowRight")
        assert float(slider.input_value()) > start
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowLeft")
        assert float(slider.input_value()) < start
        page.keyboard.press("End")
        assert slider.input_value() == slider.get_attribute("max")
        assert drawn(page) != look
        page.keyboard.press("Home")
        assert slider.input_value() == (slider.get_attribute("min") or "0")


def test_it_works_by_a_click_anywhere_on_the_picture(browser: Browser, recipe: str) -> None:
    """The divider goes to where the click was, high or low on the picture."""
    with visitor(browser) as (page, _):
        page.goto(recipe)
        slider = slider_of(page)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        assert box is not None
        for across, down in ((0.25, 0.3), (0.75, 0.7)):
            page.mouse.click(box["x"] + box["width"] * across, box["y"] + box["height"] * down)
            assert share(slider) == pytest.approx(across, abs=0.06)


def share(slider: Locator) -> float:
    return slider.evaluate("(one) => (one.value - one.min) / (one.max - one.min)")


def test_it_works_by_a_finger(browser: Browser, recipe: str) -> None:
    """A finger that goes across moves the divider with it; a finger that goes down scrolls the page."""
    with visitor(browser, width=375, has_touch=True, is_mobile=True) as (page, _):
        page.goto(recipe)
        slider = slider_of(page)
        slider.scroll_into_view_if_needed()
        box = slider.bounding_box()
        assert box is not None
        touch(page, [(box["x"] + box["width"] * at, box["y"] + box["height"] / 2) for at in (0.5, 0.6, 0.7, 0.8)])
        assert share(slider) == pytest.approx(0.8, abs=0.08)
        before = page.evaluate("scrollY")
        middle = box["y"] + box["height"] / 2
        touch(page, [(box["x"] + box["width"] * 0.3, middle - step) for step in range(0, 160, 20)])
        until(page, f"() => scrollY > {before}")


def touch(page: Page, points: list[tuple[float, float]]) -> None:
    """One finger along these points."""
    finger = page.context.new_cdp_session(page)
    for kind, at in [("touchStart", points[:1]), *(("touchMove", [one]) for one in points[1:]), ("touchEnd", [])]:
        touches = [{"x": x, "y": y} for x, y in at]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touches})
        page.wait_for_timeout(30)


def test_without_scripts_both_pictures_stand_there(browser: Browser, recipe: str) -> None:
    """Before and after are seen whole, none over the other, and nothing is offered that does not work."""
    with visitor(browser, scripts=False) as (page, _):
        page.goto(recipe)
        figures = page.locator("main figure:has(picture)")
        boxes = [figures.nth(at).bounding_box() for at in (0, 1)]
        one, other = (box or {} for box in boxes)
        assert one["x"] + one["width"] <= other["x"] + 1 or one["y"] + one["height"] <= other["y"] + 1
        assert page.locator("input[type=range]:visible, button:visible").count() == 0


def test_a_filter_is_in_the_address_and_comes_back(browser: Browser, host: Host, sample_site: Site) -> None:
    """Job and words stand in the URL; whoever opens it sees the same cards, and going back gives all of them again."""
    with visitor(browser) as (page, _), visitor(browser) as (other, _):
        page.goto(f"{host.address}/index.html")
        total = page.locator(CARDS).locator("visible=true").count()
        page.goto(f"{host.address}/index.html?job=layout-extension")
        kept = shown(page)
        assert 0 < len(kept) < total
        page.goto(f"{host.address}/index.html?job=background-replacement&q=handbag")
        page.get_by_role("searchbox").wait_for()
        assert page.get_by_role("searchbox").input_value() == "handbag"
        page.get_by_role("searchbox").fill("spring")
        page.wait_for_url(re.compile(r"q=spring"))
        assert "job=background-replacement" in page.url
        other.goto(page.url)
        assert shown(other) == shown(page)
        assert 0 < len(shown(page)) < total


def shown(page: Page) -> list[str]:
    """Titles of the cards that are seen."""
    page.wait_for_timeout(250)  # a search may wait for the next letter
    return page.locator(CARDS).locator("visible=true").all_inner_texts()


def test_search_narrows_and_counts_and_can_be_undone(browser: Browser, host: Host, sample_site: Site) -> None:
    """More words show fewer cards, the number is said, nothing found is said too, and an empty field shows all."""
    with visitor(browser) as (page, _):
        page.goto(f"{host.address}/index.html")
        search = page.get_by_role("searchbox")
        everything = shown(page)
        search.fill("handbag")
        some = shown(page)
        search.fill("handbag spring")
        few = shown(page)
        assert len(everything) > len(some) > len(few) > 0
        assert str(len(few)) in page.get_by_role("status").first.inner_text()
        search.fill("zzzz nothing")
        assert shown(page) == []
        assert re.search(r"\b(0|no|none|nothing)\b", page.get_by_role("status").first.inner_text(), re.IGNORECASE)
        search.fill("")
        assert shown(page) == everything


def test_a_search_asks_neither_for_capitals_nor_for_accents(browser: Browser, tmp_path: Path) -> None:
    """Words of title, summary, asset, tags and channel are found as a person types them, wherever they stand."""
    corpus(2, tmp_path, side=32)
    path, text = tmp_path / "content" / "recipe-00001" / "recipe.md", ""
    said = {"title": "Straße am Café", "summary": "Terrasse mit Blåbær.", "asset": "For the Photographer",
            "tags": "[Summer Sale]", "channel": "amazon-main"}  # fmt: skip
    for line in path.read_text().splitlines():
        name = line.partition(":")[0]
        text += f"{name}: {said.pop(name)}\n" if name in said else f"{line}\n"
    path.write_text(text)
    assert not said
    build(tmp_path)
    with serving(tmp_path / "site") as host, visitor(browser) as (page, _):
        page.goto(f"{host.address}/index.html")
        for asked, found in {
            "straße": True, "STRASSE": False, "cafe terrasse": True, "CAFÉ": True, "blåbær": True, "blabaer": False,
            "summer sale": True, "photographer am": True, "main image": True, "zebra": False,
        }.items():  # fmt: skip
            page.get_by_role("searchbox").fill(asked)
            assert any("Straße am Café" in card for card in shown(page)) is found, asked


def test_a_card_that_a_search_draws_is_the_card_that_was_served(browser: Browser, tmp_path: Path) -> None:
    """Beyond the first page cards are made from rows: the same link, title, meta line and picture files."""
    corpus(60, tmp_path, side=32)
    unlike = tmp_path / "content" / "Ünlike name"
    (tmp_path / "content" / "recipe-00001").rename(unlike)
    for sidecar in (unlike / "attempts").glob("*.json"):
        sidecar.write_text(sidecar.read_text().replace('"recipe-00001"', '"Ünlike name"'))
    guide = (unlike / "recipe.md").read_text()
    (unlike / "recipe.md").write_text(re.sub(r"created: .*", "created: 2001-01-01", guide, count=1))  # stands last
    (tmp_path / "content" / "studio.toml").write_text("[site]\nwebp = true\n")
    build(tmp_path)
    facts = """(cards) => cards.map((card) => [
        card.dataset.slug, card.className, card.querySelector("a").getAttribute("href"),
        card.querySelector(".card-title").innerText, card.querySelector(".card-meta").innerText,
        ...[...card.querySelectorAll("img.shown, source")].map((one) =>
            ["type", "srcset", "src", "sizes", "width", "height"].map((name) => one.getAttribute(name)).join(" ")),
    ])"""
    with serving(tmp_path / "site") as host, visitor(browser) as (page, _):
        served = []
        for name in ("index.html", "index.page-2.html"):
            page.goto(f"{host.address}/{name}")
            served += page.eval_on_selector_all(CARDS, facts)
        page.goto(f"{host.address}/index.html?sort=title")
        shown(page)
        page.get_by_role("button", name="more").click()
        drawn = page.eval_on_selector_all(CARDS, facts)
        assert len(drawn) == 60
        assert any(card[0] == "Ünlike name" for card in drawn)
        assert sorted(drawn) == sorted(served)


def test_the_cards_stand_where_they_came_when_nothing_is_asked(browser: Browser, host: Host) -> None:
    """Putting them in again would lay out and paint the whole page twice."""
    with visitor(browser) as (page, _):
        page.add_init_script(
            "window.moved = 0; new MutationObserver((seen) => { window.moved += "
            "seen.filter((one) => one.target.matches('[data-cards]') && one.removedNodes.length).length; })"
            ".observe(document, { childList: true, subtree: true });"
        )
        page.goto(f"{host.address}/", wait_until="load")
        assert page.evaluate("window.moved") == 0
        page.get_by_role("searchbox").fill("zebra")
        until(page, "window.moved > 0")


def test_a_search_that_cannot_be_loaded_is_said_until_the_words_are_gone(browser: Browser, host: Host) -> None:
    """The count comes back with an empty field."""
    with visitor(browser) as (page, _):
        page.route("**/search*.js", lambda route: route.abort())
        page.goto(f"{host.address}/")
        status = page.get_by_role("status").first
        count = status.inner_text()
        page.get_by_role("searchbox").fill("handbag")
        until(page, "document.querySelector('[data-count]').textContent.includes('could not')")
        page.get_by_role("searchbox").fill("")
        assert shown(page)
        assert status.inner_text() == count


def test_the_copy_button_copies_the_exact_words(browser: Browser, host: Host, recipe: str, sample_site: Site) -> None:
    """Byte for byte what `recipes.json` has, and the button says that it did."""
    own = next(one for one in sample_site.recipes if one["page"] == sample_site.example("comparison"))
    prompts = [pair["prompt"] for pair in own["pairs"]]
    with visitor(browser, permissions=["clipboard-read", "clipboard-write"]) as (page, heard):
        page.goto(recipe)
        buttons = page.get_by_role("button", name=re.compile("copy the (prompt|brief)", re.IGNORECASE))
        assert buttons.count() == len(prompts)
        for at, prompt in enumerate(prompts):
            buttons.nth(at).click()
            until(page, "(words) => navigator.clipboard.readText().then((have) => have === words)", arg=prompt)
        assert page.get_by_role("status").filter(has_text=re.compile("copied", re.IGNORECASE)).count() >= 1
        assert heard.said == []


def test_an_open_preview_reloads_when_the_site_changes(browser: Browser, sample_folder: Path, tmp_path: Path) -> None:
    """Under the page's own policy, within a second, and no error is said while it waits."""
    shutil.copytree(sample_folder, tmp_path / "site", ignore=shutil.ignore_patterns("pictures"))
    preview = Preview(tmp_path / "site")
    preview.start()
    try:
        with visitor(browser) as (page, heard):
            page.goto(preview.address, wait_until="load")
            page.wait_for_timeout(300)
            index = tmp_path / "site" / "about.html"
            page.goto(f"{preview.address}about.html")
            index.write_text(re.sub(r"<h1>[^<]*</h1>", "<h1>A new heading</h1>", index.read_text()))
            page.wait_for_timeout(300)
            preview.reload()
            page.get_by_role("heading", name="A new heading").wait_for(timeout=3000)
            assert [line for line in heard.said if "404" not in line] == []
    finally:
        preview.stop()


def test_words_in_the_address_stay_words(browser: Browser, host: Host) -> None:
    """Whatever stands in the query or the fragment is shown as text or not at all."""
    from tests.web.payloads import payloads

    with visitor(browser, bypass_csp=True) as (page, _):
        page.on("dialog", lambda dialog: (page.evaluate("window.__xss = 1"), dialog.dismiss()))
        for payload in payloads()[::7]:
            page.goto(f"{host.address}/index.html?q={quote(payload)}&job={quote(payload)}#{quote(payload)}")
            assert page.evaluate("window.__xss") is None, payload
