"""An oak table in a bright room."""

from __future__ import annotations

import numpy as np

from studio.vision.arrays import Linear, Plane
from studio.vision.colour import hex_to_linear, smoothstep
from studio.vision.optics import lens_blur, wide_blur
from studio.vision.stage import (
    Stage,
    cloud_tile,
    fill_box,
    fill_ellipse,
    pool_of_light,
    sample_tile,
    table_plane,
    with_table,
)

_WALL, _FRAME, _LEAF = "#ece7df", "#d8d0c4", "#6f8a63"
_OAK = ("#d9b184", "#a9773f", "#7a5230")
_PLANK = 0.34
"""Width of a plank, in the units of `table_plane`."""


def wood_table(stage: Stage) -> Linear:
    """A table of oak planks in perspective; behind it a window and a plant, far out of focus."""
    return with_table(stage, _room(stage), _oak(stage), mirror=0.10, soft=0.010, edge=0.10)


def _room(stage: Stage) -> Linear:
    rng = stage.rng()
    margin = int(0.10 * stage.longest)
    frame = stage.framed(margin)
    glow = 0.62 + 0.30 * pool_of_light(frame, (0.30, 0.25), (0.55, 0.60))
    light: Linear = np.ascontiguousarray(hex_to_linear(_WALL) * glow[..., None], np.float32)
    left, right = margin + 0.06 * stage.width, margin + 0.42 * stage.width
    top, bottom = margin - 0.1 * stage.height, margin + 0.80 * stage.horizon
    fill_box(light, (left, top, right, bottom), hex_to_linear(_FRAME) * 0.5)
    for column in range(2):
        for row in range(3):
            x0 = left + (right - left) * (column / 2 + 0.05)
            x1 = left + (right - left) * ((column + 1) / 2 - 0.05)
            y0, y1 = top + (bottom - top) * (row / 3 + 0.04), top + (bottom - top) * ((row + 1) / 3 - 0.04)
            fill_box(light, (x0, y0, x1, y1), np.array([0.98, 1.02, 1.06], np.float32))
    for _ in range(70):
        spot = (margin + rng.normal(0.86, 0.075) * stage.width, margin + rng.normal(0.50, 0.17) * stage.horizon)
        axes = (rng.uniform(0.025, 0.060) * stage.longest, rng.uniform(0.010, 0.020) * stage.longest)
        fill_ellipse(light, spot, axes, hex_to_linear(_LEAF) * rng.uniform(0.5, 1.7), angle=rng.uniform(-1.9, -1.2))
    blurred = lens_blur(light, 0.036 * stage.longest)[margin:-margin, margin:-margin]
    glare = wide_blur(np.ascontiguousarray(blurred), 0.10 * stage.longest)
    return np.asarray(blurred * 0.88 + glare * 0.16, np.float32)


def _oak(stage: Stage) -> Linear:
    across, away = table_plane(stage)
    rng = np.random.default_rng([stage.seed, 11])
    # planks run from left to right, so that their joints lie level behind the product
    plank = np.floor(away / _PLANK)
    shift = sample_tile(cloud_tile(rng, roughness=0.2), plank * 0.137, plank * 0.311)
    warp = sample_tile(cloud_tile(rng, roughness=1.7, stretch=(1, 3)), across * 0.10 + shift, away * 0.25 + shift)
    figure = sample_tile(
        cloud_tile(rng, roughness=1.15, stretch=(1.0, 14.0), low=5), across * 0.22 + shift, away * 0.5 + warp * 0.010
    )
    pores = sample_tile(cloud_tile(rng, roughness=0.35, stretch=(1.0, 24.0), low=40), across * 0.5 + shift, away * 0.9)
    light, middle, dark = (hex_to_linear(colour) for colour in _OAK)
    share = smoothstep(-1.6, 2.0, figure + 0.55 * shift)[..., None]
    base = light * (1 - share) + middle * share
    grooves = smoothstep(1.3, 2.6, pores)[..., None] * 0.30
    base = base * (1 - grooves) + dark * grooves
    base = base * (1 + 0.05 * shift)[..., None]
    return np.asarray(base * _joints(away)[..., None] * _fall_off(stage)[..., None], np.float32)


def _joints(away: Plane) -> Plane:
    inside = np.mod(away / _PLANK, 1.0)
    nearest = np.minimum(inside, 1 - inside)
    return np.asarray(1 - 0.55 * (1 - smoothstep(0.0, 0.020, nearest)), np.float32)


def _fall_off(stage: Stage) -> Plane:
    return np.asarray(0.80 + 0.30 * pool_of_light(stage, (0.35, 0.80), (0.70, 0.50)), np.float32)
