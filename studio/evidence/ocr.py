"""Text in pictures, by Tesseract when it is installed; never allowed to hang (tesseract issues 4430 and 3377)."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial

import cv2
import numpy as np

from studio.evidence.pair import Image8, Plane

TIMEOUT_S = 15.0
"""Longest time for one reading."""
_FLAT = 24
"""Range of grey below which a picture has no text, and on which Tesseract is known to hang."""
_LETTERS = re.compile(r"[^A-Za-z0-9&$%+.]")


@dataclass(frozen=True)
class Word:
    """A word that was read."""

    text: str
    """Its letters."""
    confidence: float
    """0 to 100."""
    box: tuple[int, int, int, int]
    """Left, top, right, bottom, in pixels of the picture."""


@dataclass(frozen=True)
class Setting:
    """How a label is read best; found on the photograph, used on the edit."""

    scale: float
    """Enlargement before reading."""
    turn_deg: float
    """Turn before reading."""
    inverted: bool
    """Whether the letters are lighter than their ground."""
    page: int
    """Tesseract's page segmentation mode."""
    threshold: int
    """0 Otsu, 2 Sauvola."""


def is_installed() -> bool:
    """Whether text can be read on this machine."""
    return shutil.which("tesseract") is not None


WHOLE = Setting(1.0, 0.0, inverted=False, page=11, threshold=2)
"""For whole frames: sparse text, Sauvola, which does not hang on plain ones."""


