"""The words on the product: read on the photograph, and at the same place on the edit laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np

from studio.evidence.ocr import Line, read_lines, read_strip
from studio.evidence.pair import Image8, Pair
from studio.evidence.wording import Words, compare, counts, likeness, shape

_LABEL_PX = 1000
"""Longer side of a product at which its label is looked for; larger it is found no better, only slower."""
_SECOND_LOOK = 1.6
"""Scale of the tiles in which expected words are looked for that were not found at once."""
_AGAIN_PX = (64, 40)
"""Heights at which a line that seems changed is read again, on both pictures."""
_SAME_PIXELS = 2
"""Largest difference in bytes between pixels that are taken for equal."""
_HALF_READ = 0.5
"""Confidence from which a place on the photograph is not called empty."""
_NEARLY = 0.75
"""Confidence from which a line is read a second time by itself, and counts when it says the same surely."""


@dataclass(frozen=True)
class Label:
    """The product on both pictures, in the photograph's frame and large enough to be read."""

    before: Image8
    """(H, W, 3) the product's box on the photograph."""
    laid: Image8
    """(H, W, 3) the same box of the edit."""
    origin: tuple[int, int]
    """x and y of the box in the photograph, in pixels of that size."""
    size: tuple[int, int]
    """Width and height of the photograph at that size."""

    def is_same(self, line: Line) -> bool:
        """Whether both pictures have the same pixels where a line stands."""
        left, top, right, bottom = line.box
        box = slice(max(0, top), bottom), slice(max(0, left), right)
        return bool(cv2.absdiff(self.before[box], self.laid[box]).max(initial=0) <= _SAME_PIXELS)


@dataclass
class Reading:
    """What was read on the product."""

    words: Words = field(default_factory=Words)
    """What became of the photograph's words."""
    known: tuple[Line, ...] = ()
    """Lines that were surely read on the photograph."""
    now: tuple[Line, ...] = ()
    """Lines that were surely read on the edit."""
    new: list[Line] = field(default_factory=list)
    """Lines of the edit where the photograph has none."""
    off: list[Line] = field(default_factory=list)
    """Lines of the photograph that changed or were lost."""


