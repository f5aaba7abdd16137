"""Colour edits in OKLab: a part in another colour, a palette or a light taken from a reference."""

from __future__ import annotations

import cv2
import numpy as np

from studio.vision.arrays import Floats, Image8, Linear, Mask, Matte, Plane
from studio.vision.colour import from_oklab, hex_to_linear, luminance, smoothstep, to_linear, to_oklab, to_srgb8
from studio.vision.composite import EXACT

_GAIN = (0.4, 1.8)
"""Bounds of a palette's stretch: below it colours die, above it noise grows."""
_LUMA = 0.35
"""How far lightness follows a palette; colour follows wholly."""
_HUE = np.radians(14)
"""Half width of the hue that counts as one colour."""
_BRIGHTER = 0.15
"""OKLab lightness above a region's usual one at which something stops being part of it."""
_LEAST_CHROMA = 0.035
"""Below this OKLab chroma a colour has no hue to speak of."""


def recolour(picture: Image8, region: Matte, *, to: str, strength: float = 1.0) -> Image8:
    """A region moved to a colour: its mean becomes the target, texture and shading stay, highlights stay neutral.

    Args:
        picture: (H, W, 3).
        region: (H, W) 1 where the colour changes.
        to: Target, `#rrggbb`.
        strength: 0 to 1.
    """
    seen = to_oklab(to_linear(picture))
    weight = region / max(float(region.sum()), 1e-6)
    mean = np.array([(seen[..., channel] * weight).sum() for channel in range(3)], np.float32)
    target = to_oklab(hex_to_linear(to)[None, None])[0, 0]
    chroma, usual = np.hypot(seen[..., 1], seen[..., 2]), float(np.hypot(mean[1], mean[2]))
    contrast = 1.0 if target[0] > 0.35 else 0.8
    lightness = np.clip(target[0] + (seen[..., 0] - mean[0]) * contrast, 0, 1)
    highlight = np.clip((seen[..., 0] - (mean[0] + 0.18)) / 0.25, 0, 1)
    follow = 0.5 + 0.5 * np.clip(chroma / usual, 0.3, 1.8) if usual > 0.02 else np.ones_like(chroma)
    shade = np.clip(lightness / max(float(target[0]), 0.05), 0.35, 1.25)
    amount = follow * shade * (1 - highlight)
    wanted = np.stack([lightness, target[1] * amount, target[2] * amount], -1)
    cover = (region * strength)[..., None]
    out = to_srgb8(from_oklab(into_gamut(np.asarray(seen * (1 - cover) + wanted * cover, np.float32))))
    out[region < 0.004] = picture[region < 0.004]
    return out


