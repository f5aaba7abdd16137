"""One writer per workspace, and which process holds a request open. Reading needs no lock.

An owner is written as `host:pid:start:boot:machine`. A process is only called gone where that is certain: it ran
under this kernel and cannot be found, or this very machine has started anew since. Everything else, another machine
above all, cannot be seen from here, and a person has to say what became of it.
"""

from __future__ import annotations

import hashlib
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock, Timeout

from studio.errors import WorkspaceLocked

OWN_FOLDER = ".studio"
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
    folder = content / OWN_FOLDER
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


_PROC = Path("/proc")


@dataclass(frozen=True)
class Owner:
    """A process, with what tells it from every other one."""

    host: str
    """Name of its machine, which may change while it runs."""
    pid: str
    start: str
    """When it started, in clock ticks since boot; `?` where that cannot be told."""
    boot: str = ""
    """The running kernel and the name space of process numbers; empty where that cannot be told."""
    machine: str = ""
    """The machine, the same after a restart; empty where that cannot be told."""

    def __str__(self) -> str:
        return ":".join((self.host, self.pid, self.start, self.boot, self.machine))


def owner_of_this_process() -> str:
    """This process as it is written into a sidecar."""
    return str(_here(os.getpid()))


def _here(pid: int) -> Owner:
    return Owner(socket.gethostname().replace(":", "-"), str(pid), _started(pid), _boot(), _machine())


def is_gone(owner: str) -> bool:
    """Whether it is certain that the process of an owner is no longer there; an empty owner holds nothing."""
    if not owner:
        return True
    held = _parse(owner)
    if held is None:
        return False
    here = _here(int(held.pid))
    if _same_kernel(held, here):
        return here.start not in (held.start, "?")
    return bool(held.machine) and (held.host, held.machine) == (here.host, here.machine) and _restarted(held, here)


def is_elsewhere(owner: str) -> bool:
    """Whether the process of an owner cannot be seen from here, so that nobody here knows whether it still runs."""
    if is_gone(owner):
        return False
    held = _parse(owner)
    return held is None or not _same_kernel(held, _here(int(held.pid)))


def _parse(owner: str) -> Owner | None:
    parts = owner.split(":")
    return Owner(*parts) if len(parts) in (3, 5) and parts[1].isdigit() else None


def _same_kernel(held: Owner, here: Owner) -> bool:
    return held.boot == here.boot if held.boot else held.host == here.host


def _restarted(held: Owner, here: Owner) -> bool:
    return bool(held.boot) and held.boot.partition("-")[0] != here.boot.partition("-")[0]


def _boot() -> str:
    """The kernel since its start, and the name space that process numbers belong to (containers have their own)."""
    try:
        kernel = (_PROC / "sys/kernel/random/boot_id").read_text(encoding="ascii")
        space = (_PROC / "self/ns/pid").readlink()
    except OSError:
        return ""
    return f"{_short(kernel)}-{_short(str(space))}"


def _machine() -> str:
    """A name of this machine that survives a restart; hashed, since systemd asks that it be told to nobody."""
    try:
        return _short(Path("/etc/machine-id").read_text(encoding="ascii"))
    except OSError:
        return ""


def _short(text: str) -> str:
    return hashlib.sha256(f"recipe-studio {text.strip()}".encode()).hexdigest()[:12] if text.strip() else ""


def _started(pid: int) -> str:
    """When a process started, in clock ticks since boot; empty when there is none, `?` where it cannot be told."""
    try:
        stat = (_PROC / str(pid) / "stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        return _alive(pid)  # no such process, or a system that hides those of others
    except OSError:
        return "?"
    return stat.rpartition(")")[2].split()[19]


def _alive(pid: int) -> str:
    if os.name == "nt":  # signal 0 is Ctrl-C there
        return "?"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        return "?"
    return "?"
