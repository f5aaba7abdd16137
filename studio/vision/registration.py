"""Where the photographed product is in an edited picture: a similarity from the edit back to the photograph.

Features first (SIFT, Lowe 2004, with RANSAC), then the product's edges (point-to-line ICP, Chen and Medioni 1992,
trimmed): intensity-based alignment is pulled away by the changed background.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Floats, Image8, Mask, Matte

COMPARABLE = 0.55
"""Share of the product's edges found again below which two pictures cannot be compared."""
_FEATURE_PX, _EDGE_PX = 760, 900
_SAME = 2
"""Difference, of 255, up to which pixels count as the same when nothing was moved."""
_ROUNDS = 30


@dataclass(frozen=True)
class Registration:
    """How the edited picture lies over the photograph."""

    to_before: Floats
    """(2, 3) from pixels of the edit to pixels of the photograph."""
    edges_found: float
    """Share of the product's edges found again within 2 pixels, 0 to 1."""
    is_exact: bool = False
    """Whether nothing was moved at all."""
    stretch: float = 1.0
    """Ratio of the two scales of the best affine fit; 1 keeps the shape."""

    @property
    def is_comparable(self) -> bool:
        """Whether measurements over it can be trusted."""
        return self.is_exact or self.edges_found >= COMPARABLE

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
    by_features, stretch = _by_features(before, after, matte)
    if by_features is not None:
        starts.insert(0, by_features)
    best: Registration | None = None
    for start in starts:
        move, found = _by_edges(before, after, matte, start)
        if best is None or found > best.edges_found + 0.02:
            best = Registration(move, found, stretch=stretch)
    return best if best is not None else Registration(starts[0], 0.0, stretch=stretch)


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
    apart = np.abs(before.astype(np.int16) - after).max(-1)
    # a plain product looks the same wherever it is: its edges must be the same as well
    grey = cv2.cvtColor(before, cv2.COLOR_RGB2GRAY)
    slope = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0), cv2.Sobel(grey, cv2.CV_32F, 0, 1))
    edges = core & (slope >= np.percentile(slope[core], 95))
    return all(float((apart[zone] <= _SAME).mean()) > 0.5 for zone in (core, edges))


def _same_framing(before: Image8, after: Image8) -> Floats:
    (height, width), (h, w) = before.shape[:2], after.shape[:2]
    scale = min(width / w, height / h)
    return np.array([[scale, 0, (width - w * scale) / 2], [0, scale, (height - h * scale) / 2]])


def _grey(picture: Image8, longest_px: int) -> tuple[Image8, float]:
    scale = min(1.0, longest_px / max(picture.shape[:2]))
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8), scale


def _by_features(before: Image8, after: Image8, matte: Matte) -> tuple[Floats | None, float]:
    """A similarity from matched features, and the stretch of the affine through its inliers."""
    first, scale_first = _grey(before, _FEATURE_PX)
    second, scale_second = _grey(after, _FEATURE_PX)
    inside = np.asarray((matte > 0.5) * 255, np.uint8)
    inside = np.asarray(cv2.resize(inside, first.shape[::-1], interpolation=cv2.INTER_NEAREST), np.uint8)
    # the annotations of OpenCV forget it
    finder = cv2.SIFT_create(2000, contrastThreshold=0.015)  # type: ignore[attr-defined]
    points, descriptors = finder.detectAndCompute(first, inside)
    others, other_descriptors = finder.detectAndCompute(second, None)
    if descriptors is None or other_descriptors is None or min(len(points), len(others)) < 8:
        return None, 1.0
    pairs = cv2.BFMatcher(cv2.NORM_L2).knnMatch(descriptors, other_descriptors, k=2)
    good = [pair[0] for pair in pairs if len(pair) == 2 and pair[0].distance < 0.8 * pair[1].distance]
    if len(good) < 8:
        return None, 1.0
    here = np.array([points[match.queryIdx].pt for match in good], np.float32) / scale_first
    there = np.array([others[match.trainIdx].pt for match in good], np.float32) / scale_second
    cv2.setRNGSeed(1)
    move, kept = cv2.estimateAffinePartial2D(there, here, method=cv2.RANSAC, ransacReprojThreshold=3, maxIters=5000)
    inliers = np.asarray(kept).ravel() > 0 if kept is not None else np.zeros(0, bool)
    if move is None or inliers.sum() < 8:
        return None, 1.0
    return np.asarray(move), _stretch(there, here)


def _stretch(there: Floats, here: Floats) -> float:
    """Stretch by an affine of its own: the inliers of a similarity would hide it."""
    cv2.setRNGSeed(1)
    affine, kept = cv2.estimateAffine2D(there, here, method=cv2.RANSAC, ransacReprojThreshold=3, maxIters=5000)
    if affine is None or kept is None or int(np.asarray(kept).sum()) < 12:
        return 1.0
    return float(np.linalg.cond(np.asarray(affine)[:, :2]))


@dataclass(frozen=True)
class _Edges:
    """Edge pixels of a picture with the direction across each."""

    mask: Mask
    across: Floats
    scale: float


