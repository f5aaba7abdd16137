"""Which process owns an attempt, and whether it is still there."""

from __future__ import annotations

import os
import socket
from pathlib import Path


def owner_of_this_process() -> str:
    """This process as `host:pid:start`, so that a recycled process number is not mistaken for it."""
    return f"{socket.gethostname()}:{os.getpid()}:{_started(os.getpid())}"


def is_gone(owner: str) -> bool:
    """Whether the process that an `owner` names is no longer there, as far as can be seen from this machine."""
    host, _, rest = owner.partition(":")
    number, _, started = rest.partition(":")
    if host != socket.gethostname() or not number.isdigit():
        return host != socket.gethostname()  # another machine: its process cannot be seen from here
    return _started(int(number)) != started


def _started(pid: int) -> str:
    """When a process started, in clock ticks since boot; empty when there is none, `?` where it cannot be told."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace")
    except FileNotFoundError:
        if Path("/proc/self/stat").exists():
            return ""
        return _alive(pid)
    except OSError:
        return "?"
    return stat.rpartition(")")[2].split()[19]


def _alive(pid: int) -> str:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return ""
    except OSError:
        return "?"
    return "?"
