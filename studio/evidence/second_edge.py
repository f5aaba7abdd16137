"""A rest of another product beside the one that was put back: a second edge along its outline."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.core.attempts.evidence import Limits, Measure
from studio.core.subject import Box
from studio.evidence.changes import where
from studio.evidence.pair import Image8, Mask, Pair, Plane
from studio.vision.colour import to_lab

_NARROWEST, _WIDEST, _BEYOND = 8, 48, 8
"""Widths of a rest that are looked for, and how far beyond it is looked, in pixels of a picture of 1024."""
_STEP = 8.0
"""Delta E by which the rest must end."""
_ALIKE = 0.35
"""How far the rest may differ from the product's own border, as a share of the step."""
_EVERY_PX, _SMOOTH_PX, _GAP = 2, 3.0, 7
"""Distance of the places along the outline, its smoothing, and how many places a run may miss."""
_STRONGER = 1.3


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
    return Measure(name="second edge", criterion="reuse potential", flag="look", value=round(found.share, 2),
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
        step = np.linalg.norm(last - beyond, axis=-1)
        apart = np.linalg.norm(colours[:, outside] - colours[:, inside], axis=-1).mean(1)
        found |= clear & (step > _STEP) & (apart < _ALIKE * step)
    return found


def _longest_run(hits: Mask) -> Plane:
    """Numbers of the places in the longest run of a closed line."""
    twice = np.tile(hits, 2)[None].astype(np.uint8)
    closed = cv2.morphologyEx(twice, cv2.MORPH_CLOSE, np.ones((1, _GAP), np.uint8))[0].astype(int)
    ends = np.flatnonzero(np.diff(np.concatenate([[0], closed, [0]])))
    start, end = max(zip(ends[::2], ends[1::2], strict=True), key=lambda run: run[1] - run[0], default=(0, 0))
    return np.arange(start, min(end, start + len(hits))) % len(hits)