def _edges(picture: Image8) -> _Edges:
    grey, scale = _grey(picture, _EDGE_PX)
    soft = cv2.GaussianBlur(grey, (0, 0), 1.2)
    x, y = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    high = max(12.0, float(np.percentile(np.hypot(x, y), 92)) * 0.5)
    found = cv2.Canny(np.asarray(soft, np.uint8), high * 0.4, high, L2gradient=True) > 0
    across = np.stack([x, y], -1)
    return _Edges(np.asarray(found), across / (np.linalg.norm(across, axis=-1, keepdims=True) + 1e-6), scale)


class _EdgeMap:
    """The nearest edge pixel to any place."""

    def __init__(self, edges: _Edges) -> None:
        flags = (~edges.mask).astype(np.uint8)
        self.distance, self.labels = cv2.distanceTransformWithLabels(
            flags, cv2.DIST_L2, 5, labelType=cv2.DIST_LABEL_PIXEL
        )
        rows, columns = np.nonzero(edges.mask)
        count = int(np.max(self.labels)) + 1
        names = self.labels[rows, columns]
        self.places, self.across = np.zeros((count, 2)), np.zeros((count, 2))
        self.places[names] = np.stack([columns, rows], 1)
        self.across[names] = edges.across[rows, columns]
        self.height, self.width = edges.mask.shape

    def nearest(self, points: Floats) -> tuple[NDArray[np.int64], Mask]:
        """Label of the nearest edge pixel of each point (x, y), and whether the point lies in the picture."""
        rounded = np.round(points).astype(int)
        inside = (rounded >= 0).all(1) & (rounded[:, 0] < self.width) & (rounded[:, 1] < self.height)
        labels = np.zeros(len(points), np.int64)
        labels[inside] = self.labels[rounded[inside, 1], rounded[inside, 0]]
        return labels, inside

    def distances(self, points: Floats) -> Floats:
        """Distance of each point to the nearest edge, in pixels."""
        rounded = np.clip(np.round(points).astype(int), 0, [self.width - 1, self.height - 1])
        return np.asarray(self.distance)[rounded[:, 1], rounded[:, 0]]


def _by_edges(before: Image8, after: Image8, matte: Matte, start: Floats) -> tuple[Floats, float]:
    """Refine a start by the product's edges; returns the move and the share of edges found again."""
    here, there = _edges(before), _edges(after)
    zone = cv2.resize(np.asarray(matte, np.float32), here.mask.shape[::-1], interpolation=cv2.INTER_AREA) > 0.5
    zone = cv2.dilate(zone.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    rows, columns = np.nonzero(here.mask & zone)
    if len(rows) < 60 or there.mask.sum() < 60:
        return start, 0.0
    if len(rows) > 6000:
        some = np.linspace(0, len(rows) - 1, 6000).astype(int)
        rows, columns = rows[some], columns[some]
    points, across = np.stack([columns, rows], 1).astype(float), here.across[rows, columns]
    move: Floats = np.asarray(cv2.invertAffineTransform(np.asarray(start, np.float64)), np.float64)
    move[:, :2] *= there.scale / here.scale
    move[:, 2] *= there.scale
    target = _EdgeMap(there)
    for number in range(_ROUNDS):
        step = _icp_step(points, across, target, move, trim=max(2.0, 14 * 0.80**number))
        if step is None:
            break
        move = move + step
        if number > 14 and np.abs(step[:, 2]).max() < 0.01:
            break
    found = float((target.distances(points @ move[:, :2].T + move[:, 2]) < 2).mean())
    back = np.array(move, np.float64)
    back[:, :2] *= here.scale / there.scale
    back[:, 2] /= there.scale
    return np.asarray(cv2.invertAffineTransform(back)), found


def _icp_step(points: Floats, across: Floats, target: _EdgeMap, move: Floats, *, trim: float) -> Floats | None:
    """The similarity increment of one round, by weighted least squares on point-to-line distances."""
    placed = points @ move[:, :2].T + move[:, 2]
    labels, inside = target.nearest(placed)
    nearest, normal = target.places[labels], target.across[labels]
    turn = move[:, :2] / math.sqrt(abs(float(np.linalg.det(move[:, :2]))))
    parallel = np.abs(((across @ turn.T) * normal).sum(1))
    used = inside & (np.linalg.norm(placed - nearest, axis=1) < trim) & (parallel > 0.8)
    if used.sum() < 40:
        return None
    normal, centre = normal[used], points.mean(0)
    residual = ((nearest - placed)[used] * normal).sum(1)
    x, y = (points[used] - centre).T
    weight = np.sqrt(1 / (1 + (residual / max(1.0, 0.5 * trim)) ** 2))[:, None]
    terms = np.stack([normal[:, 0] * x + normal[:, 1] * y, normal[:, 1] * x - normal[:, 0] * y, *normal.T], 1)
    # a little damping, so that a straight edge cannot slide along itself
    system = np.vstack([terms * weight, np.diag([20, 20, 0.5, 0.5])])
    wanted = np.concatenate([residual * weight[:, 0], np.zeros(4)])
    grow, spin, right, down = np.linalg.lstsq(system, wanted, rcond=None)[0]
    linear = np.array([[grow, -spin], [spin, grow]])
    return np.column_stack([linear, np.array([right, down]) - linear @ centre])
