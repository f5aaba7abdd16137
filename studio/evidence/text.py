"""Text readability and new text: what the label said and says now, copy that was asked for, words nobody asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import BRAND, TEXT
from studio.core.subject import Box
from studio.evidence import ocr
from studio.evidence.changes import box_in_after
from studio.evidence.label import Label, Reading, open_label, read_label
from studio.evidence.pair import Pair
from studio.evidence.set_copy import is_in
from studio.evidence.wording import (
    ALIKE,
    UNSURE,
    counts,
    in_quotes,
    is_part,
    likeness,
    listed,
    nearest,
    passed_over,
    quoted,
    settle_expected,
    settle_swaps,
    shape,
)
from studio.vision.arrays import Image8
from studio.vision.colour import luminance, to_linear

_SCENE_STRIPS = 25
"""How many strips are read of a whole picture."""
_SCENE_PX = 800
"""Longer side at which a whole picture is read: for copy and for new words, which are large."""


@dataclass(frozen=True)
class Asked:
    """Words that somebody wrote into the recipe."""

    expected: Sequence[str] = ()
    """What the label must still say."""
    wanted: Sequence[str] = ()
    """Copy that the edit was asked to add."""
    swapped: Sequence[tuple[str, str]] = ()
    """Words that should become other words."""
    set_in: Sequence[Box] = ()
    """Boxes, as fractions of the edit, in which the studio has set words: what is read there is no news."""

    @property
    def written(self) -> list[str]:
        """Every text that the label should have, or had."""
        return [*self.expected, *(old for old, _ in self.swapped)]

    @property
    def everything(self) -> list[str]:
        """Every text that somebody wrote down."""
        return [*self.written, *self.new_texts]

    @property
    def new_texts(self) -> list[str]:
        """Every text that the edit may bring."""
        return [*self.wanted, *(new for _, new in self.swapped)]

    @property
    def new_words(self) -> list[str]:
        """Every word that the edit may bring."""
        return [word for text in self.new_texts for word in ocr.words_of(text)]


@dataclass(frozen=True)
class Texts:
    """Everything that was read in both pictures."""

    full: tuple[Image8, Image8]
    """(H, W, 3) the photograph and the edit at full size; small letters need it."""
    confidence: float
    """From which a line counts as surely read."""
    reader: ocr.Reader
    """What reads."""
    pair: Pair | None
    """The registered pair; None when the edit could not be laid over the photograph."""
    label: Label | None
    """The product on both."""
    reading: Reading
    """What was read on the product."""

    @cached_property
    def scene(self) -> ocr.Page:
        """What was read of the whole edit."""
        return self._read(self.full[1], lambda line: not self.is_on_product(line))

    @cached_property
    def scene_before(self) -> ocr.Page:
        """What was read of the whole photograph."""
        return self._read(self.full[0], None)

    @property
    def now(self) -> tuple[ocr.Line, ...]:
        """All lines of the edit."""
        return (*self.reading.now, *self.scene.lines)

    def _read(self, picture: Image8, first: Callable[[ocr.Line], bool] | None) -> ocr.Page:
        scale = min(1.0, _SCENE_PX / max(picture.shape[:2]))
        page = self.reader.page(picture, scale=scale, most=_SCENE_STRIPS, first=first)
        return replace(page, lines=tuple(line for line in page.lines if line.confidence >= self.confidence))

    def is_on_product(self, line: ocr.Line) -> bool:
        """Whether the middle of a line of the edit lies on the product."""
        if self.pair is None:
            return False
        x, y = line.corners.mean(0) * (self.pair.after.shape[1] / self.full[1].shape[1])
        height, width = self.pair.matte_after.shape
        return bool(self.pair.matte_after[min(height - 1, max(0, int(y))), min(width - 1, max(0, int(x)))] > 0.5)


def text_measures(pair: Pair | None, full: tuple[Image8, Image8], limits: Limits, asked: Asked) -> Iterator[Measure]:
    """Words lost, changed or new.

    Args:
        pair: The registered pair; None when the edit could not be laid over the photograph.
        full: (H, W, 3) the photograph and the edit at full size; small letters need it.
        limits: When it is worth a look.
        asked: Words that somebody wrote into the recipe.
    """
    if not ocr.is_installed():
        yield Measure(name="label", criterion=TEXT, flag="unknown",
                      says="Text was not read: RapidOCR is not installed (`studio doctor` says how).")  # fmt: skip
        return
    reader = ocr.Reader(ocr.network_for(asked.everything))
    label, reading = None, Reading()
    if pair is not None:
        label = open_label(pair, full)
        reading = read_label(label, reader, expected=asked.written, confidence=limits.text_confidence)
    texts = Texts(full, limits.text_confidence, reader, pair, label, reading)
    yield label_measure(texts, asked)
    yield new_text(texts, asked)
    if asked.wanted:
        yield copy([word for text in asked.wanted for word in ocr.words_of(text)], texts.scene.lines, full[1], limits)


def label_measure(texts: Texts, asked: Asked) -> Measure:
    """What became of every word that was read on the product or that somebody expects there."""
    words = texts.reading.words
    settle_swaps(words, asked.swapped, texts.now)
    settle_expected(words, asked.expected, texts.now)
    foreign = "" if texts.reader.script else next(filter(None, map(ocr.script_of, asked.everything)), "")
    if foreign:  # its letters were read as others that look like them
        words.found = [word for word in words.found if any(shape(word) in shape(text) for text in asked.everything)]
    named = {shape(word) for text in asked.expected for word in ocr.words_of(text)}
    # a single figure before an unsure sign is most often the unit itself
    words.found = [word for word in words.found if not (word.endswith(UNSURE) and len(word.strip(f"{UNSURE} ")) < 2)]
    words.found.sort(key=lambda word: shape(word) not in named)
    left = passed_over(texts.reading.passed_over[0])
    if not words.any:
        says = f"No text was found on the product{' for certain' if left else ''}.{left}"
        says, is_open = (says, bool(left)) if texts.pair else ("The label was not compared.", True)
        return Measure(name="label", criterion=TEXT, flag="unknown" if is_open else "fine", says=says)
    said = (("Changed", [f"“{was}” reads “{now}”" for was, now in words.changed]),
            ("No longer read", in_quotes(words.lost)), ("Could not be read", in_quotes(words.unread)),
            ("Not changed as asked", [f"“{word}” should read “{new}”" for word, new in words.kept_against]),
            ("Found", in_quotes(words.found)))  # fmt: skip
    says = "Words of the label. " + " ".join(f"{what}: {listed(part)}." for what, part in said if part)
    if UNSURE in says:
        says += f" {UNSURE} may be a letter or a figure."
    if foreign:
        says += f" Labels in {foreign.capitalize()} letters are not read here (`studio doctor` says more)."
    off = bool(words.changed or words.lost or words.kept_against)
    place = _place(texts, texts.reading.off) if texts.reading.off else None
    return Measure(name="label", criterion=TEXT, flag="look" if off else "unknown" if words.unread or left
                   else "fine", says=says + left, value=round(words.kept, 2), place=place)  # fmt: skip


def _place(texts: Texts, lines: Sequence[ocr.Line]) -> Box | None:
    """Where in the edit lines of the product lie."""
    pair, label = texts.pair, texts.label
    if pair is None or label is None:
        return None
    shrink = pair.before.shape[1] / label.size[0]
    corners = (np.concatenate([line.corners for line in lines]) + np.array(label.origin)) * shrink
    (left, top), (right, bottom) = corners.min(0), corners.max(0)
    return box_in_after(pair, (int(left), int(top), int(right) + 1, int(bottom) + 1))


def new_text(texts: Texts, asked: Asked) -> Measure:
    """Words that nobody asked for, on the product where the photograph is empty, or around it."""
    around = [line for line in texts.scene.lines if not texts.is_on_product(line)]
    around = [line for line in around if not is_in(_fractions(line.box, texts.full[1]), asked.set_in)]
    fresh = [(word, line) for line in (*texts.reading.new, *around) for word in _unlike(line, asked.new_words)]
    if fresh:  # what the photograph says somewhere is not new
        there = [word for line in (*texts.scene_before.lines, *texts.reading.known) for word in line.words]
        fresh = [(word, line) for word, line in fresh if all(likeness(word, known) <= ALIKE for known in there)]
    unread = texts.reading.passed_over[1] + sum(not texts.is_on_product(place) for place in texts.scene.unread)
    says, place = "No new text was found.", None
    if fresh:
        says = f"New text: {listed(in_quotes([quoted(word) for word, _ in fresh]), 5)}."
        first = fresh[0][1]
        is_label = any(first is line for line in texts.reading.new)
        place = _place(texts, [first]) if is_label else _fractions(first.box, texts.full[1])
    return Measure(name="new text", criterion=BRAND, flag="look" if fresh else "unknown" if unread else "fine",
                   says=says + passed_over(unread), value=float(len(fresh)), place=place)  # fmt: skip


def _unlike(line: ocr.Line, allowed: Sequence[str]) -> list[str]:
    """Words that are none of those allowed, and no piece of one that was not read to its end."""
    shapes = [shape(one) for one in allowed]
    unlike = [word for word in line.words if counts(word) and all(likeness(word, a) <= ALIKE for a in allowed)]
    return [word for word in unlike if not is_part(word, shapes)]


def copy(asked: Sequence[str], lines: Sequence[ocr.Line], picture: Image8, limits: Limits) -> Measure:
    """Every word of the copy: as asked, changed, or not read; and its contrast."""
    read = [word for line in lines for word in line.words]
    shapes = set(map(shape, read))
    missing = [word for word in asked if shape(word) not in shapes]
    if missing:
        near = {word: nearest(word, read) for word in missing}
        wrong = [f"“{word}” reads “{other}”" if other else f"“{word}” cannot be read" for word, other in near.items()]
        return Measure(name="copy", criterion=TEXT, flag="look", says=f"The copy is not as asked: {', '.join(wrong)}.")
    wanted = set(map(shape, asked))
    ratio = min(contrast(picture, line.box) for line in lines if wanted & set(map(shape, line.words)))
    low = ratio < limits.contrast
    says = f"The copy reads as asked, contrast {ratio:.1f}:1{' (low)' if low else ''}."
    return Measure(name="copy", criterion=TEXT, flag="look" if low else "fine", says=says, value=round(ratio, 1),
                   limit=limits.contrast)  # fmt: skip


def contrast(picture: Image8, box: ocr.Box) -> float:
    """Contrast ratio of WCAG 2.2 between the darkest and the lightest tenth of a box."""
    left, top, right, bottom = box
    part = picture[max(0, top) : bottom + 1, max(0, left) : right + 1]
    if not part.size:
        return 21.0
    dark, bright = np.percentile(luminance(to_linear(part)), (10, 90))
    return float((bright + 0.05) / (dark + 0.05))


def _fractions(box: ocr.Box, picture: Image8) -> Box:
    height, width = picture.shape[:2]
    left, top, right, bottom = box
    x, y = min(0.99, max(0.0, left / width)), min(0.99, max(0.0, top / height))
    return (round(x, 4), round(y, 4), round(max(0.001, min(1 - x, (right - left) / width)), 4),
            round(max(0.001, min(1 - y, (bottom - top) / height)), 4))  # fmt: skip
