"""Batches on disk: one small journal each, under the studio's own folder in `content/`."""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path

from pydantic import Field

from studio.core.subject import Strict
from studio.errors import NotFound, TextFault
from studio.files import read_file
from studio.store.disk import create_exclusive, write_atomic
from studio.store.lock import OWN_FOLDER
from studio.store.model_file import as_json, read_model


class BatchStage(StrEnum):
    """How far a batch came."""

    PREPARING = "preparing"
    """Attempts are written, files are uploaded; whether it was submitted, `find` tells."""
    SUBMITTED = "submitted"
    """The provider has named it."""
    COLLECTED = "collected"
    """Every attempt has its answer."""
    ABANDONED = "abandoned"
    """It was never submitted; nothing was spent."""


class BatchJournal(Strict):
    """One batch."""

    run: str
    """The studio's own name for it, which the provider keeps as metadata."""
    created: str
    """When, UTC."""
    owner: str
    stage: BatchStage = BatchStage.PREPARING
    batch_id: str | None = None
    """The provider's name."""
    uploads: dict[str, str] = Field(default_factory=dict)
    """Names of uploads by digest."""


def _folder(content: Path) -> Path:
    return content / OWN_FOLDER / "batches"


def begin_batch(content: Path, batch: BatchJournal) -> None:
    """Write a new journal, synced."""
    _folder(content).mkdir(parents=True, exist_ok=True)
    create_exclusive(_folder(content) / f"{batch.run}.json", as_json(batch))


def note_batch(content: Path, batch: BatchJournal) -> BatchJournal:
    """Write a journal's new state, synced."""
    write_atomic(_folder(content) / f"{batch.run}.json", as_json(batch))
    return batch


def keep_output(content: Path, run: str, name: str, data: bytes) -> None:
    """Keep a file of a batch's answers, synced; a shorter copy never takes the place of a longer one.

    Args:
        content: The workspace's `content/`.
        run: The batch.
        name: The provider's name for the file.
        data: Its bytes.
    """
    path = _folder(content) / f"{run}-{re.sub(r'[^A-Za-z0-9_-]', '_', name)}.jsonl"
    if not path.exists() or path.stat().st_size <= len(data):
        write_atomic(path, data)


def read_outputs(content: Path, run: str) -> tuple[bytes, ...]:
    """The kept files of a batch."""
    return tuple(read_file(path) for path in sorted(_folder(content).glob(f"{run}-*.jsonl")))


def drop_outputs(content: Path, run: str) -> None:
    """Forget the kept files of a batch whose every attempt has its end."""
    for path in _folder(content).glob(f"{run}-*.jsonl"):
        path.unlink(missing_ok=True)


def read_batches(content: Path) -> tuple[BatchJournal, ...]:
    """All journals that can be read, oldest first."""
    found = [batch for path in _folder(content).glob("*.json") if (batch := _read(path)) is not None]
    return tuple(sorted(found, key=lambda batch: (batch.created, batch.run)))


def unreadable_batches(content: Path) -> tuple[Path, ...]:
    """Journals that cannot be read."""
    return tuple(path for path in sorted(_folder(content).glob("*.json")) if _read(path) is None)


def _read(path: Path) -> BatchJournal | None:
    try:
        return read_model(BatchJournal, path)
    except TextFault:
        return None


def read_batch(content: Path, name: str) -> BatchJournal:
    """A journal by either of its names, or the beginning of one.

    Raises:
        NotFound: None has this name.
    """
    for batch in read_batches(content):
        if batch.run.startswith(name) or (batch.batch_id or "").startswith(name):
            return batch
    known = ", ".join(batch.run for batch in read_batches(content)) or "none yet"
    raise NotFound(f"No batch is called '{name}'. There are: {known}.")
