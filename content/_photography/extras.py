"""Makes the small extra pictures of the sample recipes: damaged copies of bag and kettle, a brand mark, colour cards.

Run it beside the photographs: `python extras.py PHOTOGRAPHS OUT`. Everything is drawn from code.
"""

from __future__ import annotations

import math
import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter, ImageFont


def damaged_bag(photograph: Path, out: Path) -> None:
    """The handbag with three scratches and some dust, as a shop would photograph a returned sample."""
    picture = Image.open(photograph).convert("RGB")
    layer = Image.new("RGBA", (picture.width * 4, picture.height * 4))
    draw = ImageDraw.Draw(layer)
    for points in SCRATCHES:
        path = [(x * layer.width, y * layer.height) for x, y in points]
        draw.line(path, fill=(236, 214, 190, 215), width=9, joint="curve")
        draw.line([(x + 5, y + 6) for x, y in path], fill=(70, 40, 22, 120), width=5, joint="curve")
    chance = random.Random(5)
    for x, y, radius in DUST:
        size = radius * layer.width * chance.uniform(0.8, 1.1)
        box = (x * layer.width - size, y * layer.height - size, x * layer.width + size, y * layer.height + size)
        draw.ellipse(box, fill=(240, 232, 220, 235))
    layer = layer.resize(picture.size, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.5))
    picture.paste(layer, (0, 0), layer)
    picture.save(out, quality=95, subsampling=0)


SCRATCHES = (
    ((0.335, 0.715), (0.372, 0.742), (0.398, 0.772)),
    ((0.485, 0.735), (0.540, 0.752), (0.585, 0.748)),
    ((0.690, 0.520), (0.702, 0.556), (0.706, 0.590)),
)
"""Where the scratches run, as fractions of the picture."""
DUST = (
    (0.420, 0.505, 0.0028), (0.452, 0.540, 0.0022), (0.520, 0.490, 0.0030), (0.560, 0.545, 0.0024),
    (0.345, 0.770, 0.0026), (0.455, 0.790, 0.0024), (0.520, 0.795, 0.0030), (0.780, 0.690, 0.0026),
)  # fmt: skip
"""Where the dust lies and how large it is."""


def spotted_kettle(photograph: Path, out: Path) -> None:
    """The kettle with a price sticker, dried drops and dust on the stone, as it comes from a shelf."""
    picture = Image.open(photograph).convert("RGB")
    layer = Image.new("RGBA", (picture.width * 4, picture.height * 4))
    draw = ImageDraw.Draw(layer)
    for x, y, radius in DROPS:
        box = _around(layer, x, y, radius, tall=1.15)
        draw.ellipse(box, fill=(238, 226, 204, 34), outline=(244, 236, 220, 92), width=10)
    for x, y, radius in LINT:
        draw.ellipse(_around(layer, x, y, radius), fill=(226, 222, 214, 225))
    x, y, radius = STICKER
    draw.ellipse([edge + 10 for edge in _around(layer, x, y, radius, tall=1.08)], fill=(20, 12, 4, 110))
    draw.ellipse(_around(layer, x, y, radius, tall=1.08), fill=(240, 236, 226, 255))
    face = ImageFont.truetype("/usr/share/fonts/truetype/lato/Lato-Bold.ttf", int(radius * layer.width * 0.6))
    draw.text((x * layer.width, y * layer.height), "79.00", font=face, fill=(150, 32, 28, 255), anchor="mm")
    layer = layer.resize(picture.size, Image.Resampling.LANCZOS).filter(ImageFilter.GaussianBlur(0.6))
    picture.paste(layer, (0, 0), layer)
    picture.save(out, quality=92, subsampling=0)


def _around(layer: Image.Image, x: float, y: float, radius: float, *, tall: float = 1) -> tuple[float, ...]:
    """The box around a circle that is given in fractions of the picture."""
    across, up = radius * layer.width, radius * layer.width * tall
    x, y = x * layer.width, y * layer.height
    return (x - across, y - up, x + across, y + up)


STICKER = (0.462, 0.640, 0.036)
"""Where the sticker is, and its radius as a fraction of the width."""
DROPS = ((0.560, 0.560, 0.0105), (0.532, 0.640, 0.0080), (0.372, 0.690, 0.0090), (0.590, 0.680, 0.0070))
"""Where drops dried on the brass."""
LINT = (
    (0.120, 0.700, 0.0024), (0.235, 0.815, 0.0028), (0.310, 0.850, 0.0022), (0.560, 0.835, 0.0026),
    (0.690, 0.800, 0.0030), (0.815, 0.725, 0.0024), (0.900, 0.815, 0.0026),
)  # fmt: skip
"""Where dust lies on the stone."""


def mark(out: Path) -> None:
    """A round brand mark: a fern in a ring, dark green on nothing."""
    size = 2048
    picture = Image.new("RGBA", (size, size))
    draw = ImageDraw.Draw(picture)
    ink = (38, 70, 58, 255)
    draw.ellipse((70, 70, size - 70, size - 70), outline=ink, width=58)
    draw.line(((size / 2, 1660), (size / 2, 420)), fill=ink, width=44)
    for step in range(7):
        y = 1500 - step * 160
        length = 520 * math.cos(step / 7 * 1.25)
        for side in (-1, 1):
            angle = math.radians(38)
            tip = (size / 2 + side * length * math.cos(angle), y - length * math.sin(angle))
            swell = 0.16 * length
            middle = (size / 2 + side * 0.5 * length * math.cos(angle), y - 0.5 * length * math.sin(angle))
            leaf = [(size / 2, y), (middle[0] + side * swell * 0.5, middle[1] + swell), tip,
                    (middle[0] - side * swell * 0.5, middle[1] - swell)]
            draw.polygon(leaf, fill=ink)
    picture.resize((512, 512), Image.Resampling.LANCZOS).save(out)


def swatches(out: Path) -> None:
    """A card of evening colours."""
    _card((900, 600), "#f6f1ea", ("#2b3350", "#5c4a72", "#b86b7d", "#e59a6f", "#f4c99a")).save(out, quality=92)


def winter_colours(out: Path) -> None:
    """A card of the cool colours of a winter campaign."""
    _card((600, 400), "#ffffff", ("#22343d", "#3f5f66", "#7d9a9b", "#c3d0cc", "#eef1ec")).save(out, optimize=True)


def _card(size: tuple[int, int], ground: str, colours: tuple[str, ...]) -> Image.Image:
    """Colours beside each other, as wide as fits."""
    picture = Image.new("RGB", size, ground)
    draw = ImageDraw.Draw(picture)
    width = size[0] // len(colours)
    for place, colour in enumerate(colours):
        draw.rectangle((place * width, 0, place * width + width - 1, size[1] - 1), fill=colour)
    return picture


if __name__ == "__main__":
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    damaged_bag(source / "bag_before.jpg", target / "bag_damaged.jpg")
    mark(target / "mark.png")
    swatches(target / "swatches.jpg")
    spotted_kettle(source / "kettle_before.png", target / "kettle_spotted.jpg")
    winter_colours(target / "winter_colours.png")
