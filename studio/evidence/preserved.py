"""What stayed, pixel for pixel."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from studio.core.attempts.evidence import Measure

_ALIKE = 0.02
"""Least share of identical pixels that makes two pictures of one size worth comparing pixel by pixel."""


def preserved_measures(before: NDArray[np.uint8], after: NDArray[np.uint8]) -> Iterator[Measure]:
    """How much of the source is still there without a change, for pictures (H, W, 3) that share a frame."""
    if before.shape != after.shape:
        return
    same = (before == after).all(-1)
    share = float(same.mean())
    if share < _ALIKE:
        return
    yield Measure(
        name="preserved pixels", criterion="subject identity", flag="fine", value=round(share, 4),
        says=f"{int(share * 100)}% of the picture is the photograph, bit for bit.",
    )  # fmt: skip
