"""Facts of picture files, read once for as long as a file stays as it is."""

from __future__ import annotations

import time
from pathlib import Path

from studio.core.facts import PictureFacts
from studio.errors import PathOutside
from studio.files import read_file, reason
from studio.pictures import look_at
from studio.store.inside import standing_inside

_FACTS: dict[tuple[str, int, int, int, int], PictureFacts] = {}
_KEPT = 4096
"""Pictures whose facts are kept, about a megabyte."""
_RACY_NS = 50_000_000
"""A file this young may change again without its times showing it."""


def facts_of(folder: Path, name: str) -> PictureFacts | None:
    """Facts of a picture that a recipe names; None when it is missing or lies outside the folder.

    What stands there and cannot be read, a pipe or a file of somebody else's, has a `fault`.

    A file is read once for as long as its inode, size and times stay, as git decides it.
    """
    try:
        path, stood = standing_inside(str(folder), name)
        mark = (path, stood.st_ino, stood.st_size, stood.st_mtime_ns, stood.st_ctime_ns)
        known = _FACTS.get(mark)
        if known is None:
            known = look_at(read_file(path), name=name)
            if time.time_ns() - max(stood.st_mtime_ns, stood.st_ctime_ns) > _RACY_NS:
                _FACTS[mark] = known
                while len(_FACTS) > _KEPT:
                    del _FACTS[next(iter(_FACTS))]
    except (PathOutside, FileNotFoundError, NotADirectoryError, ValueError):
        return None
    except OSError as error:
        return PictureFacts("", 0, 0, 0, "", fault=reason(error))
    return known
