"""Commercial fit of what stands around the product: its edge, its footing, a clean backdrop."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from studio.core.evidence import Measure
from studio.core.limits import Limits
from studio.evidence.pair import Image8, Mask, Pair, Plane
from studio.vision.colour import to_lab

FIT, REUSE = "commercial fit", "reuse potential"
_RUN_PX = 7
_TOO_LIGHT = 245.0
_AROUND_PX = 15
_TOWARDS = 0.85
"""Where the ring lies beyond the nearer zone, in distances between the two."""
_STEP = 3
"""Levels of a step that an eye sees in a gradient."""
_STRONGER = 1.3
"""What the photograph has as well is the edit's fault only where the edit has so much more of it."""


def surroundings_measures(pair: Pair, limits: Limits) -> Iterator[Measure]:
    """Halo at the product's edge, footing, and banding of the backdrop, in the edit."""
    matte, lab = pair.matte_after, to_lab(pair.after)
    if (matte > 0.5).sum() < 400:
        return
    yield halo(pair, lab, matte, limits)
    found = grounding(lab, matte)
    if found is None:
        found = beside(lab, matte)
    if found is not None:
        yield _footing(found, limits)
    yield banding(pair, matte, limits)


def halo(pair: Pair, lab: Plane, matte: Plane, limits: Limits) -> Measure:
    """A ring of other lightness at the product's edge, where the photograph has none."""
    light, before = ring_light(lab, matte), ring_light(to_lab(pair.before), pair.matte)
    new = abs(light) > limits.halo and (light * before < 0 or abs(light) > _STRONGER * abs(before) + limits.halo / 2)
    if new:
        kind = "A light halo" if light > 0 else "A dark fringe"
        says = f"{kind} runs along the product's edge (L* {light:+.1f})."
    elif abs(light) > limits.halo:
        says = f"The product's edge is as in the photograph (L* {light:+.1f} against its surroundings)."
    else:
        says = f"The product's edge stands out from its surroundings by no more than L* {abs(light):.1f}."
    return Measure(name="halo", criterion=REUSE, flag="look" if new else "fine", says=says, value=round(light, 2),
                   unit="L*", limit=limits.halo)  # fmt: skip


def ring_light(lab: Plane, matte: Plane) -> float:
    """Median lightness of a thin ring at the product's edge against what further out leads to, the foot left out."""
    outside = (matte <= 0.02).astype(np.uint8)
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, 5)
    scale = max(matte.shape) / 1000
    rows = np.nonzero((matte > 0.02).any(1))[0]
    upper = np.zeros(matte.shape, bool)
    upper[: int(rows[0] + 0.80 * (rows[-1] - rows[0]))] = True
    ring = (distance > 0.6 * scale) & (distance < 2.6 * scale) & upper
    near, far = (
        _mean_near(lab[..., 0], (distance > start * scale) & (distance < end * scale) & upper, 8 * scale)
        for start, end in ((8, 14), (18, 26))
    )
    # a soft shadow goes on getting darker towards the product: that is no halo
    apart = (lab[..., 0] - near - (near - far) * _TOWARDS)[ring]
    return float(np.median(apart)) if len(apart) else 0.0


def _mean_near(light: Plane, zone: Mask, spread_px: float) -> Plane:
    """Mean lightness of a zone's pixels near every place."""
    weight = zone.astype(np.float32)
    amount = np.maximum(cv2.GaussianBlur(weight, (0, 0), spread_px), 1e-4)
    return np.asarray(cv2.GaussianBlur(light * weight, (0, 0), spread_px) / amount, np.float32)


