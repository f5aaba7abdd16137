"""Fills a hole with patches of the same picture, so that texture continues.

Search: Barnes, Shechtman, Finkelstein and Goldman, "PatchMatch", 2009. Voting: Wexler, Shechtman and Irani,
"Space-Time Completion of Video", 2007. Coarse to fine; on the way down the *matches* are enlarged and real pixels are
sampled again, and the last pass copies pixels instead of averaging them, so that texture stays crisp.
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from studio.vision.arrays import Floats, Image8, Mask
from studio.vision.push_pull import membrane, thickness

Pixels = Floats
Indices = NDArray[np.int64]
PATCH = 7
"""Side of a patch in pixels."""
_HALF = PATCH // 2
_PASSES = (2, 2, 4, 6, 8, 8)
"""Passes of search and vote per level, the finest first."""
_BATCH = 60_000
_COHERENT = 0.92
"""A neighbour's match wins against one that is this much better: coherent areas look like one piece."""
_LOCAL_REACH = 24
"""How far a random search looks on the finer levels, in pixels."""


@dataclass(frozen=True)
class _Level:
    """One scale of the picture."""

    picture: Pixels
    hole: Mask
    source: Mask


def fill_hole(picture: Image8, hole: Mask, *, source: Mask | None = None, seed: int = 0) -> Image8:
    """The picture with its hole filled; not a bit changes elsewhere.

    Args:
        picture: (H, W, 3).
        hole: (H, W) what to fill.
        source: (H, W) where patches may come from; default: everywhere else.
        seed: Seed of the random search.
    """
    free = ~hole if source is None else source & ~hole
    levels = _pyramid(picture, hole, free)
    rng = np.random.default_rng(seed)
    current = membrane(levels[-1].picture, levels[-1].hole)
    matches: _Matches | None = None
    for number in range(len(levels) - 1, -1, -1):
        level = levels[number]
        whole = cv2.erode(
            level.source.astype(np.uint8), np.ones((PATCH, PATCH)), borderType=cv2.BORDER_CONSTANT, borderValue=0
        )
        if np.count_nonzero(whole) >= 8:
            matches = _Matches(
                level, whole > 0, rng, coarser=matches, coarsest=number == len(levels) - 1, number=number
            )
            current = matches.solve(current)
        else:
            matches = None
        if number:
            finer = levels[number - 1]
            size = finer.hole.shape[1], finer.hole.shape[0]
            larger = cv2.resize(current, size, interpolation=cv2.INTER_LINEAR)
            current = np.where(finer.hole[..., None], larger, finer.picture)
    out = picture.copy()
    out[hole] = np.clip(np.round(current[hole]), 0, 255).astype(np.uint8)
    return out


