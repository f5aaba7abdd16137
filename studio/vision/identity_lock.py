"""The identity lock: the photographed product put back into whatever was generated around it."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.vision.arrays import Floats, Image8, Matte
from studio.vision.composite import estimate_foreground
from studio.vision.light_gain import relit
from studio.vision.overlay import overlay
from studio.vision.product_fit import Fit, check_fit
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
    fit: Fit | None
    """How it fits over the engine's product; None where it was not judged."""

    @property
    def is_aligned(self) -> bool:
        """Whether the product was found in the engine's picture."""
        return self.registration.is_comparable or (self.fit is not None and self.fit.is_found)


def lock_identity(
    before: Image8, after: Image8, matte: Matte, *, is_product: bool = True, relight: bool = False
) -> Locked:
    """Put the product of a photograph back where an engine drew it; its pixels are resampled once, or not at all.

    It is placed by a similarity, and by a homography where that explains clearly more of it.

    Args:
        before: (H, W, 3) the photograph.
        after: (h, w, 3) what the engine made.
        matte: (H, W) the product in the photograph, or another part that must stay.
        is_product: Whether it is one thing with an outline, so that its fit can be judged.
        relight: Give the product the smooth light of the one that the engine drew, as far as that is safe.
    """
    registration = register(before, after, matte)
    product: Floats = np.asarray(estimate_foreground(before, matte) * matte[..., None], np.float32)
    cover, layer, move = matte, product, np.vstack([registration.to_after, [0, 0, 1]])
    if not registration.is_exact:
        product, cover = _placed(layer, matte, move, after)
    seen = overlay(product, cover, after) if is_product else None
    fit = check_fit(seen) if seen else None
    if fit is not None and fit.move is not None and not registration.is_exact:
        product, cover = _placed(layer, matte, fit.move @ move, after)
    if fit is not None and relight:
        product = _relit(product, cover, fit)
    out = _pasted(product, cover, after)
    if registration.is_exact and not relight and product is layer:
        out[cover >= 0.999] = before[cover >= 0.999]
    return Locked(out, cover, registration, fit)


def _placed(colours: Floats, matte: Matte, move: Floats, after: Image8) -> tuple[Floats, Matte]:
    """The product's colours, times its coverage, and the coverage, moved by a homography into the frame of the edit."""
    layer = np.dstack([colours, np.asarray(matte, np.float32)]).astype(np.float32)
    scale = float(np.sqrt(abs(np.linalg.det(move[:2, :2]))))
    if scale < 0.95:
        # shrinking: what the new pixels cannot hold is taken out first
        layer = np.asarray(cv2.GaussianBlur(layer, (0, 0), 0.30 / scale), np.float32)
    warped = cv2.warpPerspective(layer, move, after.shape[1::-1], flags=cv2.INTER_LANCZOS4)
    cover = np.clip(warped[..., 3], 0, 1)
    return np.clip(warped[..., :3], 0, 1), np.asarray(cover, np.float32)


def _relit(product: Floats, cover: Matte, fit: Fit) -> Floats:
    """The product, colours times coverage, under the light of the engine's."""
    height, width = cover.shape
    gain = cv2.warpPerspective(
        fit.gain.bounded(), np.linalg.inv(fit.to_small), (width, height), flags=cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    colours = product / np.maximum(cover, 1e-3)[..., None]
    return np.asarray(relit(colours, gain) * cover[..., None], np.float32)


def _pasted(product: Floats, cover: Matte, after: Image8) -> Image8:
    """The product, colours times coverage, over the engine's picture; away from it every pixel is the engine's."""
    behind = _without_generated_rim(after, cover)
    mixed = np.round((product + behind * (1 - cover[..., None])) * 255)
    out = np.clip(mixed, 0, 255).astype(np.uint8)
    untouched = cv2.dilate((cover > 0).astype(np.uint8), np.ones((2 * _RIM_PX + 1,) * 2, np.uint8)) == 0
    out[untouched] = after[untouched]
    return out


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
