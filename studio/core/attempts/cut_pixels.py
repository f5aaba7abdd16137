"""The pixels of a cut: those that its channel recommends, never more than there are unless a person allows it."""

from __future__ import annotations

from typing import NamedTuple

from studio.core.channel import Channel
from studio.core.size import Size


class CannotCut(Exception):
    """A channel that a picture cannot serve as it is."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(f"{why}. {mend}")
        self.why = why
        """Phrase."""
        self.mend = mend
        """What a person can do, as sentences."""


class Choice(NamedTuple):
    """What a person allows."""

    enlarge: bool = False
    """The cut may have more pixels than the crop it is made of."""
    smaller: bool = False
    """The cut may have fewer pixels than the channel recommends, as long as the channel takes it."""


AS_RECOMMENDED = Choice()
"""Nothing is allowed beyond what the channel recommends."""


def target_pixels(crop: Size, channel: Channel, choice: Choice) -> Size:
    """Width and height of the cut of a crop. A channel without a shape of its own keeps the crop's.

    Raises:
        CannotCut: The crop has too few, and the person allows nothing that would help.
    """
    wanted = channel.size if channel.aspects else _like(crop, max(channel.recommended))
    if choice.enlarge or (crop.width >= wanted.width and crop.height >= wanted.height):
        return wanted
    faults = [
        f"{name} {has} of at least {least} px" for name, least, has in channel.least.measures(crop) if has < least
    ]
    if choice.smaller and not faults:
        return crop
    factor = max(wanted.width / crop.width, wanted.height / crop.height)
    why = f"it would have to be enlarged {factor:.2f} times, from {crop} to {wanted} px"
    if faults:
        raise CannotCut(
            f"{why}, and as it is {channel.label} would refuse it ({', '.join(faults)})",
            "Make the edit larger, or allow the enlargement with `--enlarge`: it will look softer.",
        )
    raise CannotCut(
        why,
        f"`--smaller` takes the {crop} px that are there, which {channel.label} accepts. "
        "`--enlarge` makes them more: it will look softer.",
    )


def _like(shape: Size, longest_px: int) -> Size:
    """A size of a shape with a given longer side."""
    factor = longest_px / max(shape.width, shape.height)
    return Size(max(1, round(shape.width * factor)), max(1, round(shape.height * factor)))
