"""The identity lock on pictures whose truth is known: where must it warn or refuse, where may it not."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple
from zlib import crc32

import cv2
import numpy as np

from studio.vision.identity_lock import lock_identity
from tests.bench.table import Row
from tests.bench.unseen import rendered
from tests.bench.unseen.scenes import render
from tests.bench.unseen.stock import STOCK, a_light, a_scene, a_shot, one
from tests.bench.unseen.truth import Half, Image8, Plane
from tests.vision.spoil import generated

ROUND = ("tin", "bottle", "jar", "mug", "carton")
"""Drawn products that can be turned and seen from elsewhere."""
KINDS = ("kept", "turned", "covered", "relit", "higher")
"""What the engine did to the product; only `kept` may be locked without a word."""


class Case(NamedTuple):
    """A photograph and what an engine made of it."""

    kind: str
    name: str
    before: Image8
    made: Image8
    matte: Plane


def cases(half: Half, each: int, seed: int = 0) -> Iterator[Case]:
    """Drawn ones of every kind, and the rendered ones."""
    for kind in KINDS:
        for number in range(each):
            yield drawn(
                half, kind, number, np.random.default_rng([crc32(half.encode()), crc32(kind.encode()), seed, number])
            )
    for name in rendered.PRODUCTS[half]:
        for kind in KINDS:
            made = rendered.view(name, "room" if kind == "kept" else kind)
            yield Case(kind, f"rendered {name}", rendered.view(name, "before"), made, rendered.matte(name))


def drawn(half: Half, kind: str, number: int, rng: np.random.Generator) -> Case:
    """A drawn product, given back by an engine in another scene."""
    stock = STOCK[half]
    able = tuple(k for k in stock.kinds if k in ROUND) if kind in ("turned", "higher") else stock.kinds
    shot = a_shot(half, rng, kind=one(able, rng))
    light = shot.scene.light
    made = replace(shot, scene=a_scene(stock, rng, light))
    if kind == "turned":
        yaw = float(rng.choice([-1, 1]) * rng.uniform(9, 16))
        made = replace(made, product=replace(made.product, yaw_deg=yaw))
    if kind == "higher":
        made = replace(made, product=replace(made.product, pitch=made.product.pitch + 0.13))
    if kind == "relit":
        other = replace(a_light(rng), azimuth_deg=-light.azimuth_deg, colour=(1.0, 0.8, 0.6), hard=0.7)
        made = replace(made, light=other)
    picture = render(made).pixels
    if kind == "covered":
        picture = _covered(picture, render(made).matte, rng)
    spoiled = generated(picture, seed=number, wobble=0.5, scale=float(rng.uniform(0.98, 1.02)),
                        shift=(float(rng.uniform(-4, 4)), float(rng.uniform(-4, 4))))  # fmt: skip
    return Case(kind, f"{shot.product.kind} #{number}", render(shot).pixels, spoiled, render(shot).matte)


def _covered(picture: Image8, matte: Plane, rng: np.random.Generator) -> Image8:
    """A leaf or a finger over the product's edge."""
    rows, columns = np.nonzero(matte.max(1) > 0.5)[0], np.nonzero(matte.max(0) > 0.5)[0]
    side = columns[0] if rng.random() < 0.5 else columns[-1]
    centre = (int(side), int(rng.uniform(rows[0] + 0.3 * len(rows), rows[0] + 0.8 * len(rows))))
    size = (int(0.28 * len(columns)), int(0.10 * len(rows)))
    leaf = np.zeros(matte.shape, np.float32)
    cv2.ellipse(leaf, centre, size, float(rng.uniform(-50, 50)), 0, 360, 1, -1)
    leaf = cv2.GaussianBlur(leaf, (0, 0), 1.0)[..., None]
    colour = np.array(one(((63, 107, 53), (214, 160, 130), (120, 80, 50)), rng), np.float32)
    shade = 1 + 0.15 * np.sin(np.arange(matte.shape[1]) / 17)[None, :, None]
    return np.clip(np.round(picture * (1 - leaf) + colour * shade * leaf), 0, 255).astype(np.uint8)


def warned(case: Case) -> bool:
    """Whether the lock refuses, or says that something does not fit."""
    locked = lock_identity(case.before, case.made, case.matte)
    fit = locked.fit
    if not locked.is_aligned or fit is None:
        return True
    return not (fit.is_covered and fit.is_whole and fit.is_lit_alike and not fit.is_perspective)


def locks(half: Half = "held", each: int = 6) -> Iterator[Row]:
    """Share warned of or refused, by what the engine did."""
    cv2.setNumThreads(1)
    found: dict[str, list[bool]] = defaultdict(list)
    for case in cases(half, each):
        found[case.kind].append(warned(case))
        if found[case.kind][-1] == (case.kind == "kept"):
            print(f"       {case.kind}, {case.name}: {'warned' if case.kind == 'kept' else 'nothing said'}")
    for kind, said in found.items():
        share = 1 - sum(said) / len(said) if kind == "kept" else sum(said) / len(said)
        what = "locked without a word" if kind == "kept" else "refused or warned of"
        yield Row(f"{kind}: {what} ({len(said)})", share, 0.95, at_most=False)
