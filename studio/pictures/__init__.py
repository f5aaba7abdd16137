"""Picture files: looked at without trust, decoded to upright sRGB, encoded without secrets. Bytes in, pixels out.

Everything that shows, measures, edits or publishes a picture decodes it here. A picture over 50 megapixels is refused
before its pixels are touched.
"""

from __future__ import annotations

import hashlib
import io
import logging
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.attempts.facts import PictureFacts
from studio.core.checks.folder import MOST_PIXELS
from studio.core.file_kind import READ, fix_for, what_is
from studio.errors import PictureUnreadable
from studio.files import read_file, reason
from studio.pictures.colour import alpha_of, name_of_profile, profile_fault, to_srgb
from studio.pictures.png import require_whole
from studio.pictures.upright import orientation_of, turned

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PIL import Image

MEDIA_TYPES = {
    "png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "heic": "image/heic", "avif": "image/avif",
    "tiff": "image/tiff",
}  # fmt: skip
"""Media type by format."""
SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/webp": ".webp"}
"""File name ending by media type, of the formats that every tool, browser and provider takes."""
_SMALLER = "Save a smaller copy."
_AGAIN = "Copy or download it again, or save it again from where it was made."


def digest_of(data: bytes) -> str:
    """`sha256:` and the hexadecimal digest."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@contextmanager
def open_picture(data: bytes, *, name: str) -> Iterator[Image.Image]:
    """A picture opened from its bytes, its size known, its pixels not yet decoded.

    Of a file with several pictures (multi-picture JPEG, animation, burst) it is the first, or the one named primary.

    Raises:
        PictureUnreadable: Not a picture that is decoded; over 50 megapixels; damaged. Names the file.
    """
    from PIL import Image, UnidentifiedImageError

    kind = what_is(data)
    if kind not in READ:
        raise PictureUnreadable(name, f"it is {kind}, not a picture the studio reads", fix_for(kind))
    try:
        _prepare(kind)
        if kind == "PNG":
            require_whole(data)
        with Image.open(io.BytesIO(data), formats=[READ[kind]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise PictureUnreadable(name, f"{picture.width}×{picture.height} px is over 50 megapixels", _SMALLER)
            yield picture
    except ImportError as error:
        raise PictureUnreadable(
            name, f"it is {kind}, whose decoder is not installed", "`pip install pi-heif`."
        ) from error
    except Image.DecompressionBombError as error:
        raise PictureUnreadable(name, "it is over 50 megapixels", _SMALLER) from error
    except UnidentifiedImageError as error:
        raise PictureUnreadable(
            name, f"the {kind} picture is of a kind that is not read, or its beginning is damaged", fix_for("")
        ) from error
    except (OSError, ValueError, SyntaxError, EOFError, RuntimeError, struct.error, zlib.error) as error:
        raise PictureUnreadable(name, f"the {kind} picture is damaged or cut short ({error})", _AGAIN) from error


@cache
def _prepare(kind: str) -> None:
    """Keep Pillow's warnings of odd metadata off the person's screen; load the decoder of HEIC when there is one."""
    warnings.filterwarnings("ignore", module=r"PIL\b")
    logging.getLogger("PIL").addHandler(logging.NullHandler())
    if kind == "HEIC":
        from pi_heif import register_heif_opener

        register_heif_opener()


def look_at(data: bytes, *, name: str) -> PictureFacts:
    """Facts of a picture file. A picture that cannot be read has a `fault` and no size.

    Every byte is judged: JPEG, WebP, HEIC, AVIF and TIFF by decoding them, PNG by its checksums.
    """
    digest, size = digest_of(data), len(data)
    try:
        with open_picture(data, name=name) as picture:
            is_lying = orientation_of(picture, data) >= 5
            width, height = (picture.height, picture.width) if is_lying else picture.size
            note = "it is animated, and its first picture is used" if _is_animated(picture) else profile_fault(picture)
            form, has_alpha = what_is(data).lower(), _has_alpha(picture)
            low, high = _alpha_range(picture, data, name=name)
            return PictureFacts(digest, size, width, height, form, has_alpha, low, high, note=note)
    except PictureUnreadable as error:
        return PictureFacts(digest, size, 0, 0, "", fault=error.fault, fix=error.fix)


def _is_animated(picture: Image.Image) -> bool:
    return picture.format in {"PNG", "WEBP"} and bool(getattr(picture, "is_animated", False))


def _has_alpha(picture: Image.Image) -> bool:
    return picture.mode in {"LA", "La", "PA", "RGBA", "RGBa"} or "transparency" in picture.info


def _alpha_range(picture: Image.Image, data: bytes, *, name: str) -> tuple[int, int]:
    """Least and largest alpha; decodes every pixel, those of a JPEG at an eighth of its size, which is quicker."""
    if picture.format == "PNG" and not _has_alpha(picture):
        return 255, 255
    picture.draft("L", (1, 1))
    picture.load()
    alpha = alpha_of(picture)
    if alpha is None:
        if picture.mode == "F" or picture.mode.startswith("I"):
            to_srgb(picture, data, name=name)  # such numbers may be no tones at all
        return 255, 255
    low, high = alpha.getextrema()
    return int(low), int(high)  # type: ignore[arg-type]  # one band gives two plain numbers


def profile_name(data: bytes) -> str:
    """What the colours of a picture file are called; empty when nothing says so, which means sRGB."""
    with open_picture(data, name="the picture") as picture:
        return name_of_profile(picture, data)


def decode(data: bytes, *, name: str, least_px: int | None = None) -> Image.Image:
    """The picture upright and in sRGB, as mode `RGB`, or `RGBA` when it has alpha.

    Args:
        data: The file.
        name: Its name, for errors.
        least_px: A smaller picture will do, as long as both sides keep so many pixels: a JPEG is then decoded quicker.

    Raises:
        PictureUnreadable: As `open_picture`, or the pixels are damaged.
    """
    with open_picture(data, name=name) as picture:
        if least_px is not None:
            picture.draft("RGB", (least_px, least_px))
        orientation = orientation_of(picture, data)
        picture.load()
        shown = to_srgb(picture, data, name=name)
        shown.info = {}
        return turned(shown, orientation)


def on_white(picture: Image.Image) -> Image.Image:
    """A decoded picture as `RGB`, its transparency laid over white."""
    from PIL import Image

    if picture.mode != "RGBA":
        return picture
    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def preview(data: bytes, *, name: str, longest_px: int) -> Image.Image:
    """A picture as `RGB` on white, made small enough that no side is longer than so many pixels.

    Raises:
        PictureUnreadable: As `decode`.
    """
    small = on_white(decode(data, name=name, least_px=longest_px))
    small.thumbnail((longest_px, longest_px))
    return small


def bytes_of(path: Path) -> bytes:
    """The bytes of a picture file, without ever waiting for a pipe or a device.

    Raises:
        PictureUnreadable: It is missing, or no file, or the system refuses it.
    """
    try:
        return read_file(path)
    except OSError as error:
        raise PictureUnreadable(str(path), f"cannot be read: {reason(error)}", "Put the picture there.") from error


def read(path: Path) -> Image.Image:
    """A picture file, upright and in sRGB.

    Raises:
        PictureUnreadable: Missing, too large, damaged, or no picture.
    """
    return decode(bytes_of(path), name=str(path))


def read_rgb(path: Path) -> NDArray[np.uint8]:
    """A picture file as (H, W, 3) sRGB, alpha laid over white.

    Raises:
        PictureUnreadable: As `read`.
    """
    return read_rgb_bytes(bytes_of(path), name=str(path))


def read_rgb_bytes(data: bytes, *, name: str) -> NDArray[np.uint8]:
    """A picture's bytes as (H, W, 3) sRGB, alpha laid over white.

    Raises:
        PictureUnreadable: Too large, damaged, or no picture; names it.
    """
    import numpy as np

    return np.asarray(on_white(decode(data, name=name)))


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
