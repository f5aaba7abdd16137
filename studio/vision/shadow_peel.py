"""Takes the cast shadow off the foot of a mask: a darker, smooth copy of the floor that the segmentation glued on."""

from __future__ import annotations

import cv2
import numpy as np

from studio.vision.arrays import Floats, Mask
from studio.vision.colour import gradient_magnitude

_ZONE = 0.22
"""Only the lowest part of the subject can carry a glued shadow, as a fraction of its height."""
_DEPTH = 0.045
"""A glued shadow is at most this deep, as a fraction of the picture's longer side."""
_DARKEST = 0.45
"""A shadow is at least this bright against the floor."""
_MOST = 0.10
"""Taking off more than this share of the subject is suspicious: then nothing is taken off."""


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
