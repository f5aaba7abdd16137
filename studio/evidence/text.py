"""Text readability and new text: what the label said and says now, copy that was asked for, words nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from studio.core.evidence import Measure
from studio.core.limits import Limits
from studio.core.subject import Box
from studio.evidence import ocr
from studio.evidence.changes import box_in_after
from studio.evidence.label import Label, Reading, open_label, read_label
from studio.evidence.pair import Image8, Pair
from studio.evidence.wording import ALIKE, Words, counts, likeness, nearest, shape

READABLE, BRAND = "text readability", "brand safety"
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

    @property
    def new_words(self) -> list[str]:
        """Every word that the edit may bring."""
        return [word for text in (*self.wanted, *(new for _, new in self.swapped)) for word in ocr.words_of(text)]


@dataclass(frozen=True)
class Texts:
    """Everything that was read in both pictures."""

    full: tuple[Image8, Image8]
    """(H, W, 3) the photograph and the edit at full size; small letters need it."""
    confidence: float
    """From which a line counts as surely read."""
    pair: Pair | None
    """The registered pair; None when the edit could not be laid over the photograph."""
    label: Label | None
    """The product on both."""
    reading: Reading
    """What was read on the product."""

    @cached_property
    def scene(self) -> tuple[ocr.Line, ...]:
        """Lines of the whole edit."""
        return self._read(self.full[1])

    @cached_property
    def scene_before(self) -> tuple[ocr.Line, ...]:
        """Lines of the whole photograph."""
        return self._read(self.full[0])

    @property
    def now(self) -> tuple[ocr.Line, ...]:
        """All lines of the edit."""
        return (*self.reading.now, *self.scene)

    def _read(self, picture: Image8) -> tuple[ocr.Line, ...]:
        lines = ocr.read_lines(picture, scale=min(1.0, _SCENE_PX / max(picture.shape[:2])))
        return tuple(line for line in lines if line.confidence >= self.confidence)


def text_measures(pair: Pair | None, full: tuple[Image8, Image8], limits: Limits, asked: Asked) -> Iterator[Measure]:
    """Words lost, changed or new.

    Args:
        pair: The registered pair; None when the edit could not be laid over the photograph.
        full: (H, W, 3) the photograph and the edit at full size; small letters need it.
        limits: When it is worth a look.
        asked: Words that somebody wrote into the recipe.
    """
    if not ocr.is_installed():
        yield Measure(name="label", criterion=READABLE, flag="unknown",
                      says="Text was not read: RapidOCR is not installed (`studio doctor` says how).")  # fmt: skip
        return
    label, reading = None, Reading()
    if pair is not None:
        label = open_label(pair, full)
        expected = [word for text in asked.expected for word in ocr.words_of(text)]
        reading = read_label(label, expected=expected, confidence=limits.text_confidence)
    texts = Texts(full, limits.text_confidence, pair, label, reading)
    yield label_measure(texts, asked)
    yield new_text(texts, asked)
    if asked.wanted:
        yield copy([word for text in asked.wanted for word in ocr.words_of(text)], texts.scene, full[1], limits)


def label_measure(texts: Texts, asked: Asked) -> Measure:
    """What became of every word that was read on the product or that somebody expects there."""
    words = texts.reading.words
    _settle_swaps(words, asked.swapped, texts.now)
    _settle_expected(words, asked.expected, texts.now)
    if not words.any:
        says = "No text was found on the product." if texts.pair else "The label was not compared."
        return Measure(name="label", criterion=READABLE, flag="fine" if texts.pair else "unknown", says=says)
    said = (("Changed", [f"“{was}” reads “{now}”" for was, now in words.changed]),
            ("No longer read", _quoted(words.lost)), ("Could not be read", _quoted(words.unread)),
            ("Not changed as asked", [f"“{word}” should read “{new}”" for word, new in words.kept_against]),
            ("Found", _quoted(words.found)))  # fmt: skip
    says = "Words of the label. " + " ".join(f"{what}: {_listed(part)}." for what, part in said if part)
    if any(not ocr.knows_letters(word) for word in words.unread):
        says += " Some are in letters that are not read here (`studio doctor` says more)."
    off = bool(words.changed or words.lost or words.kept_against)
    place = _place(texts, texts.reading.off) if texts.reading.off else None
    return Measure(name="label", criterion=READABLE, flag="look" if off else "unknown" if words.unread else "fine",
                   says=says, value=round(words.kept, 2), place=place)  # fmt: skip


def _quoted(words: Sequence[str]) -> list[str]:
    return [f"“{word}”" for word in dict.fromkeys(words)]


def _listed(parts: list[str], most: int = 8) -> str:
    return ", ".join(parts[:most]) + (f" and {len(parts) - most} more" if len(parts) > most else "")


def _settle_swaps(words: Words, swapped: Sequence[tuple[str, str]], lines: Sequence[ocr.Line]) -> None:
    """Words that were to become others: the old ones are not missed, the new ones are looked for."""
    for old, new in swapped:
        gone = {shape(word) for word in ocr.words_of(old)} - {shape(word) for word in ocr.words_of(new)}
        still = [word for word in words.found if shape(word) in gone]
        words.found = [word for word in words.found if shape(word) not in gone]
        words.lost = [word for word in words.lost if shape(word) not in gone]
        words.kept_against += [(word, new) for word in still]
        words.changed = [(was, now) for was, now in words.changed if not gone & {shape(w) for w in ocr.words_of(was)}]
        if not still:
            _settle_expected(words, [new], lines)


def _settle_expected(words: Words, expected: Sequence[str], lines: Sequence[ocr.Line]) -> None:
    """Words that are expected and were not compared at their place: looked for everywhere."""
    read = [word for line in lines for word in line.words]
    known = {shape(part) for word in (*words.found, *words.lost, *words.unread, *(was for was, _ in words.changed))
             for part in ocr.words_of(word)}  # fmt: skip
    everything = [shape(line.text) for line in lines]
    for text in expected:
        parts = [word for word in dict.fromkeys(ocr.words_of(text)) if shape(word) not in known]
        known.update(map(shape, parts))
        if counts(shape(text)) and any(shape(text) in line for line in everything):
            words.found += parts
            continue
        # a unit by itself is not looked for: the figure before it is
        for word in [part for part in parts if counts(part)] or parts:
            if shape(word) in map(shape, read) or any(counts(word) and shape(word) in line for line in everything):
                words.found.append(word)
            elif near := nearest(word, read):
                words.changed.append((word, near))
            else:
                words.unread.append(word)


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
    allowed = asked.new_words
    around = [line for line in texts.scene if not _is_on_product(texts, line)]
    fresh = [(word, line) for line in (*texts.reading.new, *around) for word in _unlike(line, allowed)]
    if fresh:  # what the photograph says somewhere is not new
        there = [word for line in (*texts.scene_before, *texts.reading.known) for word in line.words]
        fresh = [(word, line) for word, line in fresh if all(likeness(word, known) <= ALIKE for known in there)]
    says, place = "No new text was found.", None
    if fresh:
        says = f"New text: {_listed(_quoted([word for word, _ in fresh]), 5)}."
        first = fresh[0][1]
        is_label = any(first is line for line in texts.reading.new)
        place = _place(texts, [first]) if is_label else _fractions(first.box, texts.full[1])
    return Measure(name="new text", criterion=BRAND, flag="look" if fresh else "fine", says=says,
                   value=float(len(fresh)), place=place)  # fmt: skip


def _unlike(line: ocr.Line, allowed: Sequence[str]) -> list[str]:
    return [word for word in line.words if counts(word) and all(likeness(word, a) <= ALIKE for a in allowed)]


def _is_on_product(texts: Texts, line: ocr.Line) -> bool:
    """Whether the middle of a line of the edit lies on the product."""
    if texts.pair is None:
        return False
    x, y = line.corners.mean(0) * (texts.pair.after.shape[1] / texts.full[1].shape[1])
    height, width = texts.pair.matte_after.shape
    return bool(texts.pair.matte_after[min(height - 1, max(0, int(y))), min(width - 1, max(0, int(x)))] > 0.5)


def copy(asked: Sequence[str], lines: Sequence[ocr.Line], picture: Image8, limits: Limits) -> Measure:
    """Every word of the copy: as asked, changed, or not read; and its contrast."""
    read = [word for line in lines for word in line.words]
    shapes = set(map(shape, read))
    missing = [word for word in asked if shape(word) not in shapes]
    if missing:
        near = {word: nearest(word, read) for word in missing}
        wrong = [f"“{word}” reads “{other}”" if other else f"“{word}” cannot be read" for word, other in near.items()]
        return Measure(
            name="copy", criterion=READABLE, flag="look", says=f"The copy is not as asked: {', '.join(wrong)}."
        )
    wanted = set(map(shape, asked))
    ratio = min(contrast(picture, line.box) for line in lines if wanted & set(map(shape, line.words)))
    low = ratio < limits.contrast
    says = f"The copy reads as asked, contrast {ratio:.1f}:1{' (low)' if low else ''}."
    return Measure(name="copy", criterion=READABLE, flag="look" if low else "fine", says=says, value=round(ratio, 1),
                   limit=limits.contrast)  # fmt: skip


def contrast(picture: Image8, box: ocr.Box) -> float:
    """Contrast ratio of WCAG 2.2 between the darkest and the lightest tenth of a box."""
    left, top, right, bottom = box
    part = picture[max(0, top) : bottom + 1, max(0, left) : right + 1].reshape(-1, 3) / 255
    if not len(part):
        return 21.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722])
    dark, bright = np.percentile(light, (10, 90))
    return float((bright + 0.05) / (dark + 0.05))


def _fractions(box: ocr.Box, picture: Image8) -> Box:
    height, width = picture.shape[:2]
    left, top, right, bottom = box
    x, y = min(0.99, max(0.0, left / width)), min(0.99, max(0.0, top / height))
    return (round(x, 4), round(y, 4), round(max(0.001, min(1 - x, (right - left) / width)), 4),
            round(max(0.001, min(1 - y, (bottom - top) / height)), 4))  # fmt: skip
