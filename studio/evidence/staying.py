"""What must stay in an edit, and the changes where nobody knows what might."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import IDENTITY
from studio.core.recipe.words import Job
from studio.evidence.changes import Part, box_in_after, where
from studio.evidence.identity import Kept
from studio.evidence.pair import Plane
from studio.vision.colour import hex_to_lab

_COLOURED = 8.0
"""ΔE*ab in the a*b* plane from which a part changed its colour and not only its light."""
_TURNED_DEG = 50.0
"""Hues further apart than this are two colours in anybody's words."""
_OPENED_PX = 9
_DETAIL = 0.05
"""Share of the picture above which a changed part is no detail."""
_MARGIN = 0.004
"""What may change reaches so much further, as a fraction of the longer side: an engine blends its edge."""


@dataclass(frozen=True)
class Staying:
    """What must stay."""

    region: Plane
    """(H, W) 1 where the photograph must stay."""
    noun: str
    """How a sentence about it begins."""
    is_known: bool = True
    """False when nothing says what may change: then nothing in it is held against the edit."""


def staying(
    job: Job,
    matte: NDArray[np.float32] | None,
    may_change: NDArray[np.float32] | None,
    shape: tuple[int, int],
    *,
    only_sets_copy: bool = False,
) -> Staying | None:
    """What must stay by the job and its scope; None when that is the product and nobody found it.

    Args:
        job: The kind of edit.
        matte: (H, W) the product in the photograph.
        may_change: (H, W) 1 where the edit may change the photograph; None when nothing says so.
        shape: Height and width of the photograph.
        only_sets_copy: Whether the edit only set words, in `may_change`, whatever the recipe's job is.
    """
    if job is Job.LAYOUT_EXTENSION and not only_sets_copy:
        return Staying(np.ones(shape, np.float32), "The old frame")
    if may_change is not None:
        side = 2 * round(_MARGIN * max(shape)) + 1
        grown = cv2.dilate(may_change, np.ones((side, side), np.uint8))
        return Staying(np.asarray(1 - grown, np.float32), "What must stay")
    if job is Job.BACKGROUND_REPLACEMENT:
        return None if matte is None else Staying(matte, "The product")
    return Staying(np.ones(shape, np.float32), "The picture", is_known=False)


def unplaced_changes(kept: Kept, limits: Limits, job: Job, asked_colour: str | None) -> Measure:
    """The largest changes where nothing says what may change; one of another colour than was asked is worth a look."""
    if not kept.parts:
        return Measure(name="changed part", criterion=IDENTITY, flag="unknown", value=0.0, limit=limits.changed_part,
                       says="No changed part was found. Where it may change is not written down.")  # fmt: skip
    parts = sorted(kept.parts, key=lambda part: -part.share)
    odd = _odd(kept, parts, asked_colour)
    place = box_in_after(kept.pair, odd or parts[0].box)
    others = f"; {len(parts)} parts changed in all" if len(parts) > 1 else ""
    is_large = job is Job.DETAIL_REPAIR and parts[0].share > _DETAIL
    if is_large:
        says = (
            f"A repair of a detail was asked, but {parts[0].share:.0%} of the picture changed, {where(place)}{others}."
        )
    elif odd is None:
        says = (f"What may change is not located in the recipe (`scope`), so no change is judged: the largest lies "
                f"{where(place)}{others}.")  # fmt: skip
    else:
        why = "to another colour than was asked" if asked_colour else "in another way than the largest change"
        says = f"A part changed {why}, {where(place)}{others}. Nothing in the recipe says where it may (`scope`)."
    return Measure(name="changed part", criterion=IDENTITY, flag="look" if odd or is_large else "unknown", says=says,
                   value=round(kept.parts[0].strength, 1), limit=limits.changed_part, place=place)  # fmt: skip


def _odd(kept: Kept, parts: list[Part], asked_colour: str | None) -> tuple[int, int, int, int] | None:
    """Box of the largest place whose colour went another way than was asked, or than the largest part's did."""
    first, second = (np.asarray(cv2.GaussianBlur(lab[..., 1:], (0, 0), 2.0)) for lab in kept.pair.lab)
    changed = np.logical_or.reduce([part.mask for part in parts])
    way = second - first
    coloured = changed & (np.hypot(way[..., 0], way[..., 1]) > _COLOURED)
    wanted: Plane
    shown: Plane
    if asked_colour is None:
        inside = parts[0].mask & coloured
        wanted, shown = np.median(way[inside], axis=0) if inside.any() else np.zeros(2), way
    else:
        wanted, shown = np.asarray(hex_to_lab(asked_colour)[1:]), second
    if np.hypot(*wanted) < _COLOURED:
        return None
    hue = np.degrees(np.arctan2(shown[..., 1], shown[..., 0]) - np.arctan2(wanted[1], wanted[0]))
    turned = np.abs((hue + 180) % 360 - 180) > _TURNED_DEG
    odd = coloured & turned & (np.hypot(shown[..., 0], shown[..., 1]) > _COLOURED)
    opened = cv2.morphologyEx(odd.astype(np.uint8), cv2.MORPH_OPEN, np.ones((_OPENED_PX,) * 2, np.uint8))
    count, _, stats, _ = cv2.connectedComponentsWithStats(opened)
    if count < 2:
        return None
    left, top, width, height = (int(value) for value in stats[1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())][:4])
    x, y = left + kept.pair.origin[0], top + kept.pair.origin[1]
    return x, y, x + width, y + height
