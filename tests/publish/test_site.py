"""The site: only what the gate let through, nothing that asks the network, nothing that leaks."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from PIL import Image

from tests.conftest import ALL_PASS, Studio

SLUG = "bag-on-white"


@pytest.fixture
def site(workspace: Path, studio: Studio) -> Path:
    studio("run", SLUG)
    studio("review", SLUG, "001", "--approve", *ALL_PASS, "--reviewer", "tests")
    studio("build")
    return workspace / "site"


class Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name in {"href", "src"} and value:
                self.found.append(value)
            if name == "srcset" and value:
                self.found += [part.split()[0] for part in value.split(",")]


def test_every_link_leads_to_a_file_of_the_site(site: Path) -> None:
    """Links are relative and whole, so the site works from a folder."""
    for page in site.rglob("*.html"):
        links = Links()
        links.feed(page.read_text())
        for link in links.found:
            if link.startswith(("#", "data:")):
                continue
            assert not re.match(r"[a-z]+:|/", link), f"{page}: {link}"
            assert (page.parent / link).resolve().is_file(), f"{page}: {link}"


def test_no_original_and_no_metadata_reaches_the_site(workspace: Path, site: Path) -> None:
    """Every picture is a fresh encode without EXIF."""
    originals = {path.read_bytes() for path in (workspace / "content").rglob("*.*g")}
    for path in (site / "pictures").iterdir():
        data = path.read_bytes()
        assert data not in originals
        with Image.open(io.BytesIO(data)) as picture:
            assert not picture.getexif()


def test_a_guide_cannot_run_code_or_show_pictures_past_the_gate(workspace: Path, studio: Studio) -> None:
    """Raw HTML is text, script links are dead, pictures in the prose are words."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    studio("run", SLUG)
    studio("review", SLUG, "001", "--approve", *ALL_PASS, "--reviewer", "tests")
    evil = "\n## When to use it\n\n<script>alert(1)</script> [x](javascript:alert(1)) ![secret](attempts/001.png)\n"
    recipe.write_text(recipe.read_text().replace("A bag on white", "A <b>bag</b> & more") + evil)
    studio("build")
    page = (workspace / "site" / "recipes" / f"{SLUG}.html").read_text()
    assert "<script>alert" not in page
    assert 'href="javascript' not in page
    assert "attempts/001.png" not in page
    assert "A &lt;b&gt;bag&lt;/b&gt; &amp; more" in page


def test_two_builds_are_byte_identical(workspace: Path, site: Path, studio: Studio) -> None:
    """The same approved set gives the same site, whether pictures are taken over or encoded anew."""
    first = {path.relative_to(site): path.read_bytes() for path in site.rglob("*") if path.is_file()}
    studio("build", "--out", str(workspace / "again"))
    again = workspace / "again"
    assert first == {path.relative_to(again): path.read_bytes() for path in again.rglob("*") if path.is_file()}


def test_a_folder_of_somebody_else_is_never_replaced(workspace: Path, site: Path, studio: Studio) -> None:
    """The builder replaces only what it built."""
    other = workspace / "holiday"
    other.mkdir()
    (other / "photo.jpg").write_bytes(b"mine")
    result = studio("build", "--out", str(other))
    assert result.exit_code == 1
    assert (other / "photo.jpg").read_bytes() == b"mine"


def test_a_failed_build_leaves_the_old_site(workspace: Path, site: Path, studio: Studio) -> None:
    """The old site stays until the new one is whole."""
    before = (site / "index.html").read_bytes()
    templates = workspace / "templates" / "site"
    templates.mkdir(parents=True)
    (templates / "index.html").write_text("{{ nothing.of.that.name }}")
    result = studio("build")
    assert result.exit_code == 1
    assert "index.html" in result.output
    assert (site / "index.html").read_bytes() == before
    assert not list(workspace.glob(".site*"))


def test_a_workspace_overrides_one_template_and_keeps_the_others(workspace: Path, site: Path, studio: Studio) -> None:
    """Templates are small and replaced one by one."""
    templates = workspace / "templates" / "site"
    templates.mkdir(parents=True)
    (templates / "404.html").write_text("Gone.")
    studio("build")
    assert (site / "404.html").read_text() == "Gone."
    assert "<h1>" in (site / "index.html").read_text()
