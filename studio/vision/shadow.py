"""Shadows that ground a product: maps of how much light is left, 1 where there is no shadow."""

from __future__ import annotations

import math

import cv2
import numpy as np

from studio.vision.arrays import Linear, Matte, Plane
from studio.vision.colour import luminance, smoothstep
from studio.vision.optics import enlarged, shrunk, wide_blur, working_shape

_FLOOR = 0.012
"""Shadow fainter than this is none, so that a white picture stays white at its frame."""
_FRAME = (0.022, 0.06)
"""Shadows end between these distances from the frame, as fractions of its shorter side: a white border stays white."""
_LARGEST_SQUASH = 1.0
"""A cast shadow is at most this long against the product's height."""


def contact_shadow(matte: Matte, *, strength: float = 0.55) -> Plane:
    """A soft shadow under a product lit from above.

    Three parts: a tight dark line where the product meets the floor, its flattened silhouette, and a wide pool.

    Args:
        matte: (H, W) coverage of the product.
        strength: How dark, 0 to 1.
    """
    small = _at_working_size(matte)
    box = _box(small)
    if box is None:
        return np.ones(matte.shape, np.float32)
    left, top, right, bottom = box
    height, size = bottom - top, max(bottom - top, right - left)
    tight = _occlusion(small, box)
    # laid flat around the line on which it stands
    flat = np.array([[1, 0, 0], [0, 0.18, bottom * 0.82 - 0.012 * height]], np.float32)
    laid = np.asarray(cv2.warpAffine(small, flat, small.shape[::-1], flags=cv2.INTER_AREA), np.float32)
    near, far = wide_blur(laid, 0.018 * size, 0.010 * size), wide_blur(laid, 0.060 * size, 0.030 * size)
    rows = np.arange(small.shape[0], dtype=np.float32)[:, None]
    place = smoothstep(bottom - 0.135 * height, bottom + 0.01 * height, rows)
    cast = far * (1 - place) + 0.5 * (near + far) * place
    pool = wide_blur(cast, 0.12 * size, 0.05 * size)
    light = (1 - 0.75 * strength * tight) * (1 - 0.62 * strength * cast) * (1 - 0.28 * strength * pool)
    return _finished(light, matte.shape)


def cast_shadow(matte: Matte, *, strength: float = 0.55, angle_deg: float = 120.0, softness: float = 0.5) -> Plane:
    """A long shadow on the floor, away from the light.

    Args:
        matte: (H, W) coverage of the product.
        strength: How dark, 0 to 1.
        angle_deg: Where the light stands: near 0 right, 90 behind the viewer's head, near 180 left.
        softness: 0 is a hard lamp, 1 a large window.
    """
    small = _at_working_size(matte)
    box = _box(small)
    if box is None:
        return np.ones(matte.shape, np.float32)
    left, top, right, bottom = box
    size = max(bottom - top, right - left)
    # the light leans from behind the product: its shadow comes forward a little and runs to the other side
    lean = math.cos(math.radians(angle_deg))
    squash = 0.30
    run = float(np.clip(-lean * _LARGEST_SQUASH, -_LARGEST_SQUASH, _LARGEST_SQUASH))
    base = _standing_line(small, box)
    # a point h above the floor falls `run * h` to the side and `squash * h` up the table, seen in perspective
    move = np.array([[1, -run, run * base], [0, squash, base * (1 - squash)]], np.float32)
    laid = np.asarray(cv2.warpAffine(small, move, small.shape[::-1], flags=cv2.INTER_LINEAR), np.float32)
    blur = (0.004 + 0.030 * softness) * size
    near, far = wide_blur(laid, blur * 0.5, blur * 0.3), wide_blur(laid, blur * 2.4, blur * 1.2)
    rows = np.arange(small.shape[0], dtype=np.float32)[:, None]
    away = smoothstep(0, squash * (bottom - top), base - rows)
    soft = near * (1 - away) + far * away
    light = 1 - strength * 0.75 * soft * (1 - 0.70 * away)
    return _finished(light, matte.shape)


