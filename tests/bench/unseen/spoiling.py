"""How each fault is made, with which products and before which walls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.bench.unseen import label_faults, product_faults, scene_faults
from tests.bench.unseen.draft import Draft
from tests.bench.unseen.products import LOSABLE
from tests.bench.unseen.stock import STOCK
from tests.bench.unseen.truth import Half


@dataclass(frozen=True)
class Change:
    """How a fault is made."""

    apply: Callable[[Draft], None]
    """Changes the draft."""
    only: tuple[str, ...] = ()
    """Kinds of products it can be made with; empty: all."""
    plain: bool | None = None
    """Walls it needs."""

    def kinds(self, half: Half) -> tuple[str, ...]:
        """The half's products it can be made with."""
        return tuple(kind for kind in STOCK[half].kinds if not self.only or kind in self.only)


_LOSING = tuple(LOSABLE)
CHANGES = {
    "letter changed": Change(label_faults.letter),
    "figure changed": Change(label_faults.figure),
    "word changed": Change(label_faults.word),
    "label wiped": Change(label_faults.wiped),
    "label garbled": Change(label_faults.garbled),
    "brand replaced": Change(label_faults.brand),
    "new text": Change(label_faults.new_text),
    "copy misspelt": Change(label_faults.misspelt),
    "recoloured": Change(product_faults.recoloured),
    "paler": Change(product_faults.paler),
    "darkened": Change(product_faults.darkened),
    "part missing": Change(product_faults.missing, _LOSING),
    "detail rewritten": Change(product_faults.rewritten),
    "detail duplicated": Change(product_faults.doubled),
    "texture smoothed": Change(product_faults.smoothed),
    "texture anew": Change(product_faults.anew),
    "blurred": Change(product_faults.blurred),
    "stretched": Change(product_faults.stretched),
    "tilted": Change(product_faults.tilted),
    "cut off": Change(product_faults.cut),
    "too small": Change(product_faults.small),
    "light halo": Change(lambda d: scene_faults.ringed(d, "light"), plain=True),
    "dark fringe": Change(lambda d: scene_faults.ringed(d, "dark"), plain=True),
    "banding": Change(scene_faults.banded, plain=True),
    "floating": Change(scene_faults.floating),
    "light side": Change(scene_faults.lit_from_elsewhere),
    "product relit": Change(scene_faults.relit),
    "light colour": Change(scene_faults.lit_in_colour),
    "light hardness": Change(scene_faults.lit_hard),
    "second edge": Change(scene_faults.second_edge),
    "flat rectangle": Change(scene_faults.rectangle, plain=False),
    "repeat": Change(scene_faults.repeated, plain=False),
    "outside changed": Change(product_faults.outside),
    "asked colour missed": Change(product_faults.asked_missed),
}
"""By the fault's name."""
