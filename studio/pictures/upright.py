"""Which way up a picture is: what the camera noted, and the picture turned by it."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

from studio.pictures.png import has_late_text

if TYPE_CHECKING:
    from PIL import Image


def orientation_of(picture: Image.Image, data: bytes) -> int:
    """How the camera was held, 1 to 8 (EXIF 0x0112), where Pillow does not turn the picture itself, as it does TIFF.

    Asks a PNG without decoding its pixels, as Pillow would.
    """
    from PIL import Image

    if picture.format == "TIFF":
        return 1
    try:
        asks_header = picture.format == "PNG" and not has_late_text(data)
        exif = Image.Image.getexif(picture) if asks_header else picture.getexif()
        held = exif.get(0x0112, 1)
    except (OSError, ValueError, SyntaxError, TypeError, KeyError, struct.error):
        return 1  # EXIF that cannot be read says nothing
    return held if held in range(1, 9) else 1


def turned(picture: Image.Image, orientation: int) -> Image.Image:
    """The picture as it was seen."""
    from PIL.Image import Transpose

    ways = {
        2: Transpose.FLIP_LEFT_RIGHT, 3: Transpose.ROTATE_180, 4: Transpose.FLIP_TOP_BOTTOM, 5: Transpose.TRANSPOSE,
        6: Transpose.ROTATE_270, 7: Transpose.TRANSVERSE, 8: Transpose.ROTATE_90,
    }  # fmt: skip
    return picture.transpose(ways[orientation]) if orientation in ways else picture
