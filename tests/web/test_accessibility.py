"""axe finds nothing: on every kind of page, in five widths, in light and dark, with and without scripts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.bench.corpus import workspace as corpus
from tests.web.axe import violations
from tests.web.conftest import build
from tests.web.host import Host, serving
from tests.web.pages import EXAMPLES, Site
from tests.web.visit import HEIGHTS, WIDTHS, visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
PAGE_WIDTH = "(({ clientWidth, scrollWidth }) => [clientWidth, scrollWidth])(document.documentElement)"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("kind", EXAMPLES)
def test_axe_finds_nothing(browser: Browser, host: Host, sample_site: Site, kind: str, scripts: bool) -> None:
    """WCAG 2.2 AA and axe's best practices, folded parts opened, with touch targets of 24 pixels."""
    found: dict[str, list[str]] = {}
    with visitor(browser, scripts=scripts) as (page, _):
        page.goto(f"{host.address}/{sample_site.example(kind)}")
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
            for scheme in ("light", "dark"):
                page.emulate_media(color_scheme=scheme)
                for line in violations(page):
                    found.setdefault(line, []).append(f"{width} {scheme}")
    assert not found, "\n".join(f"{line} ({', '.join(where)})" for line, where in found.items())


def test_axe_does_see_a_page_without_scripts(browser: Browser) -> None:
    """The check itself can fail where scripts are off: a picture without words is found."""
    with visitor(browser, scripts=False) as (page, _):
        page.set_content('<html lang="en"><title>x</title><main><h1>x</h1><img src="data:,"></main></html>')
        assert page.evaluate("matchMedia('(scripting: none)').matches")
        assert [line for line in violations(page) if line.startswith("image-alt")]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_no_page_scrolls_sideways(browser: Browser, host: Host, sample_site: Site, scripts: bool) -> None:
    """No page is wider than its window, every page in the narrowest; what must be wider scrolls in its own box."""
    found = []
    examples = {sample_site.example(kind) for kind in EXAMPLES}
    with visitor(browser, scripts=scripts, width=320) as (page, _):
        for path in sample_site.pages:
            page.goto(f"{host.address}/{path}", wait_until="domcontentloaded")
            for width in WIDTHS if path in examples else WIDTHS[:1]:
                page.set_viewport_size({"width": width, "height": HEIGHTS[width]})
                has, asks = page.evaluate(PAGE_WIDTH)
                if asks > has:
                    found.append(f"{path} at {width}: {asks} pixels wide")
    assert not found, "\n".join(found)


def test_a_note_on_an_answer_leaves_question_and_answer_readable(browser: Browser, tmp_path: Path) -> None:
    """However long the note, no column of the checklist shrinks to letters; an answer of n/a is not called unasked."""
    recipe = corpus(1, tmp_path, side=64) / "content" / "recipe-00000" / "recipe.md"
    noted = f"reuse potential: n/a\n    notes:\n      reuse potential: {'Only for this one occasion. ' * 6}"
    recipe.write_text(recipe.read_text().replace("reuse potential: pass", noted))
    build(tmp_path)
    with serving(tmp_path / "site") as host, visitor(browser) as (page, _):
        page.goto(f"{host.address}/recipes/recipe-00000.html")
        row = page.locator("tr.is-na")
        assert row.locator(".answer").inner_text() == "Not applicable"
        for width in (*WIDTHS, 1200):
            page.set_viewport_size({"width": width, "height": 800})
            for cell in (row.locator("th"), row.locator("td").first):
                share = cell.evaluate("(one) => one.clientWidth / one.parentElement.clientWidth")
                assert share > 0.3, f"{width}: {share}"
