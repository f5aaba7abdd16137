"""The words on the product: read on the photograph, and at the same place on the edit laid over it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from studio.evidence.ocr import Line, Reader
from studio.evidence.pair import Pair
from studio.evidence.wording import Words, compare, counts, quoted, reads_now, shape, spelled
from studio.vision.arrays import Image8, Mask

_LABEL_PX = 1000
"""Longer side of a product at which its label is looked for; larger it is found no better, only slower."""
_SECOND_LOOK = 1.6
"""Scale of the tiles in which expected words are looked for that were not found at once."""
_TILE_STRIPS = 20
"""How many strips of one such tile are read."""
_SIDE = 0.1
"""How near to the product's side a line may go on round it, in its height."""
_BEYOND = 0.4
"""How far beyond its ends a line is looked at, in its height."""
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
    shown: Mask
    """(H, W) where the edit has pixels there."""
    origin: tuple[int, int]
    """x and y of the box in the photograph, in pixels of that size."""
    size: tuple[int, int]
    """Width and height of the photograph at that size."""

    def is_same(self, line: Line) -> bool:
        """Whether both pictures have the same pixels where a line stands."""
        left, top, right, bottom = line.box
        box = slice(max(0, top), bottom), slice(max(0, left), right)
        return bool(cv2.absdiff(self.before[box], self.laid[box]).max(initial=0) <= _SAME_PIXELS)

    def is_cut(self, line: Line) -> bool:
        """Whether the edit's frame ends within a line."""
        left, top, right, bottom = line.box
        return not self.shown[max(0, top) : bottom, max(0, left) : right].all()


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
    """Lines of the photograph that changed or were lost within the frame."""
    passed_over: tuple[int, int] = (0, 0)
    """Pieces of text that were found and not read, on the photograph and on the edit."""


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
    shown = np.asarray(cv2.warpAffine(np.ones(after.shape[:2], np.uint8), move, size) > 0)
    inside = cv2.resize(pair.matte, size, interpolation=cv2.INTER_LINEAR)[..., None]
    # around the product the photograph stays, so that a new backdrop does not change how the label is read
    laid = np.round(laid * inside + before * (1 - inside))
    box = tuple(slice(int(part.start * grow), int(part.stop * grow)) for part in (rows, columns))
    return Label(before[box], laid.astype(np.uint8)[box], shown[box], (box[1].start, box[0].start), size)


def _span(inside: np.ndarray) -> slice:
    places = np.flatnonzero(inside)
    return slice(int(places[0]), int(places[-1]) + 1) if len(places) else slice(0, len(inside))


def read_label(label: Label, reader: Reader, *, expected: Sequence[str], confidence: float) -> Reading:
    """Read the product on both pictures.

    Args:
        label: The product.
        reader: What reads.
        expected: Texts a person says are there: when a word is not found at once, it is looked for more closely.
        confidence: From which a line counts as surely read.
    """
    page = reader.page(label.before)
    known = _sure(reader, label.before, page.lines, confidence)
    missing = _missing(expected, known)
    if missing and not page.unread:
        known = _one_a_place([*known, *_in_tiles(reader, label.before, missing, confidence)])
    known = tuple(_to_its_ends(reader, label.before, line, confidence) for line in known)
    known = tuple(replace(line, text=spelled(line.text, expected)) for line in known)
    now, later = known, page
    if not known or cv2.absdiff(label.before, label.laid).any():
        later = reader.page(label.laid, first=lambda place: any(place.meets(line) for line in known))
        now = _sure(reader, label.laid, later.lines, confidence)
    reading = Reading(known=known, now=now, passed_over=(len(page.unread), len(later.unread)))
    for line in known:
        _compare(label, line, reading, reader, confidence)
    reading.new = [line for line in now if not any(line.meets(other) for other in (*known, *page.unread))
                   and any(map(counts, line.words)) and _was_empty(reader, label.before, line)]  # fmt: skip
    return reading


def _to_its_ends(reader: Reader, picture: Image8, line: Line, confidence: float) -> Line:
    """A line, with the letters at its ends that were left out when it was found."""
    along = line.corners[[1, 2]] - line.corners[[0, 3]]
    tall = np.linalg.norm(line.corners[3] - line.corners[0])
    step = _BEYOND * tall * along / np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1)
    if reader.is_spent or tall > np.linalg.norm(along[0]):
        return line
    wider = reader.strip(picture, line.corners + np.stack([-step[0], step[0], step[1], -step[1]]), height=_AGAIN_PX[0])
    grew = len(shape(wider.text)) > len(shape(line.text)) and shape(line.text) in shape(wider.text)
    is_one = len(wider.text.split()) == len(line.text.split())
    return wider if grew and is_one and wider.confidence >= confidence else line


