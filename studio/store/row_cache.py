"""What was read of each recipe's folder, kept as long as no file in it changed: ten thousand recipes open at once."""

from __future__ import annotations

import contextlib
import json
import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from studio.store.disk import write_atomic

PLACE = Path(".studio") / "library.json"
"""The cache, in `content/`; it may be thrown away at any time."""
_YOUNG_NS = 2_000_000_000
"""A file changed within this time could change again without its time changing (git calls this racy)."""


def signature(folder: Path, *, now_ns: int) -> str | None:
    """Names, times and sizes of every file in a recipe's folder; None when one is too young to be told apart."""
    found = sorted(_files(str(folder)))
    if any(now_ns - changed < _YOUNG_NS for _, changed, _ in found):
        return None
    return ";".join(f"{name}|{changed}|{size}" for name, changed, size in found)


def _files(folder: str, above: str = "") -> Iterator[tuple[str, int, int]]:
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir():
                yield from _files(entry.path, f"{above}{entry.name}/")
            else:
                found = entry.stat()
                yield f"{above}{entry.name}", found.st_mtime_ns, found.st_size


def read_rows(content: Path, *, key: str) -> dict[str, tuple[str, Any]]:
    """Signature and data by slug; nothing when the cache was made under another key."""
    try:
        kept = json.loads((content / PLACE).read_bytes())
        return {slug: (row[0], row[1]) for slug, row in kept["rows"].items()} if kept["key"] == key else {}
    except (OSError, ValueError, KeyError, TypeError, IndexError):
        return {}


def write_rows(content: Path, rows: Mapping[str, tuple[str, Any]], *, key: str) -> None:
    """Keep rows; a folder that cannot be written is no error, the next start is only slower."""
    with contextlib.suppress(OSError):
        (content / PLACE).parent.mkdir(exist_ok=True)
        write_atomic(content / PLACE, json.dumps({"key": key, "rows": rows}, separators=(",", ":")).encode())
