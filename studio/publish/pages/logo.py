"""The logo beside the site's name, and the picture in a browser's tab."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from studio.errors import ContentError, PictureUnreadable
from studio.pictures import encode, read

if TYPE_CHECKING:
    from PIL import Image

HEIGHT = 32
"""Its height on a page in CSS pixels."""
_DENSITY = 2
_WIDEST = 320
ICON = 192
"""Side of the picture in a browser's tab, in pixels; phones put it on their home screens."""


@dataclass(frozen=True)
class Logo:
    """A logo as a page shows it."""

    width: int
    """Width on the page in CSS pixels."""
    height: int
    """Height on the page in CSS pixels."""
    data: bytes
    """PNG file."""


def make_logo(path: Path) -> Logo:
    """The logo from its file; one very long name becomes lower rather than wider than the page.

    Raises:
        ContentError: The file is missing or is no picture.
    """
    from PIL import Image

    picture = _read(path, "logo")
    scale = min(HEIGHT / picture.height, _WIDEST / picture.width)
    width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    dense = (min(picture.width, width * _DENSITY), min(picture.height, height * _DENSITY))
    return Logo(width, height, encode(picture.resize(dense, Image.Resampling.LANCZOS), "PNG", optimize=True))


def make_icon(path: Path) -> bytes:
    """A square PNG for the browser's tab, whole, on transparent ground.

    Raises:
        ContentError: The file is missing or is no picture.
    """
    from PIL import Image

    picture = _read(path, "icon").convert("RGBA")
    picture.thumbnail((ICON, ICON), Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (ICON, ICON))
    square.paste(picture, ((ICON - picture.width) // 2, (ICON - picture.height) // 2))
    return encode(square, "PNG", optimize=True)


def _read(path: Path, what: str) -> Image.Image:
    if not path.is_file():
        raise ContentError(f"content/studio.toml: the {what} '{path.name}' is not there. Its way begins in content/.")
    try:
        return read(path)
    except PictureUnreadable as error:
        raise ContentError(f"content/studio.toml: the {what} cannot be used: {error}") from error
