"""The product that a person clicked on."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np

from studio.vision.arrays import Image8, Mask, Step, no_step
from studio.vision.saliency import find_salient
from studio.vision.segment import at_working_size
from studio.vision.subject import SubjectFound, bounding_box, find_subject, subject_from_box

_WINDOWS = (1.0, 0.7, 0.5, 0.35)
"""Sides of the parts of the picture that are looked at around the click, as fractions of the picture."""
_SOFT = 0.2
"""Share of half-sure places up to which a part's answer is taken at once."""
_NEAR = 0.02
"""How far from the product a click may fall, as a fraction of the part's side."""
_MARGIN = 0.04
"""Added around what was clicked on, as a fraction of its sides."""

_LOOK_PX = 320
"""Longest side at which a part is looked at: what the network sees."""

Window = tuple[int, int, int, int]
"""Left, top, right and bottom in pixels; the last two exclusive."""


@dataclass(frozen=True)
class _Clicked:
    """What one look found under the click."""

    box: Window
    """Around it, in the whole picture."""
    soft: float
    """Share of half-sure places in it."""


def subject_from_point(
    picture: Image8, *, point: Sequence[float], seed: int = 0, on_step: Step = no_step
) -> SubjectFound:
    """Find the product under a click (x, y as fractions of the picture): the largest clear thing that it lies in."""
    height, width = picture.shape[:2]
    x, y = min(width - 1, int(point[0] * width)), min(height - 1, int(point[1] * height))
    on_step(0.0, "looks for what was clicked on")
    box = _box_at(picture, x, y)
    if box is None:
        found = find_subject(picture, seed=seed, on_step=on_step)
    else:
        found = subject_from_box(picture, box=_with_margin(box, width, height), seed=seed, on_step=on_step)
    part = _part_at(found.matte > 0.1, x, y)
    return replace(found, matte=np.where(part, found.matte, 0).astype(np.float32))


def _box_at(picture: Image8, x: int, y: int) -> Window | None:
    """The box of what lies under the click; None without the network, or where it sees nothing there."""
    best: _Clicked | None = None
    for window in _windows(picture, x, y):
        found = _look(picture, window, x, y)
        if found is not None and (best is None or found.soft < best.soft):
            best = found
        if best is not None and best.soft <= _SOFT:
            break
    return best.box if best else None


def _windows(picture: Image8, x: int, y: int) -> Iterator[Window]:
    height, width = picture.shape[:2]
    for share in _WINDOWS:
        w, h = round(width * share), round(height * share)
        left, top = min(max(0, x - w // 2), width - w), min(max(0, y - h // 2), height - h)
        yield left, top, left + w, top + h


def _look(picture: Image8, window: Window, x: int, y: int) -> _Clicked | None:
    """What the network sees under the click in a part of the picture; None when that reaches beyond the part."""
    left, top, right, bottom = window
    small = at_working_size(np.ascontiguousarray(picture[top:bottom, left:right]), longest_px=_LOOK_PX)
    seen = find_salient(small)
    if seen is None:
        return None
    scale_x, scale_y = (right - left) / small.shape[1], (bottom - top) / small.shape[0]
    part = _part_at(seen.mask, int((x - left) / scale_x), int((y - top) / scale_y))
    height, width = picture.shape[:2]
    inner = (left > 0, top > 0, right < width, bottom < height)
    if not part.any() or any(
        cut and side.any() for cut, side in zip(inner, (part[:, 0], part[0], part[:, -1], part[-1]), strict=True)
    ):
        return None
    near = cv2.dilate(part.astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    one, two, three, four = bounding_box(part)
    box = left + one * scale_x, top + two * scale_y, left + three * scale_x, top + four * scale_y
    return _Clicked(
        (int(box[0]), int(box[1]), round(box[2]), round(box[3])), float((seen.unsure & near).sum() / part.sum())
    )


def _part_at(mask: Mask, x: int, y: int) -> Mask:
    """The connected part of a mask at a place, or else the one nearest to it; empty when none is near."""
    count, parts = cv2.connectedComponents(mask.astype(np.uint8), connectivity=8)
    if count == 1:
        return np.zeros_like(mask)
    number = parts[y, x]
    if number == 0:
        rows, columns = np.nonzero(mask)
        away = np.hypot(rows - y, columns - x)
        nearest = int(away.argmin())
        if away[nearest] > _NEAR * max(mask.shape):
            return np.zeros_like(mask)
        number = parts[rows[nearest], columns[nearest]]
    return np.asarray(parts == number)


def _with_margin(box: Window, width: int, height: int) -> tuple[float, float, float, float]:
    """The box, a little larger, as x, y, width and height in fractions."""
    left, top, right, bottom = box
    aside, above = _MARGIN * (right - left), _MARGIN * (bottom - top)
    x, y = max(0.0, (left - aside) / width), max(0.0, (top - above) / height)
    return x, y, min(1.0, (right + aside) / width) - x, min(1.0, (bottom + above) / height) - y
