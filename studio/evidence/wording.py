"""Words before and after, compared as they were read: letter by letter, at their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from studio.evidence.ocr import Line

ALIKE = 0.6
"""Likeness from which one word is taken for another one, misspelt."""
_SAME_SHAPE = str.maketrans("CKOPSUVWXZ0I1|", "ckopsuvwxzolll")
"""Letters that look alike in their other case, or as a figure: a reader of pictures cannot tell them apart."""
_UNITS = frozenset(("g", "kg", "mg", "ml", "cl", "l", "oz", "fl", "lb", "mm", "cm", "m", "in", "ft", "w", "v"))


@dataclass
class Words:
    """What became of words."""

    found: list[str] = field(default_factory=list)
    """Read letter by letter on both pictures."""
    changed: list[tuple[str, str]] = field(default_factory=list)
    """What it was, and what it reads now."""
    lost: list[str] = field(default_factory=list)
    """Read on the photograph, and not on the edit."""
    unread: list[str] = field(default_factory=list)
    """Expected, and read on neither."""
    kept_against: list[tuple[str, str]] = field(default_factory=list)
    """Still there although it should have become other words, and those."""

    @property
    def any(self) -> bool:
        """Whether there is a word to speak of."""
        return bool(self.found or self.changed or self.lost or self.unread or self.kept_against)

    @property
    def kept(self) -> float:
        """Share that was found; figures and units count double."""
        gone = [*self.lost, *self.unread, *(was for was, _ in (*self.changed, *self.kept_against))]
        good, bad = (sum(2 if _is_figure(word) else 1 for word in words) for words in (self.found, gone))
        return good / max(1, good + bad)


def _is_figure(word: str) -> bool:
    return any(map(str.isdigit, word)) or word.casefold() in _UNITS


def counts(word: str) -> bool:
    """Three letters, or a number of two figures: shorter ones are read from cloth and hair as well."""
    return sum(map(str.isalnum, word)) >= 3 or sum(map(str.isdigit, word)) >= 2


def shape(text: str) -> str:
    """A text as a reader sees it: no spaces, no punctuation but inside numbers, one form of letters that look alike."""
    plain = unicodedata.normalize("NFKC", text)
    plain = re.sub(r"(?<!\d)[.,]|[.,](?!\d)|[^\w%.,]|_", "", plain)
    return plain.translate(_SAME_SHAPE)


def likeness(first: str, second: str) -> float:
    """1 for equal words, 0 for words that are not alike, by edit distance (Levenshtein 1966) whatever the case."""
    a, b = first.casefold(), second.casefold()
    if min(len(a), len(b)) < ALIKE * max(len(a), len(b)):
        return 0.0  # too different in length to be alike; on a page of print this is most pairs
    row = list(range(len(b) + 1))
    for i, letter in enumerate(a, 1):
        line = [i]
        for j, other in enumerate(b, 1):
            line.append(min(row[j] + 1, line[-1] + 1, row[j - 1] + (letter != other)))
        row = line
    return max(0.0, 1 - row[-1] / max(len(a), len(b), 1))


def nearest(word: str, read: Iterable[str]) -> str:
    """The word most like another; an empty one when none is alike."""
    best = max(read, key=lambda other: likeness(word, other), default="")
    return best if likeness(word, best) >= ALIKE else ""


def compare(was: Sequence[str], now: Sequence[str], into: Words) -> None:
    """Sort the words of one line by what became of them in the other; words that run together are one."""
    matcher = SequenceMatcher(None, [shape(word) for word in was], [shape(word) for word in now], autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        old, new = was[first:last], now[start:end]
        if kind == "equal" or shape(" ".join(old)) == shape(" ".join(new)):
            into.found += old
        elif not new:
            into.lost += old
        elif len(old) == len(new):
            into.changed += zip(old, new, strict=True)
        else:
            into.changed.append((" ".join(old), " ".join(new)))


def says_same(first: Line, second: Line) -> bool:
    """Whether two lines have the same letters."""
    return shape(first.text) == shape(second.text)
