"""What the terminal studio keeps in the system's state folder: what it remembers, and the log of a fault."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

from platformdirs import user_state_path

from studio.store.disk import write_atomic


def _path() -> Path:
    return user_state_path("recipe-studio") / "terminal.json"


def remembered(root: Path | None) -> dict[str, Any]:
    """What was remembered for everywhere and for one workspace; an unreadable file is as good as none."""
    try:
        kept = json.loads(_path().read_text(encoding="utf-8"))
        own = kept.get("workspaces", {}).get(str(root), {}) if root else {}
        return {**kept.get("everywhere", {}), **own}
    except (OSError, ValueError, AttributeError):
        return {}


def remember(root: Path | None, *, everywhere: dict[str, Any], here: dict[str, Any]) -> None:
    """Remember; a state folder that cannot be written is no error, the next start is only less comfortable."""
    try:
        kept = json.loads(_path().read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    kept["everywhere"] = everywhere
    if root is not None:
        kept.setdefault("workspaces", {})[str(root)] = here
    try:
        _path().parent.mkdir(parents=True, exist_ok=True)
        write_atomic(_path(), json.dumps(kept, indent=2).encode())
    except OSError:
        return


def write_fault_log(text: str) -> Path:
    """Write down what went wrong in the studio itself, over what was there; returns the file."""
    path = _path().with_name("fault.log")
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, text.encode("utf-8", errors="backslashreplace"))
    return path
