"""Where a picture's most salient object is, by a small network: U²-Net (Qin et al. 2020) in its 4.6 MB version."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import NamedTuple

import cv2
import numpy as np

from studio.vision.arrays import Image8, Mask, Plane
from studio.vision.colour import gradient_magnitude, to_lab
from studio.vision.model_files import MODEL, find_model
from studio.vision.segment import overlap, without_crumbs

_SIDE_PX = 320
_SURE = 0.9
"""Value from which the map is believed."""
_MARGIN = 0.12
"""Around the object in the close-up, as a fraction of its width and height."""
_PARTS = ((-0.12, -0.12, 1.12, 0.6), (-0.12, 0.4, 1.12, 1.12), (-0.12, -0.12, 0.6, 1.12), (0.4, -0.12, 1.12, 1.12))
"""Left, top, right and bottom of parts of an object's box, as shares of it, with the margin."""
_MIDDLE = (0.12, 0.12, 0.88, 0.88)
"""The same of its middle, where a product stands on its plate."""
_AROUND = 0.25
"""How much wider the look from further away is on each side, as a fraction of the picture."""
_SAME_THING = 0.87
"""Overlap from which it shows the same thing: of 51 sure answers the 7 below held 4 of the 5 wrong ones."""
_EDGE = 5.0
"""Lab per pixel from which there is an edge."""
_MEAN, _SPREAD = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of the pictures it was trained on, red, green and blue."""
_ONE_AT_A_TIME = Lock()
"""OpenCV's network keeps what it computes in itself: two threads that ask it at once get an error or a mixed answer."""


class Limits(NamedTuple):
    """When a part of what was taken shows a thing of its own."""

    share: tuple[float, float]
    """Of what was taken there."""
    half_sure: float
    """Half-sure places against its size, at most."""
    edged: float
    """Share of its outline inside what was taken that has an edge, at least."""
    inner: float = 0.0
    """Length of that outline, at least, against four times the root of its area: 1.0 goes round about all of it."""


_BESIDE = Limits((0.5, 0.8), 0.12, 0.7)
"""Four of four products in front of an animal or a person that were taken with it, and 2 of 60 single products."""
_UPON = Limits((0.4, 0.8), 0.10, 0.5, inner=0.8)
"""A pot on its plate, seen from above; of 19 single products one can, whose print is a picture."""


@dataclass(frozen=True)
class Salient:
    """What the network takes for the object, at one size of picture."""

    mask: Mask
    """(h, w) the object."""
    unsure: Mask
    """(h, w) where it does not know."""
    soft: float
    """Share of such places, against the object's size: under 0.17 on right answers, over 0.25 on wrong ones."""
    agreement: float
    """Overlap of what it takes in the whole picture and in a close-up: under 0.95 on nearly all wrong answers."""
    beyond: float = 0.0
    """Share of the object that lies outside a person's box."""


def find_salient(picture: Image8, *, inside: Mask | None = None) -> Salient | None:
    """The most salient object, looked at twice: in the whole picture and close up. None without the network.

    One CPU second. The mean of both looks is the answer.

    Args:
        picture: (H, W, 3) at the size the answer is wanted in.
        inside: (H, W) a person's box; then the first look is at the box.
    """
    model = find_model(MODEL)
    if model is None:
        return None
    whole = _map(picture, model) if inside is None else _close_up(picture, inside, model)
    if not (whole > 0.5).any():
        return Salient(whole > 0.5, whole > 1 - _SURE, 1.0, 0.0)
    near = _close_up(picture, whole > 0.5, model)
    mean = (whole + near) / 2
    beyond = 0.0
    if inside is not None:
        beyond = float((mean > 0.5)[~inside].sum() / max(1, (mean > 0.5).sum()))
        mean[~inside] = 0
    mask = without_crumbs((mean > 0.5).astype(np.uint8)) > 0
    unsure = (mean > 1 - _SURE) & (mean < _SURE)
    return Salient(mask, unsure, float(unsure.sum() / max(1, mask.sum())), overlap(whole > 0.5, near > 0.5), beyond)


