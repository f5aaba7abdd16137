"""A plain wall with the light of a window on it, and the shadow of leaves."""

from __future__ import annotations

import math

import numpy as np

from studio.vision.arrays import Floats, Linear, Plane
from studio.vision.colour import hex_to_linear, smoothstep
from studio.vision.optics import wide_blur
from studio.vision.stage import Stage, cloud_tile, fill_ellipse, fill_polygon, sample_tile

_WALL, _FLOOR = "#eadfd1", "#efe6da"
_SUN, _SKY = np.array([1.12, 1.02, 0.88], np.float32), np.array([0.56, 0.59, 0.64], np.float32)
"""Tint and strength of the direct light and of what fills the shadows."""


def window_light(stage: Stage) -> Linear:
    """A warm wall and table; the window throws four slanted panes, crossed by leaves."""
    rows, _ = stage.grid()
    half = 0.012 * stage.longest
    floor = smoothstep(stage.horizon - half, stage.horizon + half, rows)[..., None]
    base = hex_to_linear(_WALL) * (1 - floor) + hex_to_linear(_FLOOR) * floor
    plaster = sample_tile(
        cloud_tile(np.random.default_rng([stage.seed, 17]), roughness=0.7, low=8),
        *(plane / stage.longest for plane in stage.grid()[::-1]),
    )
    base = base * (1 + 0.007 * plaster)[..., None]
    sun = _panes(stage) * _leaves(stage)
    crease = 1 - 0.10 * np.exp(-(((rows - stage.horizon) / (0.02 * stage.longest)) ** 2))
    light = _SKY + (_SUN - _SKY * 0.35) * sun[..., None] * 0.60
    return np.asarray(base * light * crease[..., None] * 1.02, np.float32)


def _lit(stage: Stage, points: Floats) -> Floats:
    """Window coordinates (0 to 1 each way) to pixels: sheared by the low sun, and bent where wall meets floor."""
    x = (0.02 + 0.86 * points[:, 0]) * stage.width + 0.34 * stage.height * (points[:, 1] - 0.5)
    y = (-0.10 + 1.02 * points[:, 1] + 0.16 * points[:, 0]) * stage.height
    return np.stack([x, y], 1)


def _panes(stage: Stage) -> Plane:
    light: Linear = np.zeros((stage.height, stage.width, 3), np.float32)
    one = np.ones(3, np.float32)
    for column in range(2):
        for row in range(3):
            left, right = column / 2 + 0.025, (column + 1) / 2 - 0.025
            top, bottom = row / 3 + 0.022, (row + 1) / 3 - 0.022
            corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
            fill_polygon(light, _lit(stage, corners), one)
    near, far = (wide_blur(light, sigma * stage.longest)[..., 0] for sigma in (0.009, 0.020))
    # the penumbra grows with the distance from the frame: downward in the picture
    place = (stage.grid()[0] / stage.height).astype(np.float32)
    return np.asarray(near * (1 - place) + far * place, np.float32)


def _leaves(stage: Stage) -> Plane:
    """What a branch before the window lets through, 0 to 1."""
    rng = stage.rng()
    light: Linear = np.ones((stage.height, stage.width, 3), np.float32)
    for stem in range(3):
        angle = math.radians(28 + 20 * stem)
        start = np.array([0.98 - 0.04 * stem, 0.02 + 0.07 * stem])
        for step in range(13):
            reach = 0.035 * step
            spot = start + reach * np.array([-math.cos(angle), math.sin(angle)])
            for side in (-1, 1):
                lean = math.pi - angle + side * rng.uniform(0.5, 1.0)
                length = stage.longest * rng.uniform(0.030, 0.050)
                centre = (
                    spot[0] * stage.width + length * math.cos(lean),
                    spot[1] * stage.height + length * math.sin(lean),
                )
                fill_ellipse(light, centre, (length, length * 0.30), np.zeros(3, np.float32), angle=lean)
    return np.asarray(0.25 + 0.75 * wide_blur(light, 0.010 * stage.longest)[..., 0], np.float32)
