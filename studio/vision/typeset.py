"""Words set with a real font: shaped by Raqm (HarfBuzz, FriBiDi), broken into lines, fitted into a box."""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, TypedDict

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont, features

from studio.vision.arrays import Image8, Matte
from studio.vision.colour import luminance, to_linear

_SMALLEST_PX = 6.0
"""Type smaller than this cannot be read."""
_AROUND_PX = 3
"""So far from a letter its ground is looked at."""
_ANCHORS = {"left": "ls", "center": "ms", "right": "rs"}
_NEVER_FIRST = "、。，．・：；！？」』）】〉》’”％ーぁぃぅぇぉっゃゅょァィゥェォッャュョ!?,.:;)]}%"
"""Signs that no line begins with, where lines may break between any two letters."""


class _Shaping(TypedDict, total=False):
    """What is handed to the shaper."""

    features: list[str] | None
    language: str | None


class CannotSet(ValueError):
    """Words that cannot be set so: `str()` is why, as a phrase, and how to mend it."""


@dataclass(frozen=True)
class Setting:
    """Words, and everything that decides how they look."""

    words: str
    """What is set; a line end begins a new line."""
    font: bytes
    """An OpenType or TrueType font file."""
    box: tuple[float, float, float, float]
    """x, y, width and height as fractions of the picture."""
    size: float | None
    """Height of the type as a fraction of the picture's height; None: the largest that fits."""
    colour: tuple[int, int, int]
    """sRGB, 0 to 255."""
    align: Literal["left", "center", "right"]
    at: Literal["top", "middle", "bottom"]
    leading: float = 1.2
    """From line to line, as a multiple of the type's height."""
    language: str | None = None
    features: tuple[str, ...] = ()


def letters_of(setting: Setting, size: tuple[int, int]) -> Matte:
    """(H, W) how far each pixel is covered by a letter, 0 to 1.

    Args:
        setting: The words.
        size: Width and height of the picture in pixels.

    Raises:
        CannotSet: They do not fit, or this machine cannot shape them.
    """
    width, height = size
    x, y, w, h = (
        value * side for value, side in zip(setting.box, (width, height, width, height), strict=True)
    )  # fmt: skip
    font, lines = _fitted(setting, w, h, height)
    ascent, descent = font.getmetrics()
    step = setting.leading * font.size
    tall = ascent + descent + step * (len(lines) - 1)
    left = {"left": x, "center": x + w / 2, "right": x + w}[setting.align]
    top = {"top": y, "middle": y + (h - tall) / 2, "bottom": y + h - tall}[setting.at]
    plane = Image.new("L", size)
    draw = ImageDraw.Draw(plane)
    for number, line in enumerate(lines):
        place = (round(left), round(top + ascent + step * number))
        draw.text(place, line, fill=255, font=font, anchor=_ANCHORS[setting.align], **_shaping(setting))
    return np.asarray(plane, np.float32) / 255


def lay_over(picture: Image8, letters: Matte, colour: tuple[int, int, int]) -> Image8:
    """(H, W, 3 or 4) the picture with letters in a colour; where it was transparent they are opaque."""
    cover = letters[..., None]
    made = picture.copy()
    made[..., :3] = np.round(picture[..., :3] * (1 - cover) + np.array(colour, np.float32) * cover)
    if picture.shape[2] == 4:
        made[..., 3] = np.maximum(picture[..., 3], np.round(letters * 255)).astype(np.uint8)
    return made


def contrast_around(picture: Image8, letters: Matte, colour: tuple[int, int, int]) -> float:
    """The contrast of letters against their ground, 1 to 21, where it is weakest (the tenth of it that is lowest)."""
    side = 2 * _AROUND_PX + 1
    near = cv2.dilate(letters, np.ones((side, side), np.uint8)) > 0
    ground = luminance(to_linear(picture[..., :3][near & (letters < 0.02)]))
    own = float(luminance(to_linear(np.array([colour], np.uint8)))[0])
    ratio = (np.maximum(ground, own) + 0.05) / (np.minimum(ground, own) + 0.05)
    return float(np.percentile(ratio, 10)) if ratio.size else 21.0


def missing_letters(font: bytes, words: str) -> str:
    """The letters of words that a font does not have.

    Raises:
        CannotSet: It is no font.
    """
    known = _letters_in(font)
    wanted = dict.fromkeys(unicodedata.normalize("NFC", words))
    return "".join(
        sign for sign in wanted if ord(sign) not in known and not unicodedata.category(sign).startswith(("C", "Z"))
    )


