"""Whether a photographed product fits over the one that an engine drew: its place, its outline, what covers it.

All of it at one small size, in about half a second. Of renders in space of five products, 35 of 35 with something in
front or turned so that their outline changes are refused (31) or warned of, 17 of 20 lit otherwise are warned of, and
11 of 15 merely put into another room are locked without a word; three of the others are steel that mirrors the room.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.core.subject import Box
from studio.vision.arrays import Floats, Mask
from studio.vision.light_gain import LightGain, light_gain, relit
from studio.vision.overlay import Overlay

_NEAR = 0.01
"""A place counts as found again within this share of the product's size."""
EXPLAINED = 0.8
"""Share of the product's texture that one move must explain."""
_DEEP, _FEWEST = 0.04, 200
"""How far inside the outline, over the product's size, texture tells of it, and the fewest places that do."""
_GAIN = 0.12
"""By how much a homography must explain more than a similarity to be believed."""
_ROUNDS = 3
_FLAT, _STEP = 6.0, 9.0
"""ΔE*ab: no edge below the one; an edge to be expected above the other."""
_HELD, _HELD_MOVED = 0.9, 0.8
"""Share of the outline that is surely found; the least after a homography, which can hide a side that turned up."""
_LOST, _OTHER, _LOST_ALONE = 0.02, 0.025, 0.1
"""Share of the outline without its edge and of the product that differs: together, and the first alone. Of 60 good
edits of six products the outline lost 0.018 at most, steel cans that mirror the scene 0.085."""
_STOPS, _SIDEWAYS, _UNEVEN = 0.45, 0.2, 0.8
"""Difference of the light, in stops: overall or of one colour, from left to right, and between any parts: a dark floor
throws less light back and takes up to 0.6 stops from a product's foot."""
_SLOPE, _EDGED = 1.5, 0.3
"""L* per pixel that is an edge; share of a patch's outline with edges of its own, else it is a reflection."""
_DIFFERENT = 18.0
"""ΔE*ab, once the light is taken out, at which a patch shows something else."""


@dataclass(frozen=True)
class Fit:
    """What was found."""

    explained: float | None
    """Share of the product's texture that lies where it should; None where there is too little."""
    move: Floats | None
    """(3, 3) by which it must be moved further, in pixels of the engine's picture; None when it lies well."""
    is_perspective: bool
    """Whether that move is a homography that no similarity can stand in for."""
    held: float
    """Share of the product's outline at which the engine's picture has an edge."""
    lost: float
    """Share of the product's outline that the engine's picture runs across without an edge."""
    lost_at: Box | None
    """Where."""
    differs: float
    """Share of the product under the largest patch that shows something else."""
    differs_at: Box | None
    """Where."""
    gain: LightGain
    """How the engine's product is lit against the photographed one, in pixels of the small picture."""
    to_small: Floats
    """(3, 3) from pixels of the engine's picture to those of the small one."""

    @property
    def is_found(self) -> bool:
        """Whether the product's texture or outline is there at all."""
        return (self.explained or 0) >= EXPLAINED or self.held >= _HELD

    @property
    def is_covered(self) -> bool:
        """Whether the pasted product would cover the engine's, with nothing in front of it."""
        apart = self.lost >= _LOST and self.differs >= _OTHER
        return not (apart or self.lost >= _LOST_ALONE or (self.is_perspective and self.held < _HELD_MOVED))

    @property
    def is_whole(self) -> bool:
        """Whether nothing at all differs but the light."""
        turned = self.explained is not None and self.explained < EXPLAINED
        return not (turned or self.differs >= _OTHER or self.lost >= _LOST)

    @property
    def is_lit_alike(self) -> bool:
        """Whether the photographed product fits the light of the picture."""
        gain = self.gain
        return (
            abs(gain.stops) < _STOPS
            and gain.colour < _STOPS
            and abs(gain.sideways) < _SIDEWAYS
            and gain.uneven < _UNEVEN
        )


