"""Faults around the product: its edge, the light, the ground, the added canvas; and flaws of a photograph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, cast

import cv2
import numpy as np

from tests.bench.unseen.draft import WIDE, Draft, box_of
from tests.bench.unseen.scenes import Light, Picture, render
from tests.bench.unseen.stock import one
from tests.bench.unseen.truth import Image8


def ringed(draft: Draft, kind: str) -> None:
    wall = "#3a3f46" if kind == "light" else "#d9d4cb"
    floor = "#55504a" if kind == "light" else "#c4bdb0"
    draft.made = replace(draft.made, scene=replace(draft.made.scene, wall=wall, floor=floor))
    draft.paint.append(_ring(kind))
    draft.facts.halo = cast('Literal["", "light", "dark"]', kind)


def _ring(kind: str) -> Callable[[Image8, Picture], Image8]:
    tone = np.float32(225 if kind == "light" else 30)

    def paint(picture: Image8, truth: Picture) -> Image8:
        grown = cv2.dilate((truth.matte > 0.02).astype(np.float32), np.ones((7, 7), np.uint8))
        ring = np.clip(cv2.GaussianBlur(grown, (0, 0), 0.9) - truth.matte, 0, 1)[..., None] * 0.75
        return np.clip(np.round(picture * (1 - ring) + tone * ring), 0, 255).astype(np.uint8)

    return paint


def _stepped(picture: Image8, truth: Picture) -> Image8:
    clean = np.round(truth.plate * 255).astype(np.uint8) // 6 * 6 + 3
    return np.where(truth.matte[..., None] > 0.02, picture, clean)


def banded(draft: Draft) -> None:
    scene = replace(draft.made.scene, material="plain")
    draft.made, draft.clean = replace(draft.made, scene=scene), True
    if draft.code == "x":
        draft.shot = replace(draft.shot, scene=scene)
    draft.paint.append(_stepped)
    draft.facts.banding = True


def floating(draft: Draft) -> None:
    if draft.rng.random() < 0.5:
        draft.made = replace(draft.made, scene=replace(draft.made.scene, contact=False, cast=False))
    else:
        lift = float(draft.rng.uniform(0.04, 0.08))
        draft.made = replace(draft.made, stand=replace(draft.made.stand, lift=lift))
    draft.facts.stands = False


def lit_from_elsewhere(draft: Draft) -> None:
    light = draft.made.scene.light
    other = replace(light, azimuth_deg=-light.azimuth_deg, hard=max(light.hard, 0.5))
    draft.made = replace(draft.made, scene=replace(draft.made.scene, light=other))
    draft.facts.light, draft.facts.scene_azimuth = "side", other.azimuth_deg


def relit(draft: Draft) -> None:
    """The product is lit from the other side than photographed; its shadow lies as before."""
    light = draft.shot.scene.light
    draft.made = replace(draft.made, light=replace(light, azimuth_deg=-light.azimuth_deg))
    draft.facts.light = "product"


def lit_in_colour(draft: Draft) -> None:
    tint = (1.0, 0.70, 0.42) if draft.rng.random() < 0.5 else (0.55, 0.78, 1.12)
    draft.made = replace(
        draft.made, scene=replace(draft.made.scene, light=replace(draft.made.scene.light, colour=tint))
    )
    draft.facts.light = "colour"


def lit_hard(draft: Draft) -> None:
    soft_scene = draft.rng.random() < 0.5
    own: Light = replace(draft.shot.scene.light, hard=0.95 if soft_scene else 0.02)
    draft.shot = replace(draft.shot, scene=replace(draft.shot.scene, light=own))
    light = replace(draft.made.scene.light, hard=0.02 if soft_scene else 0.98)
    draft.made = replace(draft.made, scene=replace(draft.made.scene, light=light), light=own)
    draft.facts.light = "hardness"


def second_edge(draft: Draft) -> None:
    """The engine's product was another one; the photograph's was pasted over it."""
    first = draft.made
    wide = float(draft.rng.choice([0.93, 1.07])) if draft.rng.random() < 0.3 else float(draft.rng.uniform(1.05, 1.1))
    beside = float(draft.rng.choice([-1, 1]) * draft.rng.uniform(0.008, 0.016))
    if wide < 1:  # a narrower one shows only where it is moved beyond the pasted one's side
        beside += float(np.sign(beside)) * (1 - wide) / 2 * box_of(render(first).matte, margin=0)[2]
    draft.made = replace(first, stand=replace(first.stand, stretch=wide, x=first.stand.x + beside))

    def paint(picture: Image8, truth: Picture) -> Image8:
        own = render(first)
        matte = own.matte[..., None]
        mixed = own.product * matte * 255 + picture * (1 - matte)
        return np.clip(np.round(mixed), 0, 255).astype(np.uint8)

    draft.paint.append(paint)
    draft.pasted = first
    draft.facts.second_edge = True


def _patch(draft: Draft) -> tuple[slice, slice]:
    """Somewhere in the added canvas, beside the product."""
    height, width = WIDE[1], WIDE[0]
    wide, tall = int(draft.rng.uniform(0.09, 0.15) * width), int(draft.rng.uniform(0.2, 0.4) * height)
    left = 0 if draft.rng.random() < 0.5 else width - wide
    top = int(draft.rng.uniform(0.3, 0.98 - tall / height) * height)
    return slice(top, top + tall), slice(left, left + wide)


def rectangle(draft: Draft) -> None:
    place = _patch(draft)

    def paint(picture: Image8, truth: Picture) -> Image8:
        made = picture.copy()
        made[place] = made[place].mean(axis=1, keepdims=True).mean(axis=0, keepdims=True)
        return made

    draft.paint.append(paint)
    draft.facts.extension = "rectangle"


def repeated(draft: Draft) -> None:
    on_left = draft.rng.random() < 0.5

    def paint(picture: Image8, truth: Picture) -> Image8:
        made, margin, strip = picture.copy(), (WIDE[0] - WIDE[1]) // 2, 64
        source = made[:, margin : margin + strip] if on_left else made[:, -margin - strip : -margin]
        tiles = np.tile(source, (1, margin // strip + 1, 1))[:, :margin]
        made[:, :margin] = tiles if on_left else made[:, :margin]
        made[:, -margin:] = made[:, -margin:] if on_left else tiles
        return made

    draft.paint.append(paint)
    draft.facts.extension = "repeat"


def flaw(draft: Draft) -> None:
    """A photograph that itself has bands, a halo, no footing or words; the edit keeps them."""
    kind = one(("banding", "halo", "footing", "text"), draft.rng)
    scene = draft.shot.scene
    if kind == "banding":
        scene = replace(scene, material="plain")
        draft.paint_before.append(_stepped)
        draft.paint.append(_stepped)
        draft.clean = True
        draft.facts.banding = draft.facts.banding_before = True
    if kind == "halo":
        scene = replace(scene, wall="#3a3f46", floor="#55504a")
        draft.paint_before.append(_ring("light"))
        draft.paint.append(_ring("light"))
        draft.facts.halo = draft.facts.halo_before = "light"
    if kind == "footing":
        scene = replace(scene, contact=False, cast=False)
        draft.facts.stands = draft.facts.stands_before = False
    if kind == "text":
        call = one(draft.stock.calls, draft.rng)
        scene = replace(scene, sign=call)
        draft.facts.text_before = tuple(call.split())
    draft.shot, draft.made = replace(draft.shot, scene=scene), replace(draft.made, scene=scene)
