"""Whether the product stands: the ground darkens at its foot, against the ground's own gradient beside it.

Of 20 floating products in drawn scenes 16 were said to float and 4 could not be told. On renders in space, whose
photographs show little shadow themselves, 6 of 12 without a shadow and 1 of 5 lifted were, 9 could not be told, and 2
whose shadow touches the foot in the picture were said to stand. None of 90 that stand was said to float.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import cv2
import numpy as np

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import FIT
from studio.evidence.pair import Pair, Plane
from studio.vision.arrays import Image8, Mask
from studio.vision.colour import colour_distance, to_lab

_FOOT = 0.03
"""Columns of the product that end within this share of its height from its lowest row stand on the ground."""
_NEAR, _FAR = (0.0, 0.012), ((0.02, 0.035), (0.10, 0.14))
"""Shares of the product's height below the foot: what must be dark, and what it is compared with."""
_BELOW = (0.02, 0.035, 0.05, 0.065, 0.08)
"""Where a shadow that the product has left begins, with a depth of 0.015."""
_BESIDE = (0.15, 0.3, 0.45, 0.6)
"""Strips of ground beside the product, in shares of its width from it."""
_SPREAD = 5
"""Over how many of its widths a softening reaches."""
_SURE = 1.5
"""How far from a limit, and above what the ground does by itself, something can be told."""
_GROUPS = 4
"""Parts of the foot that must agree."""
_LIGHTENS = -0.05
"""Stops of gap at a foot that stands: the ground gets lighter from there. Of 130 that stand all reach -.09."""
_LOWEST, _SURELY, _SOFT_PX = 0.08, 0.98, 3.0
"""Lowest share of the product that is its foot, coverage from which it counts, and how softly it is compared."""
_OTHER, _MOST_BARE = 15.0, 0.5
"""ΔE*ab from which a place of the foot shows something else, and the share of bare ground from which it is gone."""
_WHITE = 7.97
"""Stops, 8 for white: ground on which a shop wants no shadow at all."""


@dataclass(frozen=True)
class Contact:
    """How the ground looks at a product's foot, in stops."""

    dark: float
    """How much darker it is there than further away, beyond the same difference beside the product."""
    gap: float
    """How much darker it becomes below the foot: a shadow that the product does not touch."""
    unsure: float
    """How much the ground beside the product differs from itself in the same way."""


def standing_measures(pair: Pair, limits: Limits, *, has_halo: bool = False) -> Iterator[Measure]:
    """Whether the product stands on its ground as it does in the photograph; silent where no ground is seen.

    Args:
        pair: The registered pair.
        limits: When it floats.
        has_halo: Whether a ring runs along the product's edge, which hides the ground at its foot.
    """
    after, before = contact(pair.after, pair.matte_after), contact(pair.before, pair.matte)
    if after is None:
        return
    if has_halo:
        says = "Cannot tell whether the product stands: the ring along its edge hides its foot."
        yield _footing("unknown", says, after, limits)
        return
    if not _has_its_foot(pair):
        says = "Cannot tell whether the product stands: its foot is not where it was photographed."
        yield _footing("unknown", says, after, limits)
        return
    floats = _floats(after, limits)
    floated = None if before is None else _floats(before, limits)
    # a shadow further down may belong to something else: only a photograph that surely stands speaks against it
    stood = floated is False or (before is not None and before.gap < _LIGHTENS)
    is_new = stood if after.gap > limits.shadow_gap else floated is not True
    if floats is None or (floats and not is_new):
        says = "Cannot tell whether the product stands: its foot shows too little shadow, here or in the photograph."
        yield _footing("unknown", says, after, limits)
    elif floats:
        lies = "its shadow lies below it" if after.gap > limits.shadow_gap else "no shadow where it stands"
        yield _footing("look", f"The product seems to float: {lies}.", after, limits)
    else:
        yield _footing("fine", "The product stands on its ground.", after, limits)


def _has_its_foot(pair: Pair) -> bool:
    """Whether the edit shows no bare ground where the product's foot is looked for: a car may have lost its wheels."""
    rows = np.flatnonzero((pair.matte > _SURELY).any(1))
    lowest = slice(round(rows[-1] - _LOWEST * (rows[-1] - rows[0])), rows[-1] + 1)
    matte, inside = pair.matte[lowest], pair.laid[1][lowest]
    foot, ground = inside & (matte > _SURELY), inside & (matte < 1 - _SURELY)
    if not foot.any() or not ground.any():
        return True
    before, laid = (
        cv2.GaussianBlur(to_lab(picture[lowest]), (0, 0), _SOFT_PX) for picture in (pair.before, pair.laid[0])
    )
    apart = colour_distance(laid[foot], before[foot])
    bare = (apart > _OTHER) & (colour_distance(laid[foot], np.median(laid[ground], axis=0)) < apart / 2)
    return float(bare.mean()) < _MOST_BARE


