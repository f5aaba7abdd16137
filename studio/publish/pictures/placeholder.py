"""Placeholders: a picture at a few pixels, kept inside its own smallest file, so that it is made once.

A page shows it, blurred, until the picture has come. The smallest JPEG of a picture carries it in its comment, from
which whoever builds the pages again reads it back.
"""

from __future__ import annotations

import base64
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import PictureUnreadable
from studio.files import read_file
from studio.pictures import encode, open_picture

if TYPE_CHECKING:
    from PIL import Image

WIDTH_PX = 24
"""Width of a placeholder."""
_BEGINS = b"RIFF"
"""How a WebP picture begins."""


def placeholder_of(picture: Image.Image) -> bytes:
    """A picture at `WIDTH_PX`, as a WebP file.

    Args:
        picture: Mode `RGB`.
    """
    from PIL.Image import Resampling

    if picture.width > WIDTH_PX:
        height = max(1, round(picture.height * WIDTH_PX / picture.width))
        # averaged to twice the size first, then resampled: as good, and quicker
        picture = picture.resize((WIDTH_PX, height), Resampling.LANCZOS, reducing_gap=2.0)
    return encode(picture, "WEBP", quality=60, method=4)


def kept_placeholder(path: str) -> bytes | None:
    """The placeholder that a JPEG file carries; None when it carries none."""
    try:
        with open_picture(read_file(Path(path)), name=path) as picture:
            comment = picture.info.get("comment", b"")
    except (PictureUnreadable, OSError):  # it breaks off
        return None
    return comment if comment.startswith(_BEGINS) else None


def data_address(placeholder: bytes) -> str:
    """A placeholder as the address of an `<img>`."""
    return f"data:image/webp;base64,{base64.b64encode(placeholder).decode()}"
