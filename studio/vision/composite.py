"""The subject over a new background: its true colours at the edge, and both mixed in linear light."""

from __future__ import annotations

import cv2
import numpy as np

from studio.vision.arrays import Floats, Image8, Linear, Matte
from studio.vision.colour import luminance, smoothstep, to_linear, to_srgb

_RADII = (90, 6)
"""Windows of the two passes, in pixels."""
EXACT = 0.999
"""Coverage from which a product's pixel is copied bit for bit."""
_DITHER = 0.45
"""Standard deviation of the noise that keeps soft shadows free of contours, in bytes."""
_STRIP = 1024
"""Rows worked at once, so that memory stays bounded."""
_WHITE = 0.9985
"""sRGB value from which a backdrop is pure white and takes no noise."""


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
