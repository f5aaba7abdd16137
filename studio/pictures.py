"""Picture files: looked at without trust, decoded to sRGB, encoded without secrets.

Only PNG, JPEG and WebP are decoded; a picture over 50 megapixels is refused before its pixels are touched.
"""

from __future__ import annotations

import hashlib
import io
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.checks.pictures import MOST_PIXELS
from studio.core.facts import PictureFacts
from studio.errors import PictureUnreadable
from studio.files import read_file

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

FORMATS = ("PNG", "JPEG", "WEBP")
"""Formats that are decoded. Fewer decoders, fewer surprises."""
MEDIA_TYPES = {"png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp"}
"""Media type by format."""
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
"""File name ending by media type."""


def digest_of(data: bytes) -> str:
    """`sha256:` and the hexadecimal digest."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@contextmanager
def open_picture(data: bytes, *, name: str) -> Iterator[Image.Image]:
    """A picture opened from its bytes, its size known, its pixels not yet decoded.

    Raises:
        PictureUnreadable: Not PNG, JPEG or WebP; over 50 megapixels; damaged. Names the file.
    """
    from PIL import Image, UnidentifiedImageError

    _refuse_bombs()
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureUnreadable(_too_large(name, picture.width, picture.height))
            yield picture
    except UnidentifiedImageError as error:
        raise PictureUnreadable(f"{name}: not a PNG, JPEG or WebP picture. Save it again in one of these.") from error
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise PictureUnreadable(f"{name}: over 50 megapixels. Save a smaller copy.") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise PictureUnreadable(f"{name}: the picture is damaged ({error}). Save it again.") from error


@cache
def _refuse_bombs() -> None:
    """Make Pillow's warning of a picture far too large an error, once and for every thread."""
    from PIL import Image

    warnings.simplefilter("error", Image.DecompressionBombWarning)


def look_at(data: bytes, *, name: str) -> PictureFacts:
    """Facts of a picture file. A picture that cannot be read has a `fault` and no size."""
    digest, size = digest_of(data), len(data)
    try:
        with open_picture(data, name=name) as picture:
            turned = _orientation(picture, data) >= 5
            width, height = (picture.height, picture.width) if turned else picture.size
            form = (picture.format or "").lower()
            low, high = _alpha_range(picture)
            has_alpha = "A" in picture.getbands() or "transparency" in picture.info
            return PictureFacts(digest, size, width, height, form, has_alpha, low, high)
    except PictureUnreadable as error:
        return PictureFacts(digest, size, 0, 0, "", fault=str(error).removeprefix(f"{name}: "))


def _orientation(picture: Image.Image, data: bytes) -> int:
    """How the camera was held, 1 to 8 (EXIF 0x0112); asks a PNG without decoding its pixels, as Pillow would."""
    from PIL import Image

    if picture.format != "PNG" or _must_be_read_whole(data):
        return int(picture.getexif().get(0x0112, 1))
    return int(Image.Image.getexif(picture).get(0x0112, 1))


def _must_be_read_whole(data: bytes) -> bool:
    """Whether a PNG has text or EXIF behind its pixels (PNG 3rd edition, 5.6), or breaks off before its end."""
    at, has_pixels = 8, False
    while at + 12 <= len(data):
        kind = data[at + 4 : at + 8]
        if kind == b"IEND":
            return False
        if has_pixels and kind in {b"eXIf", b"tEXt", b"zTXt", b"iTXt"}:
            return True
        has_pixels = has_pixels or kind == b"IDAT"
        at += 12 + int.from_bytes(data[at : at + 4], "big")
    return True


def _alpha_range(picture: Image.Image) -> tuple[int, int]:
    if "transparency" in picture.info:
        picture = picture.convert("RGBA")
    if "A" not in picture.getbands():
        return 255, 255
    low, high = picture.getchannel("A").getextrema()
    return int(low), int(high)  # type: ignore[arg-type]  # one band gives two plain numbers


def profile_name(data: bytes) -> str:
    """What the embedded colour profile calls itself; empty without one, which means sRGB."""
    from PIL import ImageCms

    with open_picture(data, name="the picture") as picture:
        profile = picture.info.get("icc_profile")
    if not profile:
        return ""
    try:
        return ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile))).strip()
    except (ImageCms.PyCMSError, OSError, ValueError):
        return "a damaged profile"


def decode(data: bytes, *, name: str) -> Image.Image:
    """The picture upright and in sRGB, as mode `RGB`, or `RGBA` when it has alpha.

    Raises:
        PictureUnreadable: As `open_picture`, or the pixels are damaged.
    """
    from PIL import ImageOps

    with open_picture(data, name=name) as picture:
        picture.load()
        upright = ImageOps.exif_transpose(picture)
        alpha = "A" in upright.getbands() or "transparency" in upright.info
        return _to_srgb(upright, "RGBA" if alpha else "RGB")


def _to_srgb(picture: Image.Image, mode: str) -> Image.Image:
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in {"RGB", "RGBA", "CMYK", "L"}:
        return picture.convert(mode)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError):
        return picture.convert(mode)  # a broken profile: the numbers are taken as sRGB, as browsers do
    if converted is None:
        return picture.convert(mode)
    if mode == "RGBA":
        converted.putalpha(picture.getchannel("A"))
    return converted


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """A picture file as (H, W, 3) sRGB, alpha laid over white.

    Raises:
        PictureUnreadable: Missing, too large, damaged, or no picture.
    """
    return _flattened(read(path))


def read_rgb_bytes(data: bytes, *, name: str) -> NDArray[np.uint8]:
    """A picture's bytes as (H, W, 3) sRGB, alpha laid over white.

    Raises:
        PictureUnreadable: Too large, damaged, or no picture; names it.
    """
    return _flattened(decode(data, name=name))


def _flattened(picture: Image.Image) -> NDArray[np.uint8]:
    import numpy as np
    from PIL import Image

    if picture.mode == "RGBA":
        picture = Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")
    return np.asarray(picture)


def read(path: Path) -> Image.Image:
    """A picture file, upright and in sRGB.

    Raises:
        PictureUnreadable: Missing, too large, damaged, or no picture.
    """
    try:
        data = read_file(path)
    except OSError as error:
        raise PictureUnreadable(f"{path}: cannot be read ({error.strerror}). Put the picture there.") from error
    return decode(data, name=str(path))


def encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """Pixels (H, W, 3) or (H, W, 4) as PNG bytes, the same on every run."""
    from PIL import Image

    return encode(Image.fromarray(pixels), "PNG", compress_level=4)


def encode(picture: Image.Image, form: str, **options: Any) -> bytes:  # noqa: ANN401 - handed on to the encoder
    """A fresh encode: pixels only, no EXIF, no place, no profile beyond sRGB."""
    buffer = io.BytesIO()
    bare = picture.copy()
    bare.info = {}
    bare.save(buffer, form, **options)
    return buffer.getvalue()


def _too_large(name: str, width: int, height: int) -> str:
    return f"{name}: {width}×{height} px is over 50 megapixels. Save a smaller copy."
