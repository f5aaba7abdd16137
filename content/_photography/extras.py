"""Makes the small extra pictures of the sample recipes: a damaged copy of the bag, a brand mark, a swatch card.

Run it beside the photographs: `python extras.py PHOTOGRAPHS OUT`. Everything is drawn from code.
"""

from __future__ import annotations

import math
import random
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter


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
    colours = ("#2b3350", "#5c4a72", "#b86b7d", "#e59a6f", "#f4c99a")
    picture = Image.new("RGB", (900, 600), "#f6f1ea")
    draw = ImageDraw.Draw(picture)
    for place, colour in enumerate(colours):
        draw.rectangle((place * 180, 0, place * 180 + 179, 599), fill=colour)
    picture.save(out, quality=92)


if __name__ == "__main__":
    source, target = Path(sys.argv[1]), Path(sys.argv[2])
    damaged_bag(source / "bag_before.jpg", target / "bag_damaged.jpg")
    mark(target / "mark.png")
    swatches(target / "swatches.jpg")
