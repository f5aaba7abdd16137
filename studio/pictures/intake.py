"""A photograph on its way into a workspace: copied as it is, or converted once to what every tool takes."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from studio.core.checks.folder import MOST_INPUT_BYTES
from studio.core.file_kind import what_is
from studio.errors import ContentError
from studio.pictures import MEDIA_TYPES, SUFFIXES, bytes_of, decode, encode, look_at, profile_name

_STEM = "before"
"""Name in the recipe's folder, without the ending."""
_QUALITY = {"quality": 95, "subsampling": 0}
"""As near to the original as JPEG of a sensible size comes."""


TAKEN = frozenset({*SUFFIXES.values(), ".jpeg", ".heic", ".heif", ".avif", ".tif", ".tiff"})
"""Endings of photographs that can be taken in, in small letters."""


class Intake(NamedTuple):
    """A picture as it goes into a recipe's folder."""

    data: bytes
    file: str
    said: str
    """What was converted, for the person; empty for a copy."""


def take_in(path: Path) -> Intake:
    """Read a person's photograph. PNG, JPEG and WebP are copied byte for byte.

    HEIC, AVIF and TIFF are converted: upright, in sRGB, without the place and the camera that the original names; to
    PNG when they have transparency or lost nothing so far (TIFF), else to JPEG.

    Args:
        path: The photograph; it stays as it is.

    Raises:
        ContentError: It is no picture that can be read.
    """
    data = bytes_of(path)
    facts = look_at(data, name=path.name)
    if facts.fault:
        raise ContentError(f"{path}: {facts.fault}. {facts.fix}")
    suffix = SUFFIXES.get(MEDIA_TYPES[facts.format])
    if suffix:
        return Intake(data, f"{_STEM}{suffix}", "")
    picture = decode(data, name=path.name)
    made, suffix = encode(picture, "PNG"), ".png"
    if picture.mode == "RGB" and (facts.format != "tiff" or len(made) > MOST_INPUT_BYTES):
        made, suffix = encode(picture, "JPEG", **_QUALITY), ".jpg"
    colours = f", {profile_name(data)}" if profile_name(data) else ""
    size = f"{facts.width_px}×{facts.height_px}{colours}"
    return Intake(
        made,
        f"{_STEM}{suffix}",
        f"{path.name} was {what_is(data)}, {size}: saved as {_STEM}{suffix} in sRGB, without EXIF",
    )
