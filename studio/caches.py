"""Folders of the user's cache: what can be made again at any time, shared by all workspaces, never in one of them."""

from __future__ import annotations

import contextlib
from pathlib import Path


def cache_folder(name: str) -> Path | None:
    """A folder of the system's cache of this user, made if need be; None where there can be none.

    Args:
        name: What is kept there, with a number that rises with its form.
    """
    from platformdirs import user_cache_path

    folder = user_cache_path("recipe-studio") / name
    with contextlib.suppress(OSError):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return folder
    return None
