"""Faults of the product itself, of how it stands in the frame, and outside what was to change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal, cast

import cv2
import numpy as np

from tests.bench.unseen.draft import Draft, box_of
from tests.bench.unseen.products import LOSABLE
from tests.bench.unseen.scenes import Picture, render
from tests.bench.unseen.stock import one
from tests.bench.unseen.truth import Image8, Plane


def _toned(draft: Draft, change: Callable[[Plane], Plane], kind: str) -> None:
    """Change the colours of the whole product, in CIE L*a*b*."""

    def paint(picture: Image8, truth: Picture) -> Image8:
        lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        back = cv2.cvtColor(np.asarray(change(lab), np.float32), cv2.COLOR_LAB2RGB)
        mixed = back * truth.matte[..., None] + picture / 255 * (1 - truth.matte[..., None])
        return np.clip(np.round(mixed * 255), 0, 255).astype(np.uint8)

    draft.paint.append(paint)
    draft.facts.colour = cast('Literal["kept", "hue", "pale", "dark"]', kind)


def recoloured(draft: Draft) -> None:
    colour = one(draft.stock.colours, draft.rng, other=draft.made.product.colour)
    draft.made = replace(draft.made, product=replace(draft.made.product, colour=colour))
    draft.facts.colour = "hue"


def paler(draft: Draft) -> None:
    _toned(draft, lambda lab: lab * np.array([1, 0.62, 0.62], np.float32), "pale")


def darkened(draft: Draft) -> None:
    _toned(draft, lambda lab: lab * np.array([0.84, 1, 1], np.float32), "dark")


def missing(draft: Draft) -> None:
    part = LOSABLE[draft.made.product.kind]
    draft.facts.missing = part
    draft.facts.changed.append(box_of(render(draft.made).parts[part]))
    draft.made = replace(draft.made, product=replace(draft.made.product, without=frozenset({part})))


def _mark(draft: Draft, **change: object) -> None:
    label = replace(draft.made.product.label, **change)  # type: ignore[arg-type]
    draft.made = replace(draft.made, product=replace(draft.made.product, label=label))
    draft.facts.changed.append(render(draft.made).mark)


def rewritten(draft: Draft) -> None:
    _mark(draft, ornament=draft.made.product.label.ornament + 1)


def doubled(draft: Draft) -> None:
    _mark(draft, doubled=True)
    x, y, width, height = draft.facts.changed[-1]
    draft.facts.changed[-1] = (x, y, width * (1 + 0.30 / 0.18), height)


def smoothed(draft: Draft) -> None:
    def paint(picture: Image8, truth: Picture) -> Image8:
        smooth = cv2.bilateralFilter(cv2.bilateralFilter(picture, 13, 45, 7), 13, 45, 7)
        return np.where(truth.matte[..., None] > 0.5, smooth, picture)

    _textured(draft)
    draft.paint.append(paint)
    draft.facts.texture = "smoothed"


def _textured(draft: Draft) -> None:
    material = one(("cloth", "leather", "stone", "metal"), draft.rng)
    draft.shot = replace(draft.shot, product=replace(draft.shot.product, material=material))
    draft.made = replace(draft.made, product=replace(draft.made.product, material=material))


def anew(draft: Draft) -> None:
    _textured(draft)
    draft.made = replace(draft.made, product=replace(draft.made.product, grain=draft.made.product.grain + 1))
    draft.facts.texture = "anew"


def blurred(draft: Draft) -> None:
    sigma = float(draft.rng.uniform(1.8, 3))

    def paint(picture: Image8, truth: Picture) -> Image8:
        soft = cv2.GaussianBlur(picture, (0, 0), sigma)
        matte = truth.matte[..., None]
        return np.round(soft * matte + picture * (1 - matte)).astype(np.uint8)

    draft.paint.append(paint)
    draft.facts.texture = "blurred"


def _standing(draft: Draft, **change: float) -> None:
    draft.made = replace(draft.made, stand=replace(draft.made.stand, **change))  # type: ignore[arg-type]


def stretched(draft: Draft) -> None:
    stretch = float(draft.rng.uniform(1.06, 1.12))
    draft.facts.stretch = stretch
    _standing(draft, stretch=stretch)


def tilted(draft: Draft) -> None:
    tilt = float(draft.rng.choice([-1, 1]) * draft.rng.uniform(5, 10))
    draft.facts.tilt_deg = tilt
    _standing(draft, tilt_deg=tilt)


def cut(draft: Draft) -> None:
    if draft.code == "x" or draft.rng.random() < 0.5:
        _standing(draft, foot=1.06)
    else:
        _standing(draft, x=0.92)


def small(draft: Draft) -> None:
    _standing(draft, tall=0.55 * draft.made.stand.tall)


def outside(draft: Draft) -> None:
    if draft.code == "r" and draft.rng.random() < 0.4:
        recoloured(draft)
        draft.facts.outside.append(box_of(render(draft.made).matte))
        return
    x, y = float(draft.rng.choice([0.10, 0.84])), float(draft.rng.uniform(0.12, 0.5))
    radius = float(draft.rng.uniform(0.05, 0.09))
    tint = np.array(one(((0.6, 1.05, 0.7), (1.15, 0.7, 0.6), (0.7, 0.8, 1.25)), draft.rng), np.float32)
    solid = draft.rng.random() < 0.4

    def paint(picture: Image8, truth: Picture) -> Image8:
        height, width = picture.shape[:2]
        disc = np.zeros((height, width), np.float32)
        cv2.circle(disc, (int(x * width), int(y * height)), int(radius * height), 1, -1)
        disc = cv2.GaussianBlur(disc, (0, 0), 2)[..., None] * (1 - truth.matte[..., None])
        new = np.broadcast_to(130 * tint, picture.shape) if solid else picture * tint
        return np.clip(np.round(picture * (1 - disc) + new * disc), 0, 255).astype(np.uint8)

    draft.paint.append(paint)
    draft.facts.outside.append((x - radius, y - radius, 2 * radius, 2 * radius))


def asked_missed(draft: Draft) -> None:
    """The part has another colour than the one asked for; the edit says which was asked."""
    asked = draft.made.product.accent
    others = tuple(c for c in draft.stock.accents if c != asked)
    got = draft.shot.product.accent if draft.rng.random() < 0.5 else one(others, draft.rng)
    draft.got_accent = got
    draft.facts.asked_colour = False
