"""A client's document: a recipe on paper."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.web.host import Host
from tests.web.visit import visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
_PAGE = re.compile(rb"/Type\s*/Page[^s]")


def test_a_recipe_takes_at_most_four_sheets(browser: Browser, host: Host, sample_folder: Path) -> None:
    """Also one with four results, a way here and a long guide."""
    with visitor(browser) as (page, _):
        for path in sorted((sample_folder / "recipes").glob("*.html")):
            page.goto(f"{host.address}/recipes/{path.name}")
            sheets = len(_PAGE.findall(page.pdf(format="A4", prefer_css_page_size=True)))
            assert 1 <= sheets <= 4, path.name
