"""Inside the part that may change: what was asked of it, as far as that can be measured."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np
from skimage.color import deltaE_ciede2000

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import IDENTITY
from studio.core.recipe.words import Job
from studio.evidence.changes import box_in_after
from studio.evidence.pair import Pair, Plane
from studio.evidence.texture import texture_kept
from studio.vision.arrays import Mask
from studio.vision.colour import colour_distance, hex_to_lab, to_lab
from studio.vision.optics import mean_near
from studio.vision.subject import bounding_box

_NEAR_PX, _FAR_PX = 6, 14
_FLAT = 0.35
"""Fine contrast of a repaired part over its surroundings' below which it looks wiped."""
_TEXTURED, _OVER_GRAIN = 0.6, 1.5
"""Fine contrast in L*, and over the photograph's grain, from which the surroundings have a texture."""
_ALIGNED = 0.5
"""Share of the part that must lie on the photograph."""
_MOVED = 0.6
"""The part is what changed at least so much of its strongest change: a scope has a margin."""
_UNMOVED = 8.0
"""Change, ΔE*ab, below which nothing took another colour."""
_LIGHT = (0.22, 1.3)
"""Light on a part, over that in which a colour is named: from deep shade to the full light of a lamp."""
_STEP = 3.0
"""Lab step that an eye finds at a joint."""
_RIM_PX = 15
_VEIL = (0.0, 0.02, 0.04, 0.06)
"""White light that a glossy part mirrors, over that of white paper."""


def asked_measures(
    pair: Pair, limits: Limits, *, job: Job, colour: str | None, strength: float, place: Mask
) -> Iterator[Measure]:
    """What was asked inside a region that may change.

    Args:
        pair: The registered pair over that region.
        limits: When it is worth a look.
        job: The kind of edit.
        colour: The colour it should take, `#rrggbb`.
        strength: How far it should go there, 0 to 1.
        place: (H, W) where the edit lies on the photograph.
    """
    inside = np.asarray((pair.matte > 0.5) & pair.laid[1])
    if inside.sum() < 30:
        return
    if job is Job.DETAIL_REPAIR or colour is not None:
        if place[inside].mean() < _ALIGNED:
            says = "The edit does not lie on the photograph there: cannot tell whether it is as asked."
            yield _said("repair" if job is Job.DETAIL_REPAIR else "asked colour", "unknown", says)
        elif job is Job.DETAIL_REPAIR:
            yield _repair(pair, inside)
        elif colour is not None:
            yield _recolour(pair, inside, limits, colour=colour, strength=strength)
    elif job is Job.REFERENCE_EDIT:
        yield _said("asked part", "unknown", "Nothing measurable was asked of the part that may change: look at it.")


def _said(name: str, flag: str, says: str, **more: object) -> Measure:
    return Measure.model_validate({"name": name, "criterion": IDENTITY, "flag": flag, "says": says, **more})


def _recolour(pair: Pair, inside: Mask, limits: Limits, *, colour: str, strength: float) -> Measure:
    """The part's colour against the asked one in any light that the part may stand in; its texture."""
    first, second = (cv2.GaussianBlur(to_lab(picture), (0, 0), 1.0) for picture in (pair.before, pair.laid[0]))
    moved = colour_distance(first, second)
    most = float(np.percentile(moved[inside], 90))
    has_moved = most > _UNMOVED
    part = inside & (moved >= _MOVED * most) if has_moved else inside
    was, now = np.median(first[part], axis=0), np.median(second[part], axis=0)
    wanted = hex_to_lab(colour) * strength + was * (1 - strength)
    shades = _in_any_light(wanted) if has_moved else wanted[None]
    apart = float(deltaE_ciede2000(np.broadcast_to(now, shades.shape), shades).min())
    inner = pair.product
    rows, columns = (
        slice(start, start + side) for start, side in zip(inner.origin[::-1], inner.matte.shape, strict=True)
    )
    texture = texture_kept(inner, _away_from_edge(part)[rows, columns], least=3)
    off = apart > limits.asked_colour
    lost = texture is not None and texture.alike < limits.asked_texture
    allowed = ", its light and shade allowed for" if has_moved else ", and is what it was"
    says = f"The part's colour is ΔE2000 {apart:.0f} from the {colour} that was asked{allowed}"
    says += ", and its texture did not stay." if lost else ", and its texture stayed." if texture else "."
    return _said("asked colour", "look" if off or lost else "fine", says,
                 value=round(apart, 1), unit="ΔE2000", limit=limits.asked_colour)  # fmt: skip


