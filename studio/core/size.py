"""Pixel sizes: what a channel wants, what a model may be asked for, and the crop between them."""

from __future__ import annotations

import math
from dataclasses import dataclass

from pydantic import Field

from studio.core.subject import Strict

MOST_RATIO_ERROR = 0.006
"""How far the asked shape may be off before a larger size with less loss is better: 0.6 percent of the ratio."""


class NoLegalSize(ValueError):
    """A shape that a model cannot make, as a phrase."""


@dataclass(frozen=True, order=True)
class Size:
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def pixels(self) -> int:
        """Area."""
        return self.width * self.height

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.width / self.height

    @classmethod
    def parse(cls, text: str) -> Size:
        """A size as `1536x1024`.

        Raises:
            ValueError: It is written otherwise.
        """
        width, _, height = text.partition("x")
        return cls(int(width), int(height))

    def __str__(self) -> str:
        return f"{self.width}×{self.height}"


@dataclass(frozen=True)
class Aspect:
    """A shape: width to height."""

    width: float
    height: float

    @property
    def ratio(self) -> float:
        """Width over height."""
        return self.width / self.height

    @classmethod
    def parse(cls, text: str) -> Aspect:
        """A shape as `4:5` or `1.91:1`.

        Raises:
            ValueError: It is written otherwise, or a side is not above 0.
        """
        width, _, height = text.partition(":")
        aspect = cls(float(width), float(height))
        if aspect.width <= 0 or aspect.height <= 0:
            raise NoLegalSize(f"'{text}' is no shape")
        return aspect


class SizeLimits(Strict):
    """Sizes that a model takes."""

    multiple: int = Field(16, ge=1)
    """Both sides are divisible by this."""
    min_pixels: int = 655_360
    max_pixels: int = 8_294_400
    max_edge: int = 3840
    max_ratio: float = 3.0
    """Longest side over shortest."""
    fixed: tuple[tuple[int, int], ...] = ()
    """The only sizes it takes, where it is not free."""

    def faults(self, size: Size) -> tuple[str, ...]:
        """Why a size is not legal, each as a phrase; empty when it is."""
        if self.fixed:
            listed = ", ".join(f"{w}×{h}" for w, h in self.fixed)
            return () if (size.width, size.height) in self.fixed else (f"only {listed} are allowed",)
        long, short = max(size.width, size.height), min(size.width, size.height)
        checks = (
            (
                size.width % self.multiple or size.height % self.multiple,
                f"both sides must be divisible by {self.multiple}",
            ),
            (long > self.max_edge, f"the longest edge may be {self.max_edge}"),
            (long > short * self.max_ratio, f"the shape may be at most {self.max_ratio:g}:1"),
            (size.pixels < self.min_pixels, f"the area must be at least {self.min_pixels:,} pixels"),
            (size.pixels > self.max_pixels, f"the area may be at most {self.max_pixels:,} pixels"),
        )
        return tuple(fault for wrong, fault in checks if wrong)


@dataclass(frozen=True)
class SizePlan:
    """What to ask a model for, and what to cut off afterwards."""

    target: Size
    ask: Size
    """What to ask for; legal."""
    crop: Size
    """Largest box of the target's shape inside `ask`, centred; scaled to the target afterwards."""

    @property
    def loss(self) -> float:
        """Share of the asked picture that is cut off, 0 to 1."""
        return 1 - self.crop.pixels / self.ask.pixels

    @property
    def scale(self) -> float:
        """Factor from the crop to the target; above 1 the picture is enlarged."""
        return self.target.width / self.crop.width


def plan_size(target: Size, *, limits: SizeLimits) -> SizePlan:
    """The smallest legal size that covers a target with the least loss after cropping.

    A legal target is asked for as it is. Otherwise every legal width is tried with the two legal heights nearest to
    the target's shape. Of those that cover the target (or, where none can, of all), first come the ones whose shape
    is off by at most `MOST_RATIO_ERROR`; among them the smallest area wins, then the smallest loss.

    Raises:
        NoLegalSize: No legal size has this shape.
    """
    if not limits.faults(target):
        return _plan(target, target)
    candidates = [_plan(target, ask) for ask in _candidates(target, limits)]
    if not candidates:
        raise NoLegalSize(f"the shape {target} is outside 1:{limits.max_ratio:g} to {limits.max_ratio:g}:1")
    covering = [plan for plan in candidates if plan.scale <= 1]
    if covering:
        return min(covering, key=_rank)
    return min(candidates, key=lambda plan: (-plan.crop.pixels, plan.loss))


def _rank(plan: SizePlan) -> tuple[bool, int, float]:
    off = abs(plan.ask.ratio / plan.target.ratio - 1)
    return off > MOST_RATIO_ERROR, plan.ask.pixels, plan.loss


def _candidates(target: Size, limits: SizeLimits) -> list[Size]:
    if limits.fixed:
        return [Size(*fixed) for fixed in limits.fixed]
    found = []
    for width in range(limits.multiple, limits.max_edge + 1, limits.multiple):
        exact = width / target.ratio / limits.multiple
        for rows in {math.floor(exact), math.ceil(exact)}:
            size = Size(width, rows * limits.multiple)
            if rows and not limits.faults(size):
                found.append(size)
    return found


def _plan(target: Size, ask: Size) -> SizePlan:
    width = min(ask.width, round(ask.height * target.ratio))
    height = min(ask.height, round(ask.width / target.ratio))
    return SizePlan(target, ask, Size(width, height))
