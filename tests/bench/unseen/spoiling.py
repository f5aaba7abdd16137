"""How each fault is made. Every function changes a draft and writes down what is then true."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, cast

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tests.bench.unseen.art import font, rgb
from tests.bench.unseen.draft import WIDE, Draft, box_of
from tests.bench.unseen.products import LOSABLE
from tests.bench.unseen.scenes import Light, Picture, render
from tests.bench.unseen.stock import STOCK, one
from tests.bench.unseen.truth import Half, Image8, Plane
from tests.vision.spoil import elastic

LETTERS, FIGURES = "ABCDEFGHKLMNPRSTUVWXYZ", "123456789"
_ALIKE = {frozenset("CG"), frozenset("UV"), frozenset("KX"), frozenset("VY")}
"""Capitals that a person may take for each other at the size of a label."""


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


def _boxes_of_lines(draft: Draft, numbers: tuple[int, ...]) -> None:
    lines = render(draft.made).lines
    draft.facts.changed += [lines[number] for number in numbers]


def _letter(draft: Draft) -> None:
    words = list(draft.made.product.label.words)
    number = int(draft.rng.integers(max(1, len(words) - 1)))
    word = words[number]
    place = int(draft.rng.choice([i for i, letter in enumerate(word) if letter.isalpha()]))
    old = word[place]
    fit = tuple(c for c in LETTERS if c != old.upper() and frozenset((c, old.upper())) not in _ALIKE)
    new = one(fit, draft.rng)
    words[number] = word[:place] + (new if old.isupper() else new.lower()) + word[place + 1 :]
    draft.relabelled(tuple(words))
    _boxes_of_lines(draft, (number,))


def _figure(draft: Draft) -> None:
    *words, last = draft.made.product.label.words
    place = int(draft.rng.choice([i for i, c in enumerate(last) if c.isdigit()]))
    new = one(tuple(FIGURES), draft.rng, other=last[place])
    draft.relabelled((*words, last[:place] + new + last[place + 1 :]))
    _boxes_of_lines(draft, (len(words),))


def _word(draft: Draft) -> None:
    words = list(draft.made.product.label.words)
    number = 1 if len(words) > 2 else 0
    words[number] = one(draft.stock.goods if number else draft.stock.brands, draft.rng, other=words[number])
    draft.relabelled(tuple(words))
    _boxes_of_lines(draft, (number,))


def _wiped(draft: Draft) -> None:
    words = draft.made.product.label.words
    if draft.rng.random() < 0.5:
        label = replace(draft.made.product.label, wiped=True)
        draft.made = replace(draft.made, product=replace(draft.made.product, label=label))
        draft.facts.label_after = ()
        _boxes_of_lines(draft, tuple(range(len(words))))
    else:
        number = int(draft.rng.integers(len(words)))
        draft.relabelled(tuple("" if n == number else w for n, w in enumerate(words)))
        draft.facts.changed += [render(draft.shot).lines[number]]


def _garbled(draft: Draft) -> None:
    def paint(picture: Image8, truth: Picture) -> Image8:
        height, width = picture.shape[:2]
        made = picture.copy()
        for x, y, w, h in truth.lines:
            rows = slice(max(0, int((y - 0.2 * h) * height)), int((y + 1.2 * h) * height))
            columns = slice(max(0, int((x - 0.02) * width)), int((x + w + 0.02) * width))
            part = made[rows, columns]
            tall = part.shape[0]
            made[rows, columns] = elastic(part, 0.16 * tall, draft.rng, cell=max(4, tall // 3))
        return made

    draft.paint.append(paint)
    draft.facts.label_after = tuple("?" for _ in draft.facts.label_before)
    _boxes_of_lines(draft, tuple(range(len(draft.facts.label_before))))


def _brand(draft: Draft) -> None:
    first, *others = draft.made.product.label.words
    draft.relabelled((one(draft.stock.brands, draft.rng, other=first), *others))
    _boxes_of_lines(draft, (0,))


def _write(draft: Draft, words: str, *, high: float) -> None:
    """Paint words on the wall beside or above the product."""
    ink = one(("#b3202a", "#1c2b4a", "#ffffff", "#111111"), draft.rng)
    name = one(draft.stock.fonts, draft.rng)

    def paint(picture: Image8, truth: Picture) -> Image8:
        height, width = picture.shape[:2]
        image = Image.fromarray(picture)
        top = 0.055 * height
        face = font(name, high * height)
        ground = picture[: int(2 * top)].mean(axis=(0, 1))
        apart = [abs(float(np.mean(ground)) - float(np.mean(rgb(c)))) for c in (ink, "#ffffff", "#111111")]
        colour = (ink, "#ffffff", "#111111")[0 if apart[0] > 80 else int(np.argmax(apart))]
        ImageDraw.Draw(image).text((width / 2, top), words, font=face, fill=colour, anchor="mm")
        return np.asarray(image).copy()

    draft.paint.append(paint)


def _new_text(draft: Draft) -> None:
    call = one(draft.stock.calls, draft.rng)
    _write(draft, call, high=float(draft.rng.uniform(0.035, 0.065)))
    draft.facts.new_text = tuple(call.split())


def copy_as_asked(draft: Draft) -> None:
    """Copy that was asked for, painted as asked."""
    call = one(draft.stock.calls, draft.rng)
    draft.wanted = (call,)
    draft.facts.copy = (call,)
    _write(draft, call, high=0.05)


def _misspelt(draft: Draft) -> None:
    call = one(draft.stock.calls, draft.rng)
    places = [i for i, c in enumerate(call) if c.isalpha()]
    place = int(draft.rng.choice(places))
    new = one(tuple(LETTERS), draft.rng, other=call[place].upper())
    wrong = call[:place] + (new if call[place].isupper() else new.lower()) + call[place + 1 :]
    draft.wanted, draft.facts.copy = (call,), (wrong,)
    _write(draft, wrong, high=0.05)


def _toned(draft: Draft, change: Callable[[Plane], Plane], kind: str) -> None:
    """Change the colours of the whole product, in CIE L*a*b*."""

    def paint(picture: Image8, truth: Picture) -> Image8:
        lab = cv2.cvtColor(picture.astype(np.float32) / 255, cv2.COLOR_RGB2LAB)
        back = cv2.cvtColor(np.asarray(change(lab), np.float32), cv2.COLOR_LAB2RGB)
        mixed = back * truth.matte[..., None] + picture / 255 * (1 - truth.matte[..., None])
        return np.clip(np.round(mixed * 255), 0, 255).astype(np.uint8)

    draft.paint.append(paint)
    draft.facts.colour = cast('Literal["kept", "hue", "pale", "dark"]', kind)


def _recoloured(draft: Draft) -> None:
    colour = one(draft.stock.colours, draft.rng, other=draft.made.product.colour)
    draft.made = replace(draft.made, product=replace(draft.made.product, colour=colour))
    draft.facts.colour = "hue"


def _paler(draft: Draft) -> None:
    _toned(draft, lambda lab: lab * np.array([1, 0.62, 0.62], np.float32), "pale")


def _darkened(draft: Draft) -> None:
    _toned(draft, lambda lab: lab * np.array([0.84, 1, 1], np.float32), "dark")


def _missing(draft: Draft) -> None:
    part = LOSABLE[draft.made.product.kind]
    draft.facts.missing = part
    draft.facts.changed.append(box_of(render(draft.made).parts[part]))
    draft.made = replace(draft.made, product=replace(draft.made.product, without=frozenset({part})))


def _mark(draft: Draft, **change: object) -> None:
    label = replace(draft.made.product.label, **change)  # type: ignore[arg-type]
    draft.made = replace(draft.made, product=replace(draft.made.product, label=label))
    draft.facts.changed.append(render(draft.made).mark)


def _rewritten(draft: Draft) -> None:
    _mark(draft, ornament=draft.made.product.label.ornament + 1)


def _doubled(draft: Draft) -> None:
    _mark(draft, doubled=True)


def _smoothed(draft: Draft) -> None:
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


def _anew(draft: Draft) -> None:
    _textured(draft)
    draft.made = replace(draft.made, product=replace(draft.made.product, grain=draft.made.product.grain + 1))
    draft.facts.texture = "anew"


def _blurred(draft: Draft) -> None:
    sigma = float(draft.rng.uniform(1.8, 3))

    def paint(picture: Image8, truth: Picture) -> Image8:
        soft = cv2.GaussianBlur(picture, (0, 0), sigma)
        matte = truth.matte[..., None]
        return np.round(soft * matte + picture * (1 - matte)).astype(np.uint8)

    draft.paint.append(paint)
    draft.facts.texture = "blurred"


def _standing(draft: Draft, **change: float) -> None:
    draft.made = replace(draft.made, stand=replace(draft.made.stand, **change))  # type: ignore[arg-type]


def _stretched(draft: Draft) -> None:
    stretch = float(draft.rng.uniform(1.06, 1.12))
    draft.facts.stretch = stretch
    _standing(draft, stretch=stretch)


def _tilted(draft: Draft) -> None:
    tilt = float(draft.rng.choice([-1, 1]) * draft.rng.uniform(5, 10))
    draft.facts.tilt_deg = tilt
    _standing(draft, tilt_deg=tilt)


def _cut(draft: Draft) -> None:
    if draft.code == "x" or draft.rng.random() < 0.5:
        _standing(draft, foot=1.06)
    else:
        _standing(draft, x=0.92)


def _small(draft: Draft) -> None:
    _standing(draft, tall=0.55 * draft.made.stand.tall)


def _ringed(draft: Draft, kind: str) -> None:
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


def _banded(draft: Draft) -> None:
    scene = replace(draft.made.scene, material="plain")
    draft.made, draft.clean = replace(draft.made, scene=scene), True
    if draft.code == "x":
        draft.shot = replace(draft.shot, scene=scene)
    draft.paint.append(_stepped)
    draft.facts.banding = True


def _floating(draft: Draft) -> None:
    if draft.rng.random() < 0.5:
        draft.made = replace(draft.made, scene=replace(draft.made.scene, contact=False, cast=False))
    else:
        _standing(draft, lift=float(draft.rng.uniform(0.04, 0.08)))
    draft.facts.stands = False


def _lit_from_elsewhere(draft: Draft) -> None:
    light = draft.made.scene.light
    other = replace(light, azimuth_deg=-light.azimuth_deg, hard=max(light.hard, 0.5))
    draft.made = replace(draft.made, scene=replace(draft.made.scene, light=other))
    draft.facts.light, draft.facts.scene_azimuth = "side", other.azimuth_deg


def _lit_in_colour(draft: Draft) -> None:
    tint = (1.0, 0.70, 0.42) if draft.rng.random() < 0.5 else (0.55, 0.78, 1.12)
    draft.made = replace(
        draft.made, scene=replace(draft.made.scene, light=replace(draft.made.scene.light, colour=tint))
    )
    draft.facts.light = "colour"


def _lit_hard(draft: Draft) -> None:
    soft_scene = draft.rng.random() < 0.5
    own: Light = replace(draft.shot.scene.light, hard=0.95 if soft_scene else 0.02)
    draft.shot = replace(draft.shot, scene=replace(draft.shot.scene, light=own))
    light = replace(draft.made.scene.light, hard=0.02 if soft_scene else 0.98)
    draft.made = replace(draft.made, scene=replace(draft.made.scene, light=light), light=own)
    draft.facts.light = "hardness"


def _second_edge(draft: Draft) -> None:
    """The engine's product was another one; the photograph's was pasted over it."""
    first = draft.made
    wide = float(draft.rng.choice([0.93, 1.07])) if draft.rng.random() < 0.3 else float(draft.rng.uniform(1.05, 1.1))
    beside = float(draft.rng.choice([-1, 1]) * draft.rng.uniform(0.008, 0.016))
    draft.made = replace(first, stand=replace(first.stand, stretch=wide, x=first.stand.x + beside))

    def paint(picture: Image8, truth: Picture) -> Image8:
        own = render(first)
        matte = own.matte[..., None]
        mixed = own.product * matte * 255 + picture * (1 - matte)
        return np.clip(np.round(mixed), 0, 255).astype(np.uint8)

    draft.paint.append(paint)
    draft.facts.second_edge = True


def _patch(draft: Draft) -> tuple[slice, slice]:
    """Somewhere in the added canvas, beside the product."""
    height, width = WIDE[1], WIDE[0]
    wide, tall = int(draft.rng.uniform(0.09, 0.15) * width), int(draft.rng.uniform(0.2, 0.4) * height)
    left = 0 if draft.rng.random() < 0.5 else width - wide
    top = int(draft.rng.uniform(0.3, 0.98 - tall / height) * height)
    return slice(top, top + tall), slice(left, left + wide)


def _rectangle(draft: Draft) -> None:
    place = _patch(draft)

    def paint(picture: Image8, truth: Picture) -> Image8:
        made = picture.copy()
        made[place] = made[place].mean(axis=1, keepdims=True).mean(axis=0, keepdims=True)
        return made

    draft.paint.append(paint)
    draft.facts.extension = "rectangle"


def _repeated(draft: Draft) -> None:
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


def _outside(draft: Draft) -> None:
    if draft.code == "r" and draft.rng.random() < 0.4:
        _recoloured(draft)
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


def _asked_missed(draft: Draft) -> None:
    """The part has another colour than the one asked for; the edit says which was asked."""
    asked = draft.made.product.accent
    others = tuple(c for c in draft.stock.accents if c != asked)
    got = draft.shot.product.accent if draft.rng.random() < 0.5 else one(others, draft.rng)
    draft.got_accent = got
    draft.facts.asked_colour = False


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


_LOSING = tuple(LOSABLE)
CHANGES = {
    "letter changed": Change(_letter), "figure changed": Change(_figure), "word changed": Change(_word),
    "label wiped": Change(_wiped), "label garbled": Change(_garbled), "brand replaced": Change(_brand),
    "new text": Change(_new_text), "copy misspelt": Change(_misspelt),
    "recoloured": Change(_recoloured), "paler": Change(_paler), "darkened": Change(_darkened),
    "part missing": Change(_missing, _LOSING), "detail rewritten": Change(_rewritten),
    "detail duplicated": Change(_doubled),
    "texture smoothed": Change(_smoothed), "texture anew": Change(_anew), "blurred": Change(_blurred),
    "stretched": Change(_stretched), "tilted": Change(_tilted), "cut off": Change(_cut), "too small": Change(_small),
    "light halo": Change(lambda d: _ringed(d, "light"), plain=True),
    "dark fringe": Change(lambda d: _ringed(d, "dark"), plain=True),
    "banding": Change(_banded, plain=True), "floating": Change(_floating),
    "light side": Change(_lit_from_elsewhere), "light colour": Change(_lit_in_colour),
    "light hardness": Change(_lit_hard), "second edge": Change(_second_edge),
    "flat rectangle": Change(_rectangle, plain=False), "repeat": Change(_repeated, plain=False),
    "outside changed": Change(_outside), "asked colour missed": Change(_asked_missed),
}  # fmt: skip
"""By the fault's name."""