def _missing(expected: Sequence[str], lines: Sequence[Line]) -> list[str]:
    """Expected words that were not read; whether a unit was is told by the figure before it."""
    read = " ".join(shape(line.text) for line in lines)
    return [word for text in expected for word in text.split() if counts(word) and shape(word) not in read]


def _sure(reader: Reader, picture: Image8, lines: Sequence[Line], confidence: float) -> tuple[Line, ...]:
    """Lines that were surely read, at once or by themselves."""

    def is_sure(line: Line) -> bool:
        if line.confidence >= confidence or line.confidence < _NEARLY or reader.is_spent:
            return line.confidence >= confidence
        again = [reader.strip(picture, line.corners, height=px) for px in _AGAIN_PX]
        return any(one.confidence >= confidence and shape(one.text) == shape(line.text) for one in again)

    return tuple(line for line in lines if is_sure(line))


def _in_tiles(reader: Reader, picture: Image8, missing: Sequence[str], confidence: float) -> list[Line]:
    """Lines surely read in overlapping quarters, enlarged, until nothing is missing."""
    height, width = picture.shape[:2]
    tall, wide = height * 3 // 5, width * 3 // 5
    found: list[Line] = []
    for top in (0, height - tall):
        for left in (0, width - wide):
            tile = picture[top : top + tall, left : left + wide]
            page = reader.page(tile, scale=_SECOND_LOOK, most=_TILE_STRIPS)
            whole = [line for line in page.lines if not line.may_go_beyond(tile)]
            found += [replace(line, corners=line.corners + np.array([left, top], np.float32))
                      for line in _sure(reader, tile, whole, confidence)]  # fmt: skip
            if not _missing(missing, found):
                return found
    return found


def _one_a_place(lines: Sequence[Line]) -> tuple[Line, ...]:
    """Of lines that were read at the same place, the longest."""
    kept: list[Line] = []
    for line in sorted(lines, key=lambda line: (-len(shape(line.text)), -line.confidence)):
        if not any(line.meets(other) for other in kept):
            kept.append(line)
    return tuple(sorted(kept, key=lambda line: line.box[1]))


def _compare(label: Label, line: Line, reading: Reading, reader: Reader, confidence: float) -> None:
    """Sort the words of one line of the photograph by what the edit reads there.

    A line that seems changed is read again on both pictures at other sizes: it has changed when the photograph says the
    same each time and the edit never does.
    """
    words = [quoted(word) for word in _whole_words(label, line) if counts(word) or len(line.words) > 1]
    if not any(map(counts, line.words)):
        return
    there = [other for other in reading.now if other.meets(line)]
    if label.is_same(line) or any(shape(other.text) == shape(line.text) for other in there):
        reading.words.found += words
        return
    if reader.is_spent:
        reading.words.unread += words
        return
    again = [(reader.strip(label.before, line.corners, height=px), reader.strip(label.laid, line.corners, height=px))
             for px in _AGAIN_PX]  # fmt: skip
    was = {shape(first.text) for first, _ in again if first.confidence >= confidence} | {shape(line.text)}
    hinted = any(shape(second.text) == shape(line.text) for _, second in again)
    there += [second for _, second in again if second.confidence >= confidence]
    if any(shape(other.text) in was for other in there):
        reading.words.found += words
    elif len(was) > 1 or (hinted and not there):
        reading.words.unread += words
    else:
        is_cut = label.is_cut(line)
        if there:
            now = _to_its_ends(reader, label.laid, reads_now(line, there, reading.known), confidence)
            compare(line.words, now.words, reading.words, is_cut=is_cut)
        else:
            reading.words.lost += words
        reading.off += [] if is_cut else [line]


def _whole_words(label: Label, line: Line) -> tuple[str, ...]:
    """Words of a line that do not go on round the product, or behind something: none that ends at its side."""
    near = _SIDE * (line.box[3] - line.box[1])
    first, last = line.box[0] < near, line.box[2] > label.before.shape[1] - near
    return line.words[first : len(line.words) - last]


def _was_empty(reader: Reader, before: Image8, line: Line) -> bool:
    """Whether the photograph has nothing like a line where the edit has one."""
    if reader.is_spent:
        return False
    old = [reader.strip(before, line.corners, height=px) for px in _AGAIN_PX]
    return not any(one.confidence >= _HALF_READ and any(map(counts, one.words)) for one in old)
