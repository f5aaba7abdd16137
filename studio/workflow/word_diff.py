"""What changed between two texts, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher
from typing import Literal

Kind = Literal["same", "gone", "new"]


def word_diff(before: str, after: str) -> tuple[tuple[Kind, str], ...]:
    """Stretches of both texts in reading order: kept, taken out, put in."""
    old, new = (re.findall(r"\S+\s*", text) for text in (before, after))
    found: list[tuple[Kind, str]] = []
    for _, begin, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[begin:end] == new[first:last]:
            found.append(("same", "".join(new[first:last])))
            continue
        if end > begin:
            found.append(("gone", "".join(old[begin:end])))
        if last > first:
            found.append(("new", "".join(new[first:last])))
    return tuple(found)
