"""Where a picture is cut for a channel: the crop around its subject, and the pixels it is scaled to. Pure geometry."""

from __future__ import annotations

import math
from typing import NamedTuple

from studio.core.attempts.cut_pixels import AS_RECOMMENDED, CannotCut, Choice, target_pixels
from studio.core.channel import Channel
from studio.core.size import Size

ROOM = 0.01
"""Room that stays around the subject, as a fraction of the picture's longer side: its soft edge and its contact."""
_CENTRAL_FILL = 0.02
"""How far above the least fill a crop aims, so that rounding never takes it below."""

_PARTS = tuple(percent / 100 for percent in range(100, 20, -2))
"""Sizes that are tried where the product has no place in the largest crop, as fractions of its sides."""


class Area(NamedTuple):
    """A part of a picture in pixels; right and bottom are exclusive."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> Size:
        """Its width and height."""
        return Size(self.right - self.left, self.bottom - self.top)

    def grown(self, by_px: int, frame: Size) -> Area:
        """The same with room on every side, as far as the picture goes."""
        return Area(max(0, self.left - by_px), max(0, self.top - by_px),
                    min(frame.width, self.right + by_px), min(frame.height, self.bottom + by_px))  # fmt: skip

    def holds(self, other: Area) -> bool:
        """Whether the other lies wholly inside."""
        return self.left <= other.left and self.top <= other.top and (
            self.right >= other.right and self.bottom >= other.bottom
        )  # fmt: skip


class Subject(NamedTuple):
    """Where the product is in the approved picture."""

    area: Area
    """Its box."""
    says: str
    """Who says so, as a sentence."""
    is_sure: bool = True
    """Whether a crop may be laid around it. Otherwise the box holds everything that may be the product."""
    words: tuple[Area, ...] = ()
    """Boxes of copy that was set in the picture; it stays whole as the product does."""

    @property
    def kept(self) -> Area:
        """What must stay whole: the product and the copy."""
        left, top, right, bottom = zip(self.area, *self.words, strict=True)
        return Area(min(left), min(top), max(right), max(bottom))


class CropPlan(NamedTuple):
    """A cut as it will be made."""

    crop: Area
    """Part of the approved picture."""
    target: Size
    """Pixels of the cut."""
    fill: float | None = None
    """Longer share of the cut that the subject's box takes; None where nobody looked for it."""

    @property
    def scale(self) -> float:
        """Factor from the crop to the cut; above 1 it is enlarged."""
        return max(self.target.width / self.crop.size.width, self.target.height / self.crop.size.height)


def largest_crop(frame: Size, ratio: float) -> Size:
    """The largest size of a shape inside a picture, its shape off by half a pixel at most."""
    return Size(max(1, min(frame.width, round(frame.height * ratio))),
                max(1, min(frame.height, round(frame.width / ratio))))  # fmt: skip


def needs_subject(frame: Size, channel: Channel) -> bool:
    """Whether one must know where the product is: something is cut off, or the channel says where it may stand."""
    strips = channel.safe
    has_strips = any((strips.top, strips.bottom, strips.left, strips.right))
    return largest_crop(frame, _ratio(frame, channel)) != frame or channel.fill is not None or has_strips


def plan_crop(
    frame: Size, channel: Channel, *, subject: Subject | None = None, choice: Choice = AS_RECOMMENDED
) -> CropPlan:
    """The largest crop of the channel's shape that keeps the subject whole, free of its strips and large enough.

    Args:
        frame: Size of the approved picture.
        channel: Where the cut will be used.
        subject: Where the product is; needed where `needs_subject` says so.
        choice: What the person allows.

    Raises:
        CannotCut: The picture cannot serve the channel; says why and what would help.
    """
    size = largest_crop(frame, _ratio(frame, channel))
    if subject is None:
        if needs_subject(frame, channel):
            raise CannotCut("nobody knows where the product is", _DRAW)
        crop, fill = Area(0, 0, *_sides(size)), None
    elif subject.is_sure:
        size = _filled(size, subject.area.size, channel)
        crop = _around(frame, size, subject, channel)
        fill = _fill(crop.size, subject.area.size)
    else:
        crop, fill = _centred(frame, size, subject, channel), None
    return CropPlan(crop, target_pixels(crop.size, channel, choice), fill)


_DRAW = "Say where it is with `--subject X,Y,WIDTH,HEIGHT`, in fractions of the picture."


def extension_hint(channel: Channel) -> str:
    """What helps where the picture's shape leaves the product no room."""
    return (
        f"An edit with `job: layout-extension` and `channel: {channel.name}` makes a picture with room around it; "
        "cut that one."
    )


def _ratio(frame: Size, channel: Channel) -> float:
    return channel.size.ratio if channel.aspects else frame.ratio


