"""What a provider sent, on disk: the answer as it came, the untouched picture, the finished one."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from studio.core.attempts.attempt import Attempt, PaidFile, PictureMade
from studio.errors import StoreError
from studio.files import read_file
from studio.pictures import SUFFIXES, look_at
from studio.store.attempts import ATTEMPTS
from studio.store.disk import create_exclusive, digest, sync_folder

RAW = ".raw"
"""Suffix of a provider's answer as it came."""
ROOM_BYTES = 64_000_000
"""Free space that a paid request needs: its answer as text, its picture, and the finished one."""


def require_room(recipe_folder: Path) -> None:
    """See that the disk has room for a paid answer.

    Raises:
        StoreError: It has not; nothing may be sent.
    """
    free = shutil.disk_usage(recipe_folder).free
    if free < ROOM_BYTES:
        raise StoreError(
            f"{recipe_folder}: only {free / 1e6:.0f} MB are free, so a paid picture might not be saved. "
            f"Nothing was sent. Make room for {ROOM_BYTES / 1e6:.0f} MB."
        )


class AnswerFile:
    """Takes a paid answer while it arrives. What the disk refuses never ends the request: the answer is in memory."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("xb", buffering=0)
        self._has_failed = False

    def write(self, data: bytes) -> int:
        """Write all of it, or nothing more once the disk has refused."""
        try:
            if not self._has_failed:
                self._take(memoryview(data))
        except OSError:
            self._has_failed = True
        return len(data)

    def _take(self, data: memoryview) -> None:
        while data:
            data = data[self._file.write(data) :]

    def flush(self) -> None:
        """Nothing is held back."""

    def close(self) -> None:
        """Sync it as far as the disk lets."""
        with contextlib.suppress(OSError):
            os.fsync(self._file.fileno())
        with contextlib.suppress(OSError):
            self._file.close()


@contextlib.contextmanager
def open_raw(recipe_folder: Path, attempt: Attempt) -> Iterator[BinaryIO]:
    """The file that takes a provider's answer while it arrives; synced at the end, gone when nothing came.

    Raises:
        OSError: It cannot be made; later nothing raises.
    """
    path = recipe_folder / ATTEMPTS / f"{attempt.id}{RAW}"
    sink = AnswerFile(path)
    try:
        sync_folder(path.parent)
        yield cast("BinaryIO", sink)
    finally:
        sink.close()
        with contextlib.suppress(OSError):
            if path.stat().st_size == 0:
                path.unlink()


def read_raw(recipe_folder: Path, number: str) -> bytes | None:
    """The kept answer of an attempt, or None."""
    try:
        return read_file(recipe_folder / ATTEMPTS / f"{number}{RAW}")
    except FileNotFoundError:
        return None


def keep_raw(recipe_folder: Path, number: str, data: bytes) -> None:
    """Keep an answer that came whole, synced. Keeping it again changes nothing."""
    with contextlib.suppress(FileExistsError):
        create_exclusive(recipe_folder / ATTEMPTS / f"{number}{RAW}", data)


def drop_raw(recipe_folder: Path, number: str) -> None:
    """Forget a kept answer whose picture is on disk and in the sidecar; one that stays harms nothing."""
    with contextlib.suppress(OSError):
        (recipe_folder / ATTEMPTS / f"{number}{RAW}").unlink()


def keep_picture(
    recipe_folder: Path, attempt: Attempt, data: bytes, *, media_type: str, original: tuple[bytes, str] | None = None
) -> PictureMade:
    """Write the picture that will be judged beside the sidecar, synced. Writing the same bytes again changes nothing.

    Args:
        recipe_folder: Folder of the recipe.
        attempt: Whose picture it is.
        data: The picture that will be judged.
        media_type: Its type.
        original: The provider's untouched bytes and their type, when the picture was finished from them.

    Raises:
        StoreError: Other bytes stand there already.
    """
    if original is None:
        return _kept(recipe_folder, f"{attempt.id}{SUFFIXES.get(media_type, '.bin')}", data, media_type)
    first = _kept(recipe_folder, f"{attempt.id}.original{SUFFIXES.get(original[1], '.bin')}", *original)
    made = _kept(recipe_folder, f"{attempt.id}{SUFFIXES.get(media_type, '.bin')}", data, media_type)
    return made.model_copy(update={"original": first.file, "original_digest": first.digest})


def keep_paid(recipe_folder: Path, attempt: Attempt, data: bytes, *, media_type: str) -> PaidFile:
    """Write a paid picture whose attempt cannot be finished now, synced.

    Raises:
        StoreError: Other bytes stand there already.
    """
    name = f"{attempt.id}.original{SUFFIXES.get(media_type, '.bin')}"
    _put(recipe_folder / ATTEMPTS / name, data)
    return PaidFile(file=name, digest=digest(data), media_type=media_type)


def read_paid(recipe_folder: Path, paid: PaidFile) -> bytes:
    """The bytes of a paid picture.

    Raises:
        StoreError: They are gone or no longer what came.
    """
    path = recipe_folder / ATTEMPTS / paid.file
    try:
        data = read_file(path)
    except OSError as error:
        raise StoreError(f"{path}: the paid picture cannot be read ({error.strerror}). Bring it back.") from error
    if digest(data) != paid.digest:
        raise StoreError(f"{path}: is not the picture that was paid. Bring that one back from a backup.")
    return data


def drop_paid(recipe_folder: Path, paid: PaidFile) -> None:
    """Forget a paid picture that is on disk under the attempt's own name as well; one that stays harms nothing."""
    with contextlib.suppress(OSError):
        (recipe_folder / ATTEMPTS / paid.file).unlink()


def where_kept(recipe_folder: Path, number: str) -> str:
    """In a sentence, which file holds a paid answer while its sidecar cannot say so."""
    folder = recipe_folder / ATTEMPTS
    found = sorted(folder.glob(f"{number}.original.*")) or [folder / f"{number}{RAW}"]
    if found[0].is_file():
        return f"Its answer is kept in {found[0]}."
    return "Its answer could not be kept."


def _put(path: Path, data: bytes) -> None:
    try:
        create_exclusive(path, data)
    except FileExistsError as error:
        if read_file(path) != data:
            raise StoreError(f"{path}: another picture stands here already. Move it away.") from error


def _kept(recipe_folder: Path, name: str, data: bytes, media_type: str) -> PictureMade:
    path = recipe_folder / ATTEMPTS / name
    facts = look_at(data, name=path.name)
    _put(path, data)
    return PictureMade(
        file=path.name, digest=facts.digest, width_px=facts.width_px, height_px=facts.height_px,
        size_bytes=facts.size_bytes, media_type=media_type,
    )  # fmt: skip
