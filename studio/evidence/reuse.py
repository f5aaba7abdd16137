"""Reuse potential and origin: which channels a picture could serve, and whether it says where it comes from."""

from __future__ import annotations

from collections.abc import Iterable

from studio.core.attempts.evidence import Limits, Measure
from studio.core.channel import Channel
from studio.core.size import Aspect, Size

_MARKS = {"C2PA": (b"jumb", b"c2pa"), "IPTC": (b"rainedAlgorithmicMedia",)}
"""What the bytes of a file with such a mark hold: a JUMBF box with a C2PA label, or the digital source type in XMP."""


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
    return Measure(name="other channels", criterion="reuse potential", flag="fine", says=says,
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
    return Measure(name="enlargement", criterion="commercial fit", flag="look" if large else "fine", says=says,
                   value=round(scale, 2), limit=limits.enlargement)  # fmt: skip


def provenance(before: bytes | None, after: bytes, *, is_generative: bool) -> Measure | None:
    """Whether a picture says that a model made it, and whether a mark of its source was lost.

    None for a picture of the built-in engine whose source carried no mark.
    """
    had, has = _marks(before or b""), _marks(after)
    if not is_generative and not had:
        return None
    if has:
        says = f"The picture says where it comes from ({', '.join(sorted(has))})."
    elif had:
        says = f"The source carried a provenance mark ({', '.join(sorted(had))}); the result lost it."
    else:
        says = "The picture does not say that a model made it: it carries no provenance mark."
    return Measure(name="provenance", criterion="brand safety", flag="fine" if has else "look", says=says)


def _marks(data: bytes) -> set[str]:
    return {name for name, parts in _MARKS.items() if all(part in data for part in parts)}
