"""What the background looks like, learned from the border of the picture.

Two models are kept, because real backdrops come in two kinds: a table whose horizon runs from left to right (rows,
interpolated between both sides), and a lit paper sweep (a smooth polynomial). A pixel belongs to the background when
either explains it. A shadow that the subject casts on it is taken off the foot of a mask.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.vision.arrays import Floats, Mask, Plane
from studio.vision.colour import gradient_magnitude

Lab = Floats
_SHADOW_COST = 0.35
"""What a darkening that keeps its chroma counts, against any other difference: it is probably a shadow."""
_CHROMA_WEIGHT = 1.6
"""How much more a difference in chroma counts than one in lightness."""
_ZONE = 0.22
"""Only the lowest part of the subject can carry a glued shadow, as a fraction of its height."""
_DEPTH = 0.045
"""A glued shadow is at most this deep, as a fraction of the picture's longer side."""
_DARKEST = 0.45
"""A shadow is at least this bright against the floor."""
_MOST = 0.10
"""Taking off more than this share of the subject is suspicious: then nothing is taken off."""


@dataclass(frozen=True)
class BorderModel:
    """The background as the border tells it."""

    rows: Lab
    """(H, W, 3) Lab: each row interpolated between its two ends."""
    distance: Plane
    """(H, W) Lab distance to that, or to a cubic surface through the border where it is nearer; shadows cost little."""
    complexity: float
    """How badly the border explains itself, in Lab: 1 to 3 on studio paper, above 4 in real scenes."""


def border_ring(height: int, width: int, *, fraction: float) -> Mask:
    """The outer ring of a picture; its thickness is a fraction of the shorter side."""
    thickness = max(2, round(fraction * min(height, width)))
    ring = np.ones((height, width), bool)
    ring[thickness:-thickness, thickness:-thickness] = False
    return ring


def model_border(lab: Lab) -> BorderModel:
    """Learn the background from the border of a picture.

    Args:
        lab: (H, W, 3) CIE Lab, slightly smoothed.
    """
    height, width = lab.shape[:2]
    ring = border_ring(height, width, fraction=0.025)
    rows = _row_plate(lab)
    distance = np.minimum(_distance(lab, rows), _distance(lab, fit_surface(lab, ring)))
    distance = np.asarray(cv2.GaussianBlur(distance, (0, 0), 1.0), np.float32)
    seen = distance[ring]
    spread = float(np.median(np.abs(seen - np.median(seen))))
    complexity = float(np.median(seen)) + 2.5 * 1.4826 * spread + 1.0
    return BorderModel(rows, distance, complexity)


