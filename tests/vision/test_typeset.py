"""Words set with real fonts: every letter at its place, in lines that people would break so."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageChops, ImageDraw, ImageFont

from studio.vision.typeset import CannotSet, Setting, is_right_to_left, lay_over, letters_of, missing_letters

LATIN = ImageFont.load_default(20).font_bytes  # type: ignore[union-attr]  # Pillow's own font, a FreeType one
DEJAVU = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf")
JAPANESE = Path("/usr/share/fonts/opentype/ipafont-gothic/ipagp.ttf")
needs_dejavu = pytest.mark.skipif(not DEJAVU.is_file(), reason="needs Debian's fonts-dejavu-core")
needs_japanese = pytest.mark.skipif(not JAPANESE.is_file(), reason="needs Debian's fonts-ipafont-gothic")
SIZE = (400, 200)


def setting(words: str, **changes: object) -> Setting:
    usual: dict[str, object] = {
        "font": LATIN, "box": (0.1, 0.1, 0.8, 0.8), "size": None, "colour": (20, 30, 40), "align": "left", "at": "top",
    }  # fmt: skip
    return Setting(words=words, **{**usual, **changes})  # type: ignore[arg-type]  # as a test names them


def ink(one: Setting) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what is covered, in pixels."""
    rows, columns = np.nonzero(letters_of(one, SIZE) > 0.1)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


@pytest.mark.parametrize("words", ["Sale", "Spring Sale", "A rather long line of copy for so small a box", "i\nj\nk"])
def test_words_without_a_size_are_as_large_as_their_box_takes(words: str) -> None:
    """Never out of it, and never half as large as they could be."""
    left, top, right, bottom = ink(setting(words))
    assert left >= 39
    assert right <= 361
    assert top >= 19
    assert bottom <= 181
    assert (right - left) > 0.75 * 320 or (bottom - top) > 0.6 * 160


@pytest.mark.parametrize(
    ("words", "font"),
    [
        pytest.param("Spring Sale", None),
        pytest.param("Frühling für Sie", DEJAVU, marks=needs_dejavu),
        pytest.param("تخفيضات الربيع", DEJAVU, marks=needs_dejavu),
        pytest.param("春の新作バッグ", JAPANESE, marks=needs_japanese),
    ],
)
def test_every_letter_is_drawn(words: str, font: Path | None) -> None:
    """What stands there is what the font alone draws of the whole line: no letter less, none in another's place."""
    data = font.read_bytes() if font else LATIN
    set_here = Image.fromarray((letters_of(setting(words, font=data, size=0.15), SIZE) * 255).astype(np.uint8))
    alone = Image.new("L", (600, 100))
    ImageDraw.Draw(alone).text((20, 60), words, fill=255, font=ImageFont.truetype(io.BytesIO(data), 30), anchor="ls")
    shape, by_itself = (plane.crop(plane.getbbox()) for plane in (set_here, alone))
    assert shape.size == by_itself.size
    assert ImageChops.difference(shape, by_itself).getbbox() is None


def test_alignment_and_place_are_kept() -> None:
    """Left, right and the middle; top and bottom."""
    at = {align: ink(setting("Hi", size=0.2, align=align, at="bottom")) for align in ("left", "center", "right")}
    assert at["left"][0] < 50
    assert at["right"][2] > 350
    assert abs((at["center"][0] + at["center"][2]) / 2 - 200) < 4
    assert at["left"][1] > ink(setting("Hi", size=0.2, at="top"))[1] + 80


def test_what_does_not_fit_is_refused_with_how_to_mend_it() -> None:
    """At its size, or in letters that can be read at all."""
    with pytest.raises(CannotSet, match="does not fit into its box at that size"):
        letters_of(setting("Spring Sale", size=0.9), SIZE)
    with pytest.raises(CannotSet, match="letters that can be read"):
        letters_of(setting("Spring Sale", box=(0.1, 0.1, 0.02, 0.02)), SIZE)


def test_a_font_says_which_letters_it_lacks() -> None:
    """Blanks and joiners need no letter of their own; what is no font is no font."""
    assert missing_letters(LATIN, "Spring\n Sale\u200d") == ""
    assert missing_letters(LATIN, "Grüße") == "üß"
    with pytest.raises(CannotSet, match="is no font"):
        missing_letters(b"not a font", "A")


def test_letters_cover_and_leave_every_other_pixel_alone() -> None:
    """Solid letters have the very colour; a transparent picture becomes opaque only under them."""
    picture = np.full((200, 400, 4), (200, 190, 180, 0), np.uint8)
    letters = letters_of(setting("Sale"), SIZE)
    made = lay_over(picture, letters, (20, 30, 40))
    assert (made[letters == 1] == (20, 30, 40, 255)).all()
    assert (made[letters == 0] == picture[letters == 0]).all()


@needs_dejavu
def test_arabic_is_joined_and_begins_at_the_right() -> None:
    """Shaped letters differ from the same letters one after another, and are set from right to left."""
    words = "تخفيضات"
    font = ImageFont.truetype(DEJAVU, 40)

    def drawn(text: str) -> Image.Image:
        plane = Image.new("L", (500, 80))
        ImageDraw.Draw(plane).text((490, 60), text, fill=255, font=font, anchor="rs")
        return plane

    assert ImageChops.difference(drawn(words), drawn("\u200c".join(words))).getbbox() is not None
    assert is_right_to_left(f"50% {words}")
    assert not is_right_to_left("Sale تخفيضات")
    whole = letters_of(setting(words, font=DEJAVU.read_bytes(), size=0.2, align="right"), SIZE)
    first = letters_of(setting(words[0], font=DEJAVU.read_bytes(), size=0.2, align="right"), SIZE)
    assert (whole[:, 350:] > 0.5).any()
    assert (first[:, 340:] > 0.5).any()


@needs_japanese
def test_japanese_breaks_where_its_readers_would(lines: Callable[[str], list[str]]) -> None:
    """Between any two signs, but not within a word of katakana, and never before a comma or a closing bracket."""
    assert lines("春の新作バッグ、本日発売") == ["春の新作", "バッグ、本日", "発売"]
    assert lines("Spring Sale on") == ["Spring", "Sale on"]


@pytest.fixture
def lines() -> Callable[[str], list[str]]:
    from studio.vision import typeset

    def broken(words: str) -> list[str]:
        font = ImageFont.truetype(JAPANESE, 20)
        return typeset._lines(setting(words, font=JAPANESE.read_bytes()), font, 105)

    return broken
