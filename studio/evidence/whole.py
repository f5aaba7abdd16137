"""Whether the whole product was kept: what the engine cut out, against a finder that had no part in it."""

from __future__ import annotations

import cv2
import numpy as np

from studio.core.attempts.evidence import Flag, Limits, Measure
from studio.core.attempts.review import IDENTITY
from studio.evidence.changes import box_in_after, where
from studio.evidence.pair import Pair, Plane, as_large
from studio.vision.arrays import Mask
from studio.vision.colour import colour_distance, to_lab
from studio.vision.subject import bounding_box

_SURE = 0.5
_GONE = 8.0
"""ΔE*ab from which a place no longer shows what was photographed there."""
_THICK = 0.02
"""Parts thinner than this share of the product's size are an edge that two finders draw differently."""


def whole_product(pair: Pair, second: Plane | None, limits: Limits) -> Measure:
    """Parts that stand out with the product in the photograph, that the engine left out, and that are gone.

    Args:
        pair: The registered pair over what the engine took for the product.
        second: (h, w) what an independent finder takes for the product, 0 or 1, any size; None without one.
        limits: When the two finders differ too much.
    """
    if second is None:
        return _unsure("one finder alone knows where it ends, and it cut the product out itself")
    found = _largest(as_large(second, pair.before) > _SURE)
    if not found.any():
        return _unsure("a second finder sees nothing there")
    taken = pair.matte > _SURE
    size = 2 * int(_THICK * np.sqrt(found.sum()) / 2) + 1
    kernel = np.ones((size, size), np.uint8)
    beyond = found & ~(cv2.dilate(taken.astype(np.uint8), kernel) > 0)
    left_out = cv2.morphologyEx(beyond.astype(np.uint8), cv2.MORPH_OPEN, kernel) > 0
    part = _largest(left_out & _gone(pair))
    share = float(part.sum() / found.sum())
    if share > limits.missing:
        place = box_in_after(pair, bounding_box(part))
        says = f"Part of the product seems to be missing, {where(place)} ({share:.0%} of what stands out there)."
        return _found("look", says, share, limits).model_copy(update={"place": place})
    alike = float((found & taken).sum() / max(1, (found | taken).sum()))
    if alike < limits.finders_alike:
        return _unsure(f"two independent ways of finding it agree on {alike:.0%} only")
    says = f"Two independent ways of finding the product agree on {alike:.0%} of it; no part seems to be missing."
    return _found("fine", says, share, limits)


def _found(flag: Flag, says: str, share: float, limits: Limits) -> Measure:
    return Measure(name="missing part", criterion=IDENTITY, flag=flag, value=round(share, 3), limit=limits.missing,
                   says=says)  # fmt: skip


def _unsure(why: str) -> Measure:
    return Measure(name="missing part", criterion=IDENTITY, flag="unknown",
                   says=f"It cannot be told whether the whole product was kept: {why}.")  # fmt: skip


def _gone(pair: Pair) -> Mask:
    """(H, W) where the edit no longer shows the photograph."""
    first, second = (cv2.GaussianBlur(to_lab(picture), (0, 0), 3.0) for picture in (pair.before, pair.laid[0]))
    return np.asarray(colour_distance(first, second) > _GONE)


def _largest(mask: Mask) -> Mask:
    """The largest connected part of a mask."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8))
    if count < 2:
        return np.zeros_like(mask)
    return np.asarray(labels == 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax()))
