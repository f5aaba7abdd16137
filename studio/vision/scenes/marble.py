"""A slab of white marble before a quiet wall."""

from __future__ import annotations

import numpy as np

from studio.vision.arrays import Linear, Plane
from studio.vision.colour import hex_to_linear, smoothstep
from studio.vision.stage import Stage, cloud_tile, pool_of_light, sample_tile, table_plane, with_table

_WALL, _STONE, _VEIN, _GOLD = "#dcd8d3", "#f1eeea", "#8f8b88", "#b59a72"


def marble(stage: Stage) -> Linear:
    """A polished slab with grey veins; it mirrors the wall softly."""
    rows, _ = stage.grid()
    fade = smoothstep(0.0, 1.0, rows / max(1.0, stage.horizon))
    glow = 0.74 + 0.34 * pool_of_light(stage, (0.32, 0.28), (0.60, 0.55)) - 0.06 * fade
    wall = np.asarray(hex_to_linear(_WALL) * glow[..., None], np.float32)
    return with_table(stage, wall, _slab(stage), mirror=0.30, soft=0.008, edge=0.08)


def _slab(stage: Stage) -> Linear:
    across, away = table_plane(stage)
    rng = np.random.default_rng([stage.seed, 13])
    bend = cloud_tile(rng, roughness=1.6)
    x = across * 0.16 + 0.045 * sample_tile(bend, across * 0.12, away * 0.12)
    y = away * 0.16 + 0.045 * sample_tile(bend, across * 0.12 + 0.37, away * 0.12 + 0.61)
    slant_x, slant_y = x * 0.80 + y * 0.60, y * 0.80 - x * 0.60
    broad = _veins(sample_tile(cloud_tile(rng, roughness=1.55, stretch=(1.0, 2.4)), slant_x, slant_y), 0.22)
    fine = _veins(sample_tile(cloud_tile(rng, roughness=1.25, stretch=(1.0, 2.0)), slant_x * 2, slant_y * 2), 0.05)
    clouds = sample_tile(cloud_tile(rng, roughness=1.6), slant_x, slant_y)
    stone, vein, gold = (hex_to_linear(colour) for colour in (_STONE, _VEIN, _GOLD))
    strength = smoothstep(-0.9, 1.3, clouds)
    base = stone * (1 - 0.06 * strength)[..., None]
    for pattern, colour, share in ((broad, vein, 0.72), (fine, vein, 0.34), (broad * fine, gold, 0.55)):
        cover = (pattern * (0.25 + 0.75 * strength) * share)[..., None]
        base = base * (1 - cover) + colour * cover
    light = 0.86 + 0.22 * pool_of_light(stage, (0.36, 0.82), (0.70, 0.45))
    return np.asarray(base * light[..., None], np.float32)


def _veins(cloud: Plane, width: float) -> Plane:
    """Ridges where noise crosses zero."""
    return np.asarray(np.exp(-((cloud / width) ** 2)), np.float32)
