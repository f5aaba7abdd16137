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
_LEAST_PX, _NARROW = 3, 0.10
"""Free pixels beside the product that tell nothing, and the share of the height below which they are too few."""


def clean_plate(picture: Image8, matte: Matte) -> Image8:
    """The photograph without its product.

    Row by row: light is interpolated between both sides of the product, texture is mirrored from the same row. Natural
    for studio paper and table tops; structure that was hidden is not rebuilt.
    """
    return np.clip(np.round(clean_plate_light(picture, matte)), 0, 255).astype(np.uint8)


def clean_plate_light(picture: Image8, matte: Matte) -> Floats:
    """`clean_plate` before rounding: (H, W, 3) sRGB, 0 to 255."""
    hole = product_and_shadow(matte) & ~_free_rim(matte)
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
        _fill_between_rows(light, hole & closed[:, None])
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


def _free_rim(matte: Matte) -> Mask:
    """Pixels at the left and right of the frame that the product itself does not reach: what continues begins there."""
    rim = max(1, round(_GROW * max(matte.shape)))
    beside = cv2.erode((matte <= 0.02).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    beside[:, rim:-rim] = False
    return np.asarray(beside)


def _fill_rows(light: Floats, texture: Floats, hole: Mask) -> NDArray[np.bool_]:
    """Fill each row's hole from both sides, in place; returns the rows that have no side."""
    width = hole.shape[1]
    first = np.where(hole.any(1), hole.argmax(1), width)
    end = np.where(hole.any(1), width - hole[:, ::-1].argmax(1), 0)  # handles and gaps count as one hole
    borrowed = _borrowed_rows(first), _borrowed_rows(width - end)
    closed = np.zeros(len(hole), bool)
    for y in np.flatnonzero(hole.any(1)):
        start, stop = int(first[y]), int(end[y])
        sides = start > _LEAST_PX, stop < width - _LEAST_PX
        closed[y] = not any(sides)
        step = (np.arange(start, stop) - start + 0.5) / (stop - start)
        step = (step * step * (3 - 2 * step))[:, None].astype(np.float32)
        if not closed[y]:
            left = light[y, start - 1] if sides[0] else light[y, stop]
            right = light[y, stop] if sides[1] else light[y, start - 1]
            light[y, start:stop] = left * (1 - step) + right * step
        places = np.arange(start, stop)
        from_left = _carried_on(texture, borrowed[0][y], first, places)
        from_right = _carried_on(texture[:, ::-1], borrowed[1][y], width - end, width - 1 - places)
        fade = np.cos(step * np.pi / 2)
        # one side alone is not faded out
        fade = fade if all(sides) else np.full_like(fade, sides[0] or not sides[1])
        texture[y, start:stop] = from_left * fade + from_right * np.sqrt(1 - fade * fade)
    return closed


def _borrowed_rows(free: NDArray[np.int64]) -> list[tuple[tuple[int, float], ...]]:
    """For each row the rows whose texture continues it from one side, with their shares.

    A row with enough free ground beside the hole continues by itself. A strip of a few pixels, repeated, would be a row
    of stripes: such rows take the texture of the nearest rows with enough ground, mirrored at the last of them.

    Args:
        free: (H,) free pixels between the frame and the hole.
    """
    own: list[tuple[tuple[int, float], ...]] = [((y, 1.0),) for y in range(len(free))]
    narrow = free < min(_NARROW * len(free), 0.5 * float(free.max()))
    edges = np.flatnonzero(np.diff(np.concatenate([[0], narrow.astype(int), [0]])))
    for top, bottom in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        above = np.flatnonzero(np.append(narrow[:top][::-1], True))[0]  # rows with ground, up to the next narrow one
        below = np.flatnonzero(np.append(narrow[bottom:], True))[0]
        steps = np.arange(bottom - top)
        up = (top - 1 - _reflected(steps, above)).tolist() if above else []
        down = (bottom + _reflected(steps[::-1], below)).tolist() if below else []
        for step in range(bottom - top):
            share = 1 - (step + 0.5) / (bottom - top) if up and down else float(bool(up))
            parts = ((up, share), (down, 1 - share))
            own[top + step] = tuple((rows[step], share**0.5) for rows, share in parts if rows)
    return own


def _reflected(places: NDArray[np.int64], count: int) -> NDArray[np.int64]:
    """Places beyond the end of `count` places, mirrored back into them, again and again."""
    turned = places % (2 * count)
    return np.where(turned < count, turned, 2 * count - 1 - turned)


def _carried_on(
    texture: Floats, rows: tuple[tuple[int, float], ...], free: NDArray[np.int64], places: NDArray[np.int64]
) -> Floats:
    """Texture at columns beyond a row's free strip: that of the rows it borrows from, mirrored at their own strips."""
    return np.asarray(sum(
        texture[row, _reflected(places, max(1, int(free[row])))] * np.float32(share) for row, share in rows
    ), np.float32)  # fmt: skip


def _fill_between_rows(light: Floats, hole: Mask) -> None:
    """Fill rows that the product takes from edge to edge from the rows above and below, in place."""
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