def region_near(picture: Image8, *, colour: str, within: Matte | None = None) -> Matte:
    """Everything of about one hue, its highlights closed in.

    Args:
        picture: (H, W, 3).
        colour: The colour to look for, `#rrggbb`.
        within: (H, W) limits the region, for example to the product.
    """
    seen = to_oklab(to_linear(picture))
    target = to_oklab(hex_to_linear(colour)[None, None])[0, 0]
    chroma = np.hypot(seen[..., 1], seen[..., 2])
    if float(np.hypot(target[1], target[2])) < _LEAST_CHROMA:
        alike = (chroma < _LEAST_CHROMA) & (np.abs(seen[..., 0] - target[0]) < 0.16)
    else:
        turn = np.angle(np.exp(1j * (np.arctan2(seen[..., 2], seen[..., 1]) - np.arctan2(target[2], target[1]))))
        alike = (np.abs(turn) < _HUE) & (chroma > _LEAST_CHROMA)
    size = max(3, round(0.006 * max(alike.shape)) | 1)
    closed = cv2.morphologyEx(alike.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    opened = cv2.morphologyEx(closed, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    soft: Matte = np.asarray(cv2.GaussianBlur(opened.astype(np.float32), (0, 0), 0.8), np.float32)
    usual = float(np.median(seen[..., 0][alike])) if alike.any() else 0.5
    # what the closing swallowed and is far brighter has a colour of its own: stitches, print, polished metal
    soft = soft * (1 - smoothstep(_BRIGHTER, _BRIGHTER + 0.08, seen[..., 0] - usual))
    return soft if within is None else np.asarray(soft * within, np.float32)


def take_palette(picture: Image8, reference: Image8, *, strength: float = 0.8, keep: Matte | None = None) -> Image8:
    """The reference's colours, by the Monge-Kantorovich map between both colour clouds (Pitié and Kokaram 2007).

    Args:
        picture: (H, W, 3).
        reference: (h, w, 3) where the colours come from.
        strength: 0 to 1.
        keep: (H, W) what keeps its own colours.
    """
    seen, wanted = to_oklab(to_linear(picture)), to_oklab(to_linear(_small(reference)))
    mean, spread = _cloud(seen, None if keep is None else 1 - keep)
    other_mean, other_spread = _cloud(wanted, None)
    linear = _bounded(_transport(spread, other_spread))
    moved = ((seen - mean) @ linear.T + other_mean).astype(np.float32)
    moved[..., 0] = seen[..., 0] * (1 - _LUMA) + moved[..., 0] * _LUMA
    mixed = np.asarray(seen * (1 - strength) + moved * strength, np.float32)
    return _kept(picture, to_srgb8(from_oklab(into_gamut(mixed))), keep)


def take_light(picture: Image8, reference: Image8, *, strength: float = 0.4, keep: Matte | None = None) -> Image8:
    """The reference's large light and dark, and its one colour temperature; no shadows are moved.

    Args:
        picture: (H, W, 3).
        reference: (h, w, 3) where the light comes from.
        strength: 0 to 1; above 0.4 it looks applied.
        keep: (H, W) what keeps its own light.
    """
    light, other = to_linear(picture), to_linear(_small(reference))
    height, width = picture.shape[:2]
    field = _light_field(other, height, width) - _light_field(to_linear(_small(picture)), height, width)
    gain = np.exp(np.clip(field * strength, -1.1, 0.8))[..., None]
    tint = other.mean((0, 1)) / max(float(other.mean()), 1e-4) / (light.mean((0, 1)) / max(float(light.mean()), 1e-4))
    lit = light * gain * np.clip(tint, 0.6, 1.6) ** (0.5 * strength)
    over = smoothstep(0.8, 1.4, np.asarray(lit, np.float32))
    rolled = np.where(lit > 0.8, 0.8 + 0.2 * np.tanh((lit - 0.8) / 0.2), lit)
    return _kept(picture, to_srgb8(np.asarray(lit * (1 - over) + rolled * over, np.float32)), keep)


def into_gamut(lab: Floats, *, rounds: int = 12) -> Floats:
    """OKLab colours that sRGB can show: chroma is reduced at constant lightness and hue, by bisection."""
    light = from_oklab(lab)
    outside = ((light < -1e-3) | (light > 1.001)).any(-1)
    if not outside.any():
        return lab
    colours = lab[outside]
    low, high = np.zeros(len(colours), np.float32), np.ones(len(colours), np.float32)
    for _ in range(rounds):
        middle = (low + high) / 2
        trial = colours * np.stack([np.ones_like(middle), middle, middle], 1)
        shown = from_oklab(trial)
        fits = ((shown >= -1e-3) & (shown <= 1.001)).all(1)
        low, high = np.where(fits, middle, low), np.where(fits, high, middle)
    out = lab.copy()
    out[outside] = colours * np.stack([np.ones_like(low), low, low], 1)
    return out


def _small(picture: Image8, *, longest_px: int = 512) -> Image8:
    scale = min(1.0, longest_px / max(picture.shape[:2]))
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)


def _cloud(lab: Floats, weight: Plane | None) -> tuple[Floats, Floats]:
    """Mean (3,) and covariance (3, 3) of colours."""
    colours = lab.reshape(-1, 3).astype(np.float64)
    share = np.ones(len(colours)) if weight is None else weight.ravel().astype(np.float64) + 1e-9
    share = share / share.sum()
    mean = share @ colours
    apart = colours - mean
    # a little is added, so that a grey picture has no singular cloud
    return mean, (apart * share[:, None]).T @ apart + np.diag([1e-4, 2e-5, 2e-5])


def _root(matrix: Floats) -> Floats:
    values, vectors = np.linalg.eigh(matrix)
    return np.asarray(vectors @ np.diag(np.sqrt(np.maximum(values, 1e-9))) @ vectors.T)


def _transport(before: Floats, after: Floats) -> Floats:
    root = _root(before)
    inverse = np.linalg.inv(root)
    return np.asarray(inverse @ _root(root @ after @ root) @ inverse)


def _bounded(linear: Floats) -> Floats:
    left, gains, right = np.linalg.svd(linear)
    return np.asarray(left @ np.diag(np.clip(gains, *_GAIN)) @ right)


def _light_field(light: Linear, height: int, width: int) -> Plane:
    """Log luminance as a quadratic over the frame."""
    small = cv2.GaussianBlur(cv2.resize(light, (96, 96), interpolation=cv2.INTER_AREA), (0, 0), 4)
    logs = np.log(luminance(np.asarray(small, np.float32)) + 0.02)
    y, x = np.mgrid[-1:1:96j, -1:1:96j]
    terms = np.stack([x**i * y**j for i in range(3) for j in range(3 - i)], -1).reshape(-1, 6)
    found = np.linalg.lstsq(terms, logs.ravel(), rcond=None)[0]
    field = (terms @ found).reshape(96, 96).astype(np.float32)
    return np.asarray(cv2.resize(field, (width, height), interpolation=cv2.INTER_CUBIC), np.float32)


def _kept(picture: Image8, made: Image8, keep: Matte | None) -> Image8:
    if keep is None:
        return made
    cover = keep[..., None]
    out = np.round(made * (1 - cover) + picture * cover).astype(np.uint8)
    exact: Mask = keep >= EXACT
    out[exact] = picture[exact]
    return out
