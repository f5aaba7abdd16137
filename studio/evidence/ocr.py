"""Text in pictures, read by RapidOCR with the models of its wheel; nothing is downloaded."""

from __future__ import annotations

import importlib.util
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, Protocol, cast

import cv2
import numpy as np

from studio.evidence.pair import Image8, Plane

_FLAT = 24
"""Range of grey below which a picture has no text."""
_SMALLEST_PX = 16
"""Sides below this hold no text that can be read."""
_STRIP_PX = 64
"""Height at which one line is read by itself."""
_MODELS = {"Det": "PP-OCRv6_det_small.onnx", "Rec": "PP-OCRv6_rec_small.onnx"}
_SCRIPTS = frozenset(("LATIN", "CJK", "HIRAGANA", "KATAKANA", "GREEK", "FULLWIDTH", "HALFWIDTH"))
"""What the models know, as Unicode begins the names of letters."""

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


class _Read(Protocol):
    """What RapidOCR returns."""

    boxes: Plane | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...]


class _Reader(Protocol):
    """RapidOCR, as far as it is used."""

    def __call__(self, picture: Plane, *, use_det: bool, use_cls: bool, use_rec: bool) -> _Read: ...


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text, without the punctuation around them."""
    return tuple(word for part in text.split() if (word := re.sub(r"^\W+|[^\w%]+$", "", part)))


def is_installed() -> bool:
    """Whether text can be read on this machine."""
    return importlib.util.find_spec("onnxruntime") is not None and _model_paths() is not None


def knows_letters(text: str) -> bool:
    """Whether the models have seen the letters of a text: Latin, Greek, Chinese and Japanese ones."""
    return all(unicodedata.name(letter, "").split(" ")[0].split("-")[0] in _SCRIPTS
               for letter in text if letter.isalpha())  # fmt: skip


def read_lines(picture: Image8, *, scale: float = 1.0) -> tuple[Line, ...]:
    """Lines of text in a picture (H, W, 3), looked for at a scale; about one CPU second a megapixel."""
    if not _may_hold_text(picture):
        return ()
    resized = picture
    if scale != 1:
        way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        resized = np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=way), np.uint8)
    read = _reader()(cv2.cvtColor(resized, cv2.COLOR_RGB2BGR), use_det=True, use_cls=False, use_rec=True)
    if read.boxes is None or read.txts is None:
        return ()
    return tuple(
        Line(text, float(confidence), np.asarray(corners, np.float32) / scale)
        for corners, text, confidence in zip(read.boxes, read.txts, read.scores, strict=True)
    )


def read_strip(picture: Image8, corners: Plane, *, height: int = _STRIP_PX) -> Line:
    """What one place in a picture reads, by itself; an empty text when nothing does. About 20 CPU milliseconds."""
    strip = _straightened(picture, corners, height)
    if not _may_hold_text(strip):
        return Line("", 0.0, corners)
    read = _reader()(cv2.cvtColor(strip, cv2.COLOR_RGB2BGR), use_det=False, use_cls=False, use_rec=True)
    if not read.txts:
        return Line("", 0.0, corners)
    return Line(read.txts[0], float(read.scores[0]), corners)


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


def _model_paths() -> dict[str, str] | None:
    """Where the models lie inside the installed package; None when it, or one of them, is not there."""
    found = importlib.util.find_spec("rapidocr")
    if found is None or found.origin is None:
        return None
    folder = Path(found.origin).parent / "models"
    paths = {part: folder / name for part, name in _MODELS.items()}
    return {part: str(path) for part, path in paths.items()} if all(map(Path.is_file, paths.values())) else None


@lru_cache(maxsize=1)
def _reader() -> _Reader:
    """The reader, loaded when the first picture is read: loading takes half a second."""
    from rapidocr import RapidOCR

    models = {f"{part}.model_path": path for part, path in (_model_paths() or {}).items()}
    reader: Any = RapidOCR(params=models | {
        "Global.use_cls": False, "Global.log_level": "error", "Global.text_score": 0.5,
        "Det.limit_type": "max", "Det.limit_side_len": 2000,  # at the size it is given
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    })  # fmt: skip
    return cast(_Reader, reader)
