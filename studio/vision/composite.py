"""A product put before a backdrop, its own pixels untouched."""

from __future__ import annotations

import cv2
import numpy as np

from studio.vision.arrays import Floats, Image8, Linear, Matte
from studio.vision.colour import luminance, smoothstep, to_linear, to_srgb

EXACT = 0.999
"""Coverage from which a product's pixel is copied bit for bit."""
_DITHER = 0.45
"""Standard deviation of the noise that keeps soft shadows free of contours, in bytes."""
_STRIP = 1024
"""Rows worked at once, so that memory stays bounded."""
_WHITE = 0.9985
"""sRGB value from which a backdrop is pure white and takes no noise."""


def composite(picture: Image8, matte: Matte, foreground: Floats, backdrop: Linear, *, seed: int = 0) -> Image8:
    """The product on a backdrop. Where its coverage is full, its pixels are copied bit for bit.

    Args:
        picture: (H, W, 3) the photograph.
        matte: (H, W) coverage.
        foreground: (H, W, 3) the product's own colours, sRGB 0 to 1.
        backdrop: (H, W, 3) linear light, shadow included.
        seed: Seed of the noise.
    """
    out = np.empty_like(picture)
    chance = np.random.default_rng([seed, 991])
    for first in range(0, len(matte), _STRIP):
        rows = slice(first, first + _STRIP)
        noise = chance.standard_normal(matte[rows].shape, np.float32)[..., None] * _DITHER
        behind, cover = to_srgb(backdrop[rows]), matte[rows][..., None]
        # a matte of a gamma-encoded photograph mixes in sRGB: no bright or dark fringe
        mixed = (foreground[rows] * cover + behind * (1 - cover)) * 255
        mixed = mixed + noise * (1 - cover) * (behind < _WHITE).all(-1, keepdims=True)
        strip = np.clip(np.round(mixed), 0, 255).astype(np.uint8)
        exact = matte[rows] >= EXACT
        strip[exact] = picture[rows][exact]
        out[rows] = strip
    return out


def mirrored_in_table(backdrop: Linear, foreground: Floats, matte: Matte, *, strength: float) -> Linear:
    """The backdrop with the product's mirror image in the table, fading downward.

    Args:
        backdrop: (H, W, 3) linear light.
        foreground: (H, W, 3) the product's colours, sRGB 0 to 1.
        matte: (H, W) coverage.
        strength: 0 to 1.
    """
    filled = np.flatnonzero((matte > 0.5).any(1))
    if strength <= 0 or not len(filled):
        return backdrop
    foot, (height, width) = int(filled[-1]), matte.shape
    flip = np.array([[1, 0, 0], [0, -1, 2 * foot - 1]], np.float32)
    light = to_linear((foreground * 255).astype(np.uint8)) * matte[..., None]
    soft = max(0.5, 0.004 * max(height, width))
    image = cv2.GaussianBlur(cv2.warpAffine(light, flip, (width, height)), (0, 0), soft)
    cover = cv2.GaussianBlur(cv2.warpAffine(matte, flip, (width, height)), (0, 0), soft)[..., None]
    rows = np.arange(height, dtype=np.float32)[:, None, None]
    fade = strength * np.exp(-np.clip(rows - foot, 0, None) / (0.10 * height))
    return np.asarray(backdrop * (1 - cover * fade) + image * fade, np.float32)


def toward_light(foreground: Floats, matte: Matte, old: Linear, new: Linear, *, strength: float) -> Floats:
    """The product's colours drawn toward the new surroundings' light; its pixels are then no longer the photograph's.

    One gain for the whole product: the new backdrop's mean colour over the old one's, softened; no relighting.

    Args:
        foreground: (H, W, 3) sRGB 0 to 1.
        matte: (H, W) coverage.
        old: (H, W, 3) linear light of the photograph.
        new: (H, W, 3) linear light of the backdrop.
        strength: 0 to 1.
    """
    outside = matte < 0.02
    if strength <= 0 or not outside.any():
        return foreground
    before, after = old[outside].mean(0), np.minimum(new, 1.5)[outside].mean(0)
    tint_before, tint_after = (light / max(float(light.mean()), 1e-4) for light in (before, after))
    brighter = float(luminance(after[None, None])[0, 0] / max(float(luminance(before[None, None])[0, 0]), 1e-4))
    gain = (tint_after / np.maximum(tint_before, 1e-4)) ** (0.6 * strength) * brighter ** (0.35 * strength)
    light = to_linear(np.round(foreground * 255).astype(np.uint8)) * np.clip(gain, 0.5, 1.6).astype(np.float32)
    # highlights roll off instead of clipping
    over = smoothstep(0.8, 1.3, light)
    return to_srgb(np.asarray(light * (1 - over) + np.minimum(light, 1.0) * over, np.float32))


def inside(source: Image8, made: Image8, scope: Matte) -> Image8:
    """The made picture inside a scope, the source bit for bit outside, mixed where the scope is soft.

    Args:
        source: (H, W, 3).
        made: (H, W, 3).
        scope: (H, W) 1 where the made picture counts.
    """
    out = np.round(made * scope[..., None] + source * (1 - scope[..., None])).astype(np.uint8)
    out[scope <= 1 - EXACT] = source[scope <= 1 - EXACT]
    out[scope >= EXACT] = made[scope >= EXACT]
    return out
