"""A contact sheet: every attempt beside the before, with what became of it, and never over somebody's own picture."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.publish.pictures.contact_sheet import Cell, draw_sheet, sheet_file
from tests.conftest import ALL_PASS, Studio
from tests.vision.test_typeset import JAPANESE

SLUG = "bag-on-white"


@pytest.fixture
def tried(workspace: Path, studio: Studio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a rejected attempt and an approved retry; one stands in a folder of one's own."""
    studio("run", SLUG)
    studio("review", SLUG, "001", "--reject", "--because", "lighting")
    studio("retry", SLUG, "001", "--set", "local.shadow.strength=0.7")
    studio("review", SLUG, "002", "--approve", *ALL_PASS)
    monkeypatch.chdir(tmp_path)
    return workspace


def test_all_attempts_stand_beside_the_before(tried: Path, studio: Studio, tmp_path: Path) -> None:
    """One picture, whose name is said; for scripts, which attempts are on it."""
    assert "open bag-on-white-attempts.jpg" in studio("compare", SLUG).output
    with Image.open(tmp_path / "bag-on-white-attempts.jpg") as sheet:
        assert (sheet.width, sheet.format) == (2 * 56 + 3 * 440 + 2 * 36, "JPEG")
    said = json.loads(studio("compare", SLUG, "2", "--json", "--out", "one.png").output)
    assert said == {"path": "one.png", "attempts": ["002"], "left_out": {}}
    with Image.open(tmp_path / "one.png") as sheet:
        assert (sheet.width, sheet.format) == (2 * 56 + 2 * 440 + 36, "PNG"), "the before of a retry is its source"


def test_pictures_keep_their_shape_and_their_place(tmp_path: Path) -> None:
    """Each whole, in order, from the left; a row is as high as its highest, and the same files give the same bytes."""
    cells = []
    for name, size, colour in (
        ("red", (900, 300), "#d02020"),
        ("green", (300, 600), "#20a020"),
        ("blue", (50, 50), "#2020d0"),
    ):
        Image.new("RGB", size, colour).save(tmp_path / f"{name}.png")
        cells.append(Cell(tmp_path / f"{name}.png", name, "approved", "x: 1 → 2"))
    sheet = draw_sheet("A title " * 60, cells)
    for ending in (".png", ".pdf"):
        assert sheet_file("A title", cells, ending) == sheet_file("A title", cells, ending)
    assert sheet_file("A title", cells * 5, ".pdf").count(b"/Type /Page\n") == 2, "a page for each dozen"
    pixels = np.asarray(sheet).astype(int)
    boxes = []
    for channel in range(3):
        others = [other for other in range(3) if other != channel]
        ys, xs = np.nonzero((pixels[..., channel] > 150) & (pixels[..., others].max(axis=-1) < 60))
        boxes.append((xs.min(), ys.min(), xs.max() + 1 - xs.min(), ys.max() + 1 - ys.min()))
    (red, green, blue) = boxes
    assert red[2:] == (440, 147)
    assert green[2:] == (220, 440)
    assert blue[2:] == (440, 440)
    assert red[0] < green[0] < blue[0]
    assert red[1] + 147 / 2 == pytest.approx(green[1] + 220, abs=1), "they stand on one line"
    assert (pixels[:, -56:] == 255).all(), "a long title stays on the sheet"


def test_only_a_contact_sheet_is_ever_replaced(tried: Path, studio: Studio, tmp_path: Path) -> None:
    """Not a photograph, not a text, not a picture without an ending that says what it is."""
    photograph = (tried / "content" / SLUG / "before.jpg").read_bytes()
    for name, data in (("mine.jpg", photograph), ("text.png", b"words"), ("text.txt", b"words")):
        (tmp_path / name).write_bytes(data)
        refused = studio("compare", SLUG, "--out", name)
        assert refused.exit_code == 1
        assert "--out" in refused.output
        assert (tmp_path / name).read_bytes() == data
    for name in ("own.jpg", "own.png"):
        assert studio("compare", SLUG, "--out", name).exit_code == 0
        assert studio("compare", SLUG, "1", "--out", name).exit_code == 0


def test_what_cannot_be_compared_is_said(tried: Path, studio: Studio) -> None:
    """An attempt or an edit that is not there, and a recipe that has not been run."""
    unknown = studio("compare", SLUG, "7")
    assert (unknown.exit_code, "has no attempt '7'" in unknown.output) == (2, True)
    assert studio("compare", SLUG, "--edit", "summer").exit_code != 0
    studio("new", "another")
    nothing = studio("compare", "another")
    assert nothing.exit_code == 1
    assert "Run it first: studio run another" in nothing.output


def test_a_long_title_stands_whole_above_a_single_picture(tmp_path: Path) -> None:
    """A narrow sheet takes smaller letters before it cuts words: what its title ends with can be seen."""
    Image.new("RGB", (40, 40)).save(tmp_path / "a.png")
    title = "Recipe gallery: Spring retail display for a handb"
    first, second = (np.asarray(draw_sheet(f"{title}{end}", [Cell(tmp_path / "a.png", "1")])) for end in ("ag", "ox"))
    assert (first != second).any()


@pytest.mark.skipif(not JAPANESE.exists(), reason="needs the font of Debian's fonts-ipafont-gothic")
def test_a_name_in_other_letters_is_written_where_the_machine_has_them(tmp_path: Path) -> None:
    """Two names are not the same row of boxes."""
    Image.new("RGB", (40, 40)).save(tmp_path / "a.png")
    first, second = (np.asarray(draw_sheet("a", [Cell(tmp_path / "a.png", name)])) for name in ("春の鞄", "夏の鞄"))
    assert (first != second).any()
