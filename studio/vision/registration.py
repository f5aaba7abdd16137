"""Where the photographed product is in an edited picture: a similarity from the edit back to the photograph.

Features first (SIFT, Lowe 2004, with RANSAC), then the product's edges (point-to-line ICP, Chen and Medioni 1992,
trimmed): intensity-based alignment is pulled away by the changed background.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np

from studio.vision.arrays import Floats, Image8, Mask, Matte
from studio.vision.edge_fit import Outline, scaled_grey

COMPARABLE = 0.35
"""Share of the product's edges found again below which two pictures cannot be compared."""
_FEATURE_PX = 640
_SAME = 2
"""Difference, of 255, up to which pixels count as the same when nothing was moved."""
_MARGIN_PX = 16
_MANY = 45
"""Matched features on the product that one similarity explains, from which it is found whatever its edges say: in a
busy scene edges are everywhere. Other products, even with the same words, share up to 27."""
_SURE = 0.8
"""Share of edges found again at which no other start is tried."""


@dataclass(frozen=True)
class Registration:
    """How the edited picture lies over the photograph."""

    to_before: Floats
    """(2, 3) from pixels of the edit to pixels of the photograph."""
    edges_found: float
    """Share of the product's edges found again within 2 pixels, beyond what chance gives; 0 to 1."""
    is_exact: bool = False
    """Whether nothing was moved at all."""
    stretch: float = 1.0
    """Ratio of the two scales of the best affine fit; 1 keeps the shape."""
    features: int = 0
    """Matched features on the product that one similarity explains."""

    @property
    def found(self) -> float:
        """How sure it is, 0 to 1: 1 where nothing moved or very many features agree, else by the edges."""
        return 1.0 if self.is_exact or self.features >= _MANY else self.edges_found

    @property
    def is_comparable(self) -> bool:
        """Whether measurements over it can be trusted."""
        return self.found >= COMPARABLE

    @property
    def to_after(self) -> Floats:
        """(2, 3) from pixels of the photograph to pixels of the edit."""
        return np.asarray(cv2.invertAffineTransform(np.asarray(self.to_before, np.float64)))

    @property
    def scale(self) -> float:
        """Size of the product in the edit over its size in the photograph."""
        return math.sqrt(abs(float(np.linalg.det(self.to_after[:, :2]))))

    @property
    def turn_deg(self) -> float:
        """Turn of the product in degrees."""
        move = self.to_after
        return math.degrees(math.atan2(move[1, 0], move[0, 0]))


def register(before: Image8, after: Image8, matte: Matte) -> Registration:
    """Register an edited picture to the photograph over the product.

    Args:
        before: (H, W, 3) the photograph.
        after: (h, w, 3) the edited picture.
        matte: (H, W) the product in the photograph.
    """
    if _unmoved(before, after, matte):
        return Registration(np.array([[1.0, 0, 0], [0, 1.0, 0]]), 1.0, is_exact=True)
    starts = [_same_framing(before, after)]
    by_features, stretch, features = _by_features(before, after, matte)
    if by_features is not None:
        starts.insert(0, by_features)
    outline = Outline(before, after, matte)
    best: Registration | None = None
    for start in starts:
        move, found = outline.refined(start)
        if best is None or found > best.edges_found + 0.02:
            best = Registration(move, found, stretch=stretch, features=features)
        if found > _SURE:
            break
    if best is None or (features >= _MANY and best.edges_found < COMPARABLE):  # its edges led astray
        return Registration(starts[0], 0.0, stretch=stretch, features=features)
    return best


def warp_to_before(after: Image8, registration: Registration, height: int, width: int) -> tuple[Image8, Mask]:
    """The edit in the photograph's frame, and where it has pixels there."""
    move = np.asarray(registration.to_before, np.float64)
    if registration.is_exact and after.shape[:2] == (height, width):
        return after, np.ones((height, width), bool)
    way = cv2.INTER_AREA if registration.scale > 1.5 else cv2.INTER_CUBIC
    warped = cv2.warpAffine(after, move, (width, height), flags=way, borderMode=cv2.BORDER_REPLICATE)
    seen = cv2.warpAffine(np.ones(after.shape[:2], np.uint8), move, (width, height))
    return np.asarray(warped, np.uint8), np.asarray(seen > 0)


