"""How a label is read best: found on the photograph by trying, and remembered, since trying takes seconds.

One process remembers for itself; the user's cache remembers for the next one, so that the second attempt on a
photograph does not look for it again.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections import OrderedDict
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from functools import partial
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from studio.caches import cache_folder
from studio.evidence.ocr import Setting, Word, likeness, read_words
from studio.evidence.pair import Image8

Reading = tuple[Setting | None, tuple[Word, ...]]
"""The setting that reads a label best, and what it read; no setting where nothing could be read."""
_FORM = 1
"""Rises when the same label would be read in another way."""
_KEPT = 16
"""Readings that a process remembers."""
_STORED = 500
"""Readings that the cache keeps, about half a megabyte."""
_KNOWN: OrderedDict[str, Reading] = OrderedDict()


def calibrate(label: Image8, expected: tuple[str, ...]) -> Reading:
    """The setting that reads a label best, and what it read: the words expected, else the most letters surely.

    Args:
        label: (h, w, 3) the part of the photograph with the text.
        expected: Words it must say, when they are known.
    """
    key = _key(label, expected)
    if key not in _KNOWN:
        stored = _stored(key)
        setting, words = _KNOWN[key] = stored or _found(label, expected)
        if stored is None and setting is not None:  # nothing read may be a program that was too slow this once
            _store(key, setting, words)
        while len(_KNOWN) > _KEPT:
            _KNOWN.popitem(last=False)
    return _KNOWN[key]


def _key(label: Image8, expected: tuple[str, ...]) -> str:
    """What a reading depends on: the pixels, the words, and the program that reads."""
    program = shutil.which("tesseract") or ""
    stamp = Path(program).stat().st_mtime_ns if program else 0
    said = json.dumps([_FORM, program, stamp, label.shape, expected])
    return hashlib.sha256(said.encode() + label.tobytes()).hexdigest()


def _stored(key: str) -> Reading | None:
    folder = cache_folder("labels")
    if folder is None:
        return None
    try:
        data = json.loads((folder / f"{key}.json").read_text(encoding="utf-8"))
        words = tuple(Word(word["text"], word["confidence"], _box(word["box"])) for word in data["words"])
        return Setting(**data["setting"]), words
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _box(numbers: list[Any]) -> tuple[int, int, int, int]:
    left, top, right, bottom = (int(number) for number in numbers)
    return left, top, right, bottom


def _store(key: str, setting: Setting, words: tuple[Word, ...]) -> None:
    """Keep a reading for the next process; where that cannot be, it is only slower."""
    folder = cache_folder("labels")
    if folder is None:
        return
    data = {"setting": asdict(setting), "words": [asdict(word) for word in words]}
    with contextlib.suppress(OSError):
        handle, name = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(data, file)
        Path(name).replace(folder / f"{key}.json")
        _drop_old(folder)


def _drop_old(folder: Path) -> None:
    kept = list(folder.iterdir())
    if len(kept) > _STORED:
        kept.sort(key=lambda path: path.stat().st_mtime)
        for path in kept[: len(kept) // 2]:
            path.unlink(missing_ok=True)


def _found(label: Image8, expected: tuple[str, ...]) -> Reading:
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