def _footing(flag: str, says: str, found: Contact, limits: Limits) -> Measure:
    return Measure.model_validate({
        "name": "footing", "criterion": FIT, "flag": flag, "says": says, "value": round(found.dark, 2),
        "unit": "stops", "limit": limits.grounding,
    })  # fmt: skip


def _floats(found: Contact, limits: Limits) -> bool | None:
    """None when it cannot be told."""
    if found.gap > max(limits.shadow_gap, found.unsure):
        return True
    if found.gap < _LIGHTENS and found.dark >= _SURE * max(limits.grounding, found.unsure):
        return False
    return True if found.unsure < limits.grounding and found.dark < limits.grounding / _SURE else None


def contact(picture: Image8, matte: Plane) -> Contact | None:
    """How the ground looks at the product's foot; None where the frame shows too little of it, or pure white.

    Args:
        picture: (H, W, 3).
        matte: (H, W) the product in it.
    """
    inside = matte > 0.5
    rows, columns = np.nonzero(inside.any(1))[0], np.nonzero(inside.any(0))[0]
    if not len(rows):
        return None
    height, width = int(rows[-1] - rows[0]) + 1, int(columns[-1] - columns[0]) + 1
    last = np.where(inside.any(0), len(inside) - 1 - np.argmax(inside[::-1], 0), -1)
    foot = np.flatnonzero(last > rows[-1] - _FOOT * height)
    blur = max(0.6, 0.002 * height)
    top = max(0, int(rows[-1] - _FOOT * height - _SPREAD * blur))
    light, last = _ground_light(picture[top:], matte[top:] <= 0.02, blur=blur), last - top
    under = _below(light, foot, last[foot], height)
    if under is None or len(foot) < 8 or np.nanmedian(under) > _WHITE:
        return None
    base = int(np.median(last[foot]))
    beside = [
        _below(light, np.arange(start, end), np.full(end - start, base), height)
        for start, end in _strips(int(columns[0]), int(columns[-1]), width)
        if start >= 0 and end <= matte.shape[1] and end - start >= 4
    ]
    profiles = [strip for strip in beside if strip is not None]
    groups = [
        _below(light, part, last[part], height) for part in np.array_split(foot, _GROUPS) if len(foot) >= 4 * _GROUPS
    ]
    dark, unsure = [], 0.0
    for far in _FAR:
        step, aside = _step(under, far, height), _finite(_step(one, far, height) for one in profiles)
        if not np.isfinite(step):
            continue
        dark.append(step - (float(np.median(aside)) if aside else 0.0))
        apart = _finite(_step(group, far, height) for group in groups if group is not None)
        unsure = max(unsure, float(np.std(aside or [0])), float(np.std(apart or [0])) / np.sqrt(_GROUPS))
    gaps = _finite(_at(under, (0.0, 0.015), height) - _at(under, (start, start + 0.015), height) for start in _BELOW)
    return Contact(max(dark), max(gaps), unsure) if dark and gaps else None


def _finite(values: Iterable[float]) -> list[float]:
    return [value for value in values if np.isfinite(value)]


def _strips(left: int, right: int, width: int) -> Iterator[tuple[int, int]]:
    for near, far in itertools.pairwise(_BESIDE):
        yield left - int(far * width), left - int(near * width)
        yield right + int(near * width), right + int(far * width)


def _ground_light(picture: Image8, ground: Mask, *, blur: float) -> Plane:
    """(H, W) linear light of the ground in stops, softened, 8 for white; NaN where the product stands."""
    weight = ground.astype(np.float32)
    linear = ((picture.astype(np.float32) / 255) ** 2.2).mean(-1) * weight
    soft = cv2.GaussianBlur(linear, (0, 0), blur) / np.maximum(cv2.GaussianBlur(weight, (0, 0), blur), 1e-3)
    return np.asarray(np.where(ground, np.log2(soft + 0.004) + 8, np.nan), np.float32)


def _below(light: Plane, columns: Plane, foot: Plane, height: int) -> Plane | None:
    """Median light at each depth under the foot, in pixels of the picture; NaN below the frame."""
    depth = np.arange(int(0.2 * height) + 2)
    rows = foot[:, None] + 2 + depth
    seen = np.where(rows < len(light), light[np.minimum(rows, len(light) - 1), columns[:, None]], np.nan)
    counted = np.asarray(np.isfinite(seen).any(0))
    if not counted[: max(3, int(0.05 * height))].all():
        return None
    found = np.full(len(depth), np.nan, np.float32)
    found[counted] = np.nanmedian(seen[:, counted], axis=0)
    return found


def _step(profile: Plane, far: tuple[float, float], height: int) -> float:
    return _at(profile, far, height) - _at(profile, _NEAR, height)


def _at(profile: Plane, part: tuple[float, float], height: int) -> float:
    """Median of a part of the profile, NaN where the frame ends before it."""
    start = int(part[0] * height)
    values = profile[start : max(start + 2, int(part[1] * height))]
    return float(np.median(values)) if len(values) else float("nan")
