"""Batches on disk: one small journal each, under the studio's own folder in `content/`."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from pydantic import Field, ValidationError

from studio.core.subject import Strict
from studio.errors import NotFound, StoreError
from studio.store.disk import create_exclusive, write_atomic
from studio.store.lock import FOLDER


class Stage(StrEnum):
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
    """Process that submits it."""
    stage: Stage = Stage.PREPARING
    """How far it came."""
    batch_id: str | None = None
    """The provider's name."""
    uploads: dict[str, str] = Field(default_factory=dict)
    """Names of uploads by digest."""


def _folder(content: Path) -> Path:
    return content / FOLDER / "batches"


def begin_batch(content: Path, batch: BatchJournal) -> None:
    """Write a new journal, synced."""
    _folder(content).mkdir(parents=True, exist_ok=True)
    create_exclusive(_folder(content) / f"{batch.run}.json", batch.model_dump_json(indent=2).encode())


def note_batch(content: Path, batch: BatchJournal) -> BatchJournal:
    """Write a journal's new state, synced."""
    write_atomic(_folder(content) / f"{batch.run}.json", batch.model_dump_json(indent=2).encode())
    return batch


def read_batches(content: Path) -> tuple[BatchJournal, ...]:
    """All journals, oldest first.

    Raises:
        StoreError: One cannot be read.
    """
    found = []
    for path in _folder(content).glob("*.json") if _folder(content).is_dir() else ():
        try:
            found.append(BatchJournal.model_validate_json(path.read_bytes()))
        except (OSError, ValidationError) as error:
            raise StoreError(f"{path}: this batch's journal cannot be read. Bring it back from a backup.") from error
    return tuple(sorted(found, key=lambda batch: (batch.created, batch.run)))


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
