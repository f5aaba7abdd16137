"""The clean plate: the photograph without its product and its contact shadow."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Floats, Image8, Mask, Matte
from studio.vision.optics import enlarged, shrunk, wide_blur, working_shape

_GROW, _SHADOW_GROW = 0.02, 0.06
"""How far the product and, at its foot, its shadow reach beyond the matte, as fractions of the longer side."""
_REACH_PX = 640
"""Longest side at which that reach is worked out."""
_SMOOTH = 0.012
"""Scale that separates light from texture, as a fraction of the longer side."""


def clean_plate(picture: Image8, matte: Matte) -> Image8:
    """The photograph without its product.

    Row by row: light is interpolated between both sides of the product, texture is mirrored from the same row. Natural
    for studio paper and table tops; structure that was hidden is not rebuilt.
    """
    return np.clip(np.round(clean_plate_light(picture, matte)), 0, 255).astype(np.uint8)


def clean_plate_light(picture: Image8, matte: Matte) -> Floats:
    """`clean_plate` before rounding: (H, W, 3) sRGB, 0 to 255."""
    hole = product_and_shadow(matte)
    if not hole.any():
        return picture.astype(np.float32)
    size = max(hole.shape)
    known = (~hole).astype(np.float32)[..., None]
    seen = picture.astype(np.float32)
    weight = wide_blur(known[..., 0], _SMOOTH * size)[..., None] + 1e-6
    light = np.asarray(wide_blur(seen * known, _SMOOTH * size) / weight, np.float32)
    texture = np.asarray((seen - light) * known, np.float32)
    closed = _fill_rows(light, texture, hole)
    if closed.any():
        _fill_between_rows(light, texture, hole & closed[:, None])
    # neighbouring rows were interpolated alone: they are brought to agree
    agreed = cv2.GaussianBlur(light, (0, 0), sigmaX=0.5, sigmaY=max(0.5, 0.004 * size))
    inside = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), 2)[..., None]
    return np.asarray(light * (1 - inside) + agreed * inside + texture, np.float32)


def product_and_shadow(matte: Matte) -> Mask:
    """Where the product and its contact shadow are, generously."""
    shape = working_shape(matte.shape[0], matte.shape[1], longest_px=_REACH_PX)
    size = max(shape)
    covered = np.asarray(matte > 0.02, np.float32)
    mask = (shrunk(covered, shape) > 0).astype(np.uint8)
    rows = np.flatnonzero(mask.any(1))
    if not len(rows):
        return np.zeros(matte.shape, bool)
    around, shadow = max(2, round(_GROW * size)), max(2, round(_SHADOW_GROW * size))
    foot = mask.copy()
    foot[: max(0, int(rows[-1] - 0.25 * (rows[-1] - rows[0] + 1)))] = 0
    grown = cv2.dilate(mask, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * around + 1,) * 2))
    under = cv2.dilate(foot, cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (4 * shadow + 1, shadow + 1)))
    either = ((grown > 0) | (under > 0)).astype(np.float32)
    return np.asarray(enlarged(either, (matte.shape[0], matte.shape[1])) > 0)


def _fill_rows(light: Floats, texture: Floats, hole: Mask) -> NDArray[np.bool_]:
    """Fill each row's hole from both sides, in place; returns the rows that have no side."""
    width = hole.shape[1]
    closed = np.zeros(len(hole), bool)
    for y in np.flatnonzero(hole.any(1)):
        places = np.flatnonzero(hole[y])
        first, end = int(places[0]), int(places[-1]) + 1  # handles and gaps count as one hole
        has_left, has_right = first > 3, end < width - 3
        if not (has_left or has_right):
            closed[y] = True
            continue
        step = (np.arange(first, end) - first + 0.5) / (end - first)
        step = (step * step * (3 - 2 * step))[:, None].astype(np.float32)
        left = light[y, first - 1] if has_left else light[y, end]
        right = light[y, end] if has_right else light[y, first - 1]
        from_left = _mirrored(texture[y, :first][::-1], end - first) if has_left else None
        from_right = _mirrored(texture[y, end:], end - first)[::-1] if has_right else None
        light[y, first:end] = left * (1 - step) + right * step
        if from_left is not None and from_right is not None:
            fade = np.cos(step * np.pi / 2)
            texture[y, first:end] = from_left * fade + from_right * np.sqrt(1 - fade * fade)
        else:
            texture[y, first:end] = from_left if from_left is not None else from_right
    return closed


def _mirrored(strip: Floats, count: int) -> Floats:
    """A strip carried on by mirroring it, again and again."""
    place = np.arange(count) % (2 * len(strip))
    return strip[np.where(place < len(strip), place, 2 * len(strip) - 1 - place)]


def _fill_between_rows(light: Floats, texture: Floats, hole: Mask) -> None:
    """Fill rows that the product takes from edge to edge from the rows above and below, in place."""
    texture[hole] = 0
    rows = np.flatnonzero(hole.any(1))
    free = np.flatnonzero(~hole.any(1))
    if not len(free):
        return
    for y in rows:
        above, below = free[free < y], free[free > y]
        ends = [light[side] for side in (above[-1:], below[:1]) if len(side)]
        share = 0.5 if len(ends) < 2 else (y - above[-1]) / (below[0] - above[-1])
        line = ends[0][0] if len(ends) < 2 else ends[0][0] * (1 - share) + ends[1][0] * share
        light[y][hole[y]] = line[hole[y]]
