"""Copy that the studio has set: every letter looked for at its place, in its colour. No reading is involved."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from studio.core.attempts.evidence import Limits, Measure
from studio.core.attempts.review import TEXT
from studio.core.subject import Box
from studio.evidence.wording import in_quotes, listed
from studio.vision.arrays import Image8
from studio.vision.typeset import CannotSet, Setting, contrast_around, letters_of

_SOLID = 0.98
"""Coverage from which a pixel has the letter's own colour."""
_OFF = 6
"""Difference of a channel, of 255, that a codec may cause."""
_LEAST = 0.995
"""Share of a text's solid pixels that must have its colour."""


def set_copy(settings: Sequence[Setting], picture: Image8, limits: Limits) -> Measure:
    """Whether the words stand as they were set, and their contrast.

    Args:
        settings: The words.
        picture: (H, W, 3) the edit.
        limits: When it is worth a look.
    """
    gone: list[Setting] = []
    lowest = 21.0
    for setting in settings:
        try:
            letters = letters_of(setting, (picture.shape[1], picture.shape[0]))
        except CannotSet as error:
            return Measure(name="copy", criterion=TEXT, flag="unknown", says=f"The copy was not compared: {error}")
        solid = letters >= _SOLID
        off = np.abs(picture[solid].astype(np.int16) - setting.colour).max(axis=1)
        if not solid.any() or float((off <= _OFF).mean()) < _LEAST:
            gone.append(setting)
        lowest = min(lowest, contrast_around(picture, letters, setting.colour))
    if gone:
        says = f"The copy does not stand as it was set: {listed(in_quotes([setting.words for setting in gone]))}."
        return Measure(name="copy", criterion=TEXT, flag="look", says=says, place=gone[0].box)
    low = lowest < limits.contrast
    words = listed(in_quotes([setting.words for setting in settings]))
    says = f"The copy reads as it was set, every letter at its place: {words}; contrast {lowest:.1f}:1"
    return Measure(
        name="copy", criterion=TEXT, flag="look" if low else "fine", says=f"{says}{' (low)' if low else ''}.",
        value=round(lowest, 1), limit=limits.contrast,
    )  # fmt: skip


def is_in(box: Box, boxes: Sequence[Box]) -> bool:
    """Whether the middle of a box, in fractions, lies in one of several."""
    x, y = box[0] + box[2] / 2, box[1] + box[3] / 2
    return any(left <= x <= left + w and top <= y <= top + h for left, top, w, h in boxes)
