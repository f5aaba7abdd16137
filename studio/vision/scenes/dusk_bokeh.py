"""A city at dusk, far out of focus, behind a dark polished table."""

from __future__ import annotations

import numpy as np

from studio.vision.arrays import Linear
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

_SKY = ("#232a4d", "#5a4a78", "#c9798a", "#f3b27c")
_LIGHTS = ("#ffd9a0", "#ffb46b", "#ff8f70", "#ffe9c8", "#9fc4ff", "#ffcf8a")
_TABLE = "#3a2a26"
_HOUSES, _LAMPS = 16, 46


def dusk_bokeh(stage: Stage) -> Linear:
    """Evening sky, dark houses, lamps as large soft discs that mirror in the table."""
    return with_table(stage, _city(stage), _wood(stage), mirror=0.42, soft=0.014, edge=0.12)


def _city(stage: Stage) -> Linear:
    rng = stage.rng()
    margin = int(0.10 * stage.longest)
    frame = stage.framed(margin)
    rows, _ = frame.grid()
    place = np.clip((rows - margin) / max(1.0, stage.horizon), 0, 1)
    stops = [hex_to_linear(colour) for colour in _SKY]
    sky = np.zeros((frame.height, frame.width, 3), np.float32)
    for channel in range(3):
        sky[..., channel] = np.interp(place, (0.0, 0.45, 0.78, 1.0), [stop[channel] for stop in stops])
    sky = sky * (0.75 + 0.45 * pool_of_light(frame, (0.66, 0.62), (0.5, 0.4)))[..., None]
    for _ in range(_HOUSES):
        x = margin + rng.uniform(-0.05, 1.0) * stage.width
        top = margin + stage.horizon * rng.uniform(0.42, 0.80)
        wide = rng.uniform(0.05, 0.13) * stage.width
        tone = hex_to_linear(_SKY[0]) * rng.uniform(0.5, 1.1)
        fill_box(sky, (x, top, x + wide, frame.height), tone)
    city = lens_blur(sky, 0.022 * stage.longest)
    lamps = np.zeros_like(sky)
    for _ in range(_LAMPS):
        colour = hex_to_linear(_LIGHTS[int(rng.integers(len(_LIGHTS)))])
        spot = (margin + rng.uniform(-0.02, 1.02) * stage.width, margin + stage.horizon * rng.beta(3.2, 1.6))
        radius = rng.uniform(0.0022, 0.0050) * stage.longest
        fill_ellipse(lamps, spot, (radius, radius), colour * rng.uniform(9, 34))
    blurred = lens_blur(lamps, 0.026 * stage.longest)
    light = np.ascontiguousarray((city + blurred)[margin:-margin, margin:-margin])
    return np.asarray(light * 0.92 + wide_blur(light, 0.07 * stage.longest) * 0.12, np.float32)


def _wood(stage: Stage) -> Linear:
    across, away = table_plane(stage)
    rows, _ = stage.grid()
    tile = cloud_tile(np.random.default_rng([stage.seed, 23]), roughness=1.0, stretch=(1.0, 12.0), low=5)
    grain = sample_tile(tile, across * 0.25, away * 0.5)
    depth = smoothstep(stage.horizon, stage.height, rows)
    light = (0.75 + 0.65 * pool_of_light(stage, (0.5, 0.85), (0.6, 0.4)) - 0.15 * depth) * (1 + 0.10 * grain)
    return np.asarray(hex_to_linear(_TABLE) * light[..., None], np.float32)
