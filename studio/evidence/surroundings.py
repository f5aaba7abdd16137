"""What stands around the product: its edge, a rest of another product beside it, its footing, a clean backdrop."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import FIT, REUSE
from studio.core.subject import Box
from studio.evidence.changes import where
from studio.evidence.light import light_measures
from studio.evidence.pair import Pair, Plane
from studio.evidence.standing import standing_measures
from studio.vision.arrays import Image8, Mask
from studio.vision.colour import colour_distance, to_lab
from studio.vision.optics import mean_near

_TILE_PX, _LAG = 32, 3
"""Side of the squares in which bands are looked for, and over how many pixels a step may lie."""
_TOO_LIGHT = 245
_LEAST = 0.008
"""Share of a tile that must change at all."""
_TOWARDS = 0.85
"""Where the ring lies beyond the nearer zone, in distances between the two."""
_RING_SEES = 48
"""How far from the product the ring's surroundings count, in pixels of a photograph of 1000."""
_STEP = 3, 12
"""Levels of a step that an eye sees in a gradient; a larger one is an edge of something."""
_STRONGER = 1.3
"""What the photograph has as well is the edit's fault only where the edit has so much more of it."""
_NARROWEST, _WIDEST, _BEYOND = 8, 48, 8
"""Widths of a rest that are looked for, and how far beyond it is looked, in pixels of a picture of 1024."""
_REST_STEP = 8.0
"""Delta E by which the rest must end."""
_ALIKE = 0.35
"""How far the rest may differ from the product's own border, as a share of the step."""
_EVERY_PX, _SMOOTH_PX, _GAP = 2, 3.0, 7
"""Distance of the places along the outline, its smoothing, and how many places a run may miss."""


def surroundings_measures(pair: Pair, limits: Limits) -> Iterator[Measure]:
    """Halo and second edge beside the product, footing, light, and banding of the backdrop, in the edit."""
    matte = pair.matte_after
    if (matte > 0.5).sum() < 400:
        return
    ring = halo(pair, limits)
    yield ring
    has_halo = abs(ring.value or 0.0) > limits.halo
    is_stretched = pair.registration.stretch > limits.stretch  # then its outline is not where it is looked for
    beside = None if is_stretched or has_halo else second_edge(pair, limits)  # a ring is an edge as well
    if beside is not None:
        yield beside
    if not is_stretched:
        yield from standing_measures(pair, limits, has_halo=has_halo)
    yield from light_measures(pair, limits)
    yield banding(pair, matte, limits)


def halo(pair: Pair, limits: Limits) -> Measure:
    """A ring of other lightness along most of the product's edge, where the photograph has none."""
    scale = min(pair.before.shape[:2]) / 1000
    low, high = ring_light(pair.after, pair.matte_after, scale * pair.registration.scale)
    light, before = _alike(low, high), _alike(*ring_light(pair.before, pair.matte, scale))
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


def ring_light(picture: Image8, matte: Plane, scale: float) -> tuple[float, float]:
    """Lower and upper quartile of a thin ring's lightness against what further out leads to, the foot left out.

    Args:
        picture: (H, W, 3).
        matte: (H, W) the product in it.
        scale: Pixels of the picture for one pixel of a photograph of 1000.
    """
    around = _around(matte, math.ceil(_RING_SEES * scale))
    light, matte = to_lab(picture[around])[..., 0], matte[around]
    outside = (matte <= 0.02).astype(np.uint8)
    distance = cv2.distanceTransform(outside, cv2.DIST_L2, 5)
    rows = np.nonzero((matte > 0.02).any(1))[0]
    upper = np.zeros(matte.shape, bool)
    upper[: int(rows[0] + 0.80 * (rows[-1] - rows[0]))] = True
    ring = (distance > 0.6 * scale) & (distance < 2.6 * scale) & upper
    near, far = (
        mean_near(light, (distance > start * scale) & (distance < end * scale) & upper, 8 * scale)
        for start, end in ((8, 14), (18, 26))
    )
    # a soft shadow goes on getting darker towards the product: that is no halo
    apart = (light - near - (near - far) * _TOWARDS)[ring]
    low, high = np.percentile(apart, (25, 75)) if len(apart) else (0.0, 0.0)
    return float(low), float(high)


def _around(matte: Plane, margin: int) -> tuple[slice, slice]:
    """Rows and columns of the product with a margin, in pixels."""
    left, top, wide, high = cv2.boundingRect((matte > 0.02).astype(np.uint8))
    return slice(max(0, top - margin), top + high + margin), slice(max(0, left - margin), left + wide + margin)


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


