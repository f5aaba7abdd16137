"""Rendered products under real light (see tests/fixtures/unseen/shoot.py): edits of them, and pictures to lock into."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from studio.core.recipe.words import Job
from studio.vision.composite import composite, estimate_foreground
from tests.bench.unseen.draft import box_of
from tests.bench.unseen.faults import FAULTS
from tests.bench.unseen.truth import Edit, Facts, Half, Image8, Plane
from tests.conftest import PHOTOS
from tests.vision.spoil import generated

FOLDER = PHOTOS.parent / "unseen"
PRODUCTS: dict[Half, tuple[str, ...]] = {"tuning": ("can", "pitcher"), "held": ("carton", "lantern")}
"""By half."""
WORDS = {
    "can": ("VIREO", "LIME SODA", "330 ml"), "pitcher": ("NORDAL", "STONEWARE", "1.2 l"),
    "carton": ("OSKARBY", "CRISP BREAD", "275 g"), "lantern": ("FJELLUND", "CANDLE", "No. 9"),
}  # fmt: skip
"""What stands on them."""
VIEWS = {
    "exact": "room", "model-like": "room", "floating": "lifted", "light side": "room_side",
    "light colour": "room_colour", "light hardness": "room_hard",
}  # fmt: skip
"""The rendered room of each kind of edit. The product in it is the photographed one; lifted, it is the rendered one."""


@lru_cache(maxsize=16)
def view(product: str, name: str) -> Image8:
    """(H, W, 3) one rendered picture."""
    return np.ascontiguousarray(cv2.imread(str(FOLDER / f"{product}_{name}.jpg"))[..., ::-1])


@lru_cache(maxsize=4)
def matte(product: str) -> Plane:
    """(H, W) the product's coverage in every view whose camera and product are those of the first."""
    return np.asarray(cv2.imread(str(FOLDER / f"{product}_alpha.png"), 0) / 255, np.float32)


def rendered_edit(half: Half, kind: str, number: int) -> Edit:
    """One edit of a rendered product.

    Args:
        half: Which products.
        kind: One of `VIEWS`.
        number: Which product, and which engine's hand.
    """
    name = PRODUCTS[half][number % len(PRODUCTS[half])]
    before, after = view(name, "before"), view(name, VIEWS[kind])
    if kind != "floating":
        colours = estimate_foreground(before, matte(name))
        after = composite(before, matte(name), colours, (after / 255).astype(np.float32))
    if kind != "exact":
        after = generated(after, seed=number, wobble=0.4, scale=0.99, shift=(2, -1), grain=0.8, side=after.shape[0])
    box = box_of(matte(name), margin=0)
    light = kind.removeprefix("light ") if kind.startswith("light ") else "fits"
    facts = Facts(label_before=WORDS[name], label_after=WORDS[name], stands=kind != "floating", box=box,
                  light=light, product_azimuth=-55, scene_azimuth=55 if light == "side" else -55)  # type: ignore[arg-type]  # fmt: skip
    facts.shines_on = kind == "floating"
    fault = FAULTS.get(kind)
    return Edit(
        f"rendered {name}/{kind} #{number}", half, before, after, matte(name), Job.BACKGROUND_REPLACEMENT, facts,
        fault=fault and fault.name, criteria=fault.criteria if fault else frozenset(),
        measures=fault.measures if fault else frozenset(), change="another background",
    )  # fmt: skip
