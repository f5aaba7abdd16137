"""Before and after, laid over each other: what every measurement begins with."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.evidence.identical import copied_at, equal_pixels, framed
from studio.vision.arrays import Image8, Mask
from studio.vision.colour import to_lab
from studio.vision.optics import wide_blur
from studio.vision.registration import Registration, register, warp_to_before

WORK_PX = 1024
"""Shorter side at which pictures are compared; the longer one has at most twice as many pixels."""
_ERODED_PX = 7
_CUT_PX = 9
"""Twice what `unwobbled` may take from beyond the frame of an edit, and the pixel between."""
_MARGIN_PX = 24
_GRAIN_PX = 32
_COARSER = 0.97
"""Scale below which an edit holds less detail than the photograph."""
_SMALLER = 0.65
"""Scale below which fine detail is gone whatever the engine did."""
_WHOLE = 0.999
"""Coverage from which a pixel is wholly the region's."""

_MOST_PX = 4.0
"""A displacement above this is no wobble but a change."""
_SMOOTH_PX, _TONE_PX = 20.0, 6.0
_TEXTURE = 12.0
"""Gradient, of 255 per pixel, from which a place counts wholly."""
_STILL = 0.3
"""Weight of no displacement at all: plain places stay where they are."""

Plane = NDArray[Any]


@dataclass(frozen=True)
class Pair:
    """A photograph and its edit, registered. Pictures are bounded (see `bounded`)."""

    before: Image8
    """(H, W, 3) the photograph."""
    after: Image8
    """(h, w, 3) the edit."""
    matte: Plane
    """(H, W) what is measured: the product in the photograph, or everything that must stay."""
    registration: Registration
    """How the edit lies over the photograph."""
    origin: tuple[int, int] = (0, 0)
    """x and y of its upper left corner in the whole photograph."""
    grain: float = 0.0
    """Standard deviation of L* in the photograph's plainest places: what its camera adds everywhere."""
    copied: float = 0.0
    """Share of the registered region whose pixels are the photograph's, bit for bit, at full size."""

    @cached_property
    def laid(self) -> tuple[Image8, Mask]:
        """The edit in the photograph's frame, (H, W, 3), and where it has pixels there."""
        height, width = self.matte.shape
        return warp_to_before(self.after, self.registration, height, width)

    @cached_property
    def core(self) -> Mask:
        """(H, W) surely the product, away from its edge."""
        sure = (self.matte > 0.98).astype(np.uint8)
        return np.asarray(cv2.erode(sure, np.ones((_ERODED_PX,) * 2, np.uint8)) > 0)

    @cached_property
    def seen(self) -> Mask:
        """(H, W) the part of `core` that the edit shows, away from where its frame cuts it."""
        shown = cv2.erode(self.laid[1].astype(np.uint8), np.ones((_CUT_PX,) * 2, np.uint8)) > 0
        return np.asarray(self.core & shown)

    @property
    def is_far_smaller(self) -> bool:
        """Whether the edit shows the photograph with far fewer pixels."""
        return self.registration.scale < _SMALLER

    @cached_property
    def matte_after(self) -> Plane:
        """(h, w) the product in the edit."""
        height, width = self.after.shape[:2]
        if self.matte.shape == (height, width) and np.array_equal(self.registration.to_after, np.eye(3)[:2]):
            return self.matte
        placed = cv2.warpAffine(self.matte, self.registration.to_after, (width, height), flags=cv2.INTER_LINEAR)
        return np.asarray(placed, np.float32)

    @cached_property
    def product(self) -> Pair:
        """The pair cut to the region's box with a margin, both pictures in the photograph's frame."""
        rows, columns = np.nonzero(self.core.any(1))[0], np.nonzero(self.core.any(0))[0]
        box = (_around(rows), _around(columns)) if len(rows) else (slice(0, 8), slice(0, 8))
        part = replace(self, before=self.before[box], matte=self.matte[box], origin=(box[1].start, box[0].start))
        part.__dict__["laid"] = (self.laid[0][box], self.laid[1][box])
        part.__dict__["core"] = self.core[box]
        return part

    def over(self, matte: Plane) -> Pair:
        """The same registered pictures, measured over another region (H, W)."""
        other = replace(self, matte=matte)
        other.__dict__["laid"] = self.laid
        return other

    @cached_property
    def compared(self) -> tuple[Image8, Image8]:
        """The photograph with no more detail than the edit can hold, and the edit without its engine's small wobble."""
        if self.registration.is_exact:
            return self.before, self.laid[0]
        return as_coarse(self.before, self.registration.scale), unwobbled(self.before, self.laid[0], self.seen)

    @cached_property
    def lab(self) -> tuple[Plane, Plane]:
        """(H, W, 3) CIE L*a*b* of both pictures as they are compared."""
        first, second = self.compared
        return to_lab(first), to_lab(second)

    @cached_property
    def tones(self) -> tuple[Plane, Plane]:
        """(H, W, 3) CIE L*a*b* of both pictures without their detail: light and colour alone."""
        first, second = (cv2.GaussianBlur(lab, (0, 0), _TONE_PX) for lab in self.lab)
        return np.asarray(first), np.asarray(second)