@dataclass(frozen=True)
class Rest:
    """The longest part of the outline beside which something looks like the product's border."""

    share: float
    """Of the outline."""
    place: Box
    """Around that part, as fractions of the picture."""


def second_edge(pair: Pair, limits: Limits) -> Measure | None:
    """A strip of the product's own look beside it that ends in an edge parallel to its outline; None without any.

    What the photograph shows there as well is a part of the product that its outline missed.
    """
    found = rest(pair.after, pair.matte_after)
    if found is None or found.share <= limits.second_edge:
        return None
    before = rest(pair.before, pair.matte)
    if before is not None and found.share < _STRONGER * before.share:
        return None
    return Measure(name="second edge", criterion=REUSE, flag="look", value=round(found.share, 2),
                   limit=limits.second_edge, place=found.place,
                   says=f"A second edge runs beside the product, {where(found.place)}: another one shows behind it.",
                   )  # fmt: skip


def rest(picture: Image8, matte: Plane) -> Rest | None:
    """What is left beside a product; None where nothing is.

    Args:
        picture: (H, W, 3).
        matte: (H, W) the product in it.
    """
    points, outwards = outline(matte)
    scale = min(matte.shape) / 1024
    depths = np.arange(-_WIDEST, _WIDEST + _BEYOND + 1) * scale
    across, down = (np.asarray(points[:, None, axis] + outwards[:, None, axis] * depths, np.float32) for axis in (0, 1))
    lab = cv2.GaussianBlur(to_lab(picture), (0, 0), max(0.5, 0.8 * scale))
    colours = cv2.remap(lab, across, down, cv2.INTER_LINEAR, borderMode=cv2.BORDER_CONSTANT, borderValue=[np.nan] * 3)
    cover = cv2.remap(matte.astype(np.float32), across, down, cv2.INTER_LINEAR)
    like = _like_its_border(cv2.blur(colours, (1, 5)), cover)
    run = _longest_run(like)
    if not len(run):
        return None
    height, width = matte.shape
    (left, top), (right, bottom) = points[run].min(0).tolist(), points[run].max(0).tolist()
    place = left / width, top / height, max(1.0, right - left) / width, max(1.0, bottom - top) / height
    return Rest(len(run) / len(points), place)


def outline(matte: Plane) -> tuple[Plane, Plane]:
    """(N, 2) places along the largest outline, and the unit vectors out of it."""
    contours, _ = cv2.findContours((matte > 0.5).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    longest = max(contours, key=len)
    margin = 8 * _EVERY_PX
    line = np.pad(longest[:, 0].astype(np.float32), ((margin, margin), (0, 0)), "wrap")
    smooth = cv2.GaussianBlur(line[None], (0, 0), _SMOOTH_PX)[0]
    along = (np.roll(smooth, -3, 0) - np.roll(smooth, 3, 0))[margin:-margin:_EVERY_PX]
    turned = np.column_stack([along[:, 1], -along[:, 0]]) * np.sign(cv2.contourArea(longest, oriented=True) or 1)
    return smooth[margin:-margin:_EVERY_PX], turned / np.maximum(np.linalg.norm(turned, axis=1, keepdims=True), 1e-3)


def _like_its_border(colours: Plane, cover: Plane) -> Mask:
    """(N,) whether a strip outside a place of the outline, of some width, looks like the strip inside it and ends."""
    found = np.zeros(len(colours), bool)
    for width in range(_NARROWEST, _WIDEST + 1):
        outside, inside = slice(_WIDEST + 2, _WIDEST + width - 1), slice(_WIDEST - width + 2, _WIDEST - 1)
        end = slice(_WIDEST + 3, _WIDEST + width + 4)
        clear = (cover[:, inside] > 0.9).all(1) & (cover[:, end] < 0.1).all(1)
        last = colours[:, _WIDEST + width - 3 : _WIDEST + width - 1].mean(1)
        beyond = colours[:, _WIDEST + width + 2 : _WIDEST + width + 4].mean(1)
        step = colour_distance(last, beyond)
        apart = colour_distance(colours[:, outside], colours[:, inside]).mean(1)
        found |= clear & (step > _REST_STEP) & (apart < _ALIKE * step)
    return found


def _longest_run(hits: Mask) -> Plane:
    """Numbers of the places in the longest run of a closed line."""
    twice = np.tile(hits, 2)[None].astype(np.uint8)
    closed = cv2.morphologyEx(twice, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))[0].astype(int)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], closed, [0]])))
    start, end = max(zip(ends[::2], ends[1::2], strict=True), key=lambda run: run[1] - run[0], default=(0, 0))
    return np.arange(start, min(end, start + len(hits))) % len(hits)
