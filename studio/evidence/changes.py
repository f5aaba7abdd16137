"""Which parts of a picture changed: a map, its separate parts, and a picture that shows them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from studio.core.attempts.evidence import Flag, Limits, Measure
from studio.core.attempts.review import IDENTITY
from studio.core.subject import Box
from studio.evidence.pair import Pair, Plane
from studio.vision.arrays import Image8, Mask

NO_PART = "No changed part was found in"
"""How the sentence begins that denies any."""
_SOFT_PX = 3.5
"""Spread over which differences are gathered: smaller than a letter of a label."""
_NOISE = 1.0
"""ΔE*ab that grain and compression leave."""
_OF_GRAIN = 4.0
"""Share of the photograph's squared grain that may be gone or made anew, over three channels."""
_SLIP = 0.25
"""Share of the photograph's own squared gradient that a displacement of half a pixel leaves."""
_MOVES_PX, _AROUND_PX = (-3.0, -1.5, 0.0, 1.5, 3.0), 12
"""Moves that a part is tried with, and how much around it is looked at."""
_USUAL, _SCALED = 75, 0.99
"""Percentile of the map that counts as what is usual everywhere, and its value where the map was divided by it."""
_PART = 5.0
"""Strength from which a place belongs to a changed part."""
_PLAIN_TO_SEE = 5.0
"""Times the usual strength from which a part changed that shows with far fewer pixels as well."""


@dataclass(frozen=True)
class Part:
    """One changed part."""

    box: tuple[int, int, int, int]
    """Left, top, right and bottom in pixels of the whole photograph."""
    strength: float
    """Its strongest place on the map."""
    share: float
    """Its pixels over those of everything compared."""
    mask: Mask
    """(H, W) the part, in the frame of the pair it was found in."""


def change_map(pair: Pair) -> Plane:
    """(H, W) squared colour difference over what grain and half a pixel of slip explain, 0 outside the region.

    The global tone is taken out first, and what is usual everywhere in this edit counts as 1. Good edits of 21 products
    reach 13, a rewritten, copied or wiped detail of 0.13 % of the picture 14 to 4,000.
    """
    first, second = (cv2.GaussianBlur(lab, (0, 0), 1.0) for lab in pair.lab)
    seen = pair.seen
    toned = np.dstack([_toned(first[..., k], second[..., k], seen) for k in range(3)])
    weight = seen.astype(np.float32)
    amount = _gathered(weight) + 1e-3
    apart, usual = (_gathered(plane * weight) / amount for plane in (_squared(first - toned), _slope(first)))
    found = apart / (_NOISE**2 + _OF_GRAIN * pair.grain**2 + _SLIP * usual)
    found[~seen] = 0
    everywhere = float(np.percentile(found[seen][::7], _USUAL)) if seen.any() else 1.0
    return np.asarray(found / max(1.0, everywhere), np.float32)


def _toned(first: Plane, second: Plane, seen: Mask) -> Plane:
    """The second plane under the straight line that fits it to the first."""
    here, there = first[seen][::5], second[seen][::5]
    if not len(here) or np.ptp(there) < 1:
        return second
    spread = there - there.mean()
    slope = float((spread * here).mean() / (spread**2).mean())
    offset = float(here.mean() - slope * there.mean())
    if not 0.6 <= slope <= 1.6:
        slope, offset = 1.0, float(np.median(here - there))
    return np.asarray(second * slope + offset, np.float32)


def changed_parts(pair: Pair, limits: Limits, changes: Plane) -> tuple[Part, ...]:
    """The parts of the region that changed, the strongest first; what an engine does everywhere is none.

    Args:
        pair: The pair cut to its region.
        limits: From which strength and size a part counts.
        changes: Its map.
    """
    count, labels, stats, _ = cv2.connectedComponentsWithStats((changes > _PART).astype(np.uint8))
    seen = max(1, int(pair.seen.sum()))
    least = max(limits.changed_px, limits.changed_share * seen)
    found = []
    for number in range(1, count):
        left, top, width, height, area = (int(value) for value in stats[number])
        if area < least:
            continue
        place = (slice(top, top + height), slice(left, left + width))
        inside = labels[place] == number
        strength = float(changes[place][inside].max())
        if strength < limits.changed_part or _is_moved(pair, place, inside, limits):
            continue
        mask = np.zeros(changes.shape, bool)
        mask[place] = inside
        x, y = left + pair.origin[0], top + pair.origin[1]
        found.append(Part((x, y, x + width, y + height), strength, area / seen, mask))
    return tuple(sorted(found, key=lambda part: -part.strength))


def _is_moved(pair: Pair, place: tuple[slice, slice], inside: Mask, limits: Limits) -> bool:
    """Whether a part is the photograph's own, moved by up to three pixels, as an engine redraws strong edges."""
    rows, columns = (slice(max(0, part.start - _AROUND_PX), part.stop + _AROUND_PX) for part in place)
    part = place[0].start - rows.start, place[1].start - columns.start
    here = slice(part[0], part[0] + inside.shape[0]), slice(part[1], part[1] + inside.shape[1])
    first, second = (cv2.GaussianBlur(lab[rows, columns], (0, 0), 1.0) for lab in pair.lab)
    usual = _gathered(_slope(first))[here][inside]
    explained = _NOISE**2 + _OF_GRAIN * pair.grain**2 + _SLIP * usual
    for right, down in itertools.product(_MOVES_PX, repeat=2):
        move = np.array([[1, 0, right], [0, 1, down]], np.float32)
        moved = cv2.warpAffine(second, move, second.shape[1::-1], borderMode=cv2.BORDER_REPLICATE)
        apart = _gathered(_squared(first - moved))[here][inside]
        if float((apart / explained).max()) < limits.changed_part:
            return True
    return False


