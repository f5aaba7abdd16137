"""How much of a picture is in the colours of its brand."""

from __future__ import annotations

from collections.abc import Mapping

import cv2
import numpy as np
from skimage.color import deltaE_ciede2000

from studio.core.attempts.evidence import Measure
from studio.core.attempts.review import BRAND
from studio.core.recipe.brand import BrandColour
from studio.vision.arrays import Image8
from studio.vision.colour import hex_to_lab, to_lab

_SIDE_PX = 320
_LEAST = 0.005
"""Share of the picture from which a colour counts as being there."""


def brand_colours(palette: Mapping[str, BrandColour], picture: Image8) -> Measure:
    """Which colours of a palette are in a picture, by CIEDE2000 (Sharma et al. 2005) within each one's tolerance.

    Args:
        palette: Colours by name, at least one.
        picture: (H, W, 3) the edit.
    """
    scale = min(1.0, _SIDE_PX / max(picture.shape[:2]))
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    lab = to_lab(np.asarray(small, np.uint8))
    shares = {
        name: float((deltaE_ciede2000(lab, np.broadcast_to(hex_to_lab(one.colour), lab.shape)) <= one.tolerance).mean())
        for name, one in palette.items()
    }
    seen = {name: share for name, share in shares.items() if share >= _LEAST}
    if not seen:
        says = "None of the brand's colours takes as much as half a percent of the picture."
        return Measure(name="brand colours", criterion=BRAND, flag="look", says=says, value=0.0)
    parts = [f"{name} {share:.0%}" if share >= 0.01 else f"{name} under 1%" for name, share in seen.items()]
    unseen = [name for name in shares if name not in seen]
    rest = f"; not there: {', '.join(unseen)}" if unseen else ""
    says = f"Of the picture, in the brand's colours: {', '.join(parts)}{rest}."
    return Measure(name="brand colours", criterion=BRAND, flag="fine", says=says, value=round(max(seen.values()), 3))
