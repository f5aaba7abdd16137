"""What was read of each recipe's folder, kept as long as no file in it changed: ten thousand recipes open at once."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import Any

from studio.files import YOUNG_NS
from studio.store.disk import write_atomic

PLACE = Path(".studio") / "library.jsonl"
"""The cache, in `content/`; it may be thrown away at any time."""


def signature(folder: Path, *, now_ns: int) -> str | None:
    """Names, times and sizes of every file in a recipe's folder; None when one is too young to be told apart."""
    found = sorted(_files(str(folder)))
    if any(now_ns - changed < YOUNG_NS for _, changed, _ in found):
        return None
    return ";".join(f"{name}|{changed}|{size}" for name, changed, size in found)


def _files(folder: str, above: str = "") -> Iterator[tuple[str, int, int]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                yield from _files(entry.path, f"{above}{entry.name}/")
            else:
                found = _stat(entry)
                yield f"{above}{entry.name}", found.st_mtime_ns, found.st_size


def _stat(entry: os.DirEntry[str]) -> os.stat_result:
    try:
        return entry.stat()
    except OSError:  # a link to nowhere, or in a circle
        return entry.stat(follow_symlinks=False)


KeptRow = tuple[str, list[Any]]
"""A folder's signature, and what was read there."""


def read_rows(content: Path, *, at_most: int | None = None) -> tuple[str, dict[str, KeptRow]]:
    """The key the rows were kept under, and the rows by slug; nothing when there are none.

    A line a recipe: one document of them all would hold the interpreter, and with it the event loop, until it is read.
    """
    try:
        with (content / PLACE).open(encoding="utf-8") as lines:
            return json.loads(next(lines)), {
                slug: (mark, data) for slug, mark, data in map(json.loads, islice(lines, at_most))
            }
    except (OSError, ValueError, TypeError, StopIteration):
        return "", {}


def write_rows(content: Path, rows: Mapping[str, KeptRow], *, key: str) -> None:
    """Keep rows; a folder that cannot be written is no error, the next start is only slower."""
    lines = [json.dumps(key), *(json.dumps([slug, *row]) for slug, row in rows.items())]
    with contextlib.suppress(OSError):
        (content / PLACE).parent.mkdir(exist_ok=True)
        write_atomic(content / PLACE, "\n".join(lines).encode())
