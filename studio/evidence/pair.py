"""Before and after, laid over each other: what every measurement begins with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.registration import Registration, register, warp_to_before

WORK_PX = 1024
"""Shorter side at which pictures are compared; the longer one has at most twice as many pixels."""
_ERODED_PX = 7
_MARGIN_PX = 24

Image8 = NDArray[np.uint8]
Plane = NDArray[Any]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Pair:
    """A photograph and its edit, registered over the product. Pictures are bounded (see `bounded`)."""

    before: Image8
    """(H, W, 3) the photograph."""
    after: Image8
    """(h, w, 3) the edit."""
    matte: Plane
    """(H, W) the product in the photograph."""
    registration: Registration
    """How the edit lies over the photograph."""
    origin: tuple[int, int] = (0, 0)
    """x and y of its upper left corner in the whole photograph."""

    @cached_property
    def laid(self) -> tuple[Image8, Mask]:
        """The edit in the photograph's frame, (H, W, 3), and where it has pixels there."""
        height, width = self.matte.shape
        return warp_to_before(self.after, self.registration, height, width)

    @cached_property
    def core(self) -> Mask:
        """(H, W) surely the product, away from its edge."""
        sure = (self.matte > 0.98).astype(np.uint8)
        return np.asarray(cv2.erode(sure, np.ones((_ERODED_PX,) * 2, np.uint8)) > 0)

    @cached_property
    def seen(self) -> Mask:
        """(H, W) the part of `core` that the edit shows."""
        return np.asarray(self.core & self.laid[1])

    @cached_property
    def matte_after(self) -> Plane:
        """(h, w) the product in the edit."""
        height, width = self.after.shape[:2]
        if self.registration.is_exact and self.matte.shape == (height, width):
            return self.matte
        placed = cv2.warpAffine(self.matte, self.registration.to_after, (width, height), flags=cv2.INTER_LINEAR)
        return np.asarray(placed, np.float32)

    @cached_property
    def product(self) -> Pair:
        """The pair cut to the product's box with a margin, both pictures in the photograph's frame."""
        rows, columns = np.nonzero(self.core.any(1))[0], np.nonzero(self.core.any(0))[0]
        box = (_around(rows), _around(columns)) if len(rows) else (slice(0, 8), slice(0, 8))
        part = Pair(self.before[box], self.after, self.matte[box], self.registration, (box[1].start, box[0].start))
        part.__dict__["laid"] = (self.laid[0][box], self.laid[1][box])
        part.__dict__["core"] = self.core[box]
        return part

    @cached_property
    def lab(self) -> tuple[Plane, Plane]:
        """(H, W, 3) CIE L*a*b* of the photograph and of the edit laid over it."""
        return to_lab(self.before), to_lab(self.laid[0])


def _around(places: NDArray[np.int64]) -> slice:
    """From the first to the last place with the margin, beginning at an even number."""
    return slice(max(0, int(places[0]) - _MARGIN_PX) // 2 * 2, int(places[-1]) + 1 + _MARGIN_PX)


def to_lab(picture: Image8) -> Plane:
    """(H, W, 3) CIE L*a*b*, D65."""
    return np.asarray(cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB), np.float32)


def bounded(picture: Image8) -> Image8:
    """The picture, its shorter side at most `WORK_PX` and its longer side at most twice that."""
    scale = min(WORK_PX / min(picture.shape[:2]), 2 * WORK_PX / max(picture.shape[:2]))
    if scale >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def open_pair(before: Image8, after: Image8, matte: Plane) -> Pair:
    """Register two pictures over the product.

    Args:
        before: (H, W, 3) the photograph.
        after: (h, w, 3) the edit.
        matte: (H, W) the product in the photograph.
    """
    first, second = bounded(before), bounded(after)
    small = np.asarray(
        cv2.resize(matte.astype(np.float32), first.shape[1::-1], interpolation=cv2.INTER_AREA), np.float32
    )
    return Pair(first, second, small, register(first, second, small))