def is_other_from_afar(picture: Image8, taken: Mask) -> bool:
    """Whether the network takes something else where the picture is seen smaller: a head, and now the whole toy.

    Half a CPU second. Says no without the network.

    Args:
        picture: (H, W, 3) at working size.
        taken: (H, W) the object.
    """
    model = find_model(MODEL)
    if model is None:
        return False
    y, x = (round(_AROUND * side) for side in taken.shape)
    wider = _map(cv2.copyMakeBorder(picture, y, y, x, x, cv2.BORDER_REPLICATE).astype(np.uint8), model)
    return overlap(wider[y : y + taken.shape[0], x : x + taken.shape[1]] > 0.5, taken) < _SAME_THING  # fmt: skip


def is_more_than_one(picture: Image8, taken: Mask) -> bool:
    """Whether a part of the object, looked at alone, shows a thing of its own: it and another were taken as one.

    Up to two and a half CPU seconds. Says no without the network.

    Args:
        picture: (H, W, 3) at working size.
        taken: (H, W) the object.
    """
    model = find_model(MODEL)
    if model is None or not taken.any():
        return False
    x, y, wide, high = cv2.boundingRect(taken.astype(np.uint8))
    for (left, top, right, bottom), limits in (*((part, _BESIDE) for part in _PARTS), (_MIDDLE, _UPON)):
        rows = slice(max(0, y + int(top * high)), y + int(bottom * high))
        columns = slice(max(0, x + int(left * wide)), x + int(right * wide))
        if _shows_a_thing(np.ascontiguousarray(picture[rows, columns]), taken[rows, columns], model, limits):
            return True
    return False


def _shows_a_thing(picture: Image8, taken: Mask, model: Path, limits: Limits) -> bool:
    """Whether the network sees one clear thing with an edge around it in a part of what was taken."""
    seen = _map(picture, model)
    thing = taken & (seen > 0.5)
    share = float(thing.sum() / max(1, taken.sum()))
    half_sure = taken & (seen > 1 - _SURE) & (seen < _SURE)
    if not limits.share[0] <= share <= limits.share[1] or half_sure.sum() > limits.half_sure * thing.sum():
        return False
    inner = cv2.erode(taken.astype(np.uint8), np.ones((9, 9), np.uint8), borderType=cv2.BORDER_CONSTANT, borderValue=0)
    line = (inner > 0) & thing & (cv2.erode(thing.astype(np.uint8), np.ones((3, 3), np.uint8)) == 0)
    if not line.any() or line.sum() < limits.inner * 4 * np.sqrt(thing.sum()):
        return False
    slope = gradient_magnitude(to_lab(np.asarray(cv2.bilateralFilter(picture, 5, 12, 3), np.uint8)))
    near = cv2.dilate(slope, np.ones((7, 7), np.uint8))
    return float((near[line] > _EDGE).mean()) >= limits.edged


def _close_up(picture: Image8, place: Mask, model: Path) -> Plane:
    """The map of the part around a place, laid back into a map of the whole picture."""
    height, width = place.shape
    left, top, wide, high = cv2.boundingRect(place.astype(np.uint8))
    x, y = int(_MARGIN * wide), int(_MARGIN * high)
    rows, columns = slice(max(0, top - y), min(height, top + high + y)), slice(max(0, left - x), left + wide + x)
    whole = np.zeros((height, width), np.float32)
    whole[rows, columns] = _map(np.ascontiguousarray(picture[rows, columns]), model)
    return whole


def _map(picture: Image8, model: Path) -> Plane:
    """(H, W) how surely each pixel belongs to the object, 0 to 1."""
    small = cv2.resize(picture, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA).astype(np.float32)
    light = (small / max(1.0, float(small.max())) - np.array(_MEAN, np.float32)) / np.array(_SPREAD, np.float32)
    with _ONE_AT_A_TIME:
        network = _network(str(model))
        network.setInput(np.ascontiguousarray(light.astype(np.float32).transpose(2, 0, 1)[None]))
        first = network.getUnconnectedOutLayersNames()[0]
        answer = np.asarray(network.forward(first), np.float32)[0, 0]
    low, high = float(answer.min()), float(answer.max())
    scaled = (answer - low) / max(high - low, 1e-6)
    return np.asarray(cv2.resize(scaled, picture.shape[1::-1], interpolation=cv2.INTER_LINEAR), np.float32)


@lru_cache(maxsize=1)
def _network(path: str) -> cv2.dnn.Net:
    return cv2.dnn.readNetFromONNX(path)
