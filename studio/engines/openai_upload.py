"""Pictures as they leave this machine: upright, in sRGB, and nothing but pixels.

Place, serial number, maker notes, comments and previews inside the file are no business of a provider. The file in the
workspace stays as it is.
"""

from __future__ import annotations

import io
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from studio.engines.base import InputPicture
from studio.errors import EngineRefused
from studio.pictures import decode, encode, look_at, open_picture
from studio.pictures.upright import orientation_of

if TYPE_CHECKING:
    from PIL import Image

MOST_INPUT_BYTES = 50_000_000
"""Size limit of an input picture."""
FilePart = tuple[str, bytes, str]
"""Name, bytes and media type, as the SDK takes a file."""
_LOSSY = frozenset({"jpeg", "mpo", "heif", "heic", "avif", "webp"})
_UPRIGHT = 1
_SAME = 2
"""Steps of 255 by which rounding may move a colour."""


def upload_of(picture: InputPicture) -> FilePart:
    """A picture in the form the provider takes, the same bytes on every run.

    A JPEG that is upright and in sRGB keeps its own quantisation; another photograph becomes a JPEG of quality 95 in
    full colour, everything else a PNG.

    Raises:
        EngineRefused: It is too large for the provider in every form.
        PictureUnreadable: It cannot be decoded.
    """
    part = _kept(picture)
    data, kind = part if part and len(part[0]) < MOST_INPUT_BYTES else _fresh(picture)
    if len(data) >= MOST_INPUT_BYTES:
        raise EngineRefused(f"{picture.name}: {len(data) / 1e6:.0f} MB; the provider takes less than 50 MB.")
    return (f"{PurePosixPath(picture.name).stem}.{kind.replace('jpeg', 'jpg')}", data, f"image/{kind}")


def _kept(picture: InputPicture) -> tuple[bytes, str] | None:
    """A JPEG without what is around its pixels; None where they must be turned or converted."""
    with open_picture(picture.data, name=picture.name) as opened:
        if opened.format != "JPEG" or opened.mode not in ("RGB", "L"):
            return None
        if orientation_of(opened, picture.data) != _UPRIGHT or not _is_srgb(opened):
            return None
        buffer = io.BytesIO()
        try:
            opened.save(buffer, "JPEG", quality="keep", comment=b"")
        except ValueError:  # tables or a sampling that the encoder does not know
            return None
        return buffer.getvalue(), "jpeg"


def _is_srgb(picture: Image.Image) -> bool:
    """Whether its numbers mean the same in sRGB: by what the embedded profile does to colours, not by its name."""
    from PIL import Image, ImageCms

    profile = picture.info.get("icc_profile")
    if not profile:
        return True
    steps = range(0, 256, 85)
    colours = bytes(part for r in steps for g in steps for b in steps for part in (r, g, b))
    sample = Image.frombytes("RGB", (64, 1), colours)
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        shown = ImageCms.profileToProfile(sample, source, ImageCms.createProfile("sRGB"))
    except (ImageCms.PyCMSError, OSError, ValueError):
        return False
    return shown is not None and max(abs(a - b) for a, b in zip(shown.tobytes(), colours, strict=True)) <= _SAME


def _fresh(picture: InputPicture) -> tuple[bytes, str]:
    decoded = decode(picture.data, name=picture.name)
    lossy = look_at(picture.data, name=picture.name).format in _LOSSY
    if decoded.mode == "RGB" and lossy:
        return _jpeg(decoded)
    data = encode(decoded, "PNG")
    if len(data) >= MOST_INPUT_BYTES and decoded.mode == "RGB":
        return _jpeg(decoded)
    return data, "png"


def _jpeg(picture: Image.Image) -> tuple[bytes, str]:
    return encode(picture, "JPEG", quality=95, subsampling="4:4:4"), "jpeg"
