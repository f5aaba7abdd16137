"""Reading files that somebody else put there, and saying what the system refuses.

Only regular files are read: opening a pipe would wait for ever, a device has no end, and a folder is no file.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MOST_BYTES = 512_000_000
"""Largest file that is read: more than any picture of 50 megapixels takes."""
MOST_TEXT_BYTES = 16_000_000
"""Largest recipe or sidecar that is read: thousands of times a real one."""
YOUNG_NS = 2_000_000_000
"""A file changed within this time could change again without its time changing (git calls this racy)."""
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_NOCTTY", 0) | getattr(os, "O_BINARY", 0)
_KINDS = (
    (stat.S_ISDIR, "is a folder, no file"), (stat.S_ISFIFO, "is a pipe, no file"),
    (stat.S_ISSOCK, "is a socket, no file"), (stat.S_ISCHR, "is a device, no file"),
    (stat.S_ISBLK, "is a device, no file"),
)  # fmt: skip
_WHY = {
    errno.ENOSPC: ("the disk is full", "Make room, then try again."),
    errno.EDQUOT: ("your share of the disk is used up", "Make room, then try again."),
    errno.EFBIG: ("the file would be larger than this system allows", "Make room, or raise the limit (ulimit -f)."),
    errno.EROFS: ("it stands on a disk that can only be read", "Copy the workspace to one that can be written."),
    errno.EACCES: ("you may not read or write it", "Change its permissions, or work as its owner."),
    errno.EPERM: ("the system does not allow it", "Change its permissions, or work as its owner."),
    errno.EIO: ("the disk could not read or write it", "Look after the disk; bring the file back from a backup."),
    errno.EMFILE: ("too many files are open", "Raise the limit (ulimit -n), then try again."),
    errno.ENFILE: ("too many files are open", "Close other programs, then try again."),
    errno.ENAMETOOLONG: ("its name is too long", "Give it a shorter name."),
    errno.ELOOP: ("its links lead in a circle", "Put the file itself in the place of the link."),
    errno.ENOTDIR: ("a part of its path is a file, no folder", "Correct the path."),
    errno.EISDIR: ("is a folder, no file", "Put the file there."),
    errno.ENOENT: ("is not there", "Correct the path, or bring it back."),
    errno.EEXIST: ("exists already", "Move it away, or take another name."),
    errno.ENOTEMPTY: ("the folder is not empty", "Move what is in it away."),
    errno.EBUSY: ("another program uses it", "Close that program, then try again."),
    errno.EXDEV: ("it stands on another disk", "Keep the workspace on one disk."),
}
"""Reason and remedy by the system's number of an error."""
_OWN = {errno.EINVAL: "Put the file itself there.", errno.EFBIG: "Put a smaller one there."}
"""Remedy for what is refused here, not by the system."""


def read_file(path: str | Path, *, at_most: int = MOST_BYTES) -> bytes:
    """A whole regular file, links followed, without ever waiting for another program.

    Args:
        path: The file.
        at_most: Largest size in bytes.

    Raises:
        OSError: It cannot be read, is no regular file, or is larger; `reason` and `strerror` say why.
    """
    try:
        handle = os.open(path, _FLAGS)
    except OSError as error:
        if error.errno == errno.ENXIO:  # a socket, or a pipe on some systems
            raise OSError(errno.EINVAL, "is a socket or a device, no file", str(path)) from error
        raise
    try:
        return read_open(handle, str(path), at_most=at_most)
    finally:
        os.close(handle)


def read_open(handle: int, path: str, *, at_most: int = MOST_BYTES) -> bytes:
    """The same of a file that is open; `path` is for the person."""
    found = os.fstat(handle)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, kind_of(found.st_mode), path)
    if found.st_size > at_most:
        raise OSError(errno.EFBIG, f"is larger than the {at_most / 1e6:.0f} MB that are read", path)
    data = os.read(handle, found.st_size + 1)
    if len(data) == found.st_size:  # a byte more was asked for: this is the end
        return data
    pieces = [data]
    while data := os.read(handle, 1 << 20):
        pieces.append(data)
    return b"".join(pieces)


def is_passing(name: str) -> bool:
    """Whether a file of this name is hidden, or is there only while a program writes; nobody waits for its changes."""
    return name.startswith(".") or name.endswith(("~", ".swp", ".tmp", ".raw"))


def kind_of(mode: int) -> str:
    """What stands in a file's place, as a phrase that follows its name."""
    return next((words for is_kind, words in _KINDS if is_kind(mode)), "is no regular file")


def reason(error: OSError) -> str:
    """Why the system refused, as a phrase."""
    words = error.strerror or str(error) or "the system refused it"
    return _WHY[error.errno][0] if error.errno in _WHY and words == os.strerror(error.errno) else words


def in_one_line(error: OSError) -> str:
    """A refusal of the system as one line for a person: which file, why, and how to mend it."""
    place = " and ".join(
        os.fsdecode(name) for name in (error.filename, error.filename2) if isinstance(name, str | bytes)
    )
    return f"{place}{': ' if place else ''}{reason(error)}. {remedy(error)}"


def remedy(error: OSError) -> str:
    """How to mend it, as a sentence."""
    why, remedy = _WHY.get(error.errno or 0, ("", ""))
    return remedy if why == reason(error) else _OWN.get(error.errno or 0, "See to it, then try again.")
