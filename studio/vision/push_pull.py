"""Values spread smoothly into places where none are known."""

from __future__ import annotations

import cv2
import numpy as np

from studio.vision.arrays import Floats, Mask

Pixels = Floats


def thickness(hole: Mask) -> float:
    """Width of a hole at its thickest place, in pixels."""
    return 2 * float(cv2.distanceTransform(np.pad(hole, 1).astype(np.uint8), cv2.DIST_L2, 3).max())


def membrane(picture: Pixels, hole: Mask) -> Pixels:
    """A smooth sheet over the hole, from its rim (push-pull)."""
    filled = push_pull(picture, (~hole).astype(np.float32))
    return np.asarray(np.where(hole[..., None], filled, picture), np.float32)


def push_pull(values: Pixels, weights: Pixels) -> Pixels:
    """Weighted values spread over the whole picture, coarse to fine (Gortler and others 1996)."""
    stack: list[tuple[Pixels, Pixels]] = []
    total: Floats = values * weights[..., None]
    weight: Floats = weights
    while min(total.shape[:2]) > 2:
        stack.append((total, weight))
        total, weight = np.asarray(cv2.pyrDown(total), np.float32), np.asarray(cv2.pyrDown(weight), np.float32)
    out = total / np.maximum(weight[..., None], 1e-4)
    for total, weight in reversed(stack):
        larger = cv2.resize(out, (total.shape[1], total.shape[0]), interpolation=cv2.INTER_LINEAR)
        sure = np.clip(weight * 4, 0, 1)[..., None]
        own = np.where(weight[..., None] > 1e-4, total / np.maximum(weight[..., None], 1e-4), larger)
        out = np.asarray(own * sure + larger * (1 - sure), np.float32)
    return out