def read_words(picture: Image8, setting: Setting, *, least_confidence: float = 45.0) -> tuple[Word, ...]:
    """Words of three letters or more in a picture (H, W, 3)."""
    height, width = picture.shape[:2]
    move = cv2.getRotationMatrix2D((width / 2, height / 2), setting.turn_deg, setting.scale)
    move[:, 2] += [(setting.scale - 1) * width / 2, (setting.scale - 1) * height / 2]
    grey: Plane = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    size = (max(1, round(width * setting.scale)), max(1, round(height * setting.scale)))
    grey = cv2.warpAffine(grey, move, size, flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
    low, high = np.percentile(grey, (0.5, 99.8))
    if high - low < _FLAT:
        return ()
    even = np.clip((grey - low) / (high - low) * 255, 0, 255).astype(np.uint8)
    rows = _tesseract(255 - even if setting.inverted else even, setting)
    back = cv2.invertAffineTransform(move)
    found = []
    for row in rows:
        text = _LETTERS.sub("", row["text"])
        if float(row["conf"]) >= least_confidence and len(re.sub(r"[^A-Za-z0-9]", "", text)) >= 3:
            corner = np.array(
                [
                    [int(row["left"]), int(row["top"])],
                    [int(row["left"]) + int(row["width"]), int(row["top"]) + int(row["height"])],
                ],
                float,
            )
            (x0, y0), (x1, y1) = corner @ back[:, :2].T + back[:, 2]
            box = (int(min(x0, x1)), int(min(y0, y1)), int(max(x0, x1)), int(max(y0, y1)))
            found.append(Word(text, float(row["conf"]), box))
    return tuple(found)


def _tesseract(grey: Plane, setting: Setting) -> list[dict[str, str]]:
    """Rows of Tesseract's table; none when it is not there or takes too long."""
    _, coded = cv2.imencode(".png", grey)
    command = ["tesseract", "-", "-", "--oem", "1", "--psm", str(setting.page), "-c",
               f"thresholding_method={setting.threshold}", "tsv"]  # fmt: skip
    try:
        done = subprocess.run(  # noqa: S603 - a fixed program with numbers for arguments
            command, input=coded.tobytes(), capture_output=True, timeout=TIMEOUT_S, check=False,
            env={**os.environ, "OMP_THREAD_LIMIT": "1"},
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return []
    lines = done.stdout.decode(errors="replace").splitlines()
    if not lines:
        return []
    names = lines[0].split("\t")
    rows = [dict(zip(names, line.split("\t"), strict=False)) for line in lines[1:]]
    return [row for row in rows if row.get("text", "").strip() and row.get("level") == "5"]


def calibrate(label: Image8, expected: tuple[str, ...]) -> tuple[Setting | None, tuple[Word, ...]]:
    """The setting that reads a label best, and what it read: the words expected, else the most letters surely.

    Args:
        label: (h, w, 3) the part of the photograph with the text.
        expected: Words it must say, when they are known.
    """
    key = (hashlib.sha256(label.tobytes()).hexdigest(), expected)
    if key not in _CALIBRATED:
        _CALIBRATED[key] = _calibrated(label, expected)
        while len(_CALIBRATED) > _KEPT:
            _CALIBRATED.popitem(last=False)
    return _CALIBRATED[key]


_CALIBRATED: OrderedDict[tuple[str, tuple[str, ...]], tuple[Setting | None, tuple[Word, ...]]] = OrderedDict()
"""Settings found in this process: attempts of one recipe share theirs."""
_KEPT = 16


def _calibrated(label: Image8, expected: tuple[str, ...]) -> tuple[Setting | None, tuple[Word, ...]]:
    grey = cv2.cvtColor(label, cv2.COLOR_RGB2GRAY)
    middle = float(np.median(grey))
    inverted = bool(np.percentile(grey, 99) - middle > middle - np.percentile(grey, 1))
    small = max(label.shape[:2]) < 400
    best: tuple[float, Setting | None, tuple[Word, ...]] = (0.0, None, ())
    with ThreadPoolExecutor(os.cpu_count() or 2) as readers:
        for turn in _TURNS:
            settings = [
                Setting(scale, turn, inverted, page, threshold)
                for scale in ((2.0, 3.5) if small else (1.5, 2.5))
                for page, threshold in ((6, 0), (11, 2))
            ]
            for setting, words in zip(settings, readers.map(partial(read_words, label), settings), strict=True):
                score = _score(words, expected)
                if score > best[0]:
                    best = (score, setting, words)
            if best[1] is not None and _is_enough(best[2], expected):
                break
            if turn == _TELLING and not expected and not _has_letters(best[2]):
                break
    return best[1], best[2]


_TURNS = (0, -8, 8, -4, 4, -12, 12)
"""Turns tried, in degrees; a label that is turned further is read in part by its neighbours."""
_TELLING = 8
"""After this turn every label within 16 degrees has been seen nearly upright: where nothing looked like a word by
then, nothing will."""


def _has_letters(words: tuple[Word, ...]) -> bool:
    return any(len(word.text) >= 4 or word.confidence > 75 for word in words)


def _score(words: tuple[Word, ...], expected: tuple[str, ...]) -> float:
    if expected:
        alike = (max((likeness(e, word.text) for word in words), default=0.0) for e in expected)
        return sum(alike) - 0.03 * len(words)
    return sum(len(word.text) * (word.confidence / 100) ** 2 for word in words)


def _is_enough(words: tuple[Word, ...], expected: tuple[str, ...]) -> bool:
    if expected:
        return _score(words, expected) > 0.9 * len(expected)
    return len(words) >= 4 and min(word.confidence for word in words) > 80


def read_again(label: Image8, setting: Setting, known: tuple[str, ...]) -> tuple[str, ...]:
    """Words of an edit's label: read at the photograph's setting, and at two neighbours for words that were missed."""
    neighbours = (
        setting,
        Setting(setting.scale * 1.15, setting.turn_deg, setting.inverted, setting.page, setting.threshold),
        Setting(setting.scale * 0.9, setting.turn_deg + 1.5, setting.inverted, setting.page, setting.threshold),
    )
    found: list[str] = []
    for number, one in enumerate(neighbours):
        words = [word.text for word in read_words(label, one)]
        if number == 0:
            found += words
        found += [
            w for w in words if w.lower() in {k.lower() for k in known} and w.lower() not in map(str.lower, found)
        ]
        if {k.lower() for k in known} <= set(map(str.lower, found)):
            break  # nothing is left to look for
    return tuple(found)


def likeness(first: str, second: str) -> float:
    """1 for equal words, 0 for nothing in common, by edit distance (Levenshtein 1966)."""
    a, b = first.lower(), second.lower()
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        line = [i]
        for j, other in enumerate(b, 1):
            line.append(min(row[j] + 1, line[-1] + 1, row[j - 1] + (letter != other)))
        row = line
    return max(0.0, 1 - row[-1] / max(len(a), len(b), 1))