def _pyramid(picture: Image8, hole: Mask, source: Mask) -> list[_Level]:
    count = int(np.clip(np.ceil(np.log2(max(thickness(hole), 1) / (PATCH * 0.6))), 0, 6))
    count = min(count, int(np.log2(max(2, min(hole.shape) / 24))))
    levels = [_Level(picture.astype(np.float32), hole.astype(bool), source.astype(bool))]
    for _ in range(count):
        last = levels[-1]
        size = max(1, last.hole.shape[1] // 2), max(1, last.hole.shape[0] // 2)
        known = (~last.hole).astype(np.float32)
        weight = cv2.resize(known, size, interpolation=cv2.INTER_AREA)
        total = cv2.resize(last.picture * known[..., None], size, interpolation=cv2.INTER_AREA)
        smaller = np.asarray(total / np.maximum(weight[..., None], 1e-3), np.float32)
        usable = cv2.resize(last.source.astype(np.float32), size, interpolation=cv2.INTER_AREA) > 0.95
        levels.append(_Level(smaller, weight < 0.5, usable))
    return levels


class _Matches:
    """For each patch that touches the hole, the patch of the source that fits best."""

    def __init__(
        self,
        level: _Level,
        valid: Mask,
        rng: np.random.Generator,
        *,
        coarser: _Matches | None,
        coarsest: bool,
        number: int,
    ) -> None:
        self.level, self.valid, self.rng, self.coarsest, self.number = level, valid, rng, coarsest, number
        self.height, self.width = level.hole.shape
        touched = cv2.dilate(level.hole.astype(np.uint8), np.ones((PATCH, PATCH))) > 0
        self.ty, self.tx = np.nonzero(touched)
        self.index: Indices = np.full(touched.shape, -1, np.int64)
        self.index[self.ty, self.tx] = np.arange(len(self.ty))
        self.sy, self.sx = self._random(len(self.ty))
        self.from_coarser = np.zeros(len(self.ty), bool)
        if coarser is not None:
            self._enlarge(coarser)
        dy, dx = np.mgrid[-_HALF : _HALF + 1, -_HALF : _HALF + 1]
        self.stride = self.width + 2 * _HALF
        self.offsets = (dy * self.stride + dx).ravel()
        self.gauss = np.exp(-(dy**2 + dx**2) / (2 * (_HALF * 0.9) ** 2)).astype(np.float32).ravel()
        depth = cv2.distanceTransform(np.pad(level.hole, 1).astype(np.uint8), cv2.DIST_L2, 3)[1:-1, 1:-1]
        # what lies deep in the hole is a guess: it says little about which patch fits
        trust = np.maximum(np.power(1.25, -depth), 0.02).astype(np.float32)
        trust[~level.hole] = 1.0
        self.trust = np.pad(trust, _HALF).ravel()
        self.target = self._flat(self.ty, self.tx)
        weight = self.trust[self.target[:, None] + self.offsets] * self.gauss
        self.weight = weight / weight.sum(1, keepdims=True)
        self.cost = np.zeros(len(self.ty), np.float32)

    def _flat(self, y: Indices, x: Indices) -> Indices:
        return np.asarray((y + _HALF) * self.stride + x + _HALF)

    def _random(self, count: int) -> tuple[Indices, Indices]:
        ys, xs = np.nonzero(self.valid)
        choice = self.rng.integers(len(ys), size=count)
        return ys[choice], xs[choice]

    def _enlarge(self, coarser: _Matches) -> None:
        """Take over the coarser level's matches."""
        above = coarser.index[np.minimum(self.ty // 2, coarser.height - 1), np.minimum(self.tx // 2, coarser.width - 1)]
        known = np.maximum(above, 0)
        y = self.ty + 2 * (coarser.sy - coarser.ty)[known]
        x = self.tx + 2 * (coarser.sx - coarser.tx)[known]
        fits = (above >= 0) & (y >= 0) & (x >= 0) & (y < self.height) & (x < self.width)
        fits[fits] = self.valid[y[fits], x[fits]]
        self.sy[fits], self.sx[fits] = y[fits], x[fits]
        self.from_coarser = fits

    def solve(self, current: Pixels) -> Pixels:
        """Search and vote until the hole agrees with itself."""
        resample = self.level.hole[self.ty, self.tx] & self.from_coarser
        current = current.copy()
        current[self.ty[resample], self.tx[resample]] = self.level.picture[self.sy[resample], self.sx[resample]]
        passes = _PASSES[min(self.number, len(_PASSES) - 1)]
        for number in range(passes):
            padded = np.pad(current, ((_HALF, _HALF), (_HALF, _HALF), (0, 0)), "edge").reshape(-1, 3)
            self._search(padded, wide=self.coarsest or (number == 0 and self.number > 1))
            voted = self._vote(padded)
            if self.number <= 1 and number == passes - 1:
                voted = self._copied(voted)
            current = np.where(self.level.hole[..., None], voted, self.level.picture).astype(np.float32)
        return current

    def _search(self, padded: Pixels, *, wide: bool) -> None:
        wanted = padded[self.target[:, None] + self.offsets]
        everyone = np.arange(len(self.ty))
        for first in range(0, len(everyone), _BATCH):
            some = everyone[first : first + _BATCH]
            self.cost[some] = self._costs(padded, wanted, some, self.sy[some], self.sx[some])
        for turn in range(2 if self.number else 1):
            for step in (1, 2, 4) if turn == 0 else (1,):
                for dy, dx in ((0, step), (0, -step), (step, 0), (-step, 0)):
                    self._ask_neighbours(padded, wanted, dy, dx)
            reach = max(self.height, self.width) if wide else _LOCAL_REACH
            while reach >= 1:
                y = self.sy + self.rng.integers(-reach, reach + 1, len(everyone))
                x = self.sx + self.rng.integers(-reach, reach + 1, len(everyone))
                self._try(padded, wanted, everyone, y, x)
                reach //= 2 if self.coarsest else 3

    def _ask_neighbours(self, padded: Pixels, wanted: Pixels, dy: int, dx: int) -> None:
        y, x = self.ty + dy, self.tx + dx
        inside = np.flatnonzero((y >= 0) & (x >= 0) & (y < self.height) & (x < self.width))
        neighbour = self.index[y[inside], x[inside]]
        asked, neighbour = inside[neighbour >= 0], neighbour[neighbour >= 0]
        self._try(padded, wanted, asked, self.sy[neighbour] - dy, self.sx[neighbour] - dx, bonus=_COHERENT)

    def _try(self, padded: Pixels, wanted: Pixels, who: Indices, y: Indices, x: Indices, *, bonus: float = 1.0) -> None:
        fits = (y >= 0) & (x >= 0) & (y < self.height) & (x < self.width)
        fits[fits] = self.valid[y[fits], x[fits]]
        who, y, x = who[fits], y[fits], x[fits]
        for first in range(0, len(who), _BATCH):
            part = slice(first, first + _BATCH)
            cost = self._costs(padded, wanted, who[part], y[part], x[part])
            better = cost * bonus < self.cost[who[part]]
            winners = who[part][better]
            self.cost[winners], self.sy[winners], self.sx[winners] = cost[better], y[part][better], x[part][better]

    def _costs(self, padded: Pixels, wanted: Pixels, who: Indices, y: Indices, x: Indices) -> Floats:
        apart = padded[self._flat(y, x)[:, None] + self.offsets] - wanted[who]
        return np.asarray((np.einsum("nkc,nkc->nk", apart, apart) * self.weight[who]).sum(1), np.float32)

    def _vote(self, padded: Pixels) -> Pixels:
        """Each pixel is the weighted mean of what all patches over it say."""
        count = len(padded)
        total, weights = np.zeros((count, 3)), np.zeros(count)
        spread = max(float(np.percentile(self.cost, 75)), 4.0)
        belief = (np.exp(-self.cost / (2 * spread)) + 1e-3) * self.trust[self.target]
        source = self._flat(self.sy, self.sx)
        for offset, gauss in zip(self.offsets, self.gauss, strict=True):
            weight = belief * gauss
            for channel in range(3):
                said = weight * padded[source + offset, channel]
                total[:, channel] += np.bincount(self.target + offset, said, count)
            weights += np.bincount(self.target + offset, weight, count)
        mean = (total / np.maximum(weights, 1e-12)[:, None]).reshape(-1, self.stride, 3)
        return np.asarray(mean[_HALF:-_HALF, _HALF:-_HALF], np.float32)

    def _copied(self, voted: Pixels) -> Pixels:
        """Each pixel from its own match; the vote only where matches do not continue each other."""
        inside = self.level.hole[self.ty, self.tx]
        copied = self.level.picture.copy()
        copied[self.ty[inside], self.tx[inside]] = self.level.picture[self.sy[inside], self.sx[inside]]
        move = np.zeros((2, self.height, self.width), np.int64)
        move[0, self.ty, self.tx], move[1, self.ty, self.tx] = self.sy - self.ty, self.sx - self.tx
        joint = np.zeros((self.height, self.width), bool)
        for axis in (0, 1):
            jump = np.abs(move - np.roll(move, 1, axis + 1)).sum(0) > 1
            joint |= jump | np.roll(jump, -1, axis)
        soft = cv2.GaussianBlur((joint & self.level.hole).astype(np.float32), (0, 0), 0.8)
        share = np.clip(soft * 1.2, 0, 1)[..., None] * 0.6
        return np.asarray(copied * (1 - share) + voted * share, np.float32)