def _around(places: NDArray[np.int64]) -> slice:
    """From the first to the last place with the margin, beginning at an even number."""
    return slice(max(0, int(places[0]) - _MARGIN_PX) // 2 * 2, int(places[-1]) + 1 + _MARGIN_PX)


def bounded(picture: Image8) -> Image8:
    """The picture, its shorter side at most `WORK_PX` and its longer side at most twice that."""
    scale = min(WORK_PX / min(picture.shape[:2]), 2 * WORK_PX / max(picture.shape[:2]))
    if scale >= 1:
        return picture
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def as_coarse(picture: Image8, scale: float) -> Image8:
    """A picture at the resolution of an edit that shows it smaller, `scale` below 1, in its own pixels."""
    if scale > _COARSER:
        return picture
    small = cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC), np.uint8)


def open_pair(before: Image8, after: Image8, matte: Plane) -> Pair:
    """Register two pictures.

    Args:
        before: (H, W, 3) the photograph.
        after: (h, w, 3) the edit.
        matte: (H, W) the product in the photograph.
    """
    first, second = bounded(before), bounded(after)
    region = np.asarray(cv2.erode((matte > _WHOLE).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0)
    offset = copied_at(before, after, region)
    if offset is None:
        product = as_large(matte, first)
        return Pair(first, second, product, register(first, second, product), grain=grain_of(first))
    here, there = first.shape[1] / before.shape[1], second.shape[1] / after.shape[1]
    move = np.array([[here / there, 0, -offset[0] * here], [0, here / there, -offset[1] * here]])
    pair = Pair(
        first, second, as_large(matte, first), Registration(move, 1.0, is_exact=True),
        grain=grain_of(first), copied=float(equal_pixels(before, after, offset)[region].mean()),
    )  # fmt: skip
    laid, inside = framed(after, offset, *before.shape[:2])
    pair.__dict__["laid"] = (bounded(laid), as_large(inside, first) > _WHOLE)
    return pair


def grain_of(picture: Image8) -> float:
    """Standard deviation of the fine lightness in the plainest twentieth of a picture, in L*."""
    light = to_lab(picture)[..., 0]
    fine = cv2.GaussianBlur(light, (0, 0), 0.8) - cv2.GaussianBlur(light, (0, 0), 3.0)
    tiles = (max(1, fine.shape[1] // _GRAIN_PX), max(1, fine.shape[0] // _GRAIN_PX))
    return float(np.sqrt(np.percentile(cv2.resize(fine * fine, tiles, interpolation=cv2.INTER_AREA), 5)))


def as_large(plane: Plane, picture: Image8) -> Plane:
    """A plane at the size of a picture."""
    return np.asarray(
        cv2.resize(plane.astype(np.float32), picture.shape[1::-1], interpolation=cv2.INTER_AREA), np.float32
    )


def unwobbled(before: Image8, laid: Image8, inside: Mask) -> Image8:
    """An edit laid over its photograph, moved by the dense flow between both (DIS, Kroeger et al. 2016), smoothed.

    Smoothing over 20 pixels follows an elastic wobble and leaves a rewritten detail as it is.

    Args:
        before: (H, W, 3) the photograph.
        laid: (H, W, 3) the edit in its frame.
        inside: (H, W) what is compared; the surroundings may differ and must not pull.
    """
    mixed = np.where(inside[..., None], laid, before)
    first, second = (cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in (before, mixed))
    flow = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST).calc(first, second, None)  # type: ignore[attr-defined]
    slope = np.abs(cv2.Sobel(first, cv2.CV_32F, 1, 0, scale=1 / 8)) + np.abs(
        cv2.Sobel(first, cv2.CV_32F, 0, 1, scale=1 / 8)
    )
    weight = np.asarray(inside * np.minimum(slope, _TEXTURE), np.float32)
    weight[np.hypot(flow[..., 0], flow[..., 1]) > _MOST_PX] = 0
    amount = wide_blur(weight, _SMOOTH_PX) + _STILL
    right, down = (wide_blur(flow[..., axis] * weight, _SMOOTH_PX) / amount for axis in (0, 1))
    rows, columns = np.indices(first.shape, np.float32)
    moved = cv2.remap(laid, columns + right, rows + down, cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)
