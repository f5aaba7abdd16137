"""The picture that goes with a shared link: before on the left, after on the right, both whole, 1200 × 630 pixels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio.publish.derivatives import FOLDER, SitePicture

if TYPE_CHECKING:
    from PIL import Image

WIDTH, HEIGHT = 1200, 630
"""Size that services ask of a large card, in pixels."""
_VERSION = 1
"""Rises when the same pictures would give other bytes."""
_MAT = "#efefef"
_DIVIDER = "#ffffff"
_DIVIDER_PX = 6
_LABEL_PX = 24
_ENCODER = {"quality": 86, "progressive": True, "optimize": True, "subsampling": 1}


def share_name(after: SitePicture, before: SitePicture | None, *, stem: str) -> str:
    """Name of the card picture in `pictures/`; it carries what the picture is made of.

    Args:
        after: The result.
        before: What it began with, where it may be shown.
        stem: Beginning of the name: the recipe's page.
    """
    made_of = f"{_VERSION} {after.largest} {before.largest if before else ''}"
    return f"{stem}-share-{hashlib.sha256(made_of.encode()).hexdigest()[:12]}.jpg"


def publish_share(after: SitePicture, before: SitePicture | None, fresh: Path, *, earlier: Path, stem: str) -> str:
    """Make the card picture in `fresh`, unless the earlier site has it. Returns its name in `pictures/`.

    Args:
        after: The result, published already.
        before: What it began with, published already, or None.
        fresh: Folder in which new files are gathered.
        earlier: The site that stands now.
        stem: Beginning of the name: the recipe's page.
    """
    name = share_name(after, before, stem=stem)
    folders = (fresh / FOLDER, earlier / FOLDER)
    if not any((folder / name).is_file() for folder in folders):
        (fresh / FOLDER / name).write_bytes(compose(_find(after, folders), _find(before, folders) if before else None))
    return name


def _find(picture: SitePicture, folders: Sequence[Path]) -> Path:
    """The smallest JPEG of a picture that is large enough for half a card."""
    files = picture.sources[-1].files
    name = next((name for name, width in files if width >= WIDTH * 0.75), files[-1][0])
    return next((folder / name for folder in folders if (folder / name).is_file()), folders[0] / name)


def compose(after: Path, before: Path | None) -> bytes:
    """The card as JPEG bytes: the same for the same files."""
    from PIL import Image

    from studio.pictures import encode, read

    card = Image.new("RGB", (WIDTH, HEIGHT), _MAT)
    if before is None:
        _place(card, read(after), 0, WIDTH)
    else:
        left_end, right_begin = (WIDTH - _DIVIDER_PX) // 2, (WIDTH + _DIVIDER_PX) // 2
        _place(card, read(before), 0, left_end)
        _place(card, read(after), right_begin, WIDTH)
        card.paste(_DIVIDER, (left_end, 0, right_begin, HEIGHT))
        _label(card, "Before", left=24)
        _label(card, "After", left=right_begin + 24)
    return encode(card, "JPEG", **_ENCODER)


def _place(card: Image.Image, picture: Image.Image, left: int, right: int) -> None:
    """A picture in its half: filling it where little would be lost, else whole on its own softened likeness."""
    from PIL import Image, ImageFilter, ImageOps

    size = (right - left, HEIGHT)
    flat = picture.convert("RGB") if picture.mode != "RGBA" else _on_white(picture)
    lost = abs(flat.width / flat.height / (size[0] / size[1]) - 1)
    if lost < 0.12:
        card.paste(ImageOps.fit(flat, size, Image.Resampling.LANCZOS), (left, 0))
        return
    ground = ImageOps.fit(flat, size, Image.Resampling.BILINEAR).filter(ImageFilter.GaussianBlur(48))
    card.paste(ground, (left, 0))
    whole = ImageOps.contain(flat, size, Image.Resampling.LANCZOS)
    card.paste(whole, (left + (size[0] - whole.width) // 2, (HEIGHT - whole.height) // 2))


def _on_white(picture: Image.Image) -> Image.Image:
    from PIL import Image

    return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("RGB")


def _label(card: Image.Image, words: str, *, left: int) -> None:
    from PIL import ImageDraw, ImageFont

    font = ImageFont.load_default(_LABEL_PX)
    draw = ImageDraw.Draw(card)
    place = (left + 14, HEIGHT - 24 - _LABEL_PX - 8)
    box = draw.textbbox(place, words, font=font)
    draw.rounded_rectangle((box[0] - 14, box[1] - 10, box[2] + 14, box[3] + 10), radius=6, fill="#161616")
    draw.text(place, words, font=font, fill="#ffffff")
