"""Commercial fit of what stands around the product: its edge, its footing, a clean backdrop."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from studio.core.attempts.evidence import Limits, Measure
from studio.evidence.light import light_measures
from studio.evidence.pair import Image8, Mask, Pair, Plane
from studio.evidence.second_edge import second_edge
from studio.evidence.standing import standing_measures
from studio.vision.colour import mean_near, to_lab

FIT, REUSE = "commercial fit", "reuse potential"
_TILE_PX, _LAG = 32, 3
"""Side of the squares in which bands are looked for, and over how many pixels a step may lie."""
_TOO_LIGHT = 245
_LEAST = 0.008
"""Share of a tile that must change at all."""
_TOWARDS = 0.85
"""Where the ring lies beyond the nearer zone, in distances between the two."""
_STEP = 3, 12
"""Levels of a step that an eye sees in a gradient; a larger one is an edge of something."""
_STRONGER = 1.3
"""What the photograph has as well is the edit's fault only where the edit has so much more of it."""


def surroundings_measures(pair: Pair, limits: Limits) -> Iterator[Measure]:
    """Halo and second edge beside the product, footing, light, and banding of the backdrop, in the edit."""
    matte = pair.matte_after
    if (matte > 0.5).sum() < 400:
        return
    ring = halo(pair, limits)
    yield ring
    is_stretched = pair.registration.stretch > limits.stretch  # then its outline is not where it is looked for
    beside = None if is_stretched else second_edge(pair, limits)
    if beside is not None:
        yield beside
    if not is_stretched:
        yield from standing_measures(pair, limits, has_halo=abs(ring.value or 0.0) > limits.halo)
    yield from light_measures(pair, limits)
    yield banding(pair, matte, limits)


def halo(pair: Pair, limits: Limits) -> Measure:
    """A ring of other lightness along most of the product's edge, where the photograph has none."""
    scale = min(pair.before.shape[:2]) / 1000
    low, high = ring_light(to_lab(pair.after), pair.matte_after, scale * pair.registration.scale)
    light, before = _alike(low, high), _alike(*ring_light(to_lab(pair.before), pair.matte, scale))
    runs = abs(light) > limits.halo
    new = runs and (light * before < 0 or abs(light) > _STRONGER * abs(before) + limits.halo / 2)
    against = f"L* {low:+.1f} to {high:+.1f} against its surroundings"
    if new:
        says = f"{'A light halo' if light > 0 else 'A dark fringe'} runs along the product's edge ({against})."
    elif runs:
        says = f"The product's edge is as in the photograph ({against})."
    else:
        says = f"No halo runs along the product's edge ({against})."
    return Measure(name="halo", criterion=REUSE, flag="look" if new else "fine", says=says, value=round(light, 2),
                   unit="L*", limit=limits.halo)  # fmt: skip


def _alike(low: float, high: float) -> float:
    """The difference that most of an edge has in common; 0 where parts are lighter and parts are darker."""
    return 0.0 if low * high <= 0 else min(low, high, key=abs)


def ring_light(lab: Plane, matte: Plane, scale: float) -> tuple[float, float]:
    """Lower and upper quartile of a thin ring's lightness against what further out leads to, the foot left out.

    Args:
        lab: (H, W, 3) the picture.
        matte: (H, W) the product in it.
        scale: Pixels of the picture for one pixel of a photograph of 1000.
    """
    outside = (matte <= 0.02).astype(np.uint8)
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, 5)
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
    low, high = np.percentile(apart, (25, 75)) if len(apart) else (0.0, 0.0)
    return float(low), float(high)


def banding(pair: Pair, matte: Plane, limits: Limits) -> Measure:
    """Steps in the smooth backdrop of the edit that the photograph's does not have."""
    share = banded_share(pair.after, matte)
    new = share > limits.banding and share > _STRONGER * banded_share(pair.before, pair.matte)
    if new:
        says = f"The backdrop's gradient breaks into bands ({share:.0%} of it)."
    elif share > limits.banding:
        says = "The backdrop has bands, as the photograph has."
    else:
        says = "No bands were found in the backdrop's gradients."
    return Measure(name="banding", criterion=FIT, flag="look" if new else "fine", says=says, value=round(share, 3),
                   limit=limits.banding)  # fmt: skip


def banded_share(picture: Image8, matte: Plane) -> float:
    """Share of the backdrop's changing tiles that are flat but for steps of several levels, in its worst channel.

    A gradient of 8 bits, grain and the blocks of a JPEG change by single levels, and a texture by all. Of 280 backdrops
    none without bands reached .03 and none with bands stayed below .85; scaled to 75 %, .35.
    """
    away: Mask = cv2.dilate((matte > 0.01).astype(np.uint8), np.ones((9, 9), np.uint8)) == 0
    return max(_stepped(channel.astype(np.int16), away) for channel in cv2.split(picture))


def _stepped(channel: Plane, away: Mask) -> float:
    here, seen = channel[:-_LAG, :-_LAG], away[:-_LAG, :-_LAG] & (channel[:-_LAG, :-_LAG] < _TOO_LIGHT)
    change = np.maximum(np.abs(channel[:-_LAG, _LAG:] - here), np.abs(channel[_LAG:, :-_LAG] - here))
    slight, step = seen & (change > 0) & (change < _STEP[0]), seen & (change >= _STEP[0]) & (change <= _STEP[1])
    amount, some, steps, edges = (_in_tiles(one) for one in (seen, slight, step, seen & (change > _STEP[1])))
    changing = (amount > 0.5) & (some + steps + edges > _LEAST)
    flat = some + steps + edges < 0.5 * amount
    banded = changing & flat & (steps > _LEAST) & (steps > some) & (edges < 0.02 * amount)
    return float(banded.sum() / max(1, int(changing.sum())))


def _in_tiles(mask: Mask) -> Plane:
    """The share of every square tile that a mask covers."""
    high, wide = (max(1, side // _TILE_PX) for side in mask.shape)
    part = mask[: high * _TILE_PX, : wide * _TILE_PX].astype(np.float32)
    return np.asarray(cv2.resize(part, (wide, high), interpolation=cv2.INTER_AREA))
