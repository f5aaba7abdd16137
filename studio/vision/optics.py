"""Blur as lenses and large lights make it, and pictures fitted into frames."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import WORK_PX, Floats, Linear, Mask
from studio.vision.colour import smoothstep

_LARGEST_KERNEL = 24
"""Radius above which a lens blur works on a smaller copy: the eye cannot tell, and the time stays bounded."""


def disc_kernel(radius_px: float) -> Floats:
    """An out-of-focus point: a soft-edged disc with the faint rim of a real lens; sums to 1."""
    radius = max(radius_px, 0.5)
    half = math.ceil(radius)
    y, x = np.mgrid[-half : half + 1, -half : half + 1].astype(np.float32)
    distance = np.hypot(x, y)
    kernel = np.clip(radius + 0.5 - distance, 0, 1) * (1 + 0.25 * smoothstep(radius * 0.6, radius, distance))
    return np.asarray(kernel / kernel.sum(), np.float32)


def lens_blur(light: Linear, radius_px: float) -> Linear:
    """Out of focus by a disc of that radius; in linear light, so that bright points become bright discs."""
    if radius_px < 0.6:
        return light
    shrink = 1
    while radius_px / shrink > _LARGEST_KERNEL:
        shrink *= 2
    height, width = light.shape[:2]
    small = light if shrink == 1 else shrunk(light, (max(1, height // shrink), max(1, width // shrink)))
    pad = math.ceil(radius_px / shrink) + 1
    framed = cv2.copyMakeBorder(small, pad, pad, pad, pad, cv2.BORDER_REFLECT_101)
    blurred = cv2.filter2D(framed, -1, disc_kernel(radius_px / shrink))[pad:-pad, pad:-pad]
    return np.asarray(enlarged(np.ascontiguousarray(blurred), (height, width)), np.float32)


def wide_blur(plane: Floats, sigma_x: float, sigma_y: float | None = None) -> Floats:
    """Gaussian blur; a large one runs on a smaller copy. Sigmas in pixels; the edge is mirrored."""
    sigma_y = sigma_x if sigma_y is None else sigma_y
    shrink = max(1, int(min(sigma_x, sigma_y) / 4))
    height, width = plane.shape[:2]
    if shrink == 1:
        return np.asarray(cv2.GaussianBlur(plane, (0, 0), sigmaX=max(sigma_x, 0.1), sigmaY=max(sigma_y, 0.1)))
    small = shrunk(plane, (max(2, height // shrink), max(2, width // shrink)))
    blurred = cv2.GaussianBlur(small, (0, 0), sigmaX=sigma_x / shrink, sigmaY=sigma_y / shrink)
    return enlarged(np.asarray(blurred, np.float32), (height, width))


def mean_near(picture: Floats, zone: Mask, spread_px: float) -> Floats:
    """Mean of a zone's pixels, (H, W) or (H, W, 3), near every place."""
    weight = zone.astype(np.float32)
    amount = np.maximum(wide_blur(weight, spread_px), 1e-5)
    shaped = weight if picture.ndim == 2 else weight[..., None]
    total = wide_blur(picture * shaped, spread_px)
    return np.asarray(total / (amount if picture.ndim == 2 else amount[..., None]), np.float32)


def shrunk(plane: Floats, shape: tuple[int, int]) -> Floats:
    """A smaller copy (height, width), by area."""
    return np.asarray(cv2.resize(plane, (shape[1], shape[0]), interpolation=cv2.INTER_AREA), np.float32)


def enlarged(plane: Floats, shape: tuple[int, int]) -> Floats:
    """A copy of that height and width, linearly between the pixels; the same array when it fits already."""
    if plane.shape[:2] == shape:
        return plane
    return np.asarray(cv2.resize(plane, (shape[1], shape[0]), interpolation=cv2.INTER_LINEAR), np.float32)


def cover_frame(picture: NDArray[np.uint8], height: int, width: int) -> NDArray[np.uint8]:
    """A picture scaled and cropped around its centre so that it fills a frame."""
    scale = max(height / picture.shape[0], width / picture.shape[1])
    size = (math.ceil(picture.shape[1] * scale), math.ceil(picture.shape[0] * scale))
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
    scaled = np.asarray(cv2.resize(picture, size, interpolation=way), np.uint8)
    top, left = (scaled.shape[0] - height) // 2, (scaled.shape[1] - width) // 2
    return scaled[top : top + height, left : left + width]


def working_shape(height: int, width: int, *, longest_px: int = WORK_PX) -> tuple[int, int]:
    """Height and width at which smooth things are made."""
    scale = min(1.0, longest_px / max(height, width))
    return max(2, round(height * scale)), max(2, round(width * scale))
