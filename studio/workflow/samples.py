"""The sample recipes, copied into a workspace to be looked at, changed and run."""

from __future__ import annotations

import shutil
from pathlib import Path

from studio.store.bundled import bundled
from studio.store.places import recipe_slugs


def copy_samples(root: Path) -> int:
    """Copy every sample recipe that is not there yet; returns how many were copied.

    Args:
        root: A workspace.
    """
    samples, content = bundled("content"), root / "content"
    copied = 0
    for slug in recipe_slugs(samples):
        if not (content / slug).exists():
            shutil.copytree(samples / slug, content / slug)
            copied += 1
    return copied
