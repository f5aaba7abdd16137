"""How the light on a product differs between two pictures of it: a smooth gain for each colour, in stops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Floats, Mask

_GAMMA = 2.2
_DARK = 0.01
"""Linear light added to both, so that black has a ratio."""
_REACH = 0.12
"""Blur radius of the gain over the product's size: what changes faster is print or shape, not light."""
_ODD_STOPS = 1.2
"""A pixel further than this from its neighbourhood counts for almost nothing."""
_SAFE_STOPS, _SAFE_COLOUR = 1.0, 0.5
"""How far a relit product may become darker or lighter, and one colour against the others, in stops."""


@dataclass(frozen=True)
class LightGain:
    """How much lighter, warmer and more one-sided a product is than in another picture."""

    field: Floats
    """(h, w, 3) stops for red, green and blue, smooth."""
    stops: float
    """Lighter (above 0) or darker, over all of it."""
    colour: float
    """Largest difference between two of its colours, in stops."""
    uneven: float
    """By how many stops the gain differs between parts of the product."""
    warmth: float
    """Red against blue, in stops."""
    sideways: float
    """By how many stops its right third gained on its left third."""

    def bounded(self) -> Floats:
        """(h, w, 3) the gain as far as a product can be relit safely."""
        light = self.field.mean(-1, keepdims=True)
        colour = np.clip(self.field - light, -_SAFE_COLOUR / 2, _SAFE_COLOUR / 2)
        return np.asarray(np.clip(light, -_SAFE_STOPS, _SAFE_STOPS) + colour, np.float32)


def light_gain(was: Floats, now: Floats, sure: Mask) -> LightGain:
    """The gain that takes a product's light in one picture to its light in another.

    Args:
        was: (h, w, 3) sRGB, 0 to 1.
        now: (h, w, 3) the same product at the same place.
        sure: (h, w) where both show the product; at least one pixel.
    """
    first, second = (np.log2(_linear(cv2.GaussianBlur(one, (0, 0), 2)) + _DARK) for one in (was, now))
    apart = np.asarray(second - first, np.float32)
    reach = max(2.0, _REACH * float(np.sqrt(sure.sum())))
    middle = np.median(apart[sure], axis=0)
    field = np.broadcast_to(middle, apart.shape)
    for _ in range(2):
        odd = np.abs(apart - field).max(-1)
        weight = np.asarray(sure * np.clip(1 - odd / _ODD_STOPS, 0.02, 1) ** 2, np.float32)
        amount = np.maximum(cv2.GaussianBlur(weight, (0, 0), reach), 1e-5)[..., None]
        near = cv2.GaussianBlur(apart * weight[..., None], (0, 0), reach) / amount
        # where the product is far away its whole gain stands in
        trust = np.clip(amount * 50, 0, 1)
        field = np.asarray(near * trust + middle * (1 - trust), np.float32)
    low, high = np.percentile(field[sure].mean(-1), (3, 97))
    return LightGain(
        np.asarray(field, np.float32), float(middle.mean()), float(np.ptp(middle)), float(high - low),
        float(middle[0] - middle[2]), _sideways(field.mean(-1), sure),
    )  # fmt: skip


def _sideways(light: NDArray[Any], sure: Mask) -> float:
    columns = np.nonzero(sure.any(0))[0]
    third = (int(columns[-1]) - int(columns[0])) // 3
    left, right = slice(0, int(columns[0]) + third + 1), slice(int(columns[-1]) - third, None)
    return float(np.median(light[:, right][sure[:, right]]) - np.median(light[:, left][sure[:, left]]))


def relit(colours: Floats, gain: NDArray[Any]) -> Floats:
    """Colours (h, w, 3) in sRGB, 0 to 1, under a gain in stops."""
    return np.asarray(np.clip(_linear(colours) * np.exp2(gain), 0, 1) ** (1 / _GAMMA), np.float32)


def _linear(colours: NDArray[Any]) -> Floats:
    return np.asarray(np.clip(colours, 0, 1) ** _GAMMA, np.float32)
