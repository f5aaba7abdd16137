"""Time and size of files, by which an unchanged one is known without opening it."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from studio.files import YOUNG_NS

UNKNOWN = -2
"""Time of a file that is looked at again, whatever its time is."""


class Stamp(NamedTuple):
    """A file or folder as it was found."""

    path: str
    """Absolute."""
    changed_ns: int
    """Time of its last change; -1 for one that is not there."""
    size: int
    """In bytes; -1 for one that is not there."""


def stamp(path: str) -> Stamp:
    """A path as it is now."""
    try:
        found = os.stat(path)  # noqa: PTH116 - quicker than pathlib's, for tens of thousands
    except OSError:
        return Stamp(path, -1, -1)
    return Stamp(path, found.st_mtime_ns, found.st_size)


def stamps_below(folder: Path) -> Iterator[Stamp]:
    """A folder and everything in it, hidden names apart; a folder's time tells of new and removed names."""
    yield stamp(str(folder))
    for here, folders, files in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        yield from (stamp(f"{here}/{name}") for name in (*folders, *sorted(files)) if not name.startswith("."))


def settled(stamps: Iterable[Stamp], *, read_ns: int) -> list[Stamp]:
    """Stamps for the next build; a file that was young when it was read, at `read_ns`, is looked at again."""
    return [one._replace(changed_ns=UNKNOWN) if read_ns - one.changed_ns < YOUNG_NS else one for one in stamps]


def now_ns() -> int:
    """The clock that file times are compared with."""
    return time.time_ns()
