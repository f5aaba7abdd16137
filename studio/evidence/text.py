"""Text readability and new text: what the label said, what it says now, and words that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from studio.core.evidence import Measure
from studio.core.limits import Limits
from studio.core.subject import Box
from studio.evidence import ocr
from studio.evidence.pair import Image8, Pair, Plane, bounded

READABLE, BRAND = "text readability", "brand safety"
_LABEL_PX = 1000
"""Longer side of a product at which its label is read first."""
_SCALES = (1.0, 1.6)
"""Sizes at which a label is read, one after the other, until every word is found."""
_ALIKE = 0.6
"""Likeness from which one word is taken for another one, misspelt."""


def text_measures(
    pair: Pair, full: tuple[Image8, Image8], limits: Limits, *, expected: Sequence[str], wanted: Sequence[str]
) -> Iterator[Measure]:
    """Words lost, changed or new.

    Args:
        pair: The registered pair.
        full: (H, W, 3) the photograph and the edit at full size; small letters need it.
        limits: When it is worth a look.
        expected: Words the label must still say.
        wanted: Copy that the edit was asked to add.
    """
    if not ocr.is_installed():
        yield Measure(name="label", criterion=READABLE, flag="unknown",
                      says="Text was not read: RapidOCR is not installed (`studio doctor` says how).")  # fmt: skip
        return
    yield label(pair, full, limits, expected=tuple(expected))
    yield from added(pair, full, limits, wanted=tuple(wanted))


def label(pair: Pair, full: tuple[Image8, Image8], limits: Limits, *, expected: tuple[str, ...]) -> Measure:
    """The product's words on the photograph and on the registered edit, letter by letter at their place.

    A word counts when it was read surely on both, or when it is expected.
    """
    before, laid = _laid_over(pair, _legible(pair, full))
    box = _box(pair, before)
    asked = tuple(dict.fromkeys(word for text in expected for word in _words(text)))
    known, now = _read_both(before[box], laid[box], asked, limits.text_confidence)
    words = asked or tuple(dict.fromkeys(word for line in known for word in line.words if _counts(word)))
    if not words:
        return Measure(name="label", criterion=READABLE, flag="fine", says="No text was found on the product.")
    fates = {word: _fate(word, known, now) for word in words}
    kept = [word for word, fate in fates.items() if fate == word]
    changed = [f"“{word}” reads “{fate}”" for word, fate in fates.items() if fate not in (word, "")]
    unread = [f"“{word}”" for word, fate in fates.items() if not fate]
    was_read = {word.casefold() for line in known for word in line.words}
    lost = [word for word, fate in fates.items() if not fate and word.casefold() in was_read]
    said = (("Changed", changed), ("Could not be read", unread), ("Found", [f"“{word}”" for word in kept]))
    says = "Words of the label. " + " ".join(f"{what}: {', '.join(part)}." for what, part in said if part)
    off = bool(changed or lost)
    return Measure(name="label", criterion=READABLE, flag="look" if off else "unknown" if unread else "fine", says=says,
                   value=round(len(kept) / len(words), 2), place=_fractions(pair) if off else None)  # fmt: skip


def _words(text: str) -> tuple[str, ...]:
    return ocr.Line(text, 1.0, (0, 0, 0, 0)).words


def _counts(word: str) -> bool:
    """Three letters, or a number of two digits: shorter ones are read from cloth and hair as well."""
    return sum(map(str.isalnum, word)) >= 3 or sum(map(str.isdigit, word)) >= 2


def _read_both(
    before: Image8, laid: Image8, asked: tuple[str, ...], confidence: float
) -> tuple[tuple[ocr.Line, ...], tuple[ocr.Line, ...]]:
    """Lines of both pictures; read again at other scales as long as a word is not found on both."""
    known: tuple[ocr.Line, ...] = ()
    now: tuple[ocr.Line, ...] = ()
    for scale in _SCALES:
        known += ocr.read_lines(before, scale=scale, least_confidence=confidence)
        now += ocr.read_lines(laid, scale=scale, least_confidence=confidence)
        words = asked or tuple(word for line in known for word in line.words if _counts(word))
        if all(_fate(word, known, now) == word for word in words):
            break
    return known, now


def _fate(word: str, known: tuple[ocr.Line, ...], now: tuple[ocr.Line, ...]) -> str:
    """What a word of the photograph reads in the edit: itself, another word, or nothing."""
    places = [line for line in known if word.casefold() in map(str.casefold, line.words)]
    there = [line for line in now if not places or any(line.meets(place) for place in places)]
    read = [other for line in there for other in line.words]
    letters = {_letters(line.text) for line in places}
    if word.casefold() in map(str.casefold, read) or any(_letters(line.text) in letters for line in there):
        return word
    near = _nearest(word, read)
    return near if places or ocr.likeness(word, near) >= _ALIKE else ""


def _nearest(word: str, read: Sequence[str]) -> str:
    """The word most like another, or an empty one."""
    return max(read, key=lambda other: ocr.likeness(word, other), default="")


def _letters(text: str) -> str:
    return "".join(letter for letter in text.casefold() if letter.isalnum())


def added(pair: Pair, full: tuple[Image8, Image8], limits: Limits, *, wanted: tuple[str, ...]) -> Iterator[Measure]:
    """Words outside the product: those asked for, letter by letter with their contrast, and those nobody asked for."""
    picture = bounded(full[1])
    lines = ocr.read_lines(_hidden(picture, pair.matte_after), least_confidence=limits.text_confidence)
    asked = [word for copy in wanted for word in _words(copy)]
    new = [(word, line) for line in lines for word in line.words
           if _counts(word) and not any(ocr.likeness(word, a) > _ALIKE for a in asked)]  # fmt: skip
    if new:  # what the photograph says beside the product as well is not new
        old = ocr.read_lines(_hidden(bounded(full[0]), pair.matte))
        there = [word for line in old for word in line.words]
        new = [(word, line) for word, line in new if not any(ocr.likeness(word, o) > _ALIKE for o in there)]
    height, width = picture.shape[:2]
    says = f"New text: {', '.join(f'“{word}”' for word, _ in new[:5])}." if new else "No new text was found."
    place = _box_fractions(new[0][1].box, width, height) if new else None
    yield Measure(name="new text", criterion=BRAND, flag="look" if new else "fine", says=says, value=float(len(new)),
                  place=place)  # fmt: skip
    if asked:
        yield _copy(asked, lines, picture, limits)


def _hidden(picture: Image8, matte: Plane) -> Image8:
    """The picture with its product painted over."""
    hidden = picture.copy()
    inside = cv2.dilate((matte > 0.02).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    hidden[inside] = np.median(picture[~inside], axis=0) if (~inside).any() else 128
    return hidden


def _copy(asked: list[str], lines: tuple[ocr.Line, ...], picture: Image8, limits: Limits) -> Measure:
    """Every word that was asked for: found, changed, or not read."""
    read = [word for line in lines for word in line.words]
    missing = [word for word in asked if word not in read]
    if missing:
        nearest = {word: _nearest(word, read) for word in missing}
        wrong = [f"“{word}” reads “{near}”" if ocr.likeness(word, near) >= _ALIKE else f"“{word}” cannot be read"
                 for word, near in nearest.items()]  # fmt: skip
        return Measure(
            name="copy", criterion=READABLE, flag="look", says=f"The copy is not as asked: {', '.join(wrong)}."
        )
    ratio = min(contrast(picture, line.box) for line in lines if set(line.words) & set(asked))
    low = ratio < limits.contrast
    says = f"The copy reads as asked, contrast {ratio:.1f}:1{' (low)' if low else ''}."
    return Measure(name="copy", criterion=READABLE, flag="look" if low else "fine", says=says, value=round(ratio, 1),
                   limit=limits.contrast)  # fmt: skip


def contrast(picture: Image8, box: tuple[int, int, int, int]) -> float:
    """Contrast ratio of WCAG 2.2 between the darkest and the lightest tenth of a box."""
    left, top, right, bottom = box
    part = picture[max(0, top) : bottom + 1, max(0, left) : right + 1].reshape(-1, 3) / 255
    if not len(part):
        return 21.0
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    light = linear @ np.array([0.2126, 0.7152, 0.0722])
    dark, bright = np.percentile(light, (10, 90))
    return float((bright + 0.05) / (dark + 0.05))


def _legible(pair: Pair, full: tuple[Image8, Image8]) -> tuple[Image8, Image8]:
    """The photograph and the edit, as large as reading needs: larger, a label is read no better, only slower."""
    rows, columns = _box(pair, full[0])
    scale = _LABEL_PX / max(rows.stop - rows.start, columns.stop - columns.start)
    if scale >= 1:
        return full
    first, second = (
        cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA).astype(np.uint8) for picture in full
    )
    return first, second


def _laid_over(pair: Pair, full: tuple[Image8, Image8]) -> tuple[Image8, Image8]:
    """The photograph, and the edit laid over it."""
    before, after = full
    grow = before.shape[0] / pair.before.shape[0]
    shrink = pair.after.shape[0] / after.shape[0]
    move = np.array(pair.registration.to_before, np.float64)
    move[:, :2] *= grow * shrink
    move[:, 2] *= grow
    size = (before.shape[1], before.shape[0])
    laid = cv2.warpAffine(after, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    inside = cv2.resize(pair.matte, size, interpolation=cv2.INTER_LINEAR)[..., None]
    # around the product the photograph stays, so that a new backdrop does not change how the label is read
    return before, np.asarray(np.round(laid * inside + before * (1 - inside)), np.uint8)


def _box(pair: Pair, before: Image8) -> tuple[slice, slice]:
    """The product's box on the photograph at full size."""
    grow = before.shape[0] / pair.before.shape[0]
    rows, columns = np.nonzero((pair.matte > 0.5).any(1))[0], np.nonzero((pair.matte > 0.5).any(0))[0]
    return (slice(int(rows[0] * grow), int((rows[-1] + 1) * grow)),
            slice(int(columns[0] * grow), int((columns[-1] + 1) * grow)))  # fmt: skip


def _fractions(pair: Pair) -> Box:
    inside = pair.matte_after > 0.5
    rows, columns = np.nonzero(inside.any(1))[0], np.nonzero(inside.any(0))[0]
    height, width = inside.shape
    return _box_fractions((int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1), width, height)


def _box_fractions(box: tuple[int, int, int, int], width: int, height: int) -> Box:
    left, top, right, bottom = box
    x, y = min(0.99, max(0.0, left / width)), min(0.99, max(0.0, top / height))
    return (round(x, 4), round(y, 4), round(max(0.001, min(1 - x, (right - left) / width)), 4),
            round(max(0.001, min(1 - y, (bottom - top) / height)), 4))  # fmt: skip
