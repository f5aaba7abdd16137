"""The channel's rules that a machine can check."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from studio.core.attempts.evidence import Measure
from studio.core.channel import Channel
from studio.core.size import Size
from studio.pictures import look_at, profile_name

WHITE_RING = 0.02
"""Thickness of the ring that must be white, as a fraction of the shorter side."""


def channel_measures(after: NDArray[np.uint8], channel: Channel, *, white_share: float) -> Iterator[Measure]:
    """Shape, pixels and background of a picture (H, W, 3) against its channel."""
    size = Size(after.shape[1], after.shape[0])
    yield _shape(size, channel)
    yield _pixels(size, channel)
    if channel.background != "free":
        yield _white(after, white_share)


def file_measures(data: bytes, channel: Channel) -> Iterator[Measure]:
    """The file against what its channel takes; the published or exported copy may still be another file."""
    facts = look_at(data, name="the result")
    faults = []
    if channel.max_bytes is not None and facts.size_bytes > channel.max_bytes:
        faults.append(f"{facts.size_bytes / 1e6:.1f} MB of at most {channel.max_bytes / 1e6:.0f}")
    if channel.formats and facts.format not in channel.formats:
        faults.append(f"{facts.format.upper()} is not among {', '.join(channel.formats)}")
    if not channel.alpha and facts.alpha_min < 255:
        faults.append("it is transparent somewhere")
    profile = profile_name(data)
    if channel.profile == "srgb" and profile and "srgb" not in profile.lower():
        faults.append(f"its colour profile is “{profile}” instead of sRGB")
    when = f"({channel.source}, read {channel.as_of})"
    says = (
        f"{channel.label} would refuse the file: {'; '.join(faults)} {when}."
        if faults
        else (f"The file is one that {channel.label} takes {when}.")
    )
    yield Measure(name="file", criterion="commercial fit", flag="look" if faults else "fine", says=says)


def _shape(size: Size, channel: Channel) -> Measure:
    off = channel.aspect_fault(size)
    shapes = " or ".join(channel.aspects)
    if off is None:
        says = f"The shape fits {channel.label}."
    else:
        says = f"The shape is {off:.1%} off what {channel.label} takes ({shapes})."
    return Measure(
        name="shape", criterion="layout and crop", flag="fine" if off is None else "look", says=says,
        value=off or 0.0, limit=channel.tolerance,
    )  # fmt: skip


def _pixels(size: Size, channel: Channel) -> Measure:
    small = [
        f"{name} {actual} of at least {least}" for name, least, actual in channel.least.measures(size) if actual < least
    ]
    large = [
        f"{name} {actual} of at most {most}" for name, most, actual in channel.most.measures(size) if actual > most
    ]
    wanted = channel.size
    if small or large:
        says = f"{channel.label} would refuse it: {', '.join(small + large)}."
    elif size.width < wanted.width or size.height < wanted.height:
        says = f"{size} px: accepted, but {channel.label} recommends {wanted}."
    else:
        says = f"{size} px is enough for {channel.label}."
    return Measure(
        name="pixels", criterion="commercial fit", flag="look" if small or large else "fine", says=says,
        value=float(min(size.width, size.height)), unit="px",
    )  # fmt: skip


def _white(after: NDArray[np.uint8], least: float) -> Measure:
    height, width = after.shape[:2]
    ring = max(1, round(WHITE_RING * min(height, width)))
    edge = np.ones((height, width), bool)
    edge[ring:-ring, ring:-ring] = False
    share = float((after[edge] == 255).all(-1).mean())
    white = share >= least
    says = "The border is pure white." if white else f"{1 - share:.1%} of the border is not pure white (255, 255, 255)."
    return Measure(
        name="white border", criterion="commercial fit", flag="fine" if white else "look", says=says,
        value=round(share, 4), limit=least,
    )  # fmt: skip
