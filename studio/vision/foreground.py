"""The subject's own colours in the band where it mixes with its background."""

from __future__ import annotations

import cv2
import numpy as np

from studio.vision.arrays import Floats, Image8, Matte

_RADII = (90, 6)
"""Windows of the two passes, in pixels."""
_STRIP = 1024
"""Rows worked at once."""


def estimate_foreground(picture: Image8, matte: Matte) -> Floats:
    """Subject colours (H, W, 3), sRGB 0 to 1, with the old background taken out of the band.

    Blur-fusion in two passes: Forte, "Approximate Fast Foreground Colour Estimation", 2021. Worked in strips, so that a
    large photograph needs no more memory than its answer.
    """
    height, width = matte.shape
    out = np.empty((height, width, 3), np.float32)
    margin = sum(_RADII)
    for first in range(0, height, _STRIP):
        last = min(height, first + _STRIP)
        top, bottom = max(0, first - margin), min(height, last + margin)
        out[first:last] = _fused(picture[top:bottom], matte[top:bottom])[first - top : last - top]
    return out


def _fused(picture: Image8, matte: Matte) -> Floats:
    seen: Floats = picture.astype(np.float32) / 255
    cover = matte[..., None]
    subject, behind = seen, seen
    for radius in _RADII:
        window = (2 * (radius // 2) + 1,) * 2
        weight = cv2.blur(matte, window)[..., None]
        mean_subject = cv2.blur(subject * cover, window) / (weight + 1e-5)
        mean_behind = cv2.blur(behind * (1 - cover), window) / ((1 - weight) + 1e-5)
        residual = seen - cover * mean_subject - (1 - cover) * mean_behind
        subject = np.clip(mean_subject + cover * residual, 0, 1)
        behind = mean_behind
    return np.where(cover >= 0.999, seen, subject).astype(np.float32)
