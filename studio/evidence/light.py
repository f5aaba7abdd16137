"""Where the light comes from: on the product against the photograph, and on the ground at its foot.

A shadow on the other side than photographed was seen in 14 of 14 drawn scenes and in 8 of 11 rendered in space, a
product relit from the other side in 9 of 11; of 42 lit from the same side no shadow was called wrong. The colour of a
scene's light cannot be told from the colour of its walls, nor its hardness from their texture: nothing is said of them.
"""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import FIT, IDENTITY
from studio.evidence.pair import Pair, Plane
from studio.vision.arrays import Image8
from studio.vision.light_gain import light_gain

_TALL_PX = 256
"""Height of the product when its light is looked at."""
_BANDS = ((-0.16, -0.08), (-0.08, 0.0), (0.0, 0.05))
"""Rows of ground beside the foot, in shares of the product's height from it."""
_BESIDE = (0.03, 0.25)
"""How far from the product, in shares of its height."""
_AS_PHOTOGRAPHED = 0.1
"""Stops between the product's sides up to which its light comes from where it came in the photograph."""
_HUE = 0.35
"""Share of a difference that may be colour: a shadow hardly changes the colour of the ground."""


def light_measures(pair: Pair, limits: Limits) -> Iterator[Measure]:
    """Whether the product is lit from another side than photographed, and whether its scene is."""
    turned = turned_light(pair)
    if turned is not None and abs(turned) > limits.light_side:
        side, other = ("right", "left") if turned > 0 else ("left", "right")
        yield Measure(
            name="light on product", criterion=IDENTITY, flag="look", value=round(turned, 2), unit="stops",
            limit=limits.light_side,
            says=f"The product is lit more from the {side} than photographed: {abs(turned):.1f} stops against its "
            f"{other}.",
        )  # fmt: skip
    before, after = shadow_side(pair.before, pair.matte), shadow_side(pair.after, pair.matte_after)
    if before is None or after is None or min(abs(before), abs(after)) < limits.shadow_side:
        return
    crossed = before * after < 0
    if crossed and (turned is None or abs(turned) > _AS_PHOTOGRAPHED):
        return
    lit, fell = ("left", "right") if before > 0 else ("right", "left")
    yield Measure(
        name="light", criterion=FIT, flag="look" if crossed else "fine", value=round(after, 2),
        unit="stops", limit=limits.shadow_side,
        says=f"The ground is darker on the product's {lit}, as if lit from the {fell}; the product was photographed "
        f"with the light from the {lit}." if crossed else "The ground is darker on the same side as in the photograph.",
    )  # fmt: skip


def turned_light(pair: Pair) -> float | None:
    """By how many stops the right of the product gained light on its left since the photograph; None when unseen."""
    part = pair.product
    if part.seen.sum() < 400:
        return None
    scale = min(1.0, _TALL_PX / part.seen.shape[0])
    was, now = (_smaller(one.astype(np.float32) / 255, scale) for one in (part.before, part.laid[0]))
    sure = _smaller(part.seen.astype(np.float32), scale) > 0.99
    return light_gain(was, now, sure).sideways if sure.sum() >= 200 else None


def shadow_side(picture: Image8, matte: Plane) -> float | None:
    """By how many stops the ground left of the foot is lighter than right of it; None where it cannot be told.

    Args:
        picture: (H, W, 3).
        matte: (H, W) the product in it.
    """
    rows = np.nonzero((matte > 0.5).any(1))[0]
    if not len(rows):
        return None
    scale = min(1.0, _TALL_PX / (int(rows[-1] - rows[0]) + 1))
    seen, cover = _smaller(picture, scale), _smaller(matte.astype(np.float32), scale)
    light = np.log2((cv2.GaussianBlur(seen, (0, 0), 1.5).astype(np.float32) / 255) ** 2.2 + 0.01)
    light[cv2.dilate((cover > 0.02).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0] = np.nan
    rows = np.nonzero((cover > 0.5).any(1))[0]
    height, base = int(rows[-1] - rows[0]) + 1, int(rows[-1])
    apart = []
    for top, bottom in _BANDS:
        band = slice(max(0, int(base + top * height)), int(base + bottom * height))
        columns = np.nonzero((cover[band] > 0.5).any(0))[0]
        if band.stop >= len(light) or not len(columns):
            continue
        near, far = (int(share * height) for share in _BESIDE)
        left = light[band, max(0, int(columns[0]) - far) : max(0, int(columns[0]) - near)].reshape(-1, 3)
        right = light[band, int(columns[-1]) + near : int(columns[-1]) + far].reshape(-1, 3)
        if min(np.isfinite(left[:, 0]).sum(), np.isfinite(right[:, 0]).sum()) < 20:
            continue
        apart.append(np.nanmedian(left, 0) - np.nanmedian(right, 0))
    if len(apart) < 2:
        return None
    means = [float(one.mean()) for one in apart]
    whole = np.mean(apart, axis=0)
    same = all(one * means[0] > 0 for one in means)
    return float(whole.mean()) if same and np.ptp(whole) < _HUE * abs(whole.mean()) + 0.1 else None


def _smaller(plane: Plane, scale: float) -> Plane:
    return np.asarray(cv2.resize(plane, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA))
