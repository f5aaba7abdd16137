"""Text in pictures, read by RapidOCR: lines with their places; nothing is downloaded."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import cv2
import numpy as np

from studio.evidence.pair import Plane
from studio.evidence.text_networks import find_text, model_paths, read_strip
from studio.vision.arrays import Image8
from studio.vision.model_files import MODELS, find_model

_FLAT = 24
"""Range of grey below which a picture has no text."""
_SMALLEST_PX = 16
"""Sides below this hold no text that can be read."""
_STRIP = 320, 48
"""Width and height of the strips that a network reads; a narrower one takes as long."""
_EDGE_PX = 3
"""A line this near to the edge of its tile may go on beyond."""
_LEAST = 0.5
"""Confidence below which a line is none."""
_SCRIPTS = frozenset(("LATIN", "CJK", "HIRAGANA", "KATAKANA", "FULLWIDTH", "HALFWIDTH", "MICRO", "FEMININE",
                      "MASCULINE"))  # fmt: skip
"""What the wheel's network knows, as Unicode begins the names of letters. Of Greek it knows formulas, not words."""

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels."""


@dataclass(frozen=True)
class Line:
    """A line of text that was read."""

    text: str
    """Its letters, with spaces."""
    confidence: float
    """0 to 1."""
    corners: Plane
    """(4, 2) x and y of its corners in the picture, clockwise from where the text begins."""

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words."""
        return words_of(self.text)

    @cached_property
    def box(self) -> Box:
        """The upright box around it."""
        (left, top), (right, bottom) = self.corners.min(0), self.corners.max(0)
        return int(left), int(top), int(right) + 1, int(bottom) + 1

    def meets(self, other: Line) -> bool:
        """Whether two lines share at least half of the smaller one's box."""
        wide = min(self.box[2], other.box[2]) - max(self.box[0], other.box[0])
        high = min(self.box[3], other.box[3]) - max(self.box[1], other.box[1])
        areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (self.box, other.box)]
        return wide > 0 and high > 0 and wide * high >= 0.5 * min(areas)

    def may_go_beyond(self, tile: Image8) -> bool:
        """Whether it touches the edge of the part of a picture that it was read on."""
        (left, top), (right, bottom) = self.corners.min(0), self.corners.max(0)
        return bool(min(left, top) < _EDGE_PX or right > tile.shape[1] - _EDGE_PX or bottom > tile.shape[0] - _EDGE_PX)


