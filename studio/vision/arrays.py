"""The arrays that pixel work passes around."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Image8 = NDArray[np.uint8]
"""(H, W, 3) sRGB, red first, 0 to 255."""
Floats = NDArray[np.floating[Any]]
"""Numbers of any precision; what is kept is single."""
Linear = Floats
"""(H, W, 3) linear light, 0 to 1, above 1 for light sources."""
Matte = Floats
"""(H, W) coverage, 0 to 1; 1 inside the subject."""
Plane = Floats
"""(H, W) values of one kind."""
Mask = NDArray[np.bool_]
"""(H, W) yes or no."""
Step = Callable[[float, str], None]
"""Hears how far the work is, 0 to 1, and what comes next; may raise to stop it between two steps."""

WORK_PX = 1280
"""Longest side at which smooth things (backdrops, shadows, plates) are made; they are enlarged afterwards."""


def no_step(fraction: float, label: str) -> None:
    """Hears nothing."""