def _slope(lab: Plane) -> Plane:
    """(H, W) squared gradient over all channels."""
    across, down = (np.asarray(cv2.Sobel(lab, cv2.CV_32F, *way, scale=1 / 8)) for way in ((1, 0), (0, 1)))
    return _squared(across) + _squared(down)


def _squared(lab: Plane) -> Plane:
    """(H, W) squared length over all channels."""
    return np.asarray(np.einsum("...c,...c", lab, lab), np.float32)


def _gathered(plane: Plane) -> Plane:
    return np.asarray(cv2.GaussianBlur(plane, (0, 0), _SOFT_PX), np.float32)


def is_other_everywhere(pair: Pair, changes: Plane) -> bool:
    """Whether grain and slip do not explain a quarter of the region, so that its map was scaled down to it."""
    inside = changes[pair.seen][::7]
    return bool(len(inside)) and float(np.percentile(inside, _USUAL)) > _SCALED


def changed_part(
    pair: Pair, parts: Sequence[Part], limits: Limits, *, noun: str, is_aligned: bool, is_other: bool = False
) -> Measure:
    """The strongest changed part, and how many more there are.

    Args:
        pair: The pair cut to its region.
        parts: What changed there, the strongest first.
        limits: When it is worth a look.
        noun: How a sentence begins with it, for example `The product`.
        is_aligned: Whether the edit lies on the photograph; where it does not, what is small cannot be found.
        is_other: Whether it differs everywhere, which hides what differs more.
    """
    least = limits.changed_part * (_PLAIN_TO_SEE if pair.is_far_smaller else 1)
    places = [box_in_after(pair, part.box) for part in parts if part.strength >= least]
    inside, unsure = noun[0].lower() + noun[1:], "cannot tell whether a small part changed"
    flag: Flag = "unknown"
    if places:
        more = f" {len(places) - 1} more changed, the next {where(places[1])}." if len(places) > 1 else ""
        flag, says = "look", f"A part of {inside} changed, {where(places[0])}.{more}"
    elif pair.is_far_smaller:
        says = f"{noun} has far fewer pixels than in the photograph: {unsure}."
    elif not is_aligned:
        says = f"{noun} does not lie on the photograph: {unsure}."
    elif is_other:
        says = f"{noun} differs a little from the photograph everywhere: {unsure}."
    else:
        flag, says = "fine", f"{NO_PART} {inside}."
    return Measure(
        name="changed part", criterion=IDENTITY, flag=flag, says=says, limit=least,
        value=round(parts[0].strength, 1) if places else 0.0, place=places[0] if places else None,
    )  # fmt: skip


def heat_map(pair: Pair, changes: Plane) -> Image8 | None:
    """(H/2, W/2, 3) the photograph in grey, what changed in yellow to red; None without any change.

    Args:
        pair: The whole pair.
        changes: The map of its region, cut as `pair.product`.
    """
    if changes.max(initial=0) < _PART / 2:
        return None
    whole = np.zeros(pair.core.shape, np.float32)
    left, top = pair.product.origin
    whole[top : top + changes.shape[0], left : left + changes.shape[1]] = changes
    grey = cv2.cvtColor(pair.before[::2, ::2], cv2.COLOR_RGB2GRAY)
    base = np.repeat((grey // 2 + 96)[..., None], 3, -1).astype(np.float32)
    heat = np.clip((np.sqrt(whole[::2, ::2]) - 1.5) / 6, 0, 1)[..., None]
    hot = np.concatenate([np.full_like(heat, 220.0), 190 * (1 - heat), np.full_like(heat, 30.0)], -1)
    cover = np.clip(heat * 2.5, 0, 0.92)
    return np.asarray(np.round(base * (1 - cover) + hot * cover), np.uint8)


def box_in_after(pair: Pair, corners: tuple[int, int, int, int]) -> Box:
    """A box of the photograph, in pixels, as fractions of the edit."""
    left, top, right, bottom = corners
    points = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], float)
    move = pair.registration.to_after
    placed = points @ move[:, :2].T + move[:, 2]
    height, width = pair.after.shape[:2]
    low = np.clip(placed.min(0) / [width, height], 0, 1)
    high = np.clip(placed.max(0) / [width, height], 0, 1)
    x, y = (round(float(v), 4) for v in low)
    w, h = (max(0.001, round(float(v), 4)) for v in high - low)
    return (x, y, min(w, 1 - x) or 0.001, min(h, 1 - y) or 0.001)


def where(box: Box) -> str:
    """A place in words."""
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    rows, columns = ("at the top", "in the middle", "at the bottom"), ("left", "centre", "right")
    return f"{rows[min(2, int(y * 3))]} {columns[min(2, int(x * 3))]}"
