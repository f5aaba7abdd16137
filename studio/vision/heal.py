"""Repairs damaged places: patches bring the texture, the surroundings bring the tone."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Image8, Mask, Step, no_step
from studio.vision.patch_fill import fill_hole
from studio.vision.push_pull import push_pull, thickness

_JOIN_PX = 15
"""Damage closer than this is repaired in one go."""
_TONE_FROM_PX = 12.0
"""Damage thicker than this gets its tone from the surroundings."""


def heal(picture: Image8, damage: Mask, *, seed: int = 0, on_step: Step = no_step) -> Image8:
    """The picture with its damage repaired. Outside the damage, grown by one pixel, not a bit changes.

    Args:
        picture: (H, W, 3).
        damage: (H, W) what to repair.
        seed: Seed of the patch search.
        on_step: Hears of each place that is done; may raise to stop.
    """
    grown = cv2.dilate(damage.astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
    out = picture.copy()
    count, groups = cv2.connectedComponents(cv2.dilate(grown.astype(np.uint8), np.ones((_JOIN_PX, _JOIN_PX))))
    for group in range(1, count):
        on_step((group - 1) / max(1, count - 1), f"repairs place {group} of {count - 1}")
        _heal_one(out, grown & (groups == group), grown, seed + group)
    return out


def _heal_one(picture: Image8, hole: Mask, damage: Mask, seed: int) -> None:
    rows, columns = np.flatnonzero(hole.any(1)), np.flatnonzero(hole.any(0))
    extent = max(np.ptp(rows), np.ptp(columns)) + 1
    pad = int(max(32, 1.3 * thickness(hole), 0.25 * extent))
    window = (
        slice(max(0, int(rows[0]) - pad), int(rows[-1]) + pad + 1),
        slice(max(0, int(columns[0]) - pad), int(columns[-1]) + pad + 1),
    )
    part, part_hole, part_damage = picture[window], hole[window], damage[window]
    filled = fill_hole(part, part_hole, source=~part_damage, seed=seed)
    if thickness(part_hole) > _TONE_FROM_PX:
        filled = match_tone(filled, part_hole)
    part[part_hole] = filled[part_hole]


def match_tone(filled: Image8, hole: Mask, *, amount: float = 0.85) -> Image8:
    """Keep the fill's texture and take its slow tones from a robust sheet over the surroundings.

    Args:
        filled: (H, W, 3) the filled picture.
        hole: (H, W) what was filled.
        amount: How far the tone follows, 0 to 1.
    """
    thick = thickness(hole)
    sigma = float(np.clip(thick * 0.10, 1.5, 16))
    reach = max(4, int(0.35 * thick))
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * reach + 1, 2 * reach + 1))
    ring = (cv2.dilate(hole.astype(np.uint8), disc) > 0) & ~hole
    if not ring.any():
        return filled
    seen = filled.astype(np.float32)
    lab = np.asarray(cv2.cvtColor(seen / 255, cv2.COLOR_RGB2Lab), np.float32)
    slow = cv2.GaussianBlur(lab, (0, 0), sigma)
    usual = np.median(slow[ring], 0)
    off = np.linalg.norm(slow - usual, axis=-1)
    scale = max(1.4826 * float(np.median(off[ring])), 2.0)
    # hardware and seams on the rim are far from the usual colour: they do not drive the tone
    weight = (ring * np.exp(-((off / (2 * scale)) ** 2))).astype(np.float32)
    sharp_off = np.linalg.norm(lab - usual, axis=-1)
    near = ((~hole) * np.exp(-((sharp_off / (3 * scale)) ** 2)) + 1e-4 * ~hole).astype(np.float32)
    around = cv2.GaussianBlur(seen * near[..., None], (0, 0), sigma)
    around = around / np.maximum(cv2.GaussianBlur(near, (0, 0), sigma), 1e-4)[..., None]
    sheet = push_pull(np.asarray(around, np.float32), weight)
    trust = np.exp(-((off / (3.5 * scale)) ** 2))
    share = cv2.GaussianBlur(hole.astype(np.float32), (0, 0), max(1.0, sigma * 0.5)) * hole * amount * trust
    toned = seen + share[..., None] * (sheet - cv2.GaussianBlur(seen, (0, 0), sigma))
    return np.clip(np.round(toned), 0, 255).astype(np.uint8)


def spot_mask(
    height: int,
    width: int,
    *,
    boxes: Sequence[Sequence[float]] = (),
    circles: Sequence[Sequence[float]] = (),
    lines: Sequence[tuple[Sequence[Sequence[float]], float]] = (),
) -> Mask:
    """(H, W) of damaged places given as fractions of the picture.

    Args:
        height: Pixels.
        width: Pixels.
        boxes: x, y, width, height.
        circles: Centre x, centre y, radius as a fraction of the width.
        lines: Points of a scratch and its thickness as a fraction of the width.
    """
    mask: NDArray[np.uint8] = np.zeros((height, width), np.uint8)
    for x, y, w, h in boxes:
        mask[round(y * height) : round((y + h) * height), round(x * width) : round((x + w) * width)] = 1
    for x, y, radius in circles:
        cv2.circle(mask, (round(x * width), round(y * height)), max(1, round(radius * width)), 1, -1)
    for points, thick in lines:
        corners = np.round(np.asarray(points, np.float64) * (width, height)).astype(np.int32)
        cv2.polylines(mask, [corners], isClosed=False, color=1, thickness=max(1, round(thick * width)))
    return mask > 0