def open_label(pair: Pair, full: tuple[Image8, Image8]) -> Label:
    """Cut the product out of the photograph and of the edit laid over it.

    Args:
        pair: The registered pair.
        full: The photograph and the edit at full size.
    """
    rows, columns = _span(pair.matte.max(1) > 0.5), _span(pair.matte.max(0) > 0.5)
    grow = full[0].shape[0] / pair.before.shape[0]
    grow = min(grow, _LABEL_PX / max(rows.stop - rows.start, columns.stop - columns.start))
    size = round(pair.before.shape[1] * grow), round(pair.before.shape[0] * grow)
    before = np.asarray(cv2.resize(full[0], size, interpolation=cv2.INTER_AREA), np.uint8)
    after = full[1]
    shrink = min(1.0, grow / pair.registration.scale * pair.after.shape[0] / after.shape[0])
    if shrink < 1:
        after = np.asarray(cv2.resize(after, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA), np.uint8)
    move = np.array(pair.registration.to_before, np.float64)
    move[:, :2] *= grow * pair.after.shape[0] / after.shape[0]
    move[:, 2] *= grow
    laid = cv2.warpAffine(after, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    inside = cv2.resize(pair.matte, size, interpolation=cv2.INTER_LINEAR)[..., None]
    # around the product the photograph stays, so that a new backdrop does not change how the label is read
    laid = np.round(laid * inside + before * (1 - inside))
    box = tuple(slice(int(part.start * grow), int(part.stop * grow)) for part in (rows, columns))
    return Label(before[box], laid.astype(np.uint8)[box], (box[1].start, box[0].start), size)


def _span(inside: np.ndarray) -> slice:
    places = np.flatnonzero(inside)
    return slice(int(places[0]), int(places[-1]) + 1) if len(places) else slice(0, len(inside))


def read_label(label: Label, *, expected: Sequence[str], confidence: float) -> Reading:
    """Read the product on both pictures.

    Args:
        label: The product.
        expected: Words a person says are there: when one is not found at once, it is looked for more closely.
        confidence: From which a line counts as surely read.
    """
    known = _sure(label.before, read_lines(label.before), confidence)
    missing = {shape(word) for word in expected} - {shape(word) for line in known for word in line.words}
    if missing:
        known += tuple(line for line in _sure(label.before, _in_tiles(label.before), confidence)
                       if not any(line.meets(other) for other in known))  # fmt: skip
    same = bool(known) and not cv2.absdiff(label.before, label.laid).any()
    now = known if same else _sure(label.laid, read_lines(label.laid), confidence)
    reading = Reading(known=known, now=now)
    for line in known:
        _compare(label, line, reading, confidence)
    reading.new = [line for line in now if not any(line.meets(other) for other in known)
                   and any(map(counts, line.words)) and _was_empty(label.before, line)]  # fmt: skip
    return reading


def _sure(picture: Image8, lines: Sequence[Line], confidence: float) -> tuple[Line, ...]:
    """Lines that were surely read, at once or by themselves."""

    def is_sure(line: Line) -> bool:
        if line.confidence >= confidence or line.confidence < _NEARLY:
            return line.confidence >= confidence
        again = [read_strip(picture, line.corners, height=px) for px in _AGAIN_PX]
        return any(one.confidence >= confidence and shape(one.text) == shape(line.text) for one in again)

    return tuple(line for line in lines if is_sure(line))


def _in_tiles(picture: Image8) -> tuple[Line, ...]:
    """Lines found in four overlapping quarters, enlarged: small letters on a large product."""
    height, width = picture.shape[:2]
    found: list[Line] = []
    for top in (0, height * 2 // 5):
        for left in (0, width * 2 // 5):
            tile = picture[top : top + height * 3 // 5, left : left + width * 3 // 5]
            found += [
                Line(line.text, line.confidence, line.corners + np.array([left, top], np.float32))
                for line in read_lines(tile, scale=_SECOND_LOOK)
            ]
    return tuple(line for i, line in enumerate(found) if not any(line.meets(other) for other in found[:i]))


def _compare(label: Label, line: Line, reading: Reading, confidence: float) -> None:
    """Sort the words of one line of the photograph by what the edit reads there.

    A line that seems changed is read again on both pictures at other sizes: it has changed when the photograph says the
    same each time and the edit never does.
    """
    words = [word for word in line.words if counts(word) or len(line.words) > 1]
    if not any(map(counts, words)):
        return
    there = [other for other in reading.now if other.meets(line)]
    if label.is_same(line) or any(shape(other.text) == shape(line.text) for other in there):
        reading.words.found += words
        return
    again = [(read_strip(label.before, line.corners, height=px), read_strip(label.laid, line.corners, height=px))
             for px in _AGAIN_PX]  # fmt: skip
    was = {shape(first.text) for first, _ in again if first.confidence >= confidence} | {shape(line.text)}
    hinted = any(shape(second.text) == shape(line.text) for _, second in again)
    there += [second for _, second in again if second.confidence >= confidence]
    if any(shape(other.text) in was for other in there):
        reading.words.found += words
    elif len(was) > 1 or (hinted and not there):
        reading.words.unread += words
    elif not there:
        reading.words.lost += words
        reading.off.append(line)
    else:
        compare(line.words, max(there, key=lambda other: likeness(line.text, other.text)).words, reading.words)
        reading.off.append(line)


def _was_empty(before: Image8, line: Line) -> bool:
    """Whether the photograph has nothing like a line where the edit has one."""
    old = [read_strip(before, line.corners, height=px) for px in _AGAIN_PX]
    return not any(one.confidence >= _HALF_READ and any(map(counts, one.words)) for one in old)
