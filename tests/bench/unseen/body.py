"""What a product is, and its drawing as colour, relief and coverage, so that any light can be put on it."""

from __future__ import annotations

from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.bench.unseen.art import Box, Label, Plane, draw_label, rgb

HEIGHT = 1200
"""Pixels of a product's drawing; it is made smaller for a picture."""
_LABEL = (820, 900)
"""Width and height of a label's drawing."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class Product:
    """What a product is; equal products are drawn alike."""

    kind: str
    """One of `KINDS`."""
    label: Label
    """What stands on it."""
    colour: str
    """Of its body."""
    accent: str
    """Of its cap, handle, wheels or hands."""
    material: str = "plain"
    """Of its body: cloth, leather, wood, metal, stone, plain."""
    gloss: float = 0.2
    """How much it mirrors the light."""
    seed: int = 0
    """Of its folds."""
    grain: int = 0
    """Seed of its material."""
    without: frozenset[str] = frozenset()
    """Parts that are missing."""
    yaw_deg: float = 0.0
    """Turned about its upright axis; for round things and boxes."""
    pitch: float = 0.10
    """How far the camera looks down, as the flatness of a round top; for round things and boxes."""


@dataclass
class Body:
    """A product's drawing."""

    albedo: Plane
    """(h, w, 3) its own colours, linear."""
    normal: Plane
    """(h, w, 3) right, down, towards the viewer."""
    cover: Plane
    """(h, w) 1 where it is."""
    gloss: float
    """How much it mirrors."""
    lines: tuple[Box, ...] = ()
    """Lines of its label as x, y, width, height in fractions of the drawing."""
    mark: Box = (0, 0, 0, 0)
    """The label's small mark."""
    parts: dict[str, Plane] = field(default_factory=dict)
    """(h, w) coverage of parts that have a name."""


def linear(colour: str) -> Plane:
    """A colour in linear light."""
    return np.asarray(np.power(np.array(rgb(colour), np.float32) / 255, 2.2), np.float32)


def grid(width: int) -> tuple[Plane, Plane]:
    """Column and row of every pixel of a drawing."""
    y, x = np.mgrid[0:HEIGHT, 0:width].astype(np.float32)
    return x, y


def label_over(product: Product) -> tuple[Plane, tuple[Box, ...], Box]:
    """The label in linear light, the boxes of its lines, and of its small mark."""
    art, lines, mark = draw_label(product.label, *_LABEL)
    return np.asarray(np.power(art, 2.2), np.float32), lines, mark


def unit(normal: Plane) -> Plane:
    """The same directions with length 1."""
    return np.asarray(normal / np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-6), np.float32)


def from_relief(relief: Plane) -> Plane:
    """Directions of a surface that is so high everywhere."""
    across, down = cv2.Sobel(relief, cv2.CV_32F, 1, 0) / 8, cv2.Sobel(relief, cv2.CV_32F, 0, 1) / 8
    return unit(np.dstack([-across, -down, np.ones_like(across)]))


def without(body: Body, product: Product, part: str) -> Body:
    """The product without a part, where it is to miss it."""
    if part in product.without:
        body.cover = np.asarray(body.cover * (1 - body.parts[part]), np.float32)
        if part in ("cap", "lid"):  # the ellipse of its top as well
            rows = np.nonzero(body.parts[part].any(1))[0]
            body.cover[: int(rows[-1])] = 0
    return body
