"""Words drawn on pictures of the site."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL import Image, ImageFont


_OF_THE_MACHINE = (
    "DejaVuSans.ttf", "NotoSans-Regular.ttf", "NotoSansCJK-Regular.ttc", "ipagp.ttf", "NotoNaskhArabic-Regular.ttf",
    "Arial Unicode.ttf", "arialuni.ttf", "segoeui.ttf", "msgothic.ttc", "malgun.ttf", "Hiragino Sans GB.ttc",
)  # fmt: skip
"""Files of fonts that Linux, macOS and Windows bring, for letters that Pillow's own font does not have."""


@lru_cache(maxsize=24)
def lettering(size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font; kept, because each one that is loaded holds the whole font file."""
    from PIL import ImageFont

    return ImageFont.load_default(size_px)


def lettering_for(text: str, size_px: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    """Pillow's own font, or one of the machine's where only that has every letter of a text."""
    if text.isascii():
        return lettering(size_px)
    fonts = (lettering(size_px), *(_of_the_machine(name, size_px) for name in _OF_THE_MACHINE))
    return next((font for font in fonts if font is not None and _has_all(font, text)), lettering(size_px))


@lru_cache(maxsize=64)
def _of_the_machine(name: str, size_px: int) -> ImageFont.FreeTypeFont | None:
    from PIL import ImageFont

    try:
        return ImageFont.truetype(name, size_px)
    except OSError:
        return None


def _has_all(font: ImageFont.FreeTypeFont | ImageFont.ImageFont, text: str) -> bool:
    """Whether no letter is drawn as the box that stands for a missing one."""
    missing = bytes(font.getmask("\U0010ffff"))
    return all(sign.isspace() or bytes(font.getmask(sign)) != missing for sign in text)


def marked_as_draft(picture: Image.Image) -> Image.Image:
    """A picture with DRAFT written across it, again and again, so that no crop of it passes for a finished one."""
    from PIL import Image, ImageDraw

    size = max(18, min(picture.size) // 12)
    font = lettering(size)
    side = picture.width + picture.height
    sheet = Image.new("RGBA", (side, side), (255, 255, 255, 0))
    draw = ImageDraw.Draw(sheet)
    for row, top in enumerate(range(0, side, size * 3)):
        for left in range(-(row % 2) * size * 3, side, size * 6):
            draw.text((left, top), "DRAFT", font=font, fill=(255, 255, 255, 130), stroke_width=max(1, size // 24),
                      stroke_fill=(0, 0, 0, 110))  # fmt: skip
    turned = sheet.rotate(30, resample=Image.Resampling.BILINEAR)
    left, top = (side - picture.width) // 2, (side - picture.height) // 2
    over = turned.crop((left, top, left + picture.width, top + picture.height))
    marked = Image.alpha_composite(picture.convert("RGBA"), over)
    return marked if picture.mode == "RGBA" else marked.convert("RGB")
