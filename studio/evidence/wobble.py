"""Takes out the small smooth displacement with which an engine redraws a picture, so that only real changes differ."""

from __future__ import annotations

import cv2
import numpy as np

from studio.vision.arrays import Image8, Mask

_MOST_PX = 4.0
"""A displacement above this is no wobble but a change."""
_SMOOTH_PX = 20
_TEXTURE = 12.0
"""Gradient, of 255 per pixel, from which a place counts wholly."""
_STILL = 0.3
"""Weight of no displacement at all: plain places stay where they are."""


def unwobbled(before: Image8, laid: Image8, inside: Mask) -> Image8:
    """An edit laid over its photograph, moved by the dense flow between both (DIS, Kroeger et al. 2016), smoothed.

    Smoothing over 20 pixels follows an elastic wobble and leaves a rewritten detail as it is.

    Args:
        before: (H, W, 3) the photograph.
        laid: (H, W, 3) the edit in its frame.
        inside: (H, W) what is compared; the surroundings may differ and must not pull.
    """
    mixed = np.where(inside[..., None], laid, before)
    first, second = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (before, mixed))
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST).calc(first, second, None)  # type: ignore[attr-defined]
    slope = np.abs(cv2.Sobel(first, cv2.CV_32F, 1, 0, scale=1 / 8)) + np.abs(
        cv2.Sobel(first, cv2.CV_32F, 0, 1, scale=1 / 8)
    )
    weight = np.asarray(inside * np.minimum(slope, _TEXTURE), np.float32)
    weight[np.hypot(flow[..., 0], flow[..., 1]) > _MOST_PX] = 0
    amount = cv2.GaussianBlur(weight, (0, 0), _SMOOTH_PX) + _STILL
    right, down = (cv2.GaussianBlur(flow[..., axis] * weight, (0, 0), _SMOOTH_PX) / amount for axis in (0, 1))
    rows, columns = np.indices(first.shape, np.float32)
    moved = cv2.remap(laid, columns + right, rows + down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)
