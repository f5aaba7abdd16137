"""A photograph continued beyond its frame, its own pixels untouched.

The product is taken out first, so that it is never repeated. Texture continues as a mirror of the clean plate; light
continues from its value and slope at the edge, which fades.
"""

from __future__ import annotations

import cv2
import numpy as np

from studio.vision.arrays import Floats, Image8, Matte
from studio.vision.frame import Frame
from studio.vision.optics import wide_blur
from studio.vision.plate import clean_plate_light

Pixels = Floats
_LIGHT = 0.02
"""Scale that separates light from texture, as a fraction of the longer side."""
_REACH = 0.22
"""Over which distance the slope of the light fades, as a fraction of the longer side."""
_STEEPEST = 0.12
"""Steepest slope of the light that is continued, in bytes per pixel."""
_SOFTEN_AT = (0.0, 0.06, 0.18, 0.40)
"""Distances from the edge, as fractions of the longer side, ..."""
_SOFTEN_BY = (0.0, 0.01, 0.025, 0.05)
"""... and how far the edge's profile is smoothed there."""
_SIMILAR = 9.0
"""Colours closer than this, in bytes, are smoothed together."""


def extend(picture: Image8, frame: Frame, *, matte: Matte | None = None) -> Image8:
    """The photograph in a larger frame.

    Args:
        picture: (H, W, 3) the photograph.
        frame: The new frame; it must hold the whole photograph.
        matte: (H, W) what must not be repeated beyond the edge; None when the whole picture may continue.
    """
    height, width = picture.shape[:2]
    plate = picture.astype(np.float32) if matte is None else clean_plate_light(picture, matte)
    size = max(height, width)
    right, bottom = frame.width - frame.left - width, frame.height - frame.top - height
    wider = _extend_columns(plate, frame.left, right, size)
    taller = _extend_columns(wider.transpose(1, 0, 2), frame.top, bottom, size).transpose(1, 0, 2)
    out = np.clip(np.round(taller), 0, 255).astype(np.uint8)
    frame.put(picture, out)
    return out


def _extend_columns(plate: Pixels, left: int, right: int, size: int) -> Pixels:
    if not left and not right:
        return plate
    plate = np.ascontiguousarray(plate)
    light = wide_blur(plate, _LIGHT * size)
    texture = plate - light
    parts = [_side(light[:, ::-1], texture[:, ::-1], left, size)[:, ::-1], plate, _side(light, texture, right, size)]
    return np.concatenate([part for part in parts if part.shape[1]], axis=1)


def _side(light: Pixels, texture: Pixels, count: int, size: int) -> Pixels:
    """The next `count` columns to the right."""
    height, width = light.shape[:2]
    out = np.empty((height, count, 3), np.float32)
    if not count:
        return out
    slope = _slope(light)
    profiles = [light[:, -1], *(_smoothed_along(light[:, -1], share * size) for share in _SOFTEN_BY[1:])]
    steps = np.arange(1, count + 1, dtype=np.float32)
    at = np.array(_SOFTEN_AT) * size
    lower = np.clip(np.searchsorted(at, steps) - 1, 0, len(at) - 2)
    share = np.minimum((steps - at[lower]) / (at[lower + 1] - at[lower]), 1).astype(np.float32)
    reach = _REACH * size
    fall = (reach * (1 - np.exp(-steps / reach))).astype(np.float32)
    mirror = (np.arange(count) + 1) % (2 * width)  # the edge itself is not repeated
    mirror = np.where(mirror < width, width - 1 - mirror, mirror - width)
    for band in range(len(at) - 1):
        columns = lower == band
        part = share[columns][None, :, None]
        out[:, columns] = profiles[band][:, None] * (1 - part) + profiles[band + 1][:, None] * part
    out += slope[:, None] * fall[None, :, None]
    out += texture[:, mirror]
    return out


def _slope(light: Pixels) -> Pixels:
    """(H, 3) slope of the light at the right edge, per pixel, smoothed along the edge."""
    height, width = light.shape[:2]
    count = max(8, int(0.10 * width))
    place = np.arange(-count + 1, 1, dtype=np.float32)
    root = np.sqrt(np.exp(place / (count * 0.4)))[:, None]
    terms = np.stack([np.ones(count, np.float32), place], 1) * root
    wanted = light[:, -count:].transpose(1, 0, 2).reshape(count, -1) * root
    found = (np.linalg.pinv(terms) @ wanted).reshape(2, height, 3)[1].astype(np.float32)
    smooth = cv2.GaussianBlur(found[:, None], (0, 0), sigmaX=0.1, sigmaY=max(2.0, 0.03 * height))[:, 0]
    return np.clip(smooth, -_STEEPEST, _STEEPEST)


def _smoothed_along(profile: Pixels, sigma: float) -> Pixels:
    """An edge's profile (H, 3) smoothed where its colours are similar: borders of a table stay sharp."""
    reach = int(max(1, 2 * sigma))
    padded = np.pad(profile, ((reach, reach), (0, 0)), "edge")
    total, weights = np.zeros_like(profile), np.zeros((len(profile), 1), np.float32)
    for offset in range(-reach, reach + 1, max(1, reach // 12)):
        near = padded[reach + offset : reach + offset + len(profile)]
        apart = ((near - profile) ** 2).sum(1, keepdims=True)
        weight = np.exp(-(offset**2) / (2 * sigma**2)) * np.exp(-apart / (2 * _SIMILAR**2))
        total += weight * near
        weights += weight
    return np.asarray(total / weights, np.float32)
