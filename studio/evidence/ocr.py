"""Text in pictures, by Tesseract when it is installed; never allowed to hang (tesseract issues 4430 and 3377)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass

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
