"""What became of the fine texture of what must stay."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.core.evidence import Measure
from studio.core.limits import Limits
from studio.evidence.pair import Pair, Plane

_TILE = 32
_TEXTURE = 0.6
"""Least standard deviation of L* in a tile that has a texture to lose."""
_OVER_GRAIN = 4.0
"""Power over that of the photograph's grain from which a tile has a texture and not only noise."""
_ANEW = 0.9
"""Strength over the photograph's from which a lost texture was made anew and not smoothed away."""
_LOST = 0.6
"""Slope below which a tile's texture is no longer the photograph's."""


@dataclass(frozen=True)
class Texture:
    """What became of the fine texture."""

    kept: float
    """How much of the photograph's own is still there, median over tiles; 1 is all of it."""
    lost: float
    """Share of the textured tiles in which it is not."""
    energy: float
    """Strength of what stands where it is lost, over the photograph's; about 1 where it was made anew."""
    alike: float
    """Correlation with the photograph's, whatever its strength, median over tiles."""


def texture_kept(pair: Pair, *, least: int = 8) -> Texture | None:
    """How much of the photograph's own fine texture is still there; None where it has none.

    The slope of the edit's band-passed lightness on the photograph's, tile by tile away from edges, the best of nine
    shifts. Grain that an engine adds is not correlated and counts for nothing.

    Args:
        pair: The pair cut to its region.
        least: Fewest textured tiles of 32 pixels that say anything.
    """
    first, second = (
        cv2.GaussianBlur(lab[..., 0], (0, 0), 0.8) - cv2.GaussianBlur(lab[..., 0], (0, 0), 3.0) for lab in pair.lab
    )
    strong = cv2.dilate((np.abs(first) > 6).astype(np.uint8), np.ones((7, 7), np.uint8)) > 0
    usable = (pair.seen & ~strong).astype(np.float32)
    tiles = (max(1, first.shape[1] // _TILE), max(1, first.shape[0] // _TILE))

    def mean(plane: Plane) -> Plane:
        return np.asarray(cv2.resize(plane, tiles, interpolation=cv2.INTER_AREA), np.float32)

    weight = mean(usable)
    power = mean(first * first * usable)
    textured = (weight > 0.4) & (power > max(_TEXTURE**2, _OVER_GRAIN * pair.grain**2) * weight)
    if textured.sum() < least:
        return None
    best = np.full(power.shape, -1.0, np.float32)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            moved = np.roll(second, (down, right), (0, 1))
            best = np.maximum(best, mean(first * moved * usable) / np.maximum(power, 1e-6))
    slopes = best[textured]
    energies = np.sqrt(mean(second * second * usable) / np.maximum(power, 1e-6))[textured]
    gone = slopes <= max(_LOST, float(np.median(slopes)))
    return Texture(
        float(np.median(slopes)), float((slopes < _LOST).mean()), float(np.median(energies[gone])),
        float(np.median(slopes / np.maximum(energies, 1e-3))),
    )  # fmt: skip


def texture_measure(found: Texture, limits: Limits) -> Measure:
    """Whether the fine texture is the photograph's, was smoothed away, or was made anew."""
    gone = found.kept < limits.texture_kept or found.lost > limits.texture_lost
    what = "made anew" if found.energy > _ANEW else "smoothed away"
    if gone:
        part = "The fine texture" if found.kept < limits.texture_kept else f"{found.lost:.0%} of the fine texture"
        says = f"{part} is {what}."
    else:
        says = f"{min(1.0, found.kept):.0%} of the fine texture that could be measured is the photograph's."
    return Measure(
        name="texture", criterion="subject identity", flag="look" if gone else "fine", value=round(found.kept, 2),
        limit=limits.texture_kept, says=says,
    )  # fmt: skip
