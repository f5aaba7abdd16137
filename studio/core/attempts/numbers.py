"""Numbers of attempts: `003`, and `003-k7fm` where several branches add attempts that must not take the same name."""

from __future__ import annotations

import re
from collections.abc import Iterable

SIGNS = "bcdfghjkmnpqrstvwxz23456789"
"""Signs behind the dash: none that looks like another, and no vowels that make words; `003-copy` is no number."""
LENGTH = 4
"""How many of them: of half a million pairs of branches, one pair takes the same."""
PATTERN = rf"^\d{{3,}}(-[{SIGNS}]{{{LENGTH}}})?$"
"""What a number looks like."""
_NUMBER = re.compile(rf"(\d+)(?:-([{SIGNS}]{{{LENGTH}}}))?")


def place_of(number: str) -> tuple[int, str]:
    """What attempts are sorted by: as they were counted, then by the signs behind the dash.

    Raises:
        ValueError: It is no number of an attempt.
    """
    found = _NUMBER.fullmatch(number)
    if found is None:
        raise ValueError(number)
    return int(found[1]), found[2] or ""


def is_number(name: str) -> bool:
    """Whether this is the number of an attempt."""
    return _NUMBER.fullmatch(name) is not None


def matching(typed: str, numbers: Iterable[str]) -> tuple[str, ...]:
    """The numbers that a person may mean: the very one, or all that count the same, with or without leading zeros."""
    known, low = tuple(numbers), typed.lower()
    if typed in known or not is_number(low):
        return (typed,) if typed in known else ()
    counted, signs = place_of(low)
    return tuple(one for one in known if place_of(one)[0] == counted and signs in {"", place_of(one)[1]})
