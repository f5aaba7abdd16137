"""A recipe from a stranger: every text in it may try to be code, and none ever runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from tests.conftest import ALL_PASS
from tests.web.conftest import build, studio_in
from tests.web.host import serving
from tests.web.pages import Page
from tests.web.payloads import payloads
from tests.web.visit import visitor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SLUG = "bag-on-white"
LINKS = {"", "http", "https", "mailto"}
"""Schemes of links that a page may have; none of them runs anything."""
BODY = """{one}

## When to use it

{one}

{two} **{one}** *{two}*

## Workflow

1. {one}
2. **{two}** {one}

## Decisions

| {one} | {two} |
|---|---|
| {two} | {one} |

## {one}

{two}

## Common mistakes

- {one}

## FAQ

### {one}

{two}

### {two}

{one}
"""


@pytest.fixture
def hostile_site(workspace: Path) -> Path:
    """One approved result, given away under as many recipes as there are payloads, each in every text at once."""
    studio_in(workspace, "run", SLUG)
    studio_in(workspace, "review", SLUG, "001", "--approve", *ALL_PASS, "--reviewer", "tests")
    content = workspace / "content"
    texts = payloads()
    assert len(texts) >= 200
    for at, payload in enumerate(texts):
        clone(content / SLUG, content / f"hostile-{at:03}", payload, texts[(at * 7 + 1) % len(texts)])
    settings = {"title": texts[3], "description": texts[5], "footer": texts[8]}
    lines = [f"{name} = {json.dumps(text)}" for name, text in settings.items()]
    (content / "studio.toml").write_text("[site]\n" + "\n".join(lines) + "\n")
    build(workspace)
    return workspace / "site"


def clone(origin: Path, folder: Path, one: str, two: str) -> None:
    """The approved recipe with hostile texts; its pictures, and so its approval, stay."""
    shutil.copytree(origin, folder)
    _, front, body = (origin / "recipe.md").read_text().split("---\n", 2)
    data: dict[str, Any] = yaml.safe_load(front)
    line = " ".join(one.split())
    data |= {
        "title": line, "summary": " ".join(two.split()), "asset": line, "tags": [line], "collections": [line],
        "credit": line, "created": str(data["created"]),
    }  # fmt: skip
    if int(folder.name[-3:]) % 4:  # every fourth has pages of its tag and its collection
        del data["tags"], data["collections"]
    for review in data["reviews"]:
        review |= {"note": line, "reviewer": line, "notes": {"layout and crop": line}}
    edit = body[body.index("## Edit") :]
    text = yaml.safe_dump(data, sort_keys=False)
    (folder / "recipe.md").write_text(f"---\n{text}---\n{BODY.format(one=one, two=two)}\n{edit}")
    sidecar = folder / "attempts" / "001.json"
    attempt = json.loads(sidecar.read_text())
    attempt |= {"recipe": folder.name, "prompt": one}
    attempt["spec"] |= {"change": one, "add": [two], "preserve": [one], "avoid": [two]}
    sidecar.write_text(json.dumps(attempt))


def test_no_text_of_a_recipe_ever_runs(browser: Browser, hostile_site: Path) -> None:
    """Titles, prompts, notes, tags, alt texts, questions and bodies stay text on every page, without the policy's help.

    The pages' Content-Security-Policy is switched off for this visitor, so that the escaping alone has to hold.
    """
    pages = sorted(hostile_site.rglob("*.html"))
    recipes = [path for path in pages if path.parent.name == "recipes"]
    assert len(recipes) >= 0.98 * len(payloads()), "nearly every payload is a recipe that may be published"
    found = [f"{path.name}: {fault}" for path in pages for fault in faults(Page(path))]
    assert not found, "\n".join(found[:50])
    ran: list[str] = []
    with serving(hostile_site) as host, visitor(browser, bypass_csp=True) as (page, heard):
        page.on("dialog", lambda dialog: (ran.append(f"dialog on {page.url}"), dialog.dismiss()))
        for path in pages:
            page.goto(f"{host.address}/{path.relative_to(hostile_site).as_posix()}", wait_until="domcontentloaded")
            if page.evaluate("window.__xss") is not None:
                ran.append(page.url)
        assert heard.outside(host.address) == []
    assert not ran, "\n".join(ran)


def test_the_texts_do_run_where_nobody_escapes_them(browser: Browser, tmp_path: Path) -> None:
    """The check itself can fail: as plain HTML, most of the texts run, and the reading of the page finds the others."""
    harmless = 0
    with visitor(browser) as (page, _):
        for payload in payloads():
            page.set_content(f"<!DOCTYPE html><title>x</title><p>{payload}</p>", wait_until="commit")
            if page.evaluate("window.__xss") is None:
                (tmp_path / "page.html").write_text(f"<p>{payload}</p>")
                harmless += not faults(Page(tmp_path / "page.html"))
    assert harmless < 0.25 * len(payloads())


def faults(page: Page) -> list[str]:
    """Elements and attributes that no page has, so that nobody has to move a mouse to find them."""
    found = [f"{one.line}: {name}" for one in page.elements for name in one.attributes if name.startswith("on")]
    found += [
        f"{one.line}: {one.tag}" for one in page.elements if one.tag in {"iframe", "object", "embed", "base", "x"}
    ]
    for one in page.of("script"):
        if not one.attributes.get("src", "").lstrip("./").startswith("assets/") and (
            one.attributes.get("type") not in {"application/ld+json", "application/json"}
        ):
            found.append(f"{one.line}: a script of its own")
    for link in page.links:
        scheme = link.target.partition(":")[0].strip().casefold() if ":" in link.target.split("/")[0] else ""
        if scheme not in LINKS and not link.target.startswith(("data:image/", "data:,")):
            found.append(f"{link.element.line}: {link.attribute}={link.target[:80]}")
    return found