def photographed_shadow(light: Linear, plate: Linear, matte: Matte) -> Plane:
    """The photograph's own shadow: how much darker its floor is than the clean plate.

    Args:
        light: (H, W, 3) the photograph.
        plate: (H, W, 3) the same place without the product.
        matte: (H, W) coverage of the product.
    """
    shape = working_shape(matte.shape[0], matte.shape[1])
    small = shrunk(matte, shape)
    seen, clean = (shrunk(luminance(part), shape) for part in (light, plate))
    ratio = np.clip(seen / np.maximum(clean, 1e-3), 0, 1)
    covered = cv2.dilate((small > 0.02).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    known = (~covered).astype(np.float32)
    size = max(shape)
    filled: Plane = np.zeros(shape, np.float32)
    reached: Plane = np.zeros(shape, np.float32)
    # under the product the nearest visible floor goes on, without a pull from the bright far field
    for sigma in (0.003, 0.008, 0.02, 0.05, 0.15):
        weight = wide_blur(known, sigma * size)
        value = wide_blur(ratio * known, sigma * size) / np.maximum(weight, 1e-6)
        filled = filled * reached + value * (1 - reached)
        reached = np.maximum(reached, np.clip(weight * 8, 0, 1))
    whole = wide_blur(np.asarray(np.where(covered, filled, ratio), np.float32), 0.0018 * size)
    dark = 1 - whole
    light_left = 1 - dark * smoothstep(0.02, 0.08, dark)
    return _finished(np.asarray(light_left, np.float32), matte.shape, subtract=0.0)


def _at_working_size(matte: Matte) -> Matte:
    shape = working_shape(matte.shape[0], matte.shape[1])
    return shrunk(matte, shape) if shape != matte.shape else matte


def _box(matte: Matte) -> tuple[int, int, int, int] | None:
    mask = matte > 0.5
    rows, columns = np.flatnonzero(mask.any(1)), np.flatnonzero(mask.any(0))
    if not len(rows):
        return None
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def _lowest_rows(
    mask: np.ndarray[tuple[int, ...], np.dtype[np.bool_]],
) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    """Lowest row of the mask in each column; -1 where it is empty."""
    last = mask.shape[0] - 1 - np.argmax(mask[::-1], axis=0)
    return np.asarray(np.where(mask.any(0), last, -1))


def _standing_line(matte: Matte, box: tuple[int, int, int, int]) -> float:
    """Row on which the product stands: the middle of its foot, not its lowest corner."""
    lowest = _lowest_rows(matte > 0.5)
    foot = lowest[lowest >= box[3] - 0.08 * (box[3] - box[1])]
    return float(np.median(foot))


def _occlusion(matte: Matte, box: tuple[int, int, int, int]) -> Plane:
    """The dark line of contact, 0 to 1."""
    left, top, right, bottom = box
    height, size = bottom - top, max(bottom - top, right - left)
    lowest = _lowest_rows(matte > 0.5)
    foot: Plane = np.zeros_like(matte)
    for column in np.flatnonzero(lowest >= bottom - 0.14 * height):
        first = max(0, lowest[column] - int(0.028 * height))
        foot[first : lowest[column] + int(0.004 * height) + 1, column] = 1
    tight: Plane = np.zeros_like(matte)
    for sigma, weight in ((0.006, 0.55), (0.016, 0.35), (0.036, 0.25)):
        tight = tight + weight * wide_blur(foot, sigma * size * 1.4, max(0.6, sigma * size * 0.55))
    return np.clip(tight / 0.75, 0, 1)


def _finished(light: Plane, shape: tuple[int, ...], *, subtract: float = _FLOOR) -> Plane:
    """At full size, ending softly before the frame and exactly 1 where the shadow is too faint to see."""
    dark = np.clip(1 - light - subtract, 0, 1) / (1 - subtract)
    height, width = dark.shape
    first, last = (max(1.0, share * min(height, width)) for share in _FRAME)
    rows, columns = np.arange(height, dtype=np.float32), np.arange(width, dtype=np.float32)
    down = smoothstep(first, last, np.minimum(rows, height - 1 - rows))
    across = smoothstep(first, last, np.minimum(columns, width - 1 - columns))
    return enlarged(np.asarray(1 - dark * down[:, None] * across[None, :], np.float32), (shape[0], shape[1]))
