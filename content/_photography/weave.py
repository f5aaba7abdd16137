"""Draws one tile of herringbone cloth: its colours and its relief, both repeating without a joint.

`python weave.py OUT` writes `weave_colour.png` and `weave_height.png`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from PIL import Image

THREADS, CELL = 32, 24
"""Threads along each side of the tile, and pixels that each takes."""
WARP, WEFT = (176, 94, 68), (134, 62, 48)
"""Yarn that runs up the cloth and yarn that runs across it, as sRGB."""


def herringbone(seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Colours (H, W, 3) uint8 and relief (H, W) uint8 of a twill that turns every eight threads."""
    chance = np.random.default_rng(seed)
    side = THREADS * CELL
    y, x = np.mgrid[0:side, 0:side] / CELL
    column, across = np.floor(x).astype(int), x % 1
    row, along = np.floor(y).astype(int), y % 1
    folded = np.where(column // 8 % 2, 7 - column % 8, column % 8)
    sense = np.where(column // 8 % 2, 1 - across, across)
    over = (row + folded) % 4 < 2
    on_warp = ((row + folded) % 4 + along) / 2
    on_weft = ((row + folded) % 4 - 2 + sense) / 2
    warp = _round(across) * _arch(on_warp)
    weft = _round(along) * _arch(on_weft)
    fibres = _fibres(chance, side)
    height = np.where(over, warp, weft) + 0.22 * np.where(over, fibres[0], fibres[1])
    shade = chance.normal(1, 0.05, (2, THREADS))
    tone = np.where(over, shade[0][column], shade[1][row]) * (0.72 + 0.3 * np.where(over, warp, weft))
    tone = tone + 0.16 * np.where(over, fibres[0], fibres[1])
    colour = np.where(over[..., None], np.array(WARP), np.array(WEFT)) * tone[..., None]
    low, high = height.min(), height.max()
    return colour.clip(0, 255).astype(np.uint8), ((height - low) / (high - low) * 255).astype(np.uint8)


def _round(place: np.ndarray) -> np.ndarray:
    """Height of a round thread from its one edge (0) to the other (1)."""
    return np.sqrt(np.clip(1 - (2 * place - 1) ** 2, 0, 1))


def _arch(place: np.ndarray) -> np.ndarray:
    """Height of a thread along the part where it lies on top."""
    return 0.45 + 0.55 * np.sin(np.pi * np.clip(place, 0, 1)) ** 0.7


def _fibres(chance: np.random.Generator, side: int) -> tuple[np.ndarray, np.ndarray]:
    """Fine streaks slanting along the warp and along the weft, as wool twisted into yarn has them."""
    streaks = []
    for turn in (0, 1):
        noise = chance.normal(0, 1, (side, side))
        for axis, length in ((turn, 9), (1 - turn, 2)):
            noise = sum(np.roll(noise, k - length // 2, axis) for k in range(length)) / length**0.5
        slanted = np.stack([np.roll(line, n // 3) for n, line in enumerate(noise)])
        streaks.append((slanted if turn else noise) * 0.5)
    return streaks[0], streaks[1]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for name, tile in zip(("weave_colour", "weave_height"), herringbone(), strict=True):
        Image.fromarray(tile).save(folder / f"{name}.png")
