"""Every kind of product."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from tests.bench.unseen import flat_things, round_things
from tests.bench.unseen.body import Body, Product


@lru_cache(maxsize=4)
def draw(product: Product) -> Body:
    """Draw a product."""
    return KINDS[product.kind](product)


KINDS: dict[str, Callable[[Product], Body]] = {
    "tin": round_things.tin, "bottle": round_things.bottle, "pouch": flat_things.pouch, "clock": flat_things.clock,
    "jar": round_things.jar, "mug": round_things.mug, "carton": flat_things.carton, "bag": flat_things.bag,
    "car": flat_things.car,
}  # fmt: skip
"""The first four are for tuning, the others are held back."""
LOSABLE = {"bottle": "cap", "clock": "hands", "jar": "lid", "mug": "handle", "bag": "handle", "car": "wheels"}
"""A part that may be missing."""
ACCENT = {"tin": "lid", "bottle": "cap", "pouch": "strip", "clock": "hands", "jar": "lid", "bag": "handle",
          "car": "hubs", "carton": "side"}  # fmt: skip
"""The part that has the accent's colour; a mug has none."""
