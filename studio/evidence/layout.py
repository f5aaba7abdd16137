"""Layout and crop: where the product stands in its frame, whole, upright and in its own proportions."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import LAYOUT
from studio.core.channel import Channel
from studio.evidence.pair import Pair
from studio.vision.arrays import Mask


def layout_measures(
    pair: Pair, limits: Limits, channel: Channel | None, *, may_shrink: bool = False
) -> Iterator[Measure]:
    """Stretch, turn, crop, fill and centring of the product; a layout that grows may make it smaller."""
    yield _shape(pair, limits)
    yield _turn(pair, limits)
    yield _whole(pair, limits)
    yield _fill(pair, limits, channel, may_shrink=may_shrink)
    if channel is not None:
        yield from _safe_area(pair, limits, channel)


def _shape(pair: Pair, limits: Limits) -> Measure:
    stretch = pair.registration.stretch
    off = stretch > limits.stretch
    says = f"The product is stretched by {stretch - 1:.0%}." if off else "The product keeps its proportions."
    return Measure(name="proportions", criterion=LAYOUT, flag="look" if off else "fine", says=says,
                   value=round(stretch, 3), limit=limits.stretch)  # fmt: skip


def _turn(pair: Pair, limits: Limits) -> Measure:
    turn = 0.0 if pair.registration.is_exact else pair.registration.turn_deg
    off = abs(turn) > limits.turn_deg
    way = "right" if turn > 0 else "left"
    says = f"The product is tilted {abs(turn):.0f}° to the {way}." if off else "The product stands as photographed."
    return Measure(name="tilt", criterion=LAYOUT, flag="look" if off else "fine", says=says, value=round(turn, 1),
                   unit="°", limit=limits.turn_deg)  # fmt: skip


def _whole(pair: Pair, limits: Limits) -> Measure:
    """Share of the photographed product that lies inside the new frame; a product cut before may stay cut."""
    share = float(pair.laid[1][pair.matte > 0.5].mean())
    cut = share < limits.visible
    says = f"{1 - share:.0%} of the product is cut off by the frame." if cut else "The whole product is in the frame."
    return Measure(name="cut off", criterion=LAYOUT, flag="look" if cut else "fine", says=says,
                   value=round(share, 3), limit=limits.visible)  # fmt: skip


def _fill(pair: Pair, limits: Limits, channel: Channel | None, *, may_shrink: bool) -> Measure:
    """Larger side of the product's box over the frame's, and how far its centre is off."""
    inside = pair.matte_after > 0.5
    rows, columns = np.nonzero(inside.any(1))[0], np.nonzero(inside.any(0))[0]
    if not len(rows):
        return Measure(name="fill", criterion=LAYOUT, flag="look", says="The product is not in the frame.", value=0.0)
    height, width = inside.shape
    fill = max((rows[-1] - rows[0] + 1) / height, (columns[-1] - columns[0] + 1) / width)
    least = limits.fill_least
    if channel is not None and channel.fill is not None:
        least = max(least, channel.fill[0])
    before = _extent(pair.matte > 0.5)
    wanted = channel is not None and channel.fill is not None
    small = fill < least - 0.005 if wanted else not may_shrink and fill < min(least, before * 0.9)
    large = fill > max(limits.fill_most, before * 1.02)
    off = (columns[0] + columns[-1] + 1) / 2 / width - 0.5
    side = "centred" if abs(off) < 0.06 else f"{abs(off):.0%} {'right' if off > 0 else 'left'} of the centre"
    words = "too small: " if small else "too tight: " if large else ""
    says = f"The product is {words}{fill:.0%} of the frame, {side}."
    if wanted and small:
        says += f" This channel wants at least {least:.0%}."
    return Measure(name="fill", criterion=LAYOUT, flag="look" if small or large else "fine", says=says,
                   value=round(float(fill), 3), limit=least)  # fmt: skip


def _extent(inside: Mask) -> float:
    rows, columns = np.nonzero(inside.any(1))[0], np.nonzero(inside.any(0))[0]
    height, width = inside.shape
    return float(max((rows[-1] - rows[0] + 1) / height, (columns[-1] - columns[0] + 1) / width))


def _safe_area(pair: Pair, limits: Limits, channel: Channel) -> Iterator[Measure]:
    """Share of the product under the strips that the channel covers with its own buttons and names."""
    inside = pair.matte_after > 0.5
    height, width = inside.shape
    strips, size = channel.safe, channel.size
    if not inside.any() or not any((strips.top, strips.bottom, strips.left, strips.right)):
        return
    free = np.zeros_like(inside)
    rows = slice(round(strips.top / size.height * height), height - round(strips.bottom / size.height * height))
    columns = slice(round(strips.left / size.width * width), width - round(strips.right / size.width * width))
    free[rows, columns] = True
    share = float((inside & ~free).sum() / inside.sum())
    hidden = share > limits.covered
    says = (f"{share:.0%} of the product lies where {channel.label} shows its own buttons." if hidden
            else f"The product is clear of what {channel.label} lays over the picture.")  # fmt: skip
    yield Measure(name="safe area", criterion=LAYOUT, flag="look" if hidden else "fine", says=says,
                  value=round(share, 3), limit=limits.covered)  # fmt: skip
