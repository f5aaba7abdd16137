"""The identity lock: the photographed product put back into whatever was generated around it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.vision.arrays import Floats, Image8, Matte
from studio.vision.foreground import estimate_foreground
from studio.vision.registration import Registration, register

_RIM_PX = 4
"""Around the product the generated one must not show through: so many pixels are taken from further out."""


@dataclass(frozen=True)
class Locked:
    """A picture with the photographed product in it."""

    picture: Image8
    """(h, w, 3)."""
    matte: Matte
    """(h, w) where the product stands now."""
    registration: Registration
    """How it was found."""


def lock_identity(before: Image8, after: Image8, matte: Matte) -> Locked:
    """Put the product of a photograph back where an engine drew it; its pixels are resampled once, or not at all.

    Args:
        before: (H, W, 3) the photograph.
        after: (h, w, 3) what the engine made.
        matte: (H, W) the product in the photograph.
    """
    registration = register(before, after, matte)
    colours = np.asarray(estimate_foreground(before, matte) * matte[..., None], np.float32)
    product: Floats = colours
    cover: Matte = matte
    if not registration.is_exact:
        product, cover = _placed(colours, matte, registration, after.shape[0], after.shape[1])
    behind = _without_generated_rim(after, cover)
    mixed = np.round((product + behind * (1 - cover[..., None])) * 255)
    out = np.clip(mixed, 0, 255).astype(np.uint8)
    if registration.is_exact:
        out[cover >= 0.999] = before[cover >= 0.999]
    untouched = cv2.dilate((cover > 0).astype(np.uint8), np.ones((2 * _RIM_PX + 1,) * 2, np.uint8)) == 0
    out[untouched] = after[untouched]
    return Locked(out, cover, registration)


def _placed(colours: Floats, matte: Matte, registration: Registration, height: int, width: int) -> tuple[Floats, Matte]:
    """The product's colours, times its coverage, and the coverage, in the frame of the edit."""
    layer = np.dstack([colours, np.asarray(matte, np.float32)]).astype(np.float32)
    if registration.scale < 0.95:
        # shrinking: what the new pixels cannot hold is taken out first
        layer = np.asarray(cv2.GaussianBlur(layer, (0, 0), 0.30 / registration.scale), np.float32)
    warped = cv2.warpAffine(layer, registration.to_after, (width, height), flags=cv2.INTER_LANCZOS4)
    cover = np.clip(warped[..., 3], 0, 1)
    return np.clip(warped[..., :3], 0, 1), np.asarray(cover, np.float32)


def _without_generated_rim(after: Image8, cover: Matte) -> Floats:
    """What stands behind the product's soft edge, taken from outside: the generated product must not shine through."""
    seen = after.astype(np.float32) / 255
    grown = cv2.dilate((cover > 0.02).astype(np.uint8), np.ones((2 * _RIM_PX + 1,) * 2, np.uint8)) > 0
    rim = grown & (cover < 0.98)
    outside = ((cover < 0.004) & ~rim).astype(np.float32)
    near = cv2.GaussianBlur(seen * outside[..., None], (0, 0), _RIM_PX)
    amount = cv2.GaussianBlur(outside, (0, 0), _RIM_PX)[..., None]
    filled = cv2.inpaint(after, rim.astype(np.uint8), 3, cv2.INPAINT_TELEA).astype(np.float32) / 255
    taken = np.where(amount > 1e-3, near / np.maximum(amount, 1e-3), filled)
    return np.asarray(np.where(rim[..., None], taken, seen), np.float32)
