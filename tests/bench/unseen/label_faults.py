"""Faults of words: on the label, beside the product, in the copy."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image, ImageDraw

from tests.bench.unseen.art import font, rgb
from tests.bench.unseen.draft import Draft
from tests.bench.unseen.scenes import Picture, render
from tests.bench.unseen.stock import one
from tests.bench.unseen.truth import Image8
from tests.vision.spoil import elastic

LETTERS, FIGURES = "ABCDEFGHKLMNPRSTUVWXYZ", "123456789"
_ALIKE = {frozenset("CG"), frozenset("UV"), frozenset("KX"), frozenset("VY")}
"""Capitals that a person may take for each other at the size of a label."""


def _boxes_of_lines(draft: Draft, numbers: tuple[int, ...]) -> None:
    lines = render(draft.made).lines
    draft.facts.changed += [lines[number] for number in numbers]


def letter(draft: Draft) -> None:
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


def figure(draft: Draft) -> None:
    *words, last = draft.made.product.label.words
    place = int(draft.rng.choice([i for i, c in enumerate(last) if c.isdigit()]))
    new = one(tuple(FIGURES), draft.rng, other=last[place])
    draft.relabelled((*words, last[:place] + new + last[place + 1 :]))
    _boxes_of_lines(draft, (len(words),))


def word(draft: Draft) -> None:
    words = list(draft.made.product.label.words)
    number = 1 if len(words) > 2 else 0
    words[number] = one(draft.stock.goods if number else draft.stock.brands, draft.rng, other=words[number])
    draft.relabelled(tuple(words))
    _boxes_of_lines(draft, (number,))


def wiped(draft: Draft) -> None:
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


def garbled(draft: Draft) -> None:
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


def brand(draft: Draft) -> None:
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


def new_text(draft: Draft) -> None:
    call = one(draft.stock.calls, draft.rng)
    _write(draft, call, high=float(draft.rng.uniform(0.035, 0.065)))
    draft.facts.new_text = tuple(call.split())


def copy_as_asked(draft: Draft) -> None:
    """Copy that was asked for, painted as asked."""
    call = one(draft.stock.calls, draft.rng)
    draft.wanted = (call,)
    draft.facts.copy = (call,)
    _write(draft, call, high=0.05)


def misspelt(draft: Draft) -> None:
    call = one(draft.stock.calls, draft.rng)
    places = [i for i, c in enumerate(call) if c.isalpha()]
    place = int(draft.rng.choice(places))
    new = one(tuple(LETTERS), draft.rng, other=call[place].upper())
    wrong = call[:place] + (new if call[place].isupper() else new.lower()) + call[place + 1 :]
    draft.wanted, draft.facts.copy = (call,), (wrong,)
    _write(draft, wrong, high=0.05)
