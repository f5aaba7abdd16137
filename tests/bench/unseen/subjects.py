"""Photographs with true mattes: how well the studio finds a product by itself, and how often it asks.

Beside the drawn and rendered ones, a folder named by `UNSEEN_PHOTOS` is measured: `NAME.jpg` with `NAME.mask.png`. Such
photographs belong to others and are never part of the project.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

import cv2
import numpy as np

from studio.vision.subject import find_subject
from tests.bench.table import Row
from tests.bench.unseen.scenes import render
from tests.bench.unseen.stock import STOCK, a_shot
from tests.bench.unseen.truth import Half, Image8, Plane


class Photograph(NamedTuple):
    """A picture and the coverage of its product."""

    name: str
    pixels: Image8
    """(H, W, 3)."""
    matte: Plane
    """(H, W)."""


class Answer(NamedTuple):
    """What the studio found."""

    name: str
    overlap: float
    """Intersection over union with the truth."""
    verdict: str
    """`sure`, `doubtful` or `ask`."""


def photographs(half: Half, count: int, seed: int = 0) -> Iterator[Photograph]:
    """Drawn products, on plain walls and before photographs in turn, with a camera's grain.

    Args:
        half: Which material.
        count: How many.
        seed: Others.
    """
    for number in range(count):
        rng = np.random.default_rng([crc32(half.encode()), seed, number])
        kinds = STOCK[half].kinds
        shot = a_shot(half, rng, kind=kinds[number % len(kinds)], plain=number % 2 == 0)
        picture = render(shot)
        grain = rng.normal(0, rng.uniform(0.6, 3), (*picture.matte.shape, 1))
        pixels = np.clip(np.round(picture.pixels + grain), 0, 255).astype(np.uint8)
        yield Photograph(f"{shot.product.kind} before {shot.scene.wall} #{number}", pixels, picture.matte)


def public_photographs(folder: Path) -> Iterator[Photograph]:
    """Photographs of others with their masks, at most 1600 pixels wide or high."""
    for path in sorted(folder.glob("*.mask.png")):
        picture = cv2.imread(str(path.with_name(path.name.replace(".mask.png", ".jpg"))))[..., ::-1]
        shrink = min(1.0, 1600 / max(picture.shape[:2]))
        pixels = cv2.resize(picture, None, fx=shrink, fy=shrink, interpolation=cv2.INTER_AREA)
        mask = cv2.resize(cv2.imread(str(path), 0), pixels.shape[1::-1], interpolation=cv2.INTER_AREA)
        yield Photograph(path.name, np.ascontiguousarray(pixels), np.asarray(mask / 255, np.float32))


def answer(photograph: Photograph) -> Answer:
    """Let the studio find the product by itself."""
    cv2.setNumThreads(1)
    found = find_subject(photograph.pixels)
    first, second = found.matte > 0.5, photograph.matte > 0.5
    overlap = float((first & second).sum() / max(1, (first | second).sum()))
    return Answer(photograph.name, overlap, found.confidence.verdict if found.confidence else "ask")


def answers(some: Iterator[Photograph], workers: int = 2) -> list[Answer]:
    """Answers to many."""
    with ProcessPoolExecutor(workers) as pool:
        return list(pool.map(answer, some))


def subjects(half: Half = "held", count: int = 40) -> Iterator[Row]:
    """Overlap, how often it asks, and how often it is sure and wrong."""
    yield from _rows("drawn", answers(photographs(half, count)))
    folder = os.environ.get("UNSEEN_PHOTOS")
    if folder:
        yield from _rows("public photographs", answers(public_photographs(Path(folder))))


def _rows(what: str, found: list[Answer]) -> Iterator[Row]:
    overlaps = [one.overlap for one in found]
    wrong = [one for one in found if one.verdict == "sure" and one.overlap < 0.9]
    asked = sum(one.verdict == "ask" for one in found) / len(found)
    yield Row(f"{what} ({len(found)}): IoU, median", float(np.median(overlaps)), 0.97, at_most=False)
    yield Row(f"{what}: presented as sure and below 0.9", len(wrong), 0)
    yield Row(f"{what}: share asked", asked, 0.15)
    for one in wrong:
        print(f"       sure and wrong: {one.name}, IoU {one.overlap:.3f}")