def check_fit(seen: Overlay) -> Fit | None:
    """Lay the product over the engine's as well as one move can, and say what is left; None without a product."""
    if seen.sure.sum() < 100:
        return None
    explained, move, bent = _best_move(seen)
    placed = seen if move is None else seen.moved(move)
    if placed.sure.sum() < 100:
        return None
    gain = light_gain(placed.product, placed.made, placed.sure)
    held, lost, lost_at = _outline(placed)
    differs, differs_at = _other_patch(placed, gain)
    whole = None if move is None else np.linalg.inv(seen.to_small) @ move @ seen.to_small
    return Fit(explained, whole, bent, held, lost, lost_at, differs, differs_at, gain, seen.to_small)


def _best_move(seen: Overlay) -> tuple[float | None, Floats | None, bool]:
    """How much of the texture lies right, the move by which more of it does, and whether that is no similarity."""
    total, now = np.eye(3), seen
    explained, bent = None, False
    for _ in range(_ROUNDS):
        pairs = _flow(now)
        if pairs is None:
            break
        here, there = pairs
        near = _NEAR * now.size
        # the outline of a round thing stays where it is when the thing turns
        deep = now.depth[here[:, 1].astype(int), here[:, 0].astype(int)] > _DEEP
        inside = deep if deep.sum() >= _FEWEST else np.ones(len(deep), bool)
        explained = _within(here[inside], there[inside], np.eye(3), near)
        better, *others = _models(here, there)
        for other in others:
            if _within(here, there, other, near) > _within(here, there, better, near) + _GAIN / 2:
                better, bent = other, True
        if _within(here, there, better, near) < _within(here, there, np.eye(3), near) + _GAIN:
            break
        total = better @ total
        now = seen.moved(total)
    return explained, None if now is seen else total, bent and now is not seen


def _models(here: Floats, there: Floats) -> list[Floats]:
    cv2.setRNGSeed(1)
    similar, _ = cv2.estimateAffinePartial2D(here, there, method=cv2.RANSAC, ransacReprojThreshold=1.5)
    full, _ = cv2.findHomography(here, there, cv2.RANSAC, 1.5)
    first = np.eye(3) if similar is None else np.vstack([similar, [0, 0, 1]])
    return [first] if full is None else [first, np.asarray(full)]


def _within(here: Floats, there: Floats, move: Floats, near: float) -> float:
    placed = cv2.perspectiveTransform(here[None], move)[0]
    return float((np.linalg.norm(placed - there, axis=1) < near).mean())


def _flow(seen: Overlay) -> tuple[Floats, Floats] | None:
    """Textured places of the product and where the engine drew them (DIS flow, Kroeger et al. 2016, both ways)."""
    gain = light_gain(seen.product, seen.made, seen.sure)
    evened = relit(seen.made, -gain.field)
    inside = seen.cover > 0.5
    first, second = (
        np.asarray(np.clip(cv2.cvtColor(one, cv2.COLOR_RGB2GRAY) * 255, 0, 255), np.uint8)
        for one in (np.where(inside[..., None], seen.product, evened).astype(np.float32), evened)
    )
    finder = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)  # type: ignore[attr-defined]
    flow, back = finder.calc(first, second, None), finder.calc(second, first, None)
    y, x = np.mgrid[: first.shape[0], : first.shape[1]].astype(np.float32)
    closed = flow + cv2.remap(back, x + flow[..., 0], y + flow[..., 1], cv2.INTER_LINEAR)
    slope = np.hypot(cv2.Sobel(first, cv2.CV_32F, 1, 0), cv2.Sobel(first, cv2.CV_32F, 0, 1))
    textured = inside & (cv2.GaussianBlur(slope, (0, 0), 2) > 25) & (np.linalg.norm(closed, axis=-1) < 1.5)
    rows, columns = np.nonzero(textured)
    if len(rows) < _FEWEST:
        return None
    some = np.linspace(0, len(rows) - 1, min(len(rows), 4000)).astype(int)
    here = np.stack([columns[some], rows[some]], 1).astype(np.float32)
    return here, here + flow[rows[some], columns[some]]


