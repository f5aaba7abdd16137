"""What every backdrop is drawn on: a frame, a table's far edge, and the tools that scenes share."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from studio.vision.arrays import Floats, Linear, Plane
from studio.vision.colour import smoothstep
from studio.vision.optics import wide_blur

Colour = Floats
"""(3,) linear light."""
TILE = 1024
"""Side of a texture tile, which repeats without a seam."""


@dataclass(frozen=True)
class Stage:
    """A frame to draw on."""

    height: int
    """Pixels."""
    width: int
    """Pixels."""
    horizon: float
    """Row of the table's far edge."""
    foot: float
    """Row where the product stands."""
    seed: int = 0
    """Same seed, same scene."""

    @property
    def longest(self) -> int:
        """The longer side in pixels."""
        return max(self.height, self.width)

    def rng(self) -> np.random.Generator:
        """Chance, the same for the same seed."""
        return np.random.default_rng(self.seed)

    def grid(self) -> tuple[Plane, Plane]:
        """Rows and columns as (H, W) planes, in pixels."""
        rows, columns = np.mgrid[0 : self.height, 0 : self.width].astype(np.float32)
        return rows, columns

    def framed(self, margin: int) -> Stage:
        """The same scene with a margin all round, so that blur has something to take from."""
        return Stage(
            self.height + 2 * margin, self.width + 2 * margin, self.horizon + margin, self.foot + margin, self.seed
        )


def fill_polygon(light: Linear, points: Floats | Sequence[tuple[float, float]], colour: Colour) -> None:
    """Paint a polygon (x, y in pixels) at sub-pixel places."""
    corners = np.round(np.asarray(points, np.float64) * 16).astype(np.int32)
    cv2.fillPoly(light, [corners], tuple(float(c) for c in colour), cv2.LINE_8, 4)


def fill_box(light: Linear, box: tuple[float, float, float, float], colour: Colour) -> None:
    """Paint a box from left, top to right, bottom."""
    left, top, right, bottom = box
    fill_polygon(light, [(left, top), (right, top), (right, bottom), (left, bottom)], colour)


def fill_ellipse(
    light: Linear, centre: tuple[float, float], axes: tuple[float, float], colour: Colour, *, angle: float = 0.0
) -> None:
    """Paint an ellipse; its angle is in radians."""
    turn = np.linspace(0, 2 * np.pi, 36, endpoint=False)
    along, across = axes[0] * np.cos(turn), axes[1] * np.sin(turn)
    cos, sin = math.cos(angle), math.sin(angle)
    points = np.stack([centre[0] + along * cos - across * sin, centre[1] + along * sin + across * cos], 1)
    fill_polygon(light, points, colour)


def cloud_tile(
    rng: np.random.Generator, *, roughness: float = 1.2, stretch: tuple[float, float] = (1.0, 1.0), low: float = 1.0
) -> Plane:
    """A tile (TILE, TILE) of noise with a 1/f spectrum that repeats without a seam; mean 0, deviation 1.

    Args:
        rng: Chance.
        roughness: Exponent of the spectrum; larger is smoother.
        stretch: How far it is drawn out down and across.
        low: Lowest frequency kept, in cycles per tile.
    """
    down = np.fft.fftfreq(TILE)[:, None] * TILE * stretch[0]
    across = np.fft.rfftfreq(TILE)[None, :] * TILE * stretch[1]
    frequency = np.hypot(down, across)
    strength = np.where(frequency >= low, np.maximum(frequency, 1e-3) ** -roughness, 0.0)
    spectrum = strength * np.exp(2j * np.pi * rng.random(strength.shape))
    tile = np.fft.irfft2(spectrum, s=(TILE, TILE))
    return np.asarray((tile - tile.mean()) / (tile.std() + 1e-12), np.float32)


def sample_tile(tile: Plane, across: Plane, down: Plane) -> Plane:
    """A tile looked up at places given in tiles; it repeats."""
    x = np.mod(across, 1.0) * TILE
    y = np.mod(down, 1.0) * TILE
    # one more row and column, so that the last half pixel runs into the first
    wrapped = np.pad(tile, ((0, 1), (0, 1)), mode="wrap")
    return np.asarray(
        cv2.remap(wrapped, x.astype(np.float32), y.astype(np.float32), cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP),
        np.float32,
    )


def table_plane(stage: Stage, *, tilt: float = 0.34) -> tuple[Plane, Plane]:
    """Where on the table each pixel lies: across and away from the viewer, in product heights.

    Args:
        stage: The frame.
        tilt: How far above the table's far edge the true horizon lies, as a fraction of the frame's height; larger
            looks down more steeply.
    """
    rows, columns = stage.grid()
    vanishing = stage.horizon - tilt * stage.height
    below = np.maximum(rows - vanishing, 0.02 * stage.height)
    across = (columns - stage.width / 2) / below
    away = 0.9 * stage.height / below
    return across, away


def with_table(
    stage: Stage, room: Linear, table: Linear, *, mirror: float = 0.18, soft: float = 0.02, edge: float = 0.0
) -> Linear:
    """A room above a table: the far part out of focus, the room mirrored in it, a clean far edge.

    Args:
        stage: The frame.
        room: What stands behind.
        table: The table's own light, sharp.
        mirror: How strongly the room mirrors at the far edge, 0 to 1; less toward the viewer.
        soft: Blur of the far edge, as a fraction of the longer side.
        edge: How much darker the far edge is drawn.
    """
    rows, _ = stage.grid()
    depth = np.clip((rows - stage.horizon) / max(1.0, stage.height - stage.horizon), 0, 1)
    focus = np.clip(np.abs(rows - stage.foot) / (0.45 * stage.height), 0, 1)[..., None]
    away = np.clip((stage.foot - rows) / max(1.0, stage.foot - stage.horizon), 0, 1)[..., None]
    blurred = wide_blur(table, 0.006 * stage.longest)
    table = table + (blurred - table) * np.clip(0.9 * away + 0.35 * focus, 0, 1)
    shift = np.array([[1, 0, 0], [0, 1, 2 * stage.horizon - stage.height]], np.float32)
    flipped = cv2.warpAffine(cv2.flip(room, 0), shift, (stage.width, stage.height), borderMode=cv2.BORDER_REPLICATE)
    mirrored = wide_blur(np.asarray(flipped, np.float32), 0.012 * stage.longest, 0.030 * stage.longest)
    share = (mirror * (1 - smoothstep(0, 0.8, depth)) + 0.12 * mirror)[..., None]
    table = table * (1 - share) + mirrored * share
    half = soft * stage.longest / 2
    cover = smoothstep(stage.horizon - half, stage.horizon + half, rows)[..., None]
    out = room * (1 - cover) + table * cover
    if edge:
        out = out * (1 - edge * np.exp(-(((rows - stage.horizon) / (0.010 * stage.longest)) ** 2)))[..., None]
    return np.asarray(out, np.float32)


def pool_of_light(stage: Stage, centre: tuple[float, float], radius: tuple[float, float]) -> Plane:
    """A soft round pool (H, W), 1 in its centre. Centre and radius as fractions of the frame."""
    rows, columns = stage.grid()
    u, v = columns / stage.width, rows / stage.height
    return np.asarray(np.exp(-(((u - centre[0]) / radius[0]) ** 2 + ((v - centre[1]) / radius[1]) ** 2)), np.float32)
