"""A site that looks and speaks as its agency does: the example theme of the documents, and what is misspelt in one."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from click.testing import CliRunner
from pydantic import ValidationError

from studio.cli.main import cli
from studio.core.site_options import SiteOptions
from studio.errors import ContentError
from studio.publish.pages.fonts import fonts_in
from studio.publish.pages.policy import content_policy
from studio.publish.preview import Preview
from tests.agency import EXAMPLE, FAMILY, agency
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The example theme, built."""
    return agency(tmp_path_factory.mktemp("agency"))


def style_of(site: Path) -> str:
    return next((site / "assets").glob("style-*.css")).read_text()


def test_the_example_theme_is_on_every_page(site: Path) -> None:
    """Font, colours, icon, links, snippets and the agency's own words; the policy names the one server and no other."""
    style = style_of(site)
    font = next((site / "assets").glob("blocks-regular-*.ttf"))
    assert style.startswith(f'@font-face {{ font-family: "{FAMILY}"; font-weight: 400;')
    assert f'url("{font.name}")' in style
    assert f':root {{ --sans: "{FAMILY}",' in style
    assert style.rstrip().endswith((EXAMPLE / "content" / "custom.css").read_text().rstrip())
    for page in site.rglob("*.html"):
        text = page.read_text()
        assert '<script src="https://stats.example/count.js" async></script>' in text
        assert '<meta name="theme-color" content="#f4ece2"' in text
        assert re.search(r'<link rel="icon" href="[./a-z]*assets/icon-\w+\.png"', text)
        assert re.search(r"<li><a href=\"https://gallery.example/impressum\">Impressum</a></li>", text)
        policy = re.search(r'Content-Security-Policy" content="([^"]*)"', text.replace("&#39;", "'"))
        assert policy
        assert set(re.findall(r"https?://\S+?(?=[; ]|$)", policy[1])) == {"https://stats.example"}
        assert "unsafe" not in policy[1]
    assert ">Arbeiten</a>" in (site / "index.html").read_text()


def test_without_any_of_it_the_policy_is_as_narrow_as_before() -> None:
    """Nothing is widened for a site that asks for nothing."""
    assert content_policy(origins=(), has_fonts=False) == (
        "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'"
    )


def test_a_script_of_the_agency_runs_by_its_digest_and_data_needs_none() -> None:
    """Only the words that stand in the part are let through; structured data is no script."""
    data = '<script type="application/ld+json">{}</script><script src="a.js"></script>'
    policy = content_policy(origins=(), has_fonts=False, parts=["<script>\r\nx = 1;\r\n</script>", data])
    digest = base64.b64encode(hashlib.sha256(b"\nx = 1;\n").digest()).decode()
    assert re.findall(r"'sha256-[^']+'", policy) == [f"'sha256-{digest}'"]


@pytest.mark.parametrize(
    ("name", "family", "weight", "italic"),
    [
        ("Brand Sans-Regular.woff2", "Brand Sans", "400", False),
        ("Brand Sans-BoldItalic.woff2", "Brand Sans", "700", True),
        ("Inter[opsz,wght].woff2", "Inter", "100 900", False), ("Inter-Italic[wght].ttf", "Inter", "100 900", True),
        ("open-sans-600.woff", "open-sans", "600", False), ("Brand.otf", "Brand", "400", False),
    ],
)  # fmt: skip
def test_a_font_is_known_by_the_name_of_its_file(
    tmp_path: Path, name: str, family: str, weight: str, italic: bool
) -> None:
    """As font makers name their files."""
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / name).write_bytes(b"font")
    [font] = fonts_in([tmp_path])
    assert (font.family, font.weight, font.is_italic) == (family, weight, italic)


def test_a_font_whose_name_says_nothing_is_refused_with_an_example(tmp_path: Path) -> None:
    """The error shows how to call it."""
    (tmp_path / "fonts").mkdir()
    (tmp_path / "fonts" / "Brand-Fancy.woff2").write_bytes(b"font")
    with pytest.raises(ContentError, match=r"Brand-Fancy\.woff2.*'Brand Sans-Regular\.woff2'"):
        fonts_in([tmp_path])


@pytest.mark.parametrize(
    ("table", "says"),
    [
        ({"origins": ["https://stats.example/count.js"]}, "holds more than a server"),
        ({"origins": ["https://*.stats.example"]}, "more than one server"),
        ({"origins": ["stats.example"]}, "does not begin with http"),
        ({"links": {"Imprint": "javascript:alert(1)"}}, "no link that a page may have"),
        ({"base_url": "gallery.example"}, "does not begin with http"),
    ],
)
def test_an_address_that_cannot_be_one_is_refused(tmp_path: Path, table: dict[str, object], says: str) -> None:
    """With what is wrong; the settings say the line and what to write."""
    with pytest.raises(ValidationError, match=re.escape(says)):
        SiteOptions.model_validate(table)


def test_a_name_that_nothing_uses_is_said_with_the_one_that_was_meant(tmp_path: Path) -> None:
    """At every build, also when nothing changed; what has a use is not named."""
    shutil.copytree(ROOT / "content" / "spring-handbag", tmp_path / "content" / "spring-handbag")
    theme = tmp_path / "templates" / "site"
    (theme / "words").mkdir(parents=True)
    (theme / "footer.html").write_text("x")
    (theme / "recipes.html").write_text("x")
    (theme / "own.html").write_text("own")
    (theme / "head.html").write_text("{% include 'own.html' %}")
    (tmp_path / "templates" / "style.css").write_text("x")
    (tmp_path / "content" / "custom.css").write_text("@import url(https://fonts.example/css?family=X);")
    (tmp_path / "content" / "studio.toml").write_text('[site]\nlanguage = "fr"\n')
    for _ in range(2):
        done = CliRunner().invoke(cli, ["build", "--at", str(tmp_path)])
        notes = [line for line in done.output.splitlines() if line.startswith("note: ")]
        assert notes == [
            "note: templates/site/footer.html: nothing uses a file of this name. "
            "Did you mean templates/site/foot.html?",
            "note: templates/site/recipes.html: nothing uses a file of this name. "
            "Did you mean templates/site/recipe.html?",
            "note: templates/style.css: nothing uses a file of this name. Did you mean content/custom.css?",
            "note: content/custom.css: asks https://fonts.example, which the pages forbid. "
            "Put fonts into templates/site/fonts/, or name the server under origins in [site].",
            "note: [site] language = 'fr': nobody has written the words of the pages in it, so they are English. "
            "Copy en.po from templates/site/words/ of the studio into yours as fr.po, and translate it.",
        ]


def test_the_page_for_what_is_not_there_has_its_look_from_anywhere(site: Path) -> None:
    """It brings its style along; the preview serves it at any depth, with links that lead to the site."""
    own = (site / "404.html").read_text()
    assert "<style>@font-face" in own
    assert 'rel="stylesheet"' not in own
    preview = Preview(site)
    preview.start()
    try:
        with pytest.raises(urllib.error.HTTPError) as error:
            urllib.request.urlopen(f"{preview.address}a/b/missing.html")
        page = error.value.read().decode()
        assert error.value.code == 404
        assert "Diese Seite ist nicht hier" in page
        assert 'href="/index.html"' in page
        assert re.search(r'src="/assets/site-\w+\.js"', page)
    finally:
        preview.stop()
