"""Commercial fit of what stands around the product: its edge, its footing, a clean backdrop."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from studio.core.evidence import Measure
from studio.core.limits import Limits
from studio.evidence.light import light_measures
from studio.evidence.pair import Image8, Mask, Pair, Plane
from studio.evidence.standing import standing_measures
from studio.vision.colour import mean_near, to_lab

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
    yield from standing_measures(pair, limits)
    yield from light_measures(pair, limits)
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
        mean_near(lab[..., 0], (distance > start * scale) & (distance < end * scale) & upper, 8 * scale)
        for start, end in ((8, 14), (18, 26))
    )
    # a soft shadow goes on getting darker towards the product: that is no halo
    apart = (lab[..., 0] - near - (near - far) * _TOWARDS)[ring]
    return float(np.median(apart)) if len(apart) else 0.0


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