@dataclass(frozen=True)
class Page:
    """What was read of a picture."""

    lines: tuple[Line, ...] = ()
    """Lines that were read, from the top."""
    unread: tuple[Line, ...] = ()
    """Places of text that were found and not read; their text is empty."""


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, without the punctuation around them; 100 9 is one, as the 9 may be a g."""
    parts = re.findall(r"\S*\d [19](?!\S)|\S+", text)
    return tuple(word for part in parts if (word := re.sub(r"^\W+|[^\w%]+$", "", part)))


def is_installed() -> bool:
    """Whether text can be read on this machine."""
    return importlib.util.find_spec("onnxruntime") is not None and model_paths() is not None


def script_of(text: str) -> str:
    """The first script of a text that the wheel's network does not know, in Unicode's words; else an empty one."""
    scripts = (unicodedata.name(letter, "").split(" ")[0].split("-")[0] for letter in text if letter.isalpha())
    return next((script for script in scripts if script not in _SCRIPTS), "")


def network_for(texts: Iterable[str]) -> str:
    """Name of the network, of those that are here, that reads texts; an empty one for that of the wheel."""
    wanted = [script for text in texts if (script := script_of(text))]
    named = (model.name for script in wanted for model in MODELS if script in model.scripts)
    return next((name for name in named if find_model(name)), "")


@dataclass
class Reader:
    """Reads the pictures of one attempt, and no more of them than there is time for."""

    script: str = ""
    """Name of the network that reads the label's letters; an empty one for that of the wheel."""
    again: float = 40
    """Strips that may still be read a second time; a picture full of print has no end of them."""

    @property
    def is_spent(self) -> bool:
        """Whether nothing may be read a second time."""
        return self.again <= 0

    def page(
        self, picture: Image8, *, scale: float = 1.0, most: float = 50, first: Callable[[Line], bool] | None = None
    ) -> Page:
        """Find the text of a picture and read it; about one CPU second a megapixel, and 30 ms for a strip.

        Args:
            picture: (H, W, 3).
            scale: At which text is looked for.
            most: How many strips of `_STRIP` are read; the others are only found.
            first: Which places are read before others. Among equals it is the largest letters.
        """
        if not _may_hold_text(picture):
            return Page()
        resized = picture
        if scale != 1:
            way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
            resized = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way), np.uint8)
        found = find_text(cv2.cvtColor(resized, cv2.COLOR_RGB2BGR), self.script)
        places = [Line("", 0.0, np.asarray(corners, np.float32) / scale) for corners, _ in found]
        strips = [strip for _, strip in found]
        chosen = _affordable(strips, most, [first is None or first(place) for place in places])
        lines = [self._line(strips[i], places[i]) for i in sorted(chosen)]
        unread = tuple(place for i, place in enumerate(places) if i not in chosen)
        return Page(tuple(line for line in lines if line.text.strip() and line.confidence >= _LEAST), unread)

    def strip(self, picture: Image8, corners: Plane, *, height: int) -> Line:
        """What one place in a picture reads, by itself; an empty text when nothing does."""
        place = Line("", 0.0, corners)
        strip = _straightened(picture, corners, height)
        if not _may_hold_text(strip):
            return place
        self.again -= _cost(strip)
        return self._line(cv2.cvtColor(strip, cv2.COLOR_RGB2BGR), place)

    def _line(self, strip: Plane, place: Line) -> Line:
        text, confidence = read_strip(strip, self.script)
        return replace(place, text=_in_order(text), confidence=confidence)


def _affordable(strips: Sequence[Plane], most: float, is_first: Sequence[bool]) -> set[int]:
    """Which strips are read: as many as there is time for."""
    chosen: set[int] = set()
    for i in sorted(range(len(strips)), key=lambda i: (not is_first[i], -min(strips[i].shape[:2]))):
        if _cost(strips[i]) <= most:
            most -= _cost(strips[i])
            chosen.add(i)
    return chosen


def _cost(strip: Plane) -> float:
    """How many strips of `_STRIP` take as long to read."""
    return max(1.0, strip.shape[1] / strip.shape[0] * _STRIP[1] / _STRIP[0])


def _in_order(text: str) -> str:
    """A text in the order in which it is written; networks see Arabic from the left."""
    if not any(unicodedata.bidirectional(letter) in ("R", "AL") for letter in text):
        return text
    runs = re.findall(r"[0-9A-Za-z.,%+*/:-]+|.", text)
    return "".join(reversed(runs))


def _may_hold_text(picture: Image8) -> bool:
    if min(picture.shape[:2]) < _SMALLEST_PX:
        return False
    low, high = np.percentile(picture, (0.5, 99.5))
    return bool(high - low >= _FLAT)


def _straightened(picture: Image8, corners: Plane, height: int) -> Image8:
    """The place between four corners as an upright rectangle; a column is laid on its side, as RapidOCR does."""
    sides = [float(np.linalg.norm(corners[a] - corners[b])) for a, b in ((0, 1), (1, 2))]
    wide, high = max(sides[0], 1.0), max(sides[1], 1.0)
    grow = height / (wide if high > 1.5 * wide else high)
    size = max(8, round(wide * grow)), max(8, round(high * grow))
    target = np.array([[0, 0], [size[0], 0], [size[0], size[1]], [0, size[1]]], np.float32)
    move = cv2.getPerspectiveTransform(corners.astype(np.float32), target)
    strip = cv2.warpPerspective(picture, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.ascontiguousarray(np.rot90(strip) if high > 1.5 * wide else strip)
