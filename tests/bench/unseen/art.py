"""Labels and surfaces, drawn by script: words in many fonts, cloth, wood, leather, metal, stone."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Plane = NDArray[np.float32]
FONT_FOLDERS = ("/usr/share/fonts", "~/.local/share/fonts", "/Library/Fonts", "C:/Windows/Fonts")
"""Where the fonts are looked for; Debian has them as fonts-liberation, -lato, -urw-base35, -ebgaramond and so on."""
Box = tuple[float, float, float, float]
"""x, y, width, height as fractions of the label."""


@dataclass(frozen=True)
class Label:
    """What stands on a product."""

    words: tuple[str, ...]
    """Lines from top to bottom, the first one large."""
    font: str
    """File name of the font."""
    ink: str
    """Colour of the letters, `#rrggbb`."""
    ground: str
    """Colour of the paper, `#rrggbb`."""
    ornament: int = 0
    """Which small mark."""
    doubled: bool = False
    """Whether the small mark is there twice."""
    wiped: bool = False
    """Whether the letters are gone."""


@cache
def _font_file(name: str) -> Path | None:
    for folder in FONT_FOLDERS:
        for found in Path(folder).expanduser().rglob(name):
            return found
    return None


def font(name: str, size: float) -> ImageFont.FreeTypeFont:
    """A font by its file name; where the machine has none of that name, the one that Pillow brings."""
    path = _font_file(name)
    if path is None:
        found = ImageFont.load_default(size=size)
        assert isinstance(found, ImageFont.FreeTypeFont)
        return found
    return ImageFont.truetype(str(path), size)


def missing_fonts(names: tuple[str, ...]) -> list[str]:
    """Fonts that this machine lacks; their words are drawn with Pillow's own."""
    return [name for name in names if _font_file(name) is None]


def rgb(colour: str) -> tuple[int, int, int]:
    """`#rrggbb` as bytes."""
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def draw_label(label: Label, width: int, height: int) -> tuple[Plane, tuple[Box, ...], Box]:
    """(height, width, 3) in 0 to 1, the boxes of its lines, and the box of its small mark."""
    image = Image.new("RGB", (width, height), rgb(label.ground))
    pen = ImageDraw.Draw(image)
    rim = max(2, width // 90)
    pen.rectangle((2 * rim, 2 * rim, width - 2 * rim, height - 2 * rim), outline=rgb(label.ink), width=max(1, rim // 2))
    boxes = []
    three = len(label.words) > 2
    places = ((0.27, 0.24), (0.56, 0.13), (0.88, 0.13)) if three else ((0.24, 0.32), (0.82, 0.26))
    for line, (middle, tall) in zip(label.words, places, strict=False):
        face = _fitting(label.font, line, 0.84 * width, tall * height)
        box = pen.textbbox((width / 2, middle * height), line, font=face, anchor="mm")
        if not label.wiped:
            pen.text((width / 2, middle * height), line, font=face, fill=rgb(label.ink), anchor="mm")
        boxes.append((box[0] / width, box[1] / height, (box[2] - box[0]) / width, (box[3] - box[1]) / height))
    side = 0.09 * width
    mark = (0.5, 0.725 if three else 0.54)
    _ornament(pen, label, mark[0] * width, mark[1] * height, side)
    if label.doubled:
        _ornament(pen, label, 0.80 * width, mark[1] * height, side)
    box_mark = (mark[0] - side / width, mark[1] - side / height, 2 * side / width, 2 * side / height)
    return np.asarray(image, np.float32) / 255, tuple(boxes), box_mark


def _fitting(name: str, text: str, width: float, height: float) -> ImageFont.FreeTypeFont:
    face = font(name, height)
    wide = face.getlength(text)
    return face if wide <= width else font(name, height * width / wide)


def _ornament(pen: ImageDraw.ImageDraw, label: Label, x: float, y: float, size: float) -> None:
    """A star, a ring with rays, a leaf pair or a chequered diamond, by its number."""
    rng = np.random.default_rng(label.ornament)
    tips, depth = int(rng.integers(4, 9)), rng.uniform(0.35, 0.75)
    turn = rng.uniform(0, np.pi)
    angles = turn + np.arange(2 * tips) * np.pi / tips
    radii = np.where(np.arange(2 * tips) % 2, size * depth, size)
    pen.polygon(
        [(x + r * np.cos(a), y + r * np.sin(a)) for a, r in zip(angles, radii, strict=True)], fill=rgb(label.ink)
    )
    hole = size * depth * rng.uniform(0.3, 0.7)
    if rng.random() < 0.7:
        pen.ellipse((x - hole, y - hole, x + hole, y + hole), fill=rgb(label.ground))


def noise(height: int, width: int, cell: float, rng: np.random.Generator, *, stretch: float = 1.0) -> Plane:
    """Smooth noise of unit variance with features of about `cell` pixels, drawn out sideways by `stretch`."""
    rows, columns = max(2, int(height / cell) + 2), max(2, int(width / cell / stretch) + 2)
    coarse = rng.normal(0, 1, (rows, columns)).astype(np.float32)
    fine = cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    return np.asarray(fine / max(float(fine.std()), 1e-6), np.float32)


def surface(kind: str, height: int, width: int, seed: int) -> Plane:
    """(height, width) relief and tone of a material around 1."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    if kind == "cloth":
        pitch = rng.uniform(9, 13)
        threads = np.sin(2 * np.pi * x / pitch) * np.sin(2 * np.pi * y / pitch)
        return np.asarray(1 + 0.09 * threads + 0.05 * noise(height, width, 6, rng), np.float32)
    if kind == "leather":
        grain = np.abs(noise(height, width, 13, rng)) + 0.6 * np.abs(noise(height, width, 6, rng))
        return np.asarray(0.93 + 0.07 * grain + 0.03 * noise(height, width, 40, rng), np.float32)
    if kind == "wood":
        rings = np.sin(18 * noise(height, width, 90, rng, stretch=6) + y / 14)
        return np.asarray(1 + 0.08 * rings + 0.05 * noise(height, width, 5, rng, stretch=12), np.float32)
    if kind == "metal":
        return np.asarray(1 + 0.05 * noise(height, width, 4, rng, stretch=30), np.float32)
    if kind == "stone":
        speck = noise(height, width, 6, rng) + 0.7 * noise(height, width, 12, rng)
        return np.asarray(1 + 0.05 * speck, np.float32)
    return np.asarray(1 + 0.006 * noise(height, width, 60, rng), np.float32)
