"""Words before and after, compared as they were read: letter by letter, at their place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from studio.evidence.ocr import Line, words_of

ALIKE = 0.6
"""Likeness from which one word is taken for another one, misspelt."""
_SAME_SHAPE = str.maketrans(
    "CKOPSUVWXZ0I1|9АВЕКМНОРСТХаеорсухΑΒΕΖΗΙΚΜΝΟΡΤΥΧο",
    "ckopsuvwxzolllgABEkMHopcTxaeopcyxABEzHlkMNopTYxo",
)
"""Letters that look alike in their other case, or as a figure: a reader of pictures cannot tell them apart."""
_BEYOND = 0.4
"""How far beyond another one's ends a line is a longer one, in its height."""
UNSURE = "?"
"""Stands in a quoted word for a sign that may be a letter or a figure."""
_OPEN_END = re.compile(r"(\d[\d.,]*\s?)[19]")
"""A figure whose last sign may be its unit: 2.75 l is read as 2.751, and 100 g as 1009."""
_YEAR = re.compile(r"(19|20)\d\d")
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


def quoted(word: str, other: str = "") -> str:
    """A word as it may be quoted: no figure is said to end in a sign that may as well be its unit.

    Args:
        word: As it was read.
        other: What it changed to, or was. Where the last sign is another one, it is what was read of it.
    """
    open_end = _OPEN_END.fullmatch(word)
    if not open_end or _YEAR.fullmatch(word) or (other and shape(word[-1]) != shape(other[-1])):
        return word
    return open_end[1] + UNSURE


def in_quotes(words: Sequence[str]) -> list[str]:
    """Every word once, in quotation marks."""
    return [f"“{word}”" for word in dict.fromkeys(words)]


def listed(parts: Sequence[str], most: int = 8) -> str:
    """The first of them with commas between, and how many more there are."""
    return ", ".join(parts[:most]) + (f" and {len(parts) - most} more" if len(parts) > most else "")


def spelled(text: str, expected: Iterable[str]) -> str:
    """A text that was read, in the spelling of those who know what is written where both look alike."""
    words = text.split()
    for known in filter(shape, expected):
        for start in range(len(words)):
            for end in range(start + 1, len(words) + 1):
                if shape(" ".join(words[start:end])) == shape(known):
                    words[start:end] = [known]
    return " ".join(words)


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


def reads_now(line: Line, there: Sequence[Line], known: Sequence[Line]) -> Line:
    """What stands now where a line stood.

    Args:
        line: The line as it was.
        there: What was read at its place, on the whole picture or on its place alone; at least one.
        known: All lines as they were.
    """
    wider = [one for one in there if _goes_beyond(one, line) and sum(one.meets(other) for other in known) == 1]
    if wider:  # read on its place alone, a longer text is cut within a letter
        return max(wider, key=lambda one: len(shape(one.text)))
    return max(there, key=lambda one: likeness(line.text, one.text))


def _goes_beyond(one: Line, line: Line) -> bool:
    """Whether a line ends well outside another one's box."""
    left, top, right, bottom = line.box
    far = _BEYOND * min(right - left, bottom - top)
    return one.box[0] < left - far or one.box[1] < top - far or one.box[2] > right + far or one.box[3] > bottom + far


def is_part(word: str, shapes: Iterable[str]) -> bool:
    """Whether a word is a piece of one of others, given as shapes, and none of them: it was not read to its end."""
    seen, others = shape(word), set(shapes)
    return counts(word) and seen not in others and any(seen in other for other in others)


def compare(was: Sequence[str], now: Sequence[str], into: Words, *, is_cut: bool = False) -> None:
    """Sort the words of one line by what became of them in the other; words that run together are one.

    Args:
        was: Words before.
        now: Words at the same place after.
        into: Where they are told.
        is_cut: Whether the line goes on beyond the frame: what is left of a word is no other word.
    """
    matcher = SequenceMatcher(None, [shape(word) for word in was], [shape(word) for word in now], autojunk=False)
    for kind, first, last, start, end in matcher.get_opcodes():
        old, new = was[first:last], now[start:end]
        if kind == "equal" or shape(" ".join(old)) == shape(" ".join(new)):
            into.found += map(quoted, old)
        elif not new or is_cut:
            into.lost += map(quoted, old)
        elif len(old) == len(new):
            into.changed += [(quoted(a, b), quoted(b, a)) for a, b in zip(old, new, strict=True)]
        else:
            a, b = " ".join(old), " ".join(new)
            into.changed.append((quoted(a, b), quoted(b, a)))


def settle_swaps(words: Words, swapped: Sequence[tuple[str, str]], lines: Sequence[Line]) -> None:
    """Words that were to become others: the old ones are not missed, the new ones are looked for."""
    for old, new in swapped:
        gone = {shape(word) for word in words_of(old)} - {shape(word) for word in words_of(new)}
        still = [word for word in words.found if shape(word) in gone]
        words.found = [word for word in words.found if shape(word) not in gone]
        words.lost = [word for word in words.lost if shape(word) not in gone]
        words.kept_against += [(word, new) for word in still]
        words.changed = [(was, now) for was, now in words.changed if not gone & {shape(w) for w in words_of(was)}]
        if not still:
            settle_expected(words, [new], lines)


def settle_expected(words: Words, expected: Sequence[str], lines: Sequence[Line]) -> None:
    """Words that are expected and were not compared at their place: looked for everywhere."""
    read = [word for line in lines for word in line.words]
    same = set(words.found)
    known = {shape(part) for word in (*words.found, *words.lost, *words.unread, *(was for was, _ in words.changed))
             for part in words_of(word)}  # fmt: skip
    everything = [shape(line.text) for line in lines]
    for text in expected:
        parts = [word for word in dict.fromkeys(words_of(text)) if shape(word) not in known]
        known.update(map(shape, parts))
        if counts(shape(text)) and any(shape(text) in line for line in everything):
            words.found += parts
            continue
        # a unit by itself is not looked for: the figure before it is
        for word in [part for part in parts if counts(part)] or parts:
            if shape(word) in map(shape, read) or any(counts(word) and shape(word) in line for line in everything):
                words.found.append(word)
            elif (near := nearest(word, read)) and near not in same:
                words.changed.append((quoted(word, near), quoted(near, word)))
            else:
                words.unread.append(word)
    told = [shape(word) for text in expected for word in words_of(text)]
    words.found = [word for word in words.found if not is_part(word, told)]


def passed_over(count: int) -> str:
    """How much text was found and not read."""
    return f" {count} further piece{'s' * (count > 1)} of text {'were' if count > 1 else 'was'} not read." * bool(count)
