"""Text readability and new text: what the label said, what it says now, and words that nobody asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import cv2
import numpy as np

from studio.core.evidence import Measure
from studio.core.limits import Limits
from studio.core.subject import Box
from studio.evidence import ocr
from studio.evidence.calibration import calibrate
from studio.evidence.pair import Image8, Pair, bounded

READABLE, BRAND = "text readability", "brand safety"
_LABEL_PX = 1600
"""Longer side of a product at which its label is read; it is enlarged up to 2.5 times for that."""
_ALIKE = 0.66
_ALMOST = 0.6


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
                      says="Text was not read: Tesseract is not installed (`studio doctor` says how).")  # fmt: skip
        return
    yield label(pair, full, limits, expected=tuple(expected))
    yield from added(pair, full[1], limits, wanted=tuple(wanted))


def label(pair: Pair, full: tuple[Image8, Image8], limits: Limits, *, expected: tuple[str, ...]) -> Measure:
    """The label's words, read on the photograph first and then, in the same way, on the registered edit."""
    before, laid = _laid_over(pair, _legible(pair, full))
    rows, columns = _box(pair, before)
    setting, words = calibrate(before[rows, columns], expected)
    if setting is None or not words:
        says = (
            "The label cannot be read on the photograph either: compare it by eye."
            if expected
            else "No text was found."
        )
        return Measure(name="label", criterion=READABLE, flag="unknown" if expected else "fine", says=says)
    tall = [word.text for word in words if word.box[3] - word.box[1] >= limits.text_height]
    if not tall:
        return Measure(name="label", criterion=READABLE, flag="unknown",
                       says="The letters are too small to be read surely: compare the label by eye.")  # fmt: skip
    known = tuple(dict.fromkeys(tall))
    again = ocr.read_again(laid[rows, columns], setting, known)
    nearest = {word: _nearest(word, again) for word in known}
    likes = {word: _kept(word, other) for word, other in nearest.items()}
    kept = sum(likes[word] * len(word) for word in known) / sum(map(len, known))
    off = kept < limits.text_kept
    lost = [_meant(word, expected) for word in known if likes[word] < 1]
    changed = [f"“{_meant(w, expected)}” reads “{nearest[w]}”" for w in known if 0 < likes[w] < 1]
    if not off:
        says = f"The label still says {', '.join(_meant(w, expected) for w in known if likes[w] > 0)}."
    elif changed:
        says = f"The label changed: {', '.join(changed[:4])}."
    else:
        says = f"The label changed: {', '.join(f'“{word}”' for word in lost[:4])} cannot be read any more."
    return Measure(name="label", criterion=READABLE, flag="look" if off else "fine", says=says, value=round(kept, 2),
                   limit=limits.text_kept, place=_fractions(pair) if off else None)  # fmt: skip


def _nearest(word: str, read: Sequence[str]) -> str:
    """The word most like another, or an empty one."""
    return max(read, key=lambda other: ocr.likeness(word, other), default="")


def _kept(word: str, other: str) -> float:
    """How much of a word is still read; a word that is mostly another one counts as lost."""
    alike = ocr.likeness(word, other)
    return alike if alike >= _ALMOST else 0.0


def _meant(word: str, expected: Sequence[str]) -> str:
    """The word the label is known to say, for one that was nearly read so."""
    return next((e for e in expected if ocr.likeness(e, word) > _ALIKE), word)


def added(pair: Pair, after: Image8, limits: Limits, *, wanted: tuple[str, ...]) -> Iterator[Measure]:
    """Words outside the product: those asked for, letter by letter with their contrast, and those nobody asked for."""
    picture = bounded(after)
    hidden = picture.copy()
    inside = cv2.dilate((pair.matte_after > 0.02).astype(np.uint8), np.ones((9, 9), np.uint8)) > 0
    hidden[inside] = np.median(picture[~inside], axis=0) if (~inside).any() else 128
    words = ocr.read_words(hidden, ocr.WHOLE, least_confidence=limits.text_confidence)
    asked = [part for copy in wanted for part in copy.split()]
    height, width = picture.shape[:2]
    new = [word for word in words if not any(ocr.likeness(word.text, a) > _ALIKE for a in asked)]
    says = f"New text: {', '.join(f'“{word.text}”' for word in new[:5])}." if new else "No text was added."
    place = _box_fractions(new[0].box, width, height) if new else None
    yield Measure(name="new text", criterion=BRAND, flag="look" if new else "fine", says=says, value=float(len(new)),
                  place=place)  # fmt: skip
    if asked:
        yield _copy(asked, words, picture, limits)


def _copy(asked: list[str], words: tuple[ocr.Word, ...], picture: Image8, limits: Limits) -> Measure:
    read = [word.text for word in words]
    missing = [a for a in asked if len(a) >= 3 and not any(ocr.likeness(a, r) >= 0.999 for r in read)]
    if missing:
        near = [(a, r) for a in missing for r in read if ocr.likeness(a, r) >= _ALIKE]
        wrong = (
            ", ".join(f"“{a}” reads “{r}”" for a, r in near) or ", ".join(f"“{a}”" for a in missing) + " cannot be read"
        )
        return Measure(name="copy", criterion=READABLE, flag="look", says=f"The copy is not as asked: {wrong}.")
    ratio = min((contrast(picture, word.box) for word in words), default=21.0)
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
