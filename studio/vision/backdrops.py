"""Plain backdrops: white, a colour, a paper sweep, a photograph. All in linear light."""

from __future__ import annotations

import numpy as np

from studio.vision.arrays import Image8, Linear
from studio.vision.colour import hex_to_linear, smoothstep, to_linear
from studio.vision.optics import cover_frame, lens_blur
from studio.vision.stage import Stage

PHOTO_BLUR = 0.012
"""How far a photograph behind the product is out of focus by default, as a fraction of the longer side."""


def solid(stage: Stage, *, colour: str = "#ffffff") -> Linear:
    """One colour everywhere."""
    return np.broadcast_to(hex_to_linear(colour), (stage.height, stage.width, 3)).copy()


def sweep(stage: Stage, *, colour: str = "#e9e6e1", floor: str | None = None) -> Linear:
    """Seamless studio paper: a pool of light on the wall, a soft roll into the floor, a slightly brighter floor.

    Args:
        stage: The frame.
        colour: Colour of the wall.
        floor: Colour of the floor; default: the wall's.
    """
    rows, columns = stage.grid()
    u, v = columns / stage.width, rows / stage.height
    horizon = stage.horizon / stage.height
    aspect = stage.width / stage.height
    reach = np.hypot((u - 0.36) * aspect, v - 0.30)
    light = 1 - 0.30 * smoothstep(0.0, 1.15, reach)
    roll = smoothstep(horizon - 0.16, horizon + 0.10, v)
    light = light + 0.06 * roll - 0.10 * smoothstep(horizon + 0.08, 1.15, v)
    light = light - 0.05 * np.exp(-(((v - horizon) / 0.09) ** 2))
    wall, ground = hex_to_linear(colour), hex_to_linear(floor or colour)
    base = wall * (1 - roll[..., None]) + ground * roll[..., None]
    warm = np.stack([1 + 0.015 * (1 - reach), np.ones_like(reach), 1 - 0.015 * (1 - reach)], -1)
    return np.asarray(base * np.clip(light, 0.2, 1.15)[..., None] * 1.03 * warm, np.float32)


def photograph(stage: Stage, *, picture: Image8, blur: float = PHOTO_BLUR) -> Linear:
    """A photograph that fills the frame, a little out of focus.

    Args:
        stage: The frame.
        picture: The photograph, any size.
        blur: Radius of the lens blur as a fraction of the longer side; 0 keeps it sharp.
    """
    filled = cover_frame(picture, stage.height, stage.width)
    return lens_blur(to_linear(filled), blur * stage.longest)
