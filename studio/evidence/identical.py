"""Whether the photograph's own pixels stand in an edit, at full size, before anything is fitted or scaled."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.core.attempts.evidence import Measure
from studio.core.attempts.review import IDENTITY
from studio.vision.arrays import Image8, Mask

_STRIP_PX = 24
_TRIES = 8
_REPEATS = 50
_CANDIDATES = 3
_SHARE = 0.5
"""Least share of equal pixels at which the photograph was copied and not drawn again."""
_ALIKE = 0.02
"""Least share of identical pixels that makes two pictures of one size worth comparing pixel by pixel."""


def copied_at(before: Image8, after: Image8, region: Mask) -> tuple[int, int] | None:
    """Where the photograph's corner lies in an edit that holds its very pixels: right and down, in pixels.

    The bytes of a few strips of pixels are looked for in the edit. None when the pixels were resampled, coded anew or
    drawn again.

    Args:
        before: (H, W, 3) the photograph.
        after: (h, w, 3) the edit.
        region: (H, W) where the photograph should have stayed.
    """
    votes: Counter[tuple[int, int]] = Counter()
    data = after.tobytes()
    for row, column in _strips(before, region):
        strip = before[row, column : column + _STRIP_PX].tobytes()
        votes.update((x - column, y - row) for x, y in _places(data, strip, after.shape[1]))
    # lines and plain surfaces repeat themselves: the true place is the one that every strip has
    for offset, _ in votes.most_common(_CANDIDATES):
        if equal_pixels(before, after, offset)[region].mean() >= _SHARE:
            return offset
    return None


def equal_pixels(before: Image8, after: Image8, offset: tuple[int, int]) -> Mask:
    """(H, W) where an edit shows exactly the photograph's pixel.

    Args:
        before: (H, W, 3) the photograph.
        after: (h, w, 3) the edit.
        offset: Where the photograph's corner lies in it.
    """
    (height, width), (h, w), (right, down) = before.shape[:2], after.shape[:2], offset
    equal = np.zeros((height, width), bool)
    top, left, bottom, far = max(0, -down), max(0, -right), min(height, h - down), min(width, w - right)
    if bottom > top and far > left:
        there = after[top + down : bottom + down, left + right : far + right]
        equal[top:bottom, left:far] = _same_colour(before[top:bottom, left:far], there)
    return equal


def _same_colour(first: Image8, second: Image8) -> Mask:
    """(H, W) where two pictures of one size have the same pixel."""
    red, green, blue = cv2.split(cv2.absdiff(first, second))
    return np.asarray(cv2.max(cv2.max(red, green), blue) == 0)


def framed(after: Image8, offset: tuple[int, int], height: int, width: int) -> tuple[Image8, Mask]:
    """The edit's pixels in the photograph's frame, and where it has any; outside its border colour goes on."""
    right, down = offset
    rows, columns = np.arange(height) + down, np.arange(width) + right
    h, w = after.shape[:2]
    inside = ((rows >= 0) & (rows < h))[:, None] & ((columns >= 0) & (columns < w))
    return after[np.clip(rows, 0, h - 1)][:, np.clip(columns, 0, w - 1)], inside


def _strips(before: Image8, region: Mask) -> list[tuple[int, int]]:
    """Row and column of the liveliest of many strips that lie in the region."""
    whole = np.flatnonzero((region[:, :-_STRIP_PX] & region[:, _STRIP_PX:]).ravel())
    if not len(whole):
        return []
    chosen = np.random.default_rng(0).choice(whole, size=min(200, len(whole)), replace=False)
    places = [divmod(int(place), region.shape[1] - _STRIP_PX) for place in chosen]
    lively = [float(before[row, column : column + _STRIP_PX].std(0).sum()) for row, column in places]
    return [places[number] for number in np.argsort(lively)[::-1][:_TRIES]]


def _places(data: bytes, strip: bytes, width: int) -> Iterator[tuple[int, int]]:
    """Column and row of the first places where a strip's bytes stand in a picture's."""
    start, found = 0, 0
    while found < _REPEATS and (start := data.find(strip, start)) >= 0:
        if start % 3 == 0:
            row, column = divmod(start // 3, width)
            found += 1
            yield column, row
        start += 1


def preserved_measures(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> Iterator[Measure]:
    """How much of the source is still there without a change, for pictures (H, W, 3) that share a frame."""
    if before.shape != after.shape:
        return
    same = _same_colour(before, after)
    share = float(same.mean())
    if share < _ALIKE:
        return
    yield Measure(
        name="preserved pixels", criterion=IDENTITY, flag="fine", value=round(share, 4),
        says=f"{int(share * 100)}% of the picture is the photograph, bit for bit.",
    )  # fmt: skip
