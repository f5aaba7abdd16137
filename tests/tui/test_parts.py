"""Parts of the terminal studio that need no terminal."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PIL import Image
from rich.console import Console

from studio.tui.parts.keys import Key, fitting
from studio.tui.pictures import graphics
from studio.tui.pictures.half_blocks import half_blocks
from studio.tui.pictures.picture import fitted
from studio.workflow.judging.compare import Arrangement
from studio.workflow.judging.retry_session import RetryField, stepped
from studio.workflow.starting.typed import finished_path, slug_of, typed_path
from studio.workflow.writing.editor_help import field_help, usual_value


@pytest.mark.parametrize("cell", [(1, 2), (10, 20), (9, 17)])
@pytest.mark.parametrize("picture", [(1200, 630), (630, 1200), (1024, 1024), (4900, 300)])
def test_a_picture_is_never_stretched(picture: tuple[int, int], cell: tuple[int, int]) -> None:
    """It fills the room in one direction and keeps its proportions within a character."""
    across, down = fitted(picture, (60, 30), cell=cell)
    assert across == 60 or down == 30
    assert across <= 60
    assert down <= 30
    assert abs(across * cell[0] / picture[0] - down * cell[1] / picture[1]) * min(picture) <= max(cell)


def test_a_picture_nobody_waits_for_any_more_is_not_finished() -> None:
    """A window that is dragged asks for many sizes; only the last one is made to its end."""
    turns = iter([True, True, False])
    assert len(half_blocks(Image.new("RGB", (8, 8)), 8, 40, wanted=lambda: next(turns))) == 2


@pytest.mark.parametrize(("colours", "levels"), [("truecolor", 6), ("256", 12)])
def test_a_smooth_picture_is_a_few_runs_of_cells_and_no_pixel_is_far_off(colours: str, levels: int) -> None:
    """Over a slow line each run costs its codes; in true colour what is shown is the picture within six levels."""
    console = Console(color_system=colours, force_terminal=True)  # type: ignore[arg-type]
    picture = Image.linear_gradient("L").rotate(90).resize((80, 2)).convert("RGB")
    (strip,) = half_blocks(picture, 80, 1, console=console)
    assert len(strip) <= 256 // levels
    shown = [one.style.color.get_truecolor().red for one in strip for _ in one.text]  # type: ignore[union-attr]
    if colours == "truecolor":
        assert max(abs(a - picture.getpixel((at, 0))[0]) for at, a in enumerate(shown)) <= levels  # type: ignore[index]


def test_a_colour_of_a_sixel_is_selected_after_it_is_defined(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else xterm draws its first pixels in the colour before: white dots along an edge that the edit never made."""
    monkeypatch.setattr(graphics, "_FOUND", [graphics.Graphics("sixel", (10, 20))])
    made = graphics.image_class(plain=False).compose.__globals__["image_to_sixels"](Image.effect_noise((64, 64), 40))
    defined = re.findall(r"#(\d+);2;[\d;]+(#\d+)?", made)
    assert len(defined) > 9
    assert all(selected == f"#{number}" for number, selected in defined)


def test_the_line_of_keys_keeps_the_ways_out() -> None:
    """What does not fit is left out from the end; Back and Help stay, and nothing is cut in two."""
    names = ["Run", "Review", "Retry", "Lineage", "Guide", "Back", "Help", "palette"]
    kept = [key.does for key in fitting([Key("x", "x", name) for name in names], 48, close=True)]
    assert kept == ["Run", "Review", "Retry", "Back", "Help", "palette"]


@pytest.mark.parametrize(
    ("title", "slug"),
    [("Summer Bag!", "summer-bag"), ("  Müller & Söhne 2 ", "muller-sohne-2"), ("Größe", "grosse"), ("…", "")],
)
def test_a_title_becomes_the_name_of_a_folder(title: str, slug: str) -> None:
    """Nobody has to know which letters a folder may have."""
    assert slug_of(title) == slug


@pytest.mark.parametrize("typed", ["my bag.jpg", "'my bag.jpg'", r"my\ bag.jpg", "file://{here}/my%20bag.jpg"])
def test_a_path_may_be_typed_quoted_or_dropped(typed: str, tmp_path: Path) -> None:
    """Terminals write a dropped file in different ways."""
    assert typed_path(typed.replace("{here}", str(tmp_path)), tmp_path) == tmp_path / "my bag.jpg"


def test_a_path_finishes_itself_with_pictures_and_folders_only(tmp_path: Path) -> None:
    """Notes and hidden files are passed over."""
    for name in ("bag.md", "bag.jpg", ".bag.png"):
        (tmp_path / name).touch()
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "one.webp").touch()
    assert finished_path("b", tmp_path) == "bag.jpg"
    assert finished_path("ph", tmp_path) == "photos/"
    assert finished_path("photos/", tmp_path) == "photos/one.webp"
    assert finished_path("nothing/", tmp_path) is None


def test_a_field_says_what_it_takes() -> None:
    """From its schema: words to choose from, ranges, lists."""
    assert field_help("local.shadow.strength") == "a number from 0 to 1"
    assert field_help("local.shadow.mode") == "contact, cast, both, keep or none"
    assert field_help("add").startswith("a list")
    assert usual_value("local.shadow.strength") == "0.55"
    assert field_help("no.such.field") == ""


@pytest.mark.parametrize(
    ("field", "value", "steps", "then"),
    [
        ("local.shadow.strength", "0.55", 1, "0.6"), ("local.shadow.strength", "0.98", 1, "1"),
        ("local.shadow.strength", "", -1, "0.5"), ("local.shadow.strength", "dark", 1, "dark"),
        ("local.shadow.angle_deg", "120", -1, "111"), ("local.background.kind", "white", -1, "solid"),
        ("local.background.kind", "white", 1, "dusk-bokeh"), ("lock", "true", 1, "false"), ("change", "a", 1, "a"),
    ],
)  # fmt: skip
def test_a_value_is_set_as_with_a_slider_or_from_a_list(field: str, value: str, steps: int, then: str) -> None:
    """Up and down in a retry: never out of the range of the field, and what is no number or choice stays."""
    assert stepped(field, value, steps) == then


def test_a_field_says_which_way_is_which() -> None:
    """In the words of the pages, with the way in the file behind them."""
    says = RetryField("local.shadow.angle_deg", "").says
    assert says.startswith("Light comes from (local.shadow.angle_deg)")
    assert "0 is the right edge, 90 the top, 180 the left edge" in says


def test_captions_say_which_picture_is_which() -> None:
    """Also after a swap, in a wipe and at any zoom; the keys only where there is room."""
    assert Arrangement().captions("before", is_roomy=False) == ("before", "after")
    assert Arrangement(is_swapped=True, zoom=0.0).captions("before", is_roomy=False) == ("after · 1:1", "before")
    assert Arrangement().captions("before", is_roomy=True)[1] == "after · z zoom"
    assert Arrangement(is_wipe=True).captions("before", is_roomy=True)[0].startswith("before │ after")
