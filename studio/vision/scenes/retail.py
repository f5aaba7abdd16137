"""A shop display: shelves with goods, branches, fairy lights, all out of focus behind a table."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from studio.vision.arrays import Linear
from studio.vision.colour import hex_to_linear, smoothstep
from studio.vision.optics import lens_blur, wide_blur
from studio.vision.stage import (
    Colour,
    Stage,
    cloud_tile,
    fill_box,
    fill_ellipse,
    fill_polygon,
    pool_of_light,
    sample_tile,
    table_plane,
    with_table,
)

_BLUR = 0.020
"""Lens blur of the shop, as a fraction of the longer side."""
_LIGHTS = 26
_TWIGS = 150
_POT = "#c98f6b"


@dataclass(frozen=True)
class Palette:
    """Colours of a season, sRGB."""

    wall: tuple[str, str]
    wood: str
    table: str
    goods: tuple[str, ...]
    leaves: tuple[str, ...]
    blossom: tuple[str, ...]
    lights: str


PALETTES = {
    "spring": Palette(
        ("#fbf4e6", "#e6eedc"), "#d9b98c", "#f3e9da",
        ("#f4c6cf", "#f9e3b4", "#bfdcc5", "#c9d9ec", "#f7f2e8", "#eab7a0"),
        ("#6e9b4e", "#8db965", "#4f7f46", "#a9cc7c"), ("#f7b7c6", "#fce3ea", "#fff6ec", "#f58fa8"), "#ffe2b0",
    ),
    "summer": Palette(
        ("#f4f8f6", "#d8ebe9"), "#e2cda6", "#f4eee2",
        ("#9fd2d6", "#fbe08d", "#f6a78b", "#d9ecc4", "#fdf6e8", "#f2c3b3"),
        ("#4f9a5a", "#7fbf6a", "#2f7f58", "#b4d98a"), ("#ffd75e", "#fff3c9", "#ff9f7a", "#ffffff"), "#fff0c8",
    ),
    "autumn": Palette(
        ("#f3e4cf", "#d9c3a3"), "#9a6a3e", "#c79a6a",
        ("#c46a3b", "#e0b15b", "#7c6a4a", "#a5432e", "#ebd9bd", "#6c7a58"),
        ("#a86a2c", "#c98b35", "#7c8a3f", "#b8502c"), ("#e4a03a", "#f2cf7a", "#d9643a", "#fff0d6"), "#ffd08a",
    ),
    "winter": Palette(
        ("#eef3f8", "#cfdce8"), "#b9a48c", "#f4f6f8",
        ("#d7e3ee", "#f7f7f7", "#b23a48", "#2f5d50", "#e8d8be", "#8fa9c2"),
        ("#2f5d50", "#3f7561", "#5d8f79", "#24483e"), ("#ffffff", "#f2f6fa", "#d84a57", "#ffffff"), "#ffe7c2",
    ),
}  # fmt: skip
"""Palettes by season."""


def retail(stage: Stage, *, season: str = "spring") -> Linear:
    """A shop display in the colours of a season."""
    palette = PALETTES[season]
    margin = int(0.08 * stage.longest)
    shop = _Shop(stage.framed(margin), palette, margin)
    shop.wall()
    for left, right in ((-0.10, 0.33), (0.68, 1.10)):
        shop.shelf(left, right)
    for side in (-1, 1):
        shop.branch(side)
    shop.fairy_lights()
    room = lens_blur(shop.light, _BLUR * stage.longest)[margin:-margin, margin:-margin]
    # veiling glare: a real lens lifts the blacks of a bright shop
    room = room * 0.90 + wide_blur(np.ascontiguousarray(room), 0.08 * stage.longest) * 0.14
    return with_table(stage, np.asarray(room, np.float32), _table(stage, palette), mirror=0.34, soft=0.012, edge=0.05)


def _table(stage: Stage, palette: Palette) -> Linear:
    rows, _ = stage.grid()
    depth = np.clip((rows - stage.horizon) / max(1.0, stage.height - stage.horizon), 0, 1)
    tile = cloud_tile(np.random.default_rng([stage.seed, 5]), roughness=1.0, stretch=(1.0, 9.0), low=6)
    across, away = table_plane(stage)
    grain = sample_tile(tile, across * 0.30, away * 0.30)
    texture = 1 + 0.020 * grain * smoothstep(0.02, 0.5, depth)
    light = texture * (0.86 + 0.20 * depth)
    return np.asarray(hex_to_linear(palette.table) * light[..., None], np.float32)


class _Shop:
    """The sharp shop, before it goes out of focus."""

    def __init__(self, stage: Stage, palette: Palette, margin: int) -> None:
        self.stage, self.palette, self.margin = stage, palette, margin
        self.rng = stage.rng()
        self.size = stage.longest - 2 * margin
        self.light: Linear = np.zeros((stage.height, stage.width, 3), np.float32)

    def x(self, fraction: float) -> float:
        return self.margin + fraction * (self.stage.width - 2 * self.margin)

    def y(self, fraction: float) -> float:
        """A row: 0 is the top of the picture, 1 the table's far edge."""
        return self.margin + fraction * (self.stage.horizon - self.margin)

    def pick(self, colours: tuple[str, ...], low: float, high: float) -> Colour:
        choice = colours[int(self.rng.integers(len(colours)))]
        return np.asarray(hex_to_linear(choice) * self.rng.uniform(low, high), np.float32)

    def wall(self) -> None:
        rows, _ = self.stage.grid()
        top, bottom = (hex_to_linear(colour) for colour in self.palette.wall)
        place = smoothstep(0, 0.9, rows / self.stage.height)[..., None]
        window = 0.80 + 0.45 * pool_of_light(self.stage, (0.22, 0.18), (0.38, 0.42))
        self.light = np.asarray((top * (1 - place) + bottom * place) * window[..., None], np.float32)

    def shelf(self, left: float, right: float) -> None:
        x0, x1 = self.x(left), self.x(right)
        fill_box(self.light, (x0, self.y(-0.05), x1, self.y(1.0)), hex_to_linear(self.palette.wall[1]) * 0.82)
        wood = hex_to_linear(self.palette.wood)
        jitter = 0.02 * self.size
        levels = (self.y(0.22), self.y(0.50), self.y(0.78))
        for level in (levels[0] + self.rng.uniform(-jitter, jitter), levels[1] + self.rng.uniform(-jitter, jitter),
                      levels[2]):  # fmt: skip
            self._row_of_goods(x0, x1, level)
            fill_box(self.light, (x0, level, x1, level + 0.016 * self.size), wood)
            fill_box(self.light, (x0, level + 0.016 * self.size, x1, level + 0.030 * self.size), wood * 0.45)

    def _row_of_goods(self, x0: float, x1: float, level: float) -> None:
        x = x0 + self.rng.uniform(0, 0.02) * self.size
        shapes = (self._box, self._vase, self._stack, self._plant)
        while x < x1 - 0.03 * self.size:
            width = self.rng.uniform(0.045, 0.10) * self.size
            height = self.rng.uniform(0.07, 0.15) * self.size
            shapes[int(self.rng.integers(4))](x, level, width, height)
            x += width + self.rng.uniform(0.01, 0.035) * self.size

    def _box(self, x: float, level: float, width: float, height: float) -> None:
        colour = self.pick(self.palette.goods, 0.75, 1.05)
        corners = [
            (x, level),
            (x + width, level),
            (x + width * 0.92, level - height),
            (x + width * 0.08, level - height),
        ]
        fill_polygon(self.light, corners, colour)

    def _vase(self, x: float, level: float, width: float, height: float) -> None:
        colour = self.pick(self.palette.goods, 0.75, 1.05)
        fill_ellipse(self.light, (x + width / 2, level - height * 0.42), (width * 0.42, height * 0.42), colour)
        fill_box(self.light, (x + width * 0.36, level - height * 1.05, x + width * 0.64, level - height * 0.6), colour)

    def _stack(self, x: float, level: float, width: float, height: float) -> None:
        for layer in range(3):
            colour = self.pick(self.palette.goods, 0.80, 1.05)
            top, bottom = level - height * (layer + 1) / 3 + 2, level - height * layer / 3
            fill_box(self.light, (x, top, x + width, bottom), colour)

    def _plant(self, x: float, level: float, width: float, height: float) -> None:
        pot = [(0.2, 0.0), (0.8, 0.0), (0.9, 0.5), (0.1, 0.5)]
        corners = [(x + width * u, level - height * v) for u, v in pot]
        fill_polygon(self.light, corners, hex_to_linear(_POT))
        for _ in range(14):
            centre = (
                x + width * (0.5 + self.rng.normal(0, 0.28)),
                level - height * (0.75 + self.rng.normal(0, 0.18)),
            )
            colour = self.pick(self.palette.leaves, 0.7, 1.3)
            axes = (width * 0.16, width * 0.07)
            fill_ellipse(self.light, centre, axes, colour, angle=self.rng.uniform(0, 3.1))

    def branch(self, side: int) -> None:
        """Leaves and blossom hanging in from an upper corner."""
        start = (self.x(-0.05), self.y(-0.05)) if side < 0 else (self.x(1.05), self.y(-0.08))
        width = self.stage.width - 2 * self.margin
        fall = self.stage.horizon - self.margin
        for _ in range(_TWIGS):
            along = self.rng.beta(1.2, 2.2)
            x = start[0] - side * along * 0.52 * width + self.rng.normal(0, 0.03) * self.size
            y = start[1] + (0.06 + 0.34 * along * (1 - 0.5 * along)) * fall + self.rng.normal(0, 0.05) * self.size
            if self.rng.random() < 0.55:
                colour = self.pick(self.palette.leaves, 0.7, 1.5)
                axes = (self.rng.uniform(0.010, 0.026) * self.size, self.rng.uniform(0.005, 0.010) * self.size)
                fill_ellipse(self.light, (x, y), axes, colour, angle=self.rng.uniform(0, 3.1))
            else:
                self._flower(x, y)

    def _flower(self, x: float, y: float) -> None:
        radius = self.rng.uniform(0.008, 0.017) * self.size
        colour = self.pick(self.palette.blossom, 0.85, 1.25)
        turn = self.rng.uniform(0, 2 * math.pi)
        for petal in range(5):
            angle = turn + petal * 2 * math.pi / 5
            centre = (x + radius * 0.8 * math.cos(angle), y + radius * 0.8 * math.sin(angle))
            fill_ellipse(self.light, centre, (radius * 0.75, radius * 0.55), colour, angle=angle)

    def fairy_lights(self) -> None:
        """Points brighter than white; the lens turns them into discs."""
        glow = hex_to_linear(self.palette.lights)
        for _ in range(_LIGHTS):
            centre = (self.x(self.rng.uniform(-0.02, 1.02)), self.y(self.rng.uniform(0.02, 0.92)))
            radius = self.rng.uniform(0.0018, 0.0042) * self.size
            fill_ellipse(self.light, centre, (radius, radius), glow * self.rng.uniform(14, 46))
