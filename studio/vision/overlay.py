"""A photographed product over the one that an engine drew, cut out and made small, so that both can be compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.core.subject import Box
from studio.vision.arrays import Floats, Image8, Mask, Matte

_SIDE_PX = 480
"""Longer side of the product when it is looked at."""
_MARGIN = 0.12
"""Around the product, as a share of its longer side."""


@dataclass(frozen=True)
class Overlay:
    """The product as it would be pasted, over the engine's picture, at a small size."""

    product: Floats
    """(h, w, 3) its colours, sRGB 0 to 1."""
    cover: Matte
    """(h, w) its coverage."""
    made: Floats
    """(h, w, 3) the engine's picture there, 0 to 1."""
    to_small: Floats
    """(3, 3) from pixels of the engine's picture to pixels here."""
    frame: tuple[int, int]
    """Height and width of the engine's picture."""

    @property
    def size(self) -> float:
        """Square root of the product's area, in pixels here."""
        return max(1.0, float(np.sqrt((self.cover > 0.5).sum())))

    @property
    def sure(self) -> Mask:
        """(h, w) surely the product, away from its edge."""
        return np.asarray(cv2.erode((self.cover > 0.98).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0)

    @property
    def depth(self) -> Floats:
        """(h, w) how far inside the product each place is, over the product's size; 0 outside."""
        inside = (self.cover > 0.5).astype(np.uint8)
        return np.asarray(cv2.distanceTransform(inside, cv2.DIST_L2, 5) / self.size)

    def moved(self, move: Floats) -> Overlay:
        """The product moved by a homography (3, 3) of the pixels here."""
        size = self.cover.shape[1::-1]
        layer = np.dstack([self.product * self.cover[..., None], self.cover]).astype(np.float32)
        warped = cv2.warpPerspective(layer, move, size)
        cover = np.asarray(np.clip(warped[..., 3], 0, 1), np.float32)
        colours = warped[..., :3] / np.maximum(cover, 1e-3)[..., None]
        return Overlay(np.asarray(colours, np.float32), cover, self.made, self.to_small, self.frame)

    def box(self, points: NDArray[Any]) -> Box:
        """Where points (x, y) of the small picture lie, as fractions of the engine's picture."""
        placed = cv2.perspectiveTransform(
            np.array([[points.min(0), points.max(0) + 1]], np.float64), np.linalg.inv(self.to_small)
        )[0]
        low, high = (np.clip(corner / self.frame[::-1], 0, 1) for corner in placed)
        x, y, w, h = (round(float(v), 3) for v in (*low, *np.maximum(high - low, 0.001)))
        return (x, y, w, h)


def overlay(product: Floats, cover: Matte, made: Image8) -> Overlay | None:
    """The product and the engine's picture, cut to the product's box and made small; None when it is out of the frame.

    Args:
        product: (H, W, 3) colours times coverage, 0 to 1, where they would be pasted.
        cover: (H, W).
        made: (H, W, 3).
    """
    rows, columns = np.nonzero((cover > 0.5).any(1))[0], np.nonzero((cover > 0.5).any(0))[0]
    if not len(rows):
        return None
    longer = max(rows[-1] - rows[0], columns[-1] - columns[0]) + 1
    margin, scale = int(_MARGIN * longer) + 12, min(1.0, _SIDE_PX / longer)
    top, left = max(0, int(rows[0]) - margin), max(0, int(columns[0]) - margin)
    box = (slice(top, int(rows[-1]) + margin), slice(left, int(columns[-1]) + margin))

    def small(part: NDArray[Any]) -> Floats:
        return np.asarray(cv2.resize(np.ascontiguousarray(part, np.float32), None, fx=scale, fy=scale,
                                     interpolation=cv2.INTER_AREA))  # fmt: skip

    shown = small(cover[box])
    colours = small(product[box]) / np.maximum(shown, 1e-3)[..., None]
    to_small = np.array([[scale, 0, -left * scale], [0, scale, -top * scale], [0, 0, 1]])
    return Overlay(np.clip(colours, 0, 1), shown, small(made[box]) / 255, to_small, cover.shape[:2])
