"""A client answers on a phone, from a file, and the answers come back."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import ROOT, UNMEASURED
from tests.web.axe import violations
from tests.web.conftest import studio_in
from tests.web.payloads import CALL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SLUG = "spring-handbag"


@pytest.fixture
def agency(tmp_path: Path) -> Path:
    """A workspace with one sample, whose verdict is the agency's own."""
    shutil.copytree(ROOT / "content" / SLUG, tmp_path / "content" / SLUG)
    (tmp_path / "content/studio.toml").write_text(UNMEASURED)
    return tmp_path


@pytest.fixture
def phone(browser: Browser, agency: Path) -> Iterator[Page]:
    """The page on a phone, opened from a folder, without a network."""
    studio_in(agency, "ask", SLUG, "--out", str(agency / "ask.html"))
    context = browser.new_context(
        viewport={"width": 375, "height": 812}, has_touch=True, is_mobile=True, offline=True, accept_downloads=True
    )
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.goto((agency / "ask.html").as_uri())
    yield page
    context.close()
    assert errors == []


def answer_everything(page: Page) -> None:
    page.get_by_role("group", name="Can it be used?").get_by_label("Yes").check()
    for group in page.locator(".criterion").all():
        group.get_by_label("Yes").check()
    page.get_by_label("Your remark").fill("Lovely. – 好 “really”")
    page.get_by_label("Your name").fill("A. Client")


def saved(page: Page, folder: Path) -> Path:
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Save as a file").tap()
    path = folder / waiting.value.suggested_filename
    waiting.value.save_as(path)
    return path


def test_a_client_answers_on_a_phone_and_the_answer_becomes_a_verdict(phone: Page, agency: Path) -> None:
    """Yes, the checklist, a remark and a mark on the picture; accepted, it stands under the client's name."""
    assert phone.evaluate("document.documentElement.scrollWidth") <= 375, "nothing sticks out on a phone"
    answer_everything(phone)
    phone.locator(".pinned").scroll_into_view_if_needed()
    box = phone.locator(".pinned").bounding_box()
    assert box
    phone.touchscreen.tap(box["x"] + box["width"] * 0.25, box["y"] + box["height"] * 0.75)
    assert phone.locator(".pin").is_visible()
    path = saved(phone, agency)
    assert path.name == "answers-A-Client.txt"
    studio_in(agency, "answers", str(path), "--accept-all")
    text = (agency / "content" / SLUG / "recipe.md").read_text()
    assert "reviewer: A. Client" in text
    assert "Lovely. – 好 “really” (at 25% from the left, 75% from the top) [accepted by" in text


def test_the_last_tap_on_a_question_counts(phone: Page, agency: Path) -> None:
    """A yes that becomes a no is a no in the file; each question has one answer."""
    answer_everything(phone)
    first = phone.locator(".criterion").first
    first.get_by_label("No", exact=True).check()
    assert first.locator("input:checked").count() == 1
    name = first.get_attribute("data-criterion")
    coded = saved(phone, agency).read_text().partition("BEGIN STUDIO ANSWERS-----")[2].partition("-----END")[0]
    assert json.loads(base64.b64decode(coded))["answers"][0]["checklist"][name] == "fail"


def test_what_was_answered_is_still_there_after_the_page_was_closed(phone: Page) -> None:
    """A call comes in; the browser drops the page; the answers come back."""
    answer_everything(phone)
    phone.reload()
    assert phone.get_by_label("Your remark").input_value() == "Lovely. – 好 “really”"
    assert phone.get_by_role("group", name="Can it be used?").get_by_label("Yes").is_checked()


def test_no_asks_what_is_wrong_and_the_text_can_be_copied_by_hand(phone: Page, agency: Path) -> None:
    """The text says it in words for a person, and a mail that quotes and wraps it is still read."""
    phone.get_by_role("group", name="Can it be used?").get_by_label("No", exact=True).check()
    phone.get_by_label("light, shadow, grounding").check()
    phone.get_by_label("Your name").fill("A. Client")
    phone.get_by_role("button", name="Copy for a mail").tap()
    text = phone.get_by_label("The same as text, to copy by hand").input_value()
    assert text.startswith(f"Answers of A. Client\n{SLUG} 001: no\n")
    mail = agency / "mail.txt"
    mail.write_text("Hello,\r\n\r\n" + "\r\n".join(f"> {line}" for line in text.splitlines()) + "\r\nBest")
    studio_in(agency, "answers", str(mail), "--accept", f"{SLUG}:001")
    assert "verdict: rejected\n    failure: lighting" in (agency / "content" / SLUG / "recipe.md").read_text()


def test_the_page_has_no_barrier(phone: Page) -> None:
    """Axe finds nothing, also where the page asks what is wrong."""
    phone.get_by_role("group", name="Can it be used?").get_by_label("No", exact=True).check()
    assert violations(phone) == []


def test_nothing_that_a_recipe_says_runs_on_the_page(browser: Browser, agency: Path) -> None:
    """Title, asset, added criteria: text, whatever it looks like."""
    recipe = agency / "content" / SLUG / "recipe.md"
    payload = f"</title><script>{CALL}</script><img src=x onerror={CALL}>"
    lines = recipe.read_text().splitlines()
    lines = [f"title: {json.dumps(payload)}" if line.startswith("title:") else line for line in lines]
    lines.insert(1, f"criteria: [{json.dumps(payload)}]")
    recipe.write_text("\n".join(lines) + "\n")
    studio_in(agency, "ask", SLUG, "--out", str(agency / "ask.html"))
    page = browser.new_page()
    page.goto((agency / "ask.html").as_uri())
    assert payload in page.locator("h1").inner_text()
    assert page.evaluate("window.__xss") is None
    page.close()
