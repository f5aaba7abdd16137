"""Files written whole or not at all, and synced before anybody relies on them.

A write goes to a temporary file in the same folder, is flushed and synced, and is then renamed; the folder is synced
too, because a rename that is only in memory is lost with the power.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import shutil
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StoreError, WriteRefused
from studio.files import read_file
from studio.store.lock import is_gone, owner_of_this_process

PREFIX = ".studio-"
"""Beginning of the name of every temporary file, so that watchers and sweeps know them."""
_OLD_S = 7 * 24 * 3600
"""Age in seconds from which a temporary file is litter, whoever made it."""
_NO_LINKS = {errno.EPERM, errno.EOPNOTSUPP, errno.ENOSYS, errno.EMLINK}
"""What a file system without hard links says: memory cards, many network drives."""
_EXCHANGE = 2
"""RENAME_EXCHANGE of renameat2(2)."""
_AT_FDCWD = -100


def digest(data: bytes) -> str:
    """`sha256:` and the hexadecimal digest of the bytes."""
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def _write_all(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


def write_atomic(path: Path, data: bytes) -> None:
    """Write a file so that a reader, or a crash, sees the old bytes or the new ones, never a part.

    Raises:
        OSError: The disk said no; the old file is untouched and no temporary file is left.
    """
    temporary = _write_temporary(path, data)
    try:
        os.replace(temporary, path)  # noqa: PTH105 - named beside the other system calls of this module
    except OSError as error:
        _discard(temporary)
        raise _about(path, error) from error
    sync_folder(path.parent)


def create_exclusive(path: Path, data: bytes) -> None:
    """Create a file with its content, synced; two programs can never both succeed.

    Raises:
        FileExistsError: The name is taken; nothing was written.
        OSError: The disk said no; no file of that name exists.
    """
    temporary = _write_temporary(path, data)
    try:
        os.link(temporary, path)
    except OSError as error:
        if error.errno not in _NO_LINKS:
            raise _about(path, error) from error
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
        os.replace(temporary, path)  # noqa: PTH105 - as above
    finally:
        _discard(temporary)
    sync_folder(path.parent)


def require_own(path: Path, is_own: Callable[[Path], bool], *, what: str) -> None:
    """See that a file may be made: there is none of that name, or one that the studio made of the same kind.

    Args:
        path: The file.
        is_own: Tells what the studio made.
        what: The kind, for the person.

    Raises:
        WriteRefused: It would cost somebody else's file.
    """
    if path.exists() and not is_own(path):
        raise WriteRefused(f"{path}: is no {what}, and would be lost. Name another file with --out.")


def replace_if_unchanged(path: Path, data: bytes, *, expected: str) -> None:
    """Replace a file that a person may be editing, but only while it still holds what was read.

    On Linux the two files are exchanged in one step and what came out is looked at: an editor that saved in between
    gets its bytes back.

    Args:
        path: The file.
        data: Its new bytes.
        expected: Digest of the bytes that were read.

    Raises:
        WriteRefused: The file changed since it was read; it is as the other program left it.
        OSError: The disk said no; the old file is untouched.
    """
    if digest(read_file(path)) != expected:
        raise _changed(path)
    temporary = _write_temporary(path, data, mode=path.stat().st_mode & 0o777)
    try:
        if not exchange(temporary, path):
            os.replace(temporary, path)  # noqa: PTH105 - as above
            return
        if digest(read_file(temporary)) != expected:
            exchange(temporary, path)
            raise _changed(path)
    finally:
        _discard(temporary)
        sync_folder(path.parent)


def _changed(path: Path) -> WriteRefused:
    return WriteRefused(f"{path}: somebody changed this file in the meantime. Nothing was written; try again.")


def exchange(first: Path, second: Path) -> bool:
    """Swap two files in one step; False where the system cannot."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes

    library = ctypes.CDLL(None, use_errno=True)
    if not hasattr(library, "renameat2"):
        return False
    return bool(library.renameat2(_AT_FDCWD, os.fsencode(first), _AT_FDCWD, os.fsencode(second), _EXCHANGE) == 0)


def _write_temporary(path: Path, data: bytes, *, mode: int = 0o644) -> Path:
    temporary = path.parent / temporary_name()
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
        try:
            _write_all(handle, data)
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        _discard(temporary)
        raise _about(path, error) from error
    return temporary


def _about(path: Path, error: OSError) -> OSError:
    """The same error, with the name that a person knows in place of the temporary file's."""
    return OSError(error.errno, error.strerror, str(path))


def _discard(temporary: Path) -> None:
    with contextlib.suppress(OSError):  # a leftover is swept at the next start
        os.unlink(temporary)  # noqa: PTH108 - as above


def sync_folder(folder: Path) -> None:
    """Sync the names in a folder: a file whose name is only in memory is lost with the power.

    Windows cannot open a folder and writes its names down by itself.
    """
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def temporary_name() -> str:
    """A name that nobody else takes and that says whose it is, so that what a killed program left can be told."""
    return f"{PREFIX}{owner_of_this_process().replace(':', ',')},{uuid.uuid4().hex[:8]}.tmp"


@contextmanager
def new_folder(path: Path) -> Iterator[Path]:
    """A folder that is filled under another name and appears whole, or not at all.

    Raises:
        StoreError: Something of that name exists.
        OSError: The disk said no; nothing is left behind.
    """
    fresh = path.parent / temporary_name()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh.mkdir()
        yield fresh
        if os.path.lexists(path):
            raise StoreError(f"{path}: exists already. Choose another name.")
        fresh.rename(path)
        sync_folder(path.parent)
    except OSError as error:
        raise _about(path, error) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def sweep_temporaries(*folders: Path) -> tuple[Path, ...]:
    """Remove what killed programs left in folders, files and half-filled folders; returns what was removed.

    Only what carries the name of a temporary file, and whose process is certainly gone, or that is a week old:
    no write takes so long, and nobody here can ask another machine.
    """
    removed = []
    for path in (path for folder in folders for path in folder.glob(f"{PREFIX}*.tmp")):
        owner = path.name.removeprefix(PREFIX).rpartition(",")[0].replace(",", ":")
        with contextlib.suppress(OSError):
            is_old = time.time() - path.lstat().st_mtime > _OLD_S
            if is_old or (owner and is_gone(owner)):
                shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
                removed.append(path)
    return tuple(removed)
