"""Inside the part that may change: what was asked of it, as far as that can be measured."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from skimage.color import deltaE_ciede2000

from studio.core.evidence import Measure
from studio.core.limits import Limits
from studio.core.words import Job
from studio.evidence.changes import box_in_after
from studio.evidence.identity import CRITERION
from studio.evidence.pair import Mask, Pair, Plane
from studio.evidence.texture import texture_kept
from studio.vision.colour import hex_to_lab, to_lab
from studio.vision.subject import bounding_box

_NEAR_PX, _FAR_PX = 6, 14
_FLAT = 0.35
"""Fine contrast of a repaired part over its surroundings' below which it looks wiped."""
_STEP = 3.0
"""Lab step that an eye finds at a joint."""


def asked_measures(pair: Pair, limits: Limits, *, job: Job, colour: str | None, strength: float) -> Iterator[Measure]:
    """What was asked inside a region that may change.

    Args:
        pair: The registered pair over that region.
        limits: When it is worth a look.
        job: The kind of edit.
        colour: The colour it should take, `#rrggbb`.
        strength: How far it should go there, 0 to 1.
    """
    inside = np.asarray((pair.matte > 0.5) & pair.laid[1])
    if inside.sum() < 30:
        return
    if job is Job.DETAIL_REPAIR:
        yield _repair(pair, inside)
    elif colour is not None:
        yield _recolour(pair, inside, limits, colour=colour, strength=strength)
    elif job is Job.REFERENCE_EDIT:
        yield Measure(name="asked part", criterion=CRITERION, flag="unknown",
                      says="Nothing measurable was asked of the part that may change: look at it.")  # fmt: skip


def _recolour(pair: Pair, inside: Mask, limits: Limits, *, colour: str, strength: float) -> Measure:
    first, second = to_lab(pair.before), to_lab(pair.laid[0])
    was, now = np.median(first[inside], axis=0), np.median(second[inside], axis=0)
    wanted = hex_to_lab(colour) * strength + was * (1 - strength)
    apart = float(deltaE_ciede2000(now, wanted))
    texture = texture_kept(pair.product, least=3)
    off = apart > limits.asked_colour
    lost = texture is not None and texture.alike < limits.asked_texture
    says = f"The part's colour is ΔE2000 {apart:.0f} from the {colour} that was asked"
    says += ", and its texture did not stay." if lost else ", and its texture stayed." if texture else "."
    return Measure(name="asked colour", criterion=CRITERION, flag="look" if off or lost else "fine", says=says,
                   value=round(apart, 1), unit="ΔE2000", limit=limits.asked_colour)  # fmt: skip


def _repair(pair: Pair, inside: Mask) -> Measure:
    before, after = to_lab(pair.before), to_lab(pair.laid[0])
    place = box_in_after(pair, bounding_box(inside))

    def said(flag: str, says: str) -> Measure:
        return Measure.model_validate(
            {"name": "repair", "criterion": CRITERION, "flag": flag, "says": says, "place": place}
        )

    changed = float(np.percentile(np.linalg.norm(cv2.GaussianBlur(before - after, (0, 0), 1.0)[inside], axis=-1), 90))
    if changed < 1.0:
        return said("look", "Nothing changed where the repair was asked.")
    step, usual = _joint(after, inside, pair.laid[1])
    if step > max(_STEP, 2.5 * usual):
        return said("look", f"The repaired part can be seen: its colour steps by ΔE {step:.1f} at its edge.")
    fine = np.abs(after[..., 0] - cv2.GaussianBlur(after[..., 0], (0, 0), 2.0))
    around = _ring(inside, _NEAR_PX, _FAR_PX) & pair.laid[1]
    if around.any() and fine[inside].mean() < _FLAT * fine[around].mean() and fine[around].mean() > 0.5:
        return said("look", "The repaired part is smoother than what surrounds it.")
    return said("fine", f"The repaired part joins what surrounds it (ΔE {step:.1f} at its edge).")


def _joint(lab: Plane, inside: Mask, seen: Mask) -> tuple[float, float]:
    """Median step of tone across a region's edge, and the usual one a little further out, ΔE*ab."""
    inner = inside & ~(cv2.erode(inside.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)
    outer, further = _ring(inside, 2, _NEAR_PX) & seen, _ring(inside, _NEAR_PX + 4, _FAR_PX) & seen
    means = [_near_mean(lab, ring) for ring in (inner, outer, further)]
    edge = _ring(inside, 0, 3)
    step, usual = (
        np.linalg.norm(cv2.GaussianBlur(one - other, (0, 0), 4.0)[edge], axis=-1)
        for one, other in ((means[0], means[1]), (means[1], means[2]))
    )
    return float(np.median(step)), float(np.median(usual))


def _near_mean(lab: Plane, ring: Mask) -> Plane:
    """Mean colour of a ring's pixels near every place."""
    weight = ring.astype(np.float32)
    amount = cv2.GaussianBlur(weight, (0, 0), _NEAR_PX)[..., None] + 1e-5
    return np.asarray(cv2.GaussianBlur(lab * weight[..., None], (0, 0), _NEAR_PX) / amount, np.float32)


def _ring(inside: Mask, start_px: int, end_px: int) -> Mask:
    """What lies so far outside a region."""
    distance = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray((distance > start_px) & (distance <= end_px))
