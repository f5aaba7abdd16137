"""Placeholders: a picture at a few pixels, kept inside its own smallest file, so that it is made once.

A page shows it, blurred, until the picture has come. A JPEG file may carry a comment (ITU-T T.81, B.2.4.5); the
smallest JPEG of a picture carries its placeholder in one. Whoever builds the pages again reads it back from the
beginning of the file, where decoding and encoding it again would cost more than the page itself.
"""

from __future__ import annotations

import base64
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image

WIDTH_PX = 24
"""Width of a placeholder."""
_BEGINS = b"RIFF"
"""How a WebP picture begins."""
_HEAD = 4096
"""Bytes of a file in which its comment is looked for; what stands before it takes less than a hundred."""
_COMMENT, _SCAN = 0xFE, 0xDA
"""Markers of a comment, and of the first one behind which pixels follow."""


def placeholder_of(picture: Image.Image) -> bytes:
    """A picture at `WIDTH_PX`, as a WebP file.

    Args:
        picture: Mode `RGB`.
    """
    from PIL.Image import Resampling

    from studio.pictures import encode

    if picture.width > WIDTH_PX:
        height = max(1, round(picture.height * WIDTH_PX / picture.width))
        # averaged to twice the size first, then resampled: as good, and quicker
        picture = picture.resize((WIDTH_PX, height), Resampling.LANCZOS, reducing_gap=2.0)
    return encode(picture, "WEBP", quality=60, method=4)


def kept_placeholder(path: str) -> bytes | None:
    """The placeholder that a JPEG file carries; None when it carries none."""
    handle = os.open(path, os.O_RDONLY)
    try:
        head = os.read(handle, _HEAD)
    finally:
        os.close(handle)
    at = 2
    while at + 4 <= len(head) and head[at] == 0xFF and head[at + 1] != _SCAN:
        end = at + 2 + int.from_bytes(head[at + 2 : at + 4], "big")
        if head[at + 1] == _COMMENT and head.startswith(_BEGINS, at + 4) and end <= len(head):
            return head[at + 4 : end]
        at = end
    return None


def data_address(placeholder: bytes) -> str:
    """A placeholder as the address of an `<img>`."""
    return f"data:image/webp;base64,{base64.b64encode(placeholder).decode()}"
