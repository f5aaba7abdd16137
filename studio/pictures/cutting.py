"""Cuts of pictures: a part, scaled, and encoded within a limit of bytes. The same input gives the same bytes."""

from __future__ import annotations

import io
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from studio.pictures.xmp import Origin, xmp_packet

if TYPE_CHECKING:
    from PIL import Image

ENDINGS = {"jpeg": "jpg", "png": "png", "webp": "webp", "avif": "avif"}
"""File name ending of each format that is written."""
CLEAR = ("png", "webp", "avif")
"""Formats that hold transparency."""
_QUALITIES = {"jpeg": range(92, 75, -2), "webp": range(90, 69, -2), "avif": range(80, 54, -2)}
"""Qualities that are tried, best first. Below the last one, edges and lettering show the compression."""
_DATE = slice(24, 36)
"""Bytes of an ICC profile that say when it was made (ICC.1:2022, 7.2)."""
_FIXED_DATE = bytes.fromhex("07d000010001000000000000")


class Encoded(NamedTuple):
    """A picture as a file."""

    data: bytes
    quality: int | None
    """Quality of the encoder; None for PNG, which loses nothing."""


def cut_out(picture: Image.Image, crop: tuple[int, int, int, int], size: tuple[int, int]) -> Image.Image:
    """A part of a picture at a size. Where the part has that size already, its pixels stay as they are.

    Args:
        picture: RGB or RGBA.
        crop: Left, top, right and bottom in pixels; the last two exclusive.
        size: Width and height in pixels.
    """
    from PIL import Image

    part = picture.crop(crop)
    return part if part.size == size else part.resize(size, Image.Resampling.LANCZOS)


def encode_within(picture: Image.Image, form: str, *, most_bytes: int | None, origin: Origin) -> Encoded | None:
    """A picture as a file in sRGB, at the best quality that keeps within a limit; None where none does.

    Args:
        picture: RGB, or RGBA for a format that holds transparency.
        form: A key of `ENDINGS`.
        most_bytes: Largest file; None: any.
        origin: What is said of where it comes from.
    """
    for quality in _QUALITIES.get(form, (None,)):
        data = _encode(picture, form, quality, xmp_packet(origin))
        if most_bytes is None or len(data) <= most_bytes:
            return Encoded(data, quality)
    return None


def _encode(picture: Image.Image, form: str, quality: int | None, xmp: bytes) -> bytes:
    from PIL.PngImagePlugin import PngInfo

    buffer, bare = io.BytesIO(), picture.copy()
    bare.info = {}
    profile = _srgb_profile()
    if form == "png":
        note = PngInfo()
        if xmp:
            note.add_itxt("XML:com.adobe.xmp", xmp.decode())
        bare.save(buffer, "PNG", optimize=True, icc_profile=profile, pnginfo=note)
    elif form == "jpeg":
        bare.save(buffer, "JPEG", quality=quality, optimize=True, progressive=True, subsampling=0,
                  icc_profile=profile, xmp=xmp)  # fmt: skip
    elif form == "webp":
        bare.save(buffer, "WEBP", quality=quality, method=4, exact=True, icc_profile=profile, xmp=xmp)
    else:
        bare.save(buffer, "AVIF", quality=quality, speed=6, max_threads=1, icc_profile=profile, xmp=xmp)
    return buffer.getvalue()


@cache
def _srgb_profile() -> bytes:
    """The sRGB profile of Little CMS, with a date that is the same on every day."""
    from PIL import ImageCms

    made = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    made[_DATE] = _FIXED_DATE
    return bytes(made)
