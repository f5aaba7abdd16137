"""How the site looks: colours that can be read, parts that can be replaced, the logo, the picture of a shared link."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from studio.errors import ContentError
from studio.publish.pages.accent import GROUNDS, accent_rules, contrast, readable
from studio.publish.pages.theme import Brand, Theme, ratio
from studio.publish.pictures.derivatives import FOLDER, SitePicture, Source
from studio.publish.pictures.share import HEIGHT, WIDTH, compose, publish_share
from tests.conftest import ROOT

BUNDLED = ROOT / "templates"
COLOURS = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


def tokens(scheme: str) -> dict[str, str]:
    """Colours of the style sheet in light or in dark."""
    light, _, dark = (BUNDLED / "site" / "tokens.css").read_text().partition("@media")
    found = dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", light))
    return found | (dict(re.findall(r"--(\w+): (#[0-9a-f]{6})", dark)) if scheme == "dark" else {})


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_of_the_theme_can_be_read(scheme: str) -> None:
    """Ink, soft ink, accent and warning reach WCAG AA on paper and on the mat."""
    colours = tokens(scheme)
    for name in ("ink", "soft", "accent", "look"):
        for ground in ("paper", "mat"):
            assert contrast(colours[name], colours[ground]) >= 4.5, (name, ground)
    assert (colours["paper"], colours["mat"]) == GROUNDS[scheme]


@given(COLOURS)
def test_any_accent_can_be_read_in_light_and_in_dark(accent: str) -> None:
    """A client's colour is made darker or lighter as far as it must, and no further."""
    for scheme, grounds in GROUNDS.items():
        made = readable(accent, scheme)
        assert all(contrast(made, ground) >= 4.5 for ground in grounds)
        if all(contrast(accent, ground) >= 4.7 for ground in grounds):
            assert made == accent


@pytest.mark.parametrize("accent", ["red", "#12345", "#12345g", "#123456; } body { display: none"])
def test_an_accent_that_is_no_colour_is_refused_with_an_example(accent: str) -> None:
    """A slip in the settings is named, and never becomes a style rule."""
    with pytest.raises(ContentError, match="is not a colour"):
        accent_rules(accent)


def test_a_workspace_replaces_one_part_of_the_style_and_keeps_the_others(tmp_path: Path) -> None:
    """Small files are put together into one request; each can be replaced by name."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "tokens.css").write_text(":root { --paper: #fffff0; }")
    style = Theme([tmp_path, BUNDLED]).assets["style.css"].data.decode()
    assert "--paper: #fffff0" in style
    assert "--paper: #ffffff;" not in style
    assert ".compare" in style


def test_a_style_sheet_becomes_smaller_and_keeps_its_strings(tmp_path: Path) -> None:
    """Comments and indents go; what stands in quotation marks is content."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "tokens.css").write_text('/* why */\n.a::before {\n    content: "/*  kept  */";\n}\n')
    style = Theme([tmp_path, BUNDLED]).assets["style.css"].data.decode()
    assert '.a::before {\ncontent: "/*  kept  */";' in style
    assert "why" not in style


def test_the_logo_is_a_fresh_encode_at_its_size(tmp_path: Path) -> None:
    """Nothing travels with a logo, and the page knows how much room it takes."""
    path = tmp_path / "logo.png"
    picture = Image.new("RGBA", (800, 400), (20, 60, 40, 128))
    picture.save(path, pnginfo=None)
    theme = Theme([BUNDLED], brand=Brand(logo=path))
    assert theme.logo is not None
    assert (theme.logo.width, theme.logo.height) == (64, 32)
    with Image.open(io.BytesIO(theme.assets["logo.png"].data)) as made:
        assert made.size == (128, 64)
        assert made.mode == "RGBA"
        assert not made.info
    assert re.fullmatch(r"logo-[0-9a-f]{10}\.png", theme.assets["logo.png"].name)