def _unmoved(before: Image8, after: Image8, matte: Matte) -> bool:
    """Whether the engine left the product where it was: then no sub-pixel fit may disturb it."""
    if before.shape != after.shape:
        return False
    core = cv2.erode((matte > 0.98).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    if not core.any():
        return False
    first, second, third = cv2.split(cv2.absdiff(before, after))
    apart = cv2.max(cv2.max(first, second), third)
    # a plain product looks the same wherever it is: its edges must be the same as well
    grey = cv2.cvtColor(before, cv2.COLOR_RGB2GRAY)
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    edges = core & (slope >= np.percentile(slope[core], 95))
    return all(float((apart[zone] <= _SAME).mean()) > 0.5 for zone in (core, edges))


def _same_framing(before: Image8, after: Image8) -> Floats:
    (height, width), (h, w) = before.shape[:2], after.shape[:2]
    scale = min(width / w, height / h)
    return np.array([[scale, 0, (width - w * scale) / 2], [0, scale, (height - h * scale) / 2]])


def _by_features(before: Image8, after: Image8, matte: Matte) -> tuple[Floats | None, float, int]:
    """A similarity from matched features, the stretch of the affine through them, and how many it explains."""
    first, scale_first = scaled_grey(before, _FEATURE_PX)
    second, scale_second = scaled_grey(after, _FEATURE_PX)
    inside = np.asarray((matte > 0.5) * 255, np.uint8)
    inside = np.asarray(cv2.resize(inside, first.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)
    # the annotations of OpenCV forget it
    finder = cv2.SIFT_create(2000, contrastThreshold=0.015)  # type: ignore[attr-defined]
    rows, columns = np.nonzero(inside.any(1))[0], np.nonzero(inside.any(0))[0]
    if not len(rows):
        return None, 1.0, 0
    top, left = max(0, int(rows[0]) - _MARGIN_PX), max(0, int(columns[0]) - _MARGIN_PX)
    box = (slice(top, int(rows[-1]) + _MARGIN_PX), slice(left, int(columns[-1]) + _MARGIN_PX))
    points, descriptors = finder.detectAndCompute(np.ascontiguousarray(first[box]), np.ascontiguousarray(inside[box]))
    others, other_descriptors = finder.detectAndCompute(second, None)
    if descriptors is None or other_descriptors is None or min(len(points), len(others)) < 8:
        return None, 1.0, 0
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(descriptors, other_descriptors, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < 0.8 * pair[1].distance]
    if len(good) < 8:
        return None, 1.0, 0
    here = np.add([points[match.queryIdx].pt for match in good], (left, top)).astype(np.float32) / scale_first
    there = np.array([others[match.trainIdx].pt for match in good], np.float32) / scale_second
    cv2.setRNGSeed(1)
    move, kept = cv2.estimateAffinePartial2D(there, here, method=cv2.RANSAC, ransacReprojThreshold=3, maxIters=5000)
    inliers = np.asarray(kept).ravel() > 0 if kept is not None else np.zeros(0, bool)
    if move is None or inliers.sum() < 8:
        return None, 1.0, 0
    return np.asarray(move), _stretch(there, here), int(inliers.sum())


def _stretch(there: Floats, here: Floats) -> float:
    """Stretch by an affine of its own: the inliers of a similarity would hide it."""
    cv2.setRNGSeed(1)
    affine, kept = cv2.estimateAffine2D(there, here, method=cv2.RANSAC, ransacReprojThreshold=3, maxIters=5000)
    if affine is None or kept is None or int(np.asarray(kept).sum()) < 12:
        return 1.0
    return float(np.linalg.cond(np.asarray(affine)[:, :2]))
