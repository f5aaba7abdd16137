"""The logo beside the site's name: a fresh encode, so that nothing travels with it, sharp on dense screens."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.errors import ContentError, PictureUnreadable
from studio.pictures import encode, read

HEIGHT = 32
"""Its height on a page in CSS pixels."""
_DENSITY = 2
_WIDEST = 320


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

    if not path.is_file():
        raise ContentError(f"content/studio.toml: the logo '{path.name}' is not there. Its way begins in content/.")
    try:
        picture = read(path)
    except PictureUnreadable as error:
        raise ContentError(f"content/studio.toml: the logo cannot be used: {error}") from error
    scale = min(HEIGHT / picture.height, _WIDEST / picture.width)
    width, height = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    dense = (min(picture.width, width * _DENSITY), min(picture.height, height * _DENSITY))
    return Logo(width, height, encode(picture.resize(dense, Image.Resampling.LANCZOS), "PNG", optimize=True))
