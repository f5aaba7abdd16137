"""Text in pictures, read by RapidOCR with the models of its wheel; nothing is downloaded."""

from __future__ import annotations

import importlib.util
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol, cast

import cv2
import numpy as np

from studio.evidence.pair import Image8, Plane

_FLAT = 24
"""Range of grey below which a picture has no text."""
_SMALLEST_PX = 16
"""Sides below this hold no text that can be read."""


@dataclass(frozen=True)
class Line:
    """A line of text that was read."""

    text: str
    """Its letters, with spaces."""
    confidence: float
    """0 to 1."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom, in pixels of the picture."""

    @property
    def words(self) -> tuple[str, ...]:
        """Its words, without the punctuation around them."""
        return tuple(word for part in self.text.split() if (word := re.sub(r"^\W+|[^\w%]+$", "", part)))

    def meets(self, other: Line) -> bool:
        """Whether two lines share at least half of the smaller one's box."""
        wide = min(self.box[2], other.box[2]) - max(self.box[0], other.box[0])
        high = min(self.box[3], other.box[3]) - max(self.box[1], other.box[1])
        areas = [(box[2] - box[0]) * (box[3] - box[1]) for box in (self.box, other.box)]
        return wide > 0 and high > 0 and wide * high >= 0.5 * min(areas)


class _Read(Protocol):
    """What RapidOCR returns for a whole picture."""

    boxes: Plane | None
    txts: tuple[str, ...] | None
    scores: tuple[float, ...]


class _Reader(Protocol):
    """RapidOCR, as far as it is used."""

    def __call__(self, picture: Plane) -> _Read: ...


def is_installed() -> bool:
    """Whether text can be read on this machine."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


def read_lines(picture: Image8, *, scale: float = 1.0, least_confidence: float = 0.0) -> tuple[Line, ...]:
    """Lines of text in a picture (H, W, 3), read at a scale."""
    low, high = np.percentile(picture, (0.5, 99.5))
    if high - low < _FLAT or min(picture.shape[:2]) < _SMALLEST_PX:
        return ()
    resized = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_CUBIC)
    read = _reader()(cv2.cvtColor(resized, cv2.COLOR_RGB2BGR))
    if read.boxes is None or read.txts is None:
        return ()
    lines = (
        Line(text, float(confidence), _box(corners / scale))
        for corners, text, confidence in zip(read.boxes, read.txts, read.scores, strict=True)
    )
    return tuple(line for line in lines if line.confidence >= least_confidence)


def _box(corners: Plane) -> tuple[int, int, int, int]:
    (left, top), (right, bottom) = corners.min(0), corners.max(0)
    return int(left), int(top), int(right), int(bottom)


@lru_cache(maxsize=1)
def _reader() -> _Reader:
    """The reader, loaded when the first picture is read: loading takes half a second."""
    from rapidocr import RapidOCR

    reader: Any = RapidOCR(params={
        "Global.use_cls": False, "Global.log_level": "error", "Global.text_score": 0.5,
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    })  # fmt: skip
    return cast(_Reader, reader)


def likeness(first: str, second: str) -> float:
    """1 for equal words, 0 for nothing in common, by edit distance (Levenshtein 1966)."""
    a, b = first.lower(), second.lower()
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        line = [i]
        for j, other in enumerate(b, 1):
            line.append(min(row[j] + 1, line[-1] + 1, row[j - 1] + (letter != other)))
        row = line
    return max(0.0, 1 - row[-1] / max(len(a), len(b), 1))
