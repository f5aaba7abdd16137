"""The trimap: sure foreground, sure background, and the band between them in which the matte is solved."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Mask

FOREGROUND, UNKNOWN, BACKGROUND = 255, 128, 0
"""Values of a trimap."""
BAND = 0.0045
"""Half width of the band, as a fraction of the picture's longer side."""
MOST_UNKNOWN = 150_000
"""Most pixels the solve may have; the band is narrowed above."""

Trimap = NDArray[np.uint8]
"""(H, W) of the three values."""


def make_trimap(mask: Mask, size: tuple[int, int], *, unsure: Mask | None = None) -> Trimap:
    """A trimap at full size from a mask at any size.

    Args:
        mask: (h, w) the subject.
        size: Height and width of the trimap.
        unsure: (h, w) further places that are unknown, as far as the solve can take them.
    """
    height, width = size
    radius = max(3, round(BAND * max(size)))
    while True:
        trimap = _with_band(_enlarged(mask, width, height), radius)
        if unsure is not None:
            open_ = np.where(_enlarged(unsure, width, height) > 0, UNKNOWN, trimap).astype(np.uint8)
            if (open_ == UNKNOWN).sum() <= MOST_UNKNOWN:
                return open_
        if (trimap == UNKNOWN).sum() <= MOST_UNKNOWN or radius <= 3:
            return trimap
        radius = max(3, radius // 2)


def _enlarged(mask: Mask, width: int, height: int) -> NDArray[np.uint8]:
    grey = mask.astype(np.uint8) * 255
    if mask.shape != (height, width):
        grey = np.asarray(cv2.resize(grey, (width, height), interpolation=cv2.INTER_LINEAR), np.uint8)
    return (grey > 127).astype(np.uint8)


def _with_band(mask: NDArray[np.uint8], radius: int) -> Trimap:
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * radius + 1, 2 * radius + 1))
    inner = cv2.erode(mask, disc, borderValue=1) > 0
    outer = cv2.erode(1 - mask, disc, borderValue=1) > 0
    trimap = np.full(mask.shape, UNKNOWN, np.uint8)
    trimap[inner] = FOREGROUND
    trimap[outer] = BACKGROUND
    trimap[_ridges(mask, inner, radius)] = FOREGROUND
    return trimap


def _ridges(mask: NDArray[np.uint8], inner: Mask, radius: int) -> Mask:
    """Middle lines of thin parts, which would vanish under the erosion: cords, stems, straps."""
    depth = cv2.distanceTransform(mask, cv2.DIST_L2, 5)
    thin = (depth > 1.0) & (depth <= radius + 1)
    crest = depth >= cv2.dilate(depth, np.ones((3, 3), np.uint8)) - 0.01
    core = (depth > 0.62 * cv2.dilate(depth, np.ones((2 * radius + 1,) * 2, np.uint8))) & (depth > 1.2)
    near_thick = cv2.dilate(inner.astype(np.uint8), np.ones((4 * radius + 1,) * 2, np.uint8)) > 0
    return np.asarray(thin & (crest | core) & ~near_thick)