def test_a_logo_that_is_no_picture_is_named(tmp_path: Path) -> None:
    """The error says which file, and where its way begins."""
    with pytest.raises(ContentError, match=r"logo\.svg"):
        Theme([BUNDLED], brand=Brand(logo=tmp_path / "logo.svg"))
    (tmp_path / "logo.png").write_text("<svg/>")
    with pytest.raises(ContentError, match="it is an SVG drawing"):
        Theme([BUNDLED], brand=Brand(logo=tmp_path / "logo.png"))


def shown(folder: Path, name: str, size: tuple[int, int], colour: str) -> SitePicture:
    """A published picture of one colour."""
    Image.new("RGB", size, colour).save(folder / name, quality=95)
    return SitePicture(*size, (Source("image/jpeg", ((name, size[0]),)),), "data:,", name, size[0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("before", "after"),
    [((960, 960), (960, 960)), ((960, 960), (1600, 838)), ((960, 960), (600, 1067)), ((400, 600), (400, 600))],
)
def test_a_shared_link_shows_before_left_and_after_right(
    folder: Path, before: tuple[int, int], after: tuple[int, int]
) -> None:
    """Both pictures stand at equal height in 1200 × 630 pixels; the same files give the same bytes."""
    first = shown(folder / FOLDER, "b.jpg", before, "#c04040")
    last = shown(folder / FOLDER, "a.jpg", after, "#4040c0")
    name = publish_share(last, first, folder, earlier=folder / "none", stem="bag")
    data = (folder / FOLDER / name).read_bytes()
    assert data == compose(folder / FOLDER / "a.jpg", folder / FOLDER / "b.jpg")
    with Image.open(io.BytesIO(data)) as card:
        assert card.size == (WIDTH, HEIGHT)
        assert not card.getexif()
        line = [card.getpixel((x, HEIGHT // 2)) for x in range(WIDTH)]
    reds = [x for x, (red, _, blue) in enumerate(line) if red > blue + 80]
    blues = [x for x, (red, _, blue) in enumerate(line) if blue > red + 80]
    assert max(reds) < min(blues)
    shapes = (before[0] / before[1], after[0] / after[1])
    assert len(reds) / len(blues) == pytest.approx(shapes[0] / shapes[1], rel=0.04)


def test_a_recipe_that_keeps_its_before_shares_the_result_alone(folder: Path) -> None:
    """What may not be shown on the page is in no card either."""
    last = shown(folder / FOLDER, "a.jpg", (1600, 838), "#4040c0")
    name = publish_share(last, None, folder, earlier=folder / "none", stem="bag")
    with Image.open(folder / FOLDER / name) as card:
        red, _, blue = card.getpixel((10, HEIGHT // 2))
    assert blue > red + 80


def test_a_card_picture_that_the_site_has_is_not_made_again(folder: Path, tmp_path: Path) -> None:
    """An incremental build finds it by its name."""
    last = shown(folder / FOLDER, "a.jpg", (960, 960), "#4040c0")
    fresh = tmp_path / "fresh"
    (fresh / FOLDER).mkdir(parents=True)
    name = publish_share(last, None, folder, earlier=folder / "none", stem="bag")
    assert publish_share(last, None, fresh, earlier=folder, stem="bag") == name
    assert not list((fresh / FOLDER).iterdir())


@pytest.mark.parametrize(
    ("size", "name"),
    [((1, 1), "r100"), ((1200, 628), "r191"), ((10, 100), "r12"), ((9, 1), "r800"), ((27, 10), "r270")],
)
def test_a_frame_has_a_class_for_its_shape(size: tuple[int, int], name: str) -> None:
    """A shape beyond the ends of the scale gets the nearest one, which the style sheet has."""
    assert ratio(SitePicture(*size, (), "", "", size[0])) == name
    assert f".{name}{{--r:" in Theme([BUNDLED]).assets["style.css"].data.decode()
