"""Where an edit lies on its photograph so exactly, and in so near a tone, that what is fine can be compared."""

from __future__ import annotations

import cv2
import numpy as np

from studio.evidence.pair import Pair, Plane
from studio.vision.arrays import Mask
from studio.vision.colour import colour_distance

_SMALL = 8
_STRUCTURE = 4.0
"""L* of a band-passed edge that two pictures must share; textures lie below it."""
_NEAR, _FAR = 3.0, 12.0
"""Spread over which edges speak for what lies around them, in cells of 8 pixels; far ones where none are near."""
_LITTLE, _LEAST = 0.03, 0.001
_ALIGNED = 0.8
"""Correlation of the edges from which they lie on each other: good edits have .9 everywhere, stretched ones do not."""
_OTHER_HUE = 10.0
"""Distance in a*b* from which a place has another colour."""
_OTHER_LIGHT = 1.1
"""Ratio of lightness (L* + 16), over what is usual in the edit, from which a place is lit otherwise."""


def aligned(pair: Pair) -> Mask:
    """(H, W) where the photograph's own edges, or the nearest ones, stand in the edit at their place.

    Args:
        pair: The pair cut to its region, whose edges are looked at; the answer goes on beyond it.
    """
    first, second = (cv2.GaussianBlur(lab[..., 0], (0, 0), 1.5) - tone[..., 0]
                     for lab, tone in zip(pair.lab, pair.tones, strict=True))  # fmt: skip
    strong = cv2.dilate((np.abs(first) > _STRUCTURE).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    here = np.asarray(strong & pair.seen, np.float32)
    if not here.any():  # nothing contradicts the registration
        return np.ones(here.shape, bool)
    both, one, other = (_gathered(plane * here) for plane in (first * second, first * first, second * second))
    alike = both / np.sqrt(np.maximum(one * other, 1e-12))
    whole = cv2.resize(np.asarray(alike, np.float32), first.shape[1::-1], interpolation=cv2.INTER_LINEAR)
    return np.asarray(whole > _ALIGNED)


def _gathered(plane: Plane) -> Plane:
    """Sums around every place, of far places where near ones have little."""
    height, width = plane.shape
    small = cv2.resize(plane, (max(1, width // _SMALL), max(1, height // _SMALL)), interpolation=cv2.INTER_AREA)
    near, far = (cv2.GaussianBlur(small, (0, 0), spread) for spread in (_NEAR, _FAR))
    return np.asarray(near + _LITTLE * far + _LEAST * small.mean(), np.float32)


def alike_in_tone(pair: Pair) -> Mask:
    """(H, W) where the edit has about the photograph's colour and light."""
    first, second = pair.tones
    turned = colour_distance(first[..., 1:], second[..., 1:])
    gain = gain_of_light(pair)
    gain = gain / np.median(gain[pair.seen])
    return np.asarray((turned < _OTHER_HUE) & (gain < _OTHER_LIGHT) & (gain > 1 / _OTHER_LIGHT))


def gain_of_light(pair: Pair) -> Plane:
    """(H, W) what the edit's L* + 16 must be multiplied by to be the photograph's; shading multiplies it."""
    first, second = (tone[..., 0] + 16 for tone in pair.tones)
    return np.asarray(first / np.maximum(second, 1), np.float32)
