"""One writer per workspace. Reading needs no lock."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from studio.errors import WorkspaceLocked

FOLDER = ".studio"
"""Folder inside `content/` for what the studio keeps for itself."""


@contextmanager
def writer_lock(content: Path, *, wait_s: float = 2.0) -> Iterator[None]:
    """Hold the workspace's only write lock. The system releases it when the process dies, however it dies.

    Args:
        content: The workspace's `content/`.
        wait_s: How long to wait for another writer, in seconds.

    Raises:
        WorkspaceLocked: Another studio is still writing; names its process.
    """
    folder = content / FOLDER
    folder.mkdir(exist_ok=True)
    owner = folder / "writer"
    lock = FileLock(folder / "lock")
    try:
        lock.acquire(timeout=wait_s)
    except Timeout as error:
        who = owner.read_text(encoding="utf-8", errors="replace").strip() if owner.exists() else "unknown"
        raise WorkspaceLocked(
            f"{content}: another studio is writing here (process {who}). Wait until it is done, or close it."
        ) from error
    try:
        owner.write_text(str(os.getpid()), encoding="utf-8")
        yield
    finally:
        lock.release()
