"""What became of the fine texture of what must stay."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from studio.core.attempts.evidence import Flag, Limits, Measure
from studio.core.attempts.review import IDENTITY
from studio.evidence.alignment import gain_of_light
from studio.evidence.pair import Pair, Plane
from studio.vision.arrays import Mask

_TILE = 32
_TEXTURE = 0.45
"""Least standard deviation of L* in a tile that has a texture to lose."""
_OVER_GRAIN = 3.0
"""Power over that of the photograph's grain from which a tile has a texture and not only noise."""
_EDGE, _EDGE_PX = 6.0, 9
"""L* of an edge, and its width with what a band-pass leaves beside it: no texture."""
_WEAKER = 0.9
"""Correlation from which a texture is the photograph's and only weaker, as compression leaves it."""
_ANEW = 0.7
"""Strength over the photograph's from which a lost texture was made anew and not smoothed away."""
_MUCH = 0.4
"""Share of a texture above which it is not called lost as a whole: compression and grain weaken it as well."""
_MOSTLY, _HERE_AND_THERE = 0.5, 0.1
"""Share of what can be measured that must have a texture, and share of this that may be lost, before a texture is said
to be the photograph's: the lettering and seams of a plain thing stay whatever becomes of its surface."""
_FREE = 0.2
"""Share of a tile that must be free of edges."""
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
    covers: float = 1.0
    """Share of what could be measured that has a texture, or of the photograph's pixels where they are nearly all."""


def texture_kept(pair: Pair, place: Mask, *, least: int = 8) -> Texture | None:
    """How much of the photograph's own fine texture is still there; None where it has none.

    The slope of the edit's band-passed lightness on the photograph's, each over its own lightness, tile by tile away
    from edges, the best of nine shifts. Grain that an engine adds is not correlated and counts for nothing.

    Args:
        pair: The pair cut to its region.
        place: (H, W) where the two can be compared.
        least: Fewest textured tiles of 32 pixels that say anything.
    """
    first, second = (
        cv2.GaussianBlur(lab[..., 0], (0, 0), 0.8) - cv2.GaussianBlur(lab[..., 0], (0, 0), 3.0) for lab in pair.lab
    )
    second = second * gain_of_light(pair)
    edges = (np.maximum(np.abs(first), np.abs(second)) > _EDGE).astype(np.uint8)
    strong = cv2.dilate(edges, np.ones((_EDGE_PX, _EDGE_PX), np.uint8)) > 0
    usable = (pair.seen & place & ~strong).astype(np.float32)
    tiles = (max(1, first.shape[1] // _TILE), max(1, first.shape[0] // _TILE))

    def mean(plane: Plane) -> Plane:
        return np.asarray(cv2.resize(plane, tiles, interpolation=cv2.INTER_AREA), np.float32)

    weight = mean(usable)
    power = mean(first * first * usable)
    textured = (weight > _FREE) & (power > max(_TEXTURE**2, _OVER_GRAIN * pair.grain**2) * weight)
    if textured.sum() < least:
        return None
    slope = alike = np.full(power.shape, -1.0, np.float32)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            moved = np.roll(second, (down, right), (0, 1))
            both = mean(first * moved * usable)
            slope = np.maximum(slope, both / np.maximum(power, 1e-6))
            alike = np.maximum(alike, both / np.sqrt(np.maximum(power * mean(moved * moved * usable), 1e-6)))
    slopes, alikes = slope[textured], alike[textured]
    own = pair.copied if pair.copied >= 1 - _HERE_AND_THERE else 0.0
    energies = np.sqrt(mean(second * second * usable) / np.maximum(power, 1e-6))[textured]
    gone = slopes <= max(_LOST, float(np.median(slopes)))
    lost = (slopes < _LOST) & (alikes < _WEAKER)
    return Texture(
        float(np.median(slopes)), float(lost.mean()), float(np.median(energies[gone])), float(np.median(alikes)),
        covers=max(own, float(textured.sum() / max(1, (weight > _FREE).sum()))),
    )  # fmt: skip


def texture_measure(found: Texture, limits: Limits, *, is_as_it_was: bool) -> Measure:
    """Whether the fine texture is the photograph's, smoothed away, or made anew; a new light or angle hides that."""
    whole = found.kept < limits.texture_kept and found.alike < _WEAKER
    flag: Flag = "fine"
    unsure = "Cannot tell whether the fine texture stayed"
    if not whole and found.covers < _MOSTLY:
        flag, says = "unknown", f"{unsure}: only {found.covers:.0%} of it has one."
    elif not whole and found.lost <= _HERE_AND_THERE:
        says = f"{min(1.0, found.kept):.0%} of the fine texture that could be measured is the photograph's."
    elif not whole and found.lost <= limits.texture_lost:
        flag, says = "unknown", f"{unsure}: {found.lost:.0%} of it was not found again."
    elif not is_as_it_was:
        flag, says = "unknown", "Its light, colour or angle changed: cannot tell whether the fine texture stayed."
    elif whole and found.kept > _MUCH:
        flag, says = "unknown", f"{unsure}: {found.kept:.0%} of it was found again."
    else:
        part = "The fine texture" if whole else f"{found.lost:.0%} of the fine texture"
        flag, says = "look", f"{part} is {'made anew' if found.energy > _ANEW else 'smoothed away'}."
    return Measure(name="texture", criterion=IDENTITY, flag=flag, value=round(found.kept, 2),
                   limit=limits.texture_kept, says=says)  # fmt: skip