def _row_plate(lab: Lab, *, fraction: float = 0.03) -> Lab:
    height, width = lab.shape[:2]
    strip = max(2, int(width * fraction))
    window = max(3, (height // 60) | 1)
    ends = []
    for side in (lab[:, :strip], lab[:, -strip:]):
        column: Floats = np.median(side, axis=1).astype(np.float32)
        column = np.asarray(cv2.medianBlur(column[:, None], 5), np.float32)
        ends.append(cv2.blur(column, (1, window))[:, 0])
    place = np.linspace(0, 1, width, dtype=np.float32)[None, :, None]
    return np.asarray(ends[0][:, None] * (1 - place) + ends[1][:, None] * place, np.float32)


def polynomial_basis(height: int, width: int, *, degree: int) -> Floats:
    """(H, W, terms) monomials of x and y, both from -1 to 1."""
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    x, y = x / (width - 1) * 2 - 1, y / (height - 1) * 2 - 1
    return np.stack([x**i * y**j for i in range(degree + 1) for j in range(degree + 1 - i)], -1)


def fit_surface(values: Lab, known: Mask, *, degree: int = 3, rounds: int = 6) -> Lab:
    """A polynomial surface through known pixels, by iteratively reweighted least squares (Holland and Welsch 1977)."""
    height, width = values.shape[:2]
    basis = polynomial_basis(height, width, degree=degree).reshape(height * width, -1)
    places = np.flatnonzero(known.ravel())
    places = places[:: max(1, len(places) // 20_000)]
    terms, wanted = basis[places], values.reshape(-1, values.shape[2])[places]
    weight = np.ones(len(places), np.float32)
    solution = np.zeros((terms.shape[1], values.shape[2]), np.float32)
    for _ in range(rounds):
        root = np.sqrt(weight)[:, None]
        solution = np.linalg.lstsq(terms * root, wanted * root, rcond=None)[0]
        residual = np.linalg.norm(wanted - terms @ solution, axis=1)
        scale = max(1.4826 * float(np.median(residual)), 0.5)
        weight = 1 / (1 + (residual / (3 * scale)) ** 2)
    return np.asarray((basis @ solution).reshape(values.shape), np.float32)


def _distance(lab: Lab, plate: Lab) -> Plane:
    """Lab distance to a plate in which a shadow, darker at the same ratio of chroma, costs little."""
    lightness = lab[..., 0] - plate[..., 0]
    lightness = np.where(lightness < 0, lightness * _SHADOW_COST, lightness)
    ratio = np.clip(lab[..., 0] / np.maximum(plate[..., 0], 1), 0.2, 1.2)
    chroma = (lab[..., 1] - plate[..., 1] * ratio) ** 2 + (lab[..., 2] - plate[..., 2] * ratio) ** 2
    return np.asarray(np.sqrt(lightness**2 + _CHROMA_WEIGHT * chroma), np.float32)


def peel_shadow(mask: Mask, lab: Floats, plate: Floats) -> Mask:
    """The mask without shadow at its foot.

    Args:
        mask: (h, w) the subject.
        lab: (h, w, 3) the picture.
        plate: (h, w, 3) the background in Lab.
    """
    filled = np.flatnonzero(mask.any(1))
    if len(filled) == 0:
        return mask
    low = np.zeros(mask.shape, bool)
    low[int(filled.max() - _ZONE * np.ptp(filled)) :] = True
    like_floor, edges = _like_shadowed_floor(lab, plate)
    solid = mask.astype(np.uint8)
    depth = cv2.distanceTransform(solid, cv2.DIST_L2, 5)
    candidates = like_floor & (edges < 3.2) & low & mask & (depth < _DEPTH * max(mask.shape))
    free = ~mask & low
    reached = _reached(candidates, free)
    # the outermost row of pixels often carries the shadow's own soft edge: one step across it is allowed
    beside = cv2.dilate(free.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    bridge = mask & low & beside & like_floor & (edges < 4.6)
    reached |= _reached(candidates | bridge, free)
    if reached.sum() > _MOST * mask.sum():
        return mask
    return _without_cut_crumbs(mask & ~reached, low)


def _like_shadowed_floor(lab: Floats, plate: Floats) -> tuple[Mask, Floats]:
    ratio = lab[..., 0] / np.maximum(plate[..., 0], 1)
    bounded = np.clip(ratio, 0.2, 1.2)
    off = np.hypot(lab[..., 1] - plate[..., 1] * bounded, lab[..., 2] - plate[..., 2] * bounded)
    tolerance = 3.5 + np.clip(1 - ratio, 0, 1) * (5 + 2.6 * np.hypot(plate[..., 1], plate[..., 2]))
    return (ratio > _DARKEST) & (ratio < 1.03) & (off < tolerance), gradient_magnitude(lab, sigma_px=0.8)


def _reached(candidates: Mask, free: Mask) -> Mask:
    """Candidates that hang together with the free floor."""
    _, parts = cv2.connectedComponents((candidates | free).astype(np.uint8), connectivity=4)
    touching = np.unique(parts[free & (parts > 0)])
    return np.isin(parts, touching) & candidates


def _without_cut_crumbs(mask: Mask, low: Mask) -> Mask:
    """Drop what the peeling cut off."""
    count, parts, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    if count <= 2:
        return mask
    areas = stats[:, cv2.CC_STAT_AREA]
    crumbs = [p for p in range(1, count) if areas[p] < 0.01 * areas[1:].max() and (parts[low] == p).any()]
    return mask & ~np.isin(parts, crumbs)
