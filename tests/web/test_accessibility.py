"""axe finds nothing: on every kind of page, in five widths, in light and dark, with and without scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.web.axe import violations
from tests.web.host import Host
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
