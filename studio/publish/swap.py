"""The site changes in one step: the old one stays until the new one is whole."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StoreError
from studio.store.disk import exchange

MARK = ".recipe-studio-site"
"""File that says a folder was built by the studio and may be replaced."""
_KEPT = (".gitignore", ".git", "CNAME", ".nojekyll")
"""What a person keeps in the folder of the site."""


@contextmanager
def new_site(out: Path) -> Iterator[Path]:
    """A fresh folder to build in; it takes the place of `out` when the block ends well, and vanishes when it fails.

    Raises:
        StoreError: `out` holds files that the studio did not make.
    """
    _require_ours(out)
    fresh = out.with_name(f".{out.name}.next")
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir(parents=True)
    try:
        yield fresh
        (fresh / MARK).write_text("Built by Recipe Studio. Everything here is replaced at the next build.\n")
        _put_in_place(fresh, out)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _require_ours(out: Path) -> None:
    if not out.exists() or (out / MARK).exists():
        return
    foreign = sorted(path.name for path in out.iterdir() if path.name not in _KEPT)
    if foreign:
        raise StoreError(
            f"{out}: holds files that the studio did not build ({', '.join(foreign[:3])}). "
            "Name an empty folder with --out, or move them away."
        )


def _put_in_place(fresh: Path, out: Path) -> None:
    if not out.exists():
        fresh.rename(out)
        return
    for name in _KEPT:
        kept = out / name
        if kept.is_dir():
            shutil.copytree(kept, fresh / name, symlinks=True)
        elif kept.exists():
            shutil.copy2(kept, fresh / name)
    if exchange(fresh, out):
        return
    aside = out.with_name(f".{out.name}.old")
    shutil.rmtree(aside, ignore_errors=True)
    out.replace(aside)
    fresh.replace(out)
    shutil.rmtree(aside, ignore_errors=True)