def grounding(lab: Plane, matte: Plane) -> float | None:
    """How much darker the ground is at the product's foot than a tenth of its height further; None without room."""
    inside = matte > 0.5
    rows = np.nonzero(inside.any(1))[0]
    height = int(rows[-1] - rows[0])
    foot = np.where(inside.any(0), matte.shape[0] - 1 - np.argmax(inside[::-1], 0), -1)
    columns = np.flatnonzero(foot > rows[-1] - 0.03 * height)
    near, far = max(3, int(0.012 * height)), (int(0.10 * height), int(0.14 * height) + 1)
    steps = []
    for column in columns:
        start = int(foot[column])
        if start + far[1] >= matte.shape[0]:
            continue
        here = lab[start + 2 : start + 2 + near, column, 0].mean()
        there = lab[start + far[0] : start + far[1], column, 0].mean()
        steps.append(float(there - here))
    return float(np.median(steps)) if len(steps) >= 5 else None


def beside(lab: Plane, matte: Plane) -> float | None:
    """How much darker the ground under the foot is than at the same height to both sides; None without room there."""
    inside = matte > 0.5
    rows, columns = np.nonzero(inside.any(1))[0], np.nonzero(inside.any(0))[0]
    height, width = int(rows[-1] - rows[0]), int(columns[-1] - columns[0])
    under = slice(int(rows[-1]) + 2, min(matte.shape[0], int(rows[-1]) + 2 + max(3, int(0.012 * height))))
    middle = slice(int(columns[0]) + width // 4, int(columns[-1]) - width // 4)
    left = slice(max(0, int(columns[0]) - width // 2), max(0, int(columns[0]) - width // 4))
    right = slice(int(columns[-1]) + width // 4, int(columns[-1]) + width // 2)
    light = lab[..., 0]
    sides = [light[under, part] for part in (left, right) if light[under, part].shape[1] >= 8]
    if light[under, middle].size < 20 or not sides:
        return None
    return float(np.median(np.concatenate([side.ravel() for side in sides])) - np.median(light[under, middle]))


def _footing(found: float, limits: Limits) -> Measure:
    floats = found < limits.grounding
    says = "The product seems to float: no shadow where it stands." if floats else "The product stands on its ground."
    return Measure(name="footing", criterion=FIT, flag="look" if floats else "fine", says=says, value=round(found, 2),
                   unit="L*", limit=limits.grounding)  # fmt: skip


def banding(pair: Pair, matte: Plane, limits: Limits) -> Measure:
    """Steps in the smooth backdrop of the edit that the photograph's does not have."""
    share, before = banded_share(pair.after, matte), banded_share(pair.before, pair.matte)
    new = share > max(limits.banding, _STRONGER * before)
    if new:
        says = f"The backdrop's gradient breaks into bands ({share:.0%} of it)."
    elif share > limits.banding:
        says = "The backdrop has bands, as the photograph has."
    else:
        says = "No bands were found in the backdrop's gradients."
    return Measure(name="banding", criterion=FIT, flag="look" if new else "fine", says=says, value=round(share, 3),
                   limit=limits.banding)  # fmt: skip


def banded_share(picture: Image8, matte: Plane) -> float:
    """Share of the smooth backdrop in flat steps of three levels or more although its trend is not flat.

    Near white does not count, nor do the single levels that 8 bits and the blocks of a JPEG have.
    """
    away: Mask = cv2.dilate((matte > 0.01).astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    soft = cv2.GaussianBlur(grey, (0, 0), 12)
    trend = np.hypot(cv2.Sobel(soft, cv2.CV_32F, 1, 0), cv2.Sobel(soft, cv2.CV_32F, 0, 1)) / 8
    mean = cv2.blur(grey, (_RUN_PX, _RUN_PX))
    flat = cv2.blur(grey * grey, (_RUN_PX, _RUN_PX)) - mean * mean < 0.02
    jump = cv2.morphologyEx(grey, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) >= _STEP
    high = cv2.dilate(jump.astype(np.uint8), np.ones((_AROUND_PX, _AROUND_PX), np.uint8)) > 0
    chosen = away & (trend > 0.008) & (trend < 0.5) & (soft < _TOO_LIGHT)
    return float((flat & high)[chosen].mean()) if chosen.sum() > 2000 else 0.0
