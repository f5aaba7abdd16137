"""A logo or insert put onto a surface."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Floats, Image8, Linear, Plane
from studio.vision.colour import luminance, to_linear, to_srgb8

_SHADE = 0.85
"""How far a print follows the surface's own light and dark."""


def place(
    picture: Image8,
    insert: NDArray[np.uint8],
    *,
    box: Sequence[float],
    angle_deg: float = 0.0,
    blend: str = "print",
    wrap: float = 0.3,
) -> Image8:
    """The insert fitted into a box without distortion.

    Args:
        picture: (H, W, 3).
        insert: (h, w, 4) with alpha.
        box: x, y, width, height as fractions of the picture.
        angle_deg: Turned counter-clockwise.
        blend: `print` follows the surface's shading, `emboss` presses it in, `plain` lays it on top.
        wrap: How much of the surroundings' light spills over its edge, 0 to 1.
    """
    height, width = picture.shape[:2]
    colours, cover = _warped(insert, _placement(insert, box, angle_deg, height, width), height, width)
    surface = to_linear(picture)
    if blend == "emboss":
        made = _embossed(surface, cover, max(1.0, box[2] * width / 220))
    else:
        light = colours if blend == "plain" else colours * _shading(surface, cover)[..., None]
        light = _wrapped(light, surface, cover, wrap, box[2] * width)
        made = surface * (1 - cover[..., None]) + light * cover[..., None]
    out = to_srgb8(np.asarray(made, np.float32))
    untouched = np.asarray(cv2.dilate(cover, np.ones((9, 9)))) < 1e-3 if blend == "emboss" else cover < 1e-3
    out[untouched] = picture[untouched]
    return out


def _placement(insert: NDArray[np.uint8], box: Sequence[float], angle_deg: float, height: int, width: int) -> Floats:
    """(2, 3) from the insert's pixels to the picture's: fitted, centred, turned."""
    scale = min(box[2] * width / insert.shape[1], box[3] * height / insert.shape[0])
    centre = (box[0] + box[2] / 2) * width, (box[1] + box[3] / 2) * height
    move = np.asarray(cv2.getRotationMatrix2D((insert.shape[1] / 2, insert.shape[0] / 2), angle_deg, scale))
    move[:, 2] += np.array(centre) - (insert.shape[1] / 2, insert.shape[0] / 2)
    return np.asarray(move, np.float64)


def _warped(insert: NDArray[np.uint8], move: Floats, height: int, width: int) -> tuple[Linear, Plane]:
    """Linear colours and coverage in the picture's frame; alpha is multiplied in first, so that no rim shows."""
    scale = float(np.hypot(move[0, 0], move[0, 1]))
    layer = np.dstack([to_linear(np.ascontiguousarray(insert[..., :3])), insert[..., 3].astype(np.float32) / 255])
    layer[..., :3] *= layer[..., 3:]
    if scale < 1:
        # shrunk by area first: a bilinear warp alone would drop fine strokes
        size = max(1, round(insert.shape[1] * scale)), max(1, round(insert.shape[0] * scale))
        layer = np.asarray(cv2.resize(layer, size, interpolation=cv2.INTER_AREA), np.float32)
        exact = np.diag([insert.shape[1] / size[0], insert.shape[0] / size[1], 1.0])
        shift = np.eye(3)
        shift[:2, 2] = 0.5
        back = np.eye(3)
        back[:2, 2] = -0.5
        move = (back @ np.vstack([move, [0, 0, 1]]) @ exact @ shift)[:2]
    flat = np.asarray(cv2.warpAffine(layer, move, (width, height), flags=cv2.INTER_LINEAR), np.float32)
    cover = np.clip(flat[..., 3], 0, 1)
    return np.asarray(flat[..., :3] / np.maximum(cover[..., None], 1e-4), np.float32), cover


def _shading(surface: Linear, cover: Plane) -> Plane:
    """How light each place is against the surface's usual light there."""
    seen = luminance(surface)
    under = cover > 0.02
    usual = float(np.percentile(seen[under], 60)) if under.any() else 1.0
    return np.asarray(np.clip(seen / max(usual, 1e-3), 0.15, 1.6) ** _SHADE, np.float32)


def _wrapped(light: Linear, surface: Linear, cover: Plane, wrap: float, size: float) -> Linear:
    """Light of the surroundings on the insert's edge."""
    if wrap <= 0:
        return light
    sigma = max(1.0, 0.015 * size)
    outside = 1 - cover
    near = cv2.GaussianBlur(surface * outside[..., None], (0, 0), sigma)
    amount = cv2.GaussianBlur(outside, (0, 0), sigma)
    share = (wrap * amount)[..., None]
    return np.asarray(light * (1 - share) + near / np.maximum(amount, 1e-3)[..., None] * share, np.float32)


def _embossed(surface: Linear, cover: Plane, depth_px: float) -> Linear:
    """The mark pressed in: darker inside, a light and a dark rim."""
    relief = np.asarray(cv2.GaussianBlur(cover, (0, 0), depth_px), np.float32)
    edge = -(cv2.Sobel(relief, -1, 1, 0) + cv2.Sobel(relief, -1, 0, 1)) * 0.9
    pressed = surface * (1 - 0.30 * cover[..., None]) * (1 + np.clip(edge, -0.6, 0.8)[..., None])
    share = np.clip(np.maximum(cover, np.abs(edge) * 2), 0, 1)[..., None]
    return np.asarray(surface * (1 - share) + pressed * share, np.float32)