def _sides(size: Size) -> tuple[int, int]:
    return size.width, size.height


def _fill(size: Size, subject: Size) -> float:
    return max(subject.width / size.width, subject.height / size.height)


def _filled(size: Size, subject: Size, channel: Channel) -> Size:
    """The size, made smaller where the subject would take too little of it."""
    if channel.fill is None:
        return size
    least, most = channel.fill
    fill = _fill(size, subject)
    if fill > most:
        raise CannotCut(
            f"the product would take {fill:.0%} of the frame, and {channel.label} wants at most {most:.0%}",
            extension_hint(channel),
        )
    if fill >= least:
        return size
    part = fill / min(least + _CENTRAL_FILL, (least + most) / 2)
    return Size(max(1, math.floor(size.width * part)), max(1, math.floor(size.height * part)))


def _strips(size: Size, channel: Channel) -> Area:
    """Widths of the strips that the channel covers, at the scale of a crop."""
    across, down = size.width / channel.size.width, size.height / channel.size.height
    safe = channel.safe
    return Area(math.ceil(safe.left * across), math.ceil(safe.top * down),
                math.ceil(safe.right * across), math.ceil(safe.bottom * down))  # fmt: skip


def _around(frame: Size, size: Size, subject: Subject, channel: Channel) -> Area:
    """The largest crop, up to a size, that has a place; a smaller one has smaller strips and more places.

    Raises:
        CannotCut: None has; says why the largest has not.
    """
    ratio, first = size.ratio, None
    for part in _PARTS:
        try:
            return _placed(frame, largest_crop(Size(round(size.width * part), size.height), ratio), subject, channel)
        except CannotCut as error:
            first = first or error
    raise first or AssertionError(size)


def _placed(frame: Size, size: Size, subject: Subject, channel: Channel) -> Area:
    """A crop of a size with the subject in the middle of what the channel leaves free."""
    whole = subject.kept.grown(round(ROOM * max(_sides(frame))), frame)
    strips = _strips(size, channel)
    what = "product and its words" if subject.words else "product"
    _require_room(size, whole.size, channel, what)
    left = _start((frame.width, size.width), (whole.left, whole.right), (strips.left, strips.right))
    top = _start((frame.height, size.height), (whole.top, whole.bottom), (strips.top, strips.bottom))
    if left is None or top is None:
        raise CannotCut(
            f"the {what} would stand where {channel.label} lays its own buttons and names ({_kept_clear(channel)})",
            extension_hint(channel),
        )
    return Area(left, top, left + size.width, top + size.height)


def _require_room(size: Size, subject: Size, channel: Channel, what: str) -> None:
    for name, has, needs in (("wide", size.width, subject.width), ("high", size.height, subject.height)):
        if needs > has:
            raise CannotCut(
                f"the crop would cut the {what}: {needs} px {name} with a little room, where the largest part of "
                f"the picture in the shape of {channel.label} is {has} px {name}",
                extension_hint(channel),
            )


def _kept_clear(channel: Channel) -> str:
    sides = (("top", channel.safe.top), ("bottom", channel.safe.bottom), ("left", channel.safe.left),
             ("right", channel.safe.right))  # fmt: skip
    return ", ".join(f"{px} px at the {side}" for side, px in sides if px)


def _start(lengths: tuple[int, int], subject: tuple[int, int], strips: tuple[int, int]) -> int | None:
    """Where a crop begins along one side, the subject as near to the middle of the free part as can be.

    None where no place keeps it free of the strips.

    Args:
        lengths: Of the picture and of the crop.
        subject: Beginning and end of the subject.
        strips: What the channel covers at the beginning and at the end.
    """
    whole, part = lengths
    least, most = max(0, subject[1] + strips[1] - part), min(whole - part, subject[0] - strips[0])
    if least > most:
        return None
    wanted = round((subject[0] + subject[1] - part - strips[0] + strips[1]) / 2)
    return min(max(wanted, least), most)


def _centred(frame: Size, size: Size, subject: Subject, channel: Channel) -> Area:
    """The crop in the middle of the picture, as long as everything that may be the product lies in its free part."""
    left, top = (frame.width - size.width) // 2, (frame.height - size.height) // 2
    crop, strips = Area(left, top, left + size.width, top + size.height), _strips(size, channel)
    free = Area(crop.left + strips.left, crop.top + strips.top, crop.right - strips.right, crop.bottom - strips.bottom)
    if channel.fill is not None or not free.holds(subject.kept):
        raise CannotCut(
            f"{subject.says[:1].lower()}{subject.says[1:].rstrip('.')}, and a crop in the middle might not fit it",
            _DRAW,
        )
    return crop