def _outline(seen: Overlay) -> tuple[float, float, Box | None]:
    """Shares of the outline where the engine's picture has its edge too, and where it ought to and has not; where.

    For the second the product's colour is far from what lies outside and yet the engine's picture has no edge there:
    its product goes on, something lies in front of it, or the ground shows where the product should be.
    """
    lab = _lab(cv2.GaussianBlur(seen.made, (0, 0), 0.8))
    own = _lab(seen.product)
    found, _ = cv2.findContours((seen.cover > 0.5).astype(np.uint8), cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    lines = [line[::2, 0] for line in found if len(line) > 30]
    if not lines:
        return 0.0, 0.0, None
    points = np.concatenate(lines).astype(np.float32)
    soft = cv2.GaussianBlur(seen.cover, (0, 0), 2.5)
    columns, rows = points.astype(int).T
    outward = -np.stack([cv2.Sobel(soft, cv2.CV_32F, *way)[rows, columns] for way in ((1, 0), (0, 1))], 1)
    outward /= np.linalg.norm(outward, axis=1, keepdims=True) + 1e-6
    places = points[:, None] + outward[:, None] * np.arange(-6, 7)[:, None]
    across, wanted = _at(lab, places), _at(own, places)[:, :3].mean(1)
    here, beyond = across[:, :3].mean(1), across[:, -3:].mean(1)
    wanted = wanted + np.median(here - wanted, axis=0)
    framed = ((places >= 0) & (places <= np.array(seen.cover.shape[::-1]) - 1)).all((1, 2))
    step = np.linalg.norm(across - here[:, None], axis=-1).max(1)
    due = np.linalg.norm(beyond - wanted, axis=1)
    lost = framed & (step < _FLAT) & (due > _STEP)
    return float((step > _STEP).mean()), float(lost.mean()), seen.box(points[lost]) if lost.any() else None


def _at(picture: Floats, places: Floats) -> Floats:
    """(n, k, 3) a picture at places (n, k, 2), x and y."""
    x, y = np.asarray(places[..., 0], np.float32), np.asarray(places[..., 1], np.float32)
    return np.asarray(cv2.remap(picture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))


def _other_patch(seen: Overlay, gain: LightGain) -> tuple[float, Box | None]:
    """The largest solid patch of the product that shows something else, with the light taken out."""
    first = _lab(cv2.GaussianBlur(seen.product, (0, 0), 1.2))
    second = _lab(cv2.GaussianBlur(relit(seen.made, -gain.field), (0, 0), 1.2))
    apart = np.full(seen.cover.shape, np.inf, np.float32)
    for down in (-3, -1, 0, 1, 3):
        for right in (-3, -1, 0, 1, 3):
            apart = np.minimum(apart, np.linalg.norm(first - np.roll(second, (down, right), (0, 1)), axis=-1))
    solid = np.ones((max(3, int(0.02 * seen.size)),) * 2, np.uint8)
    other = cv2.morphologyEx(((apart > _DIFFERENT) & seen.sure).astype(np.uint8), cv2.MORPH_OPEN, solid)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(other)
    if count < 2:
        return 0.0, None
    largest = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    if _own_edges(labels == largest, seen, (first, second)) < _EDGED:
        return 0.0, None
    places = np.argwhere(labels == largest)[:, ::-1]
    return float(len(places) / seen.sure.sum()), seen.box(places)


def _own_edges(patch: Mask, seen: Overlay, labs: tuple[Floats, Floats]) -> float:
    """Share of a patch's outline on the product where the engine's picture has an edge and the product has none."""
    area, round_px = patch.astype(np.uint8), np.ones((5, 5), np.uint8)
    outline = (cv2.dilate(area, round_px) > cv2.erode(area, round_px)) & seen.sure
    slopes = []
    for lab in labs:
        light = np.ascontiguousarray(lab[..., 0])
        slope = np.hypot(cv2.Sobel(light, cv2.CV_32F, 1, 0), cv2.Sobel(light, cv2.CV_32F, 0, 1)) / 8
        slopes.append(cv2.dilate(slope.astype(np.float32), np.ones((7, 7), np.uint8)))
    own = (slopes[1] > _SLOPE) & (slopes[1] > 1.5 * slopes[0])
    return float(own[outline].mean()) if outline.any() else 0.0


def _lab(picture: NDArray[Any]) -> Floats:
    return np.asarray(cv2.cvtColor(np.asarray(picture, np.float32), cv2.COLOR_RGB2LAB))
