"""The picture that goes with a shared link: before on the left, after on the right, both whole, 1200 × 630 pixels."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from studio.pictures import encode, on_white, read
from studio.publish.pictures.derivatives import FOLDER, SitePicture, existing
from studio.publish.pictures.lettering import lettering

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
_NEARLY = 0.88
"""Share of the card's height from which a pair is cropped a little rather than framed."""
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
    sites = (earlier, fresh)
    if not existing(name, *sites):
        (fresh / FOLDER / name).write_bytes(compose(_find(after, *sites), _find(before, *sites) if before else None))
    return name


def _find(picture: SitePicture, *sites: Path) -> Path:
    """The smallest JPEG of a picture that is large enough for half a card."""
    files = picture.sources[-1].files
    name = next((name for name, width in files if width >= WIDTH * 0.75), files[-1][0])
    return Path(existing(name, *sites) or sites[0] / FOLDER / name)


def compose(after: Path, before: Path | None) -> bytes:
    """The card as JPEG bytes: the same for the same files. Both pictures stand at equal height, as on the page."""
    from PIL import Image

    card = Image.new("RGB", (WIDTH, HEIGHT), _MAT)
    shown = [on_white(read(path)) for path in (before, after) if path]
    gap = _DIVIDER_PX * (len(shown) - 1)
    height = _height([picture.width / picture.height for picture in shown], gap)
    widths = _widths(shown, height, gap)
    left, top = (WIDTH - sum(widths) - gap) // 2, (HEIGHT - height) // 2
    words = ("Before", "After")[-len(shown) :]
    for picture, width, word in zip(shown, widths, words, strict=True):
        card.paste(_fitted(picture, (width, height)), (left, top))
        _label(card, word, left=left + 20, bottom=top + height - 20)
        if word == "Before":
            card.paste(_DIVIDER, (left + width, top, left + width + gap, top + height))
        left += width + gap
    return encode(card, "JPEG", **_ENCODER)


def _height(ratios: Sequence[float], gap: int) -> int:
    """Height of both: the card's own where they nearly fill it, else what their shapes leave."""
    own = (WIDTH - gap) / sum(ratios)
    return HEIGHT if own > HEIGHT * _NEARLY else round(own)


def _widths(shown: Sequence[Image.Image], height: int, gap: int) -> list[int]:
    widths = [round(picture.width / picture.height * height) for picture in shown]
    over = (WIDTH - gap) / sum(widths)
    return [int(width * over) for width in widths] if over < 1 else widths


def _fitted(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    from PIL import Image, ImageOps

    return ImageOps.fit(picture, size, Image.Resampling.LANCZOS)


def _label(card: Image.Image, words: str, *, left: int, bottom: int) -> None:
    from PIL import ImageDraw

    font = lettering(_LABEL_PX)
    draw = ImageDraw.Draw(card)
    wide = int(draw.textlength(words, font=font)) + 28
    draw.rectangle((left, bottom - _LABEL_PX - 18, left + wide, bottom), fill="#161616")
    draw.text((left + 14, bottom - 13), words, font=font, fill="#ffffff", anchor="ls")
