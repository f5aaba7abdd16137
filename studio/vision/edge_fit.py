"""Fits the product's edges in a photograph to the edges of an edit: point-to-line ICP (Chen, Medioni 1992), trimmed."""

from __future__ import annotations

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Floats, Image8, Mask, Matte

_EDGE_PX = 900
"""Shorter side at which edges are looked for."""
_ROUNDS = 30


def scaled_grey(picture: Image8, side_px: int) -> tuple[Image8, float]:
    """(h, w) the picture in grey and by what it was scaled.

    Args:
        picture: (H, W, 3).
        side_px: Most pixels of the shorter side; the longer one has at most twice as many. The product then keeps its
            density in a wide frame.
    """
    height, width = picture.shape[:2]
    scale = min(1.0, side_px / min(height, width), 2 * side_px / max(height, width))
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(grey, np.uint8), scale


@dataclass(frozen=True)
class _Edges:
    """Edge pixels of a picture with the direction across each."""

    mask: Mask
    across: Floats
    scale: float


def _edges(picture: Image8) -> _Edges:
    grey, scale = scaled_grey(picture, _EDGE_PX)
    soft = cv2.GaussianBlur(grey, (0, 0), 1.2)
    x, y = cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)
    slope = cv2.magnitude(x, y)
    high = max(12.0, float(np.percentile(slope, 92)) * 0.5)
    found = cv2.Canny(np.asarray(soft, np.uint8), high * 0.4, high, L2gradient=True) > 0
    return _Edges(np.asarray(found), np.stack([x, y], -1) / (slope[..., None] + 1e-6), scale)


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

    def found_again(self, points: Floats) -> float:
        """Share of points with an edge within 2 pixels, beyond what chance gives in so dense a picture; 0 to 1."""
        limit = [self.width - 1, self.height - 1]
        columns, rows = np.clip(np.round(points).astype(int), 0, limit).T
        distance = np.asarray(self.distance)
        found = float((distance[rows, columns] < 2).mean())
        around = distance[rows.min() : rows.max() + 1, columns.min() : columns.max() + 1]
        chance = float((around < 2).mean())
        return max(0.0, (found - chance) / max(1e-6, 1 - chance))


class Outline:
    """The product's edges in the photograph, and all edges of the edit."""

    def __init__(self, before: Image8, after: Image8, matte: Matte) -> None:
        self.here, self.there = _edges(before), _edges(after)
        zone = cv2.resize(np.asarray(matte, np.float32), self.here.mask.shape[::-1], interpolation=cv2.INTER_AREA) > 0.5
        zone = cv2.dilate(zone.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
        rows, columns = np.nonzero(self.here.mask & zone)
        if len(rows) > 6000:
            some = np.linspace(0, len(rows) - 1, 6000).astype(int)
            rows, columns = rows[some], columns[some]
        self.points, self.across = np.stack([columns, rows], 1).astype(float), self.here.across[rows, columns]
        self.is_enough = len(rows) >= 60 and self.there.mask.sum() >= 60
        self.target = _EdgeMap(self.there) if self.is_enough else None

    def refined(self, start: Floats) -> tuple[Floats, float]:
        """A start refined by the edges; returns the move and how far the edges were found again."""
        if self.target is None:
            return start, 0.0
        move: Floats = np.asarray(cv2.invertAffineTransform(np.asarray(start, np.float64)), np.float64)
        move[:, :2] *= self.there.scale / self.here.scale
        move[:, 2] *= self.there.scale
        for number in range(_ROUNDS):
            step = _icp_step(self.points, self.across, self.target, move, trim=max(2.0, 14 * 0.80**number))
            if step is None:
                break
            move = move + step
            if number > 14 and np.abs(step[:, 2]).max() < 0.01:
                break
        found = self.target.found_again(self.points @ move[:, :2].T + move[:, 2])
        back = np.array(move, np.float64)
        back[:, :2] *= self.here.scale / self.there.scale
        back[:, 2] /= self.there.scale
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
