"""Coloured paper under one clear lamp."""

from __future__ import annotations

import numpy as np

from studio.vision.arrays import Linear
from studio.vision.colour import hex_to_linear, smoothstep
from studio.vision.optics import wide_blur
from studio.vision.stage import Stage, cloud_tile, fill_polygon, pool_of_light, sample_tile

PAPER = "#e2b8a4"
"""Colour of the paper when none is named."""


def studio_paper(stage: Stage, *, colour: str = PAPER) -> Linear:
    """Paper with a faint fibre that rolls from wall to table; a flag cuts the lamp's light along a slant."""
    rows, columns = stage.grid()
    fibre = sample_tile(
        cloud_tile(np.random.default_rng([stage.seed, 19]), roughness=0.45, low=30),
        columns / stage.longest * 1.5,
        rows / stage.longest * 1.5,
    )
    roll = smoothstep(stage.horizon - 0.12 * stage.height, stage.horizon + 0.06 * stage.height, rows)
    cast: Linear = np.zeros((stage.height, stage.width, 3), np.float32)
    w, h = stage.width, stage.height
    fill_polygon(cast, [(0.06 * w, -0.1 * h), (1.1 * w, -0.1 * h), (1.1 * w, 0.46 * h)], np.ones(3, np.float32))
    flag = wide_blur(cast, 0.022 * stage.longest)[..., 0]
    light = 0.84 + 0.22 * pool_of_light(stage, (0.30, 0.45), (0.60, 0.60)) + 0.05 * roll - 0.20 * flag
    crease = 0.05 * np.exp(-(((rows - stage.horizon) / (0.07 * stage.height)) ** 2))
    light = (light - crease) * (1 + 0.010 * fibre)
    # a saturated paper darkens toward its own colour, not toward grey
    base = hex_to_linear(colour)
    return np.asarray(base ** (1 + 0.16 * (1 - np.clip(light, 0, 1)))[..., None] * light[..., None], np.float32)
