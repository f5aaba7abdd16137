"""Where a picture will be used: its channel's rules, other channels it could serve, and its mark of origin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import BRAND, FIT, LAYOUT, REUSE
from studio.core.channel import Channel
from studio.core.size import Aspect, Size
from studio.pictures import look_at, profile_name
from studio.pictures.credentials import said_of_credentials

WHITE_RING = 0.02
"""Thickness of the ring that must be white, as a fraction of the shorter side."""
_OF_A_MODEL = b"rainedAlgorithmicMedia"
"""End of the digital source types of the IPTC by which XMP says that a model had a hand in a picture."""


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
    yield Measure(name="file", criterion=FIT, flag="look" if faults else "fine", says=says)


def _shape(size: Size, channel: Channel) -> Measure:
    off = channel.aspect_fault(size)
    shapes = " or ".join(channel.aspects)
    if off is None:
        says = f"The shape fits {channel.label}."
    else:
        says = f"The shape is {off:.1%} off what {channel.label} takes ({shapes})."
    return Measure(
        name="shape", criterion=LAYOUT, flag="fine" if off is None else "look", says=says,
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
        name="pixels", criterion=FIT, flag="look" if small or large else "fine", says=says,
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
        name="white border", criterion=FIT, flag="fine" if white else "look", says=says,
        value=round(share, 4), limit=least,
    )  # fmt: skip


def channels_served(size: Size, channels: Iterable[Channel], *, current: str | None) -> Measure:
    """Channels this picture could serve as it is, and by a crop that loses at most a third."""
    whole, cropped = [], []
    for channel in channels:
        if channel.name == current:
            continue
        if channel.aspect_fault(size) is None and _enough(size, channel):
            whole.append(channel.name)
        elif any(_enough(part, channel) and part.pixels > 0.66 * size.pixels for part in _crops(size, channel)):
            cropped.append(channel.name)
    parts = []
    if whole:
        parts.append(f"as it is for {', '.join(whole[:6])}")
    if cropped:
        parts.append(f"cropped for {', '.join(cropped[:6])}")
    says = f"Large enough {'; '.join(parts)}." if parts else "Too small or too narrow for any other channel."
    return Measure(name="other channels", criterion=REUSE, flag="fine", says=says,
                   value=float(len(whole) + len(cropped)))  # fmt: skip


def _enough(size: Size, channel: Channel) -> bool:
    return size.width >= channel.size.width and size.height >= channel.size.height


def _crops(size: Size, channel: Channel) -> Iterable[Size]:
    for text in channel.aspects:
        ratio = Aspect.parse(text).ratio
        yield Size(min(size.width, round(size.height * ratio)), min(size.height, round(size.width / ratio)))


def enlargement(scale: float, limits: Limits) -> Measure:
    """How much larger the product is than photographed: details cannot grow.

    Args:
        scale: Size of the product in the edit over its size in the photograph.
        limits: When it is worth a look.
    """
    large = scale > limits.enlargement
    says = f"The product is enlarged {scale:.2f} times; details may look soft." if large else "It is not enlarged."
    return Measure(name="enlargement", criterion=FIT, flag="look" if large else "fine", says=says,
                   value=round(scale, 2), limit=limits.enlargement)  # fmt: skip


def provenance(before: bytes | None, after: bytes, *, is_generative: bool) -> Measure | None:
    """Whether a picture says that a model made it, and whether a mark of its source was lost.

    None for a picture of the built-in engine whose source carried no mark.
    """
    had, has = _marks(before or b""), _marks(after)
    if not is_generative and not had:
        return None
    if has:
        says = f"The picture {' and '.join(has)}."
    elif had:
        says = f"The source {' and '.join(had)}; the result lost that."
    else:
        says = "The picture does not say that a model made it: it carries no provenance mark."
    return Measure(name="provenance", criterion=BRAND, flag="fine" if has else "look", says=says)


def _marks(data: bytes) -> list[str]:
    """What a file says of where it comes from, as ends of a sentence."""
    by_model = "says in its metadata that a model made it" if _OF_A_MODEL in data else ""
    return [said for said in (said_of_credentials(data), by_model) if said]