def _away_from_edge(part: Mask) -> Mask:
    """The inner of a part; its new colour makes an edge that is no texture."""
    solid = cv2.morphologyEx(part.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8))
    return np.asarray(cv2.erode(solid, np.ones((_RIM_PX, _RIM_PX), np.uint8)) > 0)


def _in_any_light(colour: Plane) -> Plane:
    """(n, 3) L*a*b* of a surface from shade to full light, bare and under a veil of glare (CIE 15, without its toe)."""
    middle = (colour[0] + 16) / 116
    tristimulus = np.array([middle + colour[1] / 500, middle, middle - colour[2] / 200]) ** 3
    light, veil = (plane.reshape(-1, 1) for plane in np.meshgrid(np.linspace(*_LIGHT, 25), _VEIL))
    x, y, z = np.cbrt(light * tristimulus + veil).T
    return np.stack([116 * y - 16, 500 * (x - y), 200 * (y - z)], -1)


def _repair(pair: Pair, inside: Mask) -> Measure:
    before, after = to_lab(pair.before), to_lab(pair.laid[0])
    place = box_in_after(pair, bounding_box(inside))
    changed = float(np.percentile(np.linalg.norm(cv2.GaussianBlur(before - after, (0, 0), 1.0)[inside], axis=-1), 90))
    if changed < 1.0:
        return _said("repair", "look", "Nothing changed where the repair was asked.", place=place)
    step, usual = _joint(after, before, inside, pair.laid[1])
    if step > max(_STEP, 2.5 * usual):
        says = f"The repaired part can be seen: its colour steps by ΔE {step:.1f} at its edge."
        return _said("repair", "look", says, place=place)
    if _is_wiped(after[..., 0], inside, pair):
        return _said("repair", "look", "The repaired part is smoother than what surrounds it.", place=place)
    return _said(
        "repair", "fine", f"The repaired part joins what surrounds it (ΔE {step:.1f} at its edge).", place=place
    )


def _is_wiped(light: Plane, inside: Mask, pair: Pair) -> bool:
    """Whether a repaired part has far less texture than what surrounds it, where this has any."""
    fine = np.abs(light - cv2.GaussianBlur(light, (0, 0), 2.0))
    around = _ring(inside, _NEAR_PX, _FAR_PX) & pair.laid[1]
    if not around.any():
        return False
    here, there = float(np.median(fine[inside])), float(np.median(fine[around]))
    return there > max(_TEXTURED, _OVER_GRAIN * pair.grain) and here < _FLAT * there


def _joint(lab: Plane, before: Plane, inside: Mask, seen: Mask) -> tuple[float, float]:
    """Median step of tone across a region's edge, as far as the photograph has none, and the usual one further out."""
    inner = inside & ~(cv2.erode(inside.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0)
    outer, further = _ring(inside, 2, _NEAR_PX) & seen, _ring(inside, _NEAR_PX + 4, _FAR_PX) & seen
    edge = _ring(inside, 0, 3)

    def across(picture: Plane, one: Mask, other: Mask) -> Plane:
        means = [mean_near(picture, zone, _NEAR_PX) for zone in (one, other)]
        return np.asarray(cv2.GaussianBlur(means[0] - means[1], (0, 0), 4.0)[edge])

    step, old = across(lab, inner, outer), across(before, inner, outer)
    new = np.minimum(np.linalg.norm(step, axis=-1), np.linalg.norm(step - old, axis=-1))
    return float(np.median(new)), float(np.median(np.linalg.norm(across(lab, outer, further), axis=-1)))


def _ring(inside: Mask, start_px: int, end_px: int) -> Mask:
    """What lies so far outside a region."""
    distance = cv2.distanceTransform((~inside).astype(np.uint8), cv2.DIST_L2, 5)
    return np.asarray((distance > start_px) & (distance <= end_px))