def is_right_to_left(words: str) -> bool:
    """Whether words run from the right, by their first letter that has a direction."""
    strong = (unicodedata.bidirectional(sign) for sign in words)
    return next((way != "L" for way in strong if way in {"L", "R", "AL"}), False)


@lru_cache(maxsize=16)
def _letters_in(font: bytes) -> frozenset[int]:
    from fontTools.ttLib import TTFont, TTLibError  # 0.1 s that a picture without words goes without

    try:
        return frozenset(TTFont(io.BytesIO(font), lazy=True).getBestCmap() or ())
    except (TTLibError, OSError, AssertionError) as error:
        raise CannotSet(f"is no font that can be read ({error}). Take an .otf or .ttf file.") from error


def _shaping(setting: Setting) -> _Shaping:
    """What is handed to the shaper, as far as this machine has one.

    Raises:
        CannotSet: The words need one, and there is none.
    """
    if features.check("raqm"):
        return {"features": list(setting.features) or None, "language": setting.language}
    if setting.features or setting.language or any(_needs_shaping(sign) for sign in setting.words):
        raise CannotSet(
            f"“{setting.words}” needs FriBiDi, which is not on this machine. "
            "Debian and Ubuntu: `apt install libfribidi0`; macOS: `brew install fribidi`."
        )
    return {}


def _needs_shaping(sign: str) -> bool:
    return unicodedata.bidirectional(sign) in {"R", "AL", "NSM"} or "\u0900" <= sign <= "\u0dff"


def _fitted(setting: Setting, width: float, height: float, picture: int) -> tuple[ImageFont.FreeTypeFont, list[str]]:
    """The font at its size, and the lines."""
    if setting.size is not None:
        font = _font(setting.font, setting.size * picture)
        lines = _lines(setting, font, width)
        if not _fits(setting, font, lines, width, height):
            raise CannotSet(
                f"“{setting.words}” does not fit into its box at that size. Make the box larger or the type smaller."
            )
        return font, lines
    low, high = _SMALLEST_PX, max(_SMALLEST_PX, height)
    best = None
    while high - low > 0.25:
        middle = (low + high) / 2
        font = _font(setting.font, middle)
        lines = _lines(setting, font, width)
        if _fits(setting, font, lines, width, height):
            best, low = (font, lines), middle
        else:
            high = middle
    if best is None:
        raise CannotSet(f"“{setting.words}” does not fit into its box in letters that can be read. Make it larger.")
    return best


@lru_cache(maxsize=64)
def _font(data: bytes, size: float) -> ImageFont.FreeTypeFont:
    try:
        return ImageFont.truetype(io.BytesIO(data), size)
    except OSError as error:
        raise CannotSet(f"is no font that can be read ({error}). Take an .otf or .ttf file.") from error


def _fits(setting: Setting, font: ImageFont.FreeTypeFont, lines: list[str], width: float, height: float) -> bool:
    ascent, descent = font.getmetrics()
    tall = ascent + descent + setting.leading * font.size * (len(lines) - 1)
    return tall <= height + 1 and all(font.getlength(line, **_shaping(setting)) <= width + 0.5 for line in lines)


def _lines(setting: Setting, font: ImageFont.FreeTypeFont, width: float) -> list[str]:
    """The words broken into lines that fit, where a line can be broken."""
    lines = []
    for paragraph in setting.words.split("\n"):
        line = ""
        for piece in _pieces(paragraph.strip()):
            longer = line + piece
            if line and font.getlength(longer.rstrip(), **_shaping(setting)) > width:
                lines.append(line.rstrip())
                longer = piece.lstrip()
            line = longer
        lines.append(line.rstrip())
    return lines


def _pieces(paragraph: str) -> Iterator[str]:
    """What no line break may part: words with the blanks behind them; in Chinese and Japanese single letters."""
    for word in re.findall(r"\S+\s*", paragraph):
        piece = ""
        for sign in word:
            if piece and _may_break(piece[-1], sign):
                yield piece
                piece = ""
            piece += sign
        yield piece


def _may_break(before: str, sign: str) -> bool:
    """Whether a line may end between two letters: beside an ideograph, not in a word of katakana or before a stop."""
    if sign in _NEVER_FIRST or sign.isspace() or (_is_katakana(before) and _is_katakana(sign)):
        return False
    return _is_ideograph(sign) or _is_ideograph(before)


def _is_katakana(sign: str) -> bool:
    return "\u30a0" <= sign <= "\u30ff"


def _is_ideograph(sign: str) -> bool:
    return "\u3000" <= sign <= "\u9fff" or "\uf900" <= sign <= "\ufaff" or "\uff00" <= sign <= "\uffef"
