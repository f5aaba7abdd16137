"""The site changes only when everything new is made: by one exchange of folders, or file by file where few changed."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from studio.errors import StoreError
from studio.store.disk import exchange

MARK = ".recipe-studio-site"
"""File that says a folder was built by the studio and may be replaced."""
_KEPT = (".gitignore", ".git", "CNAME", ".nojekyll")
"""What a person keeps in the folder of the site."""
FEW = 400
"""Up to so many changed files are put in place one by one; more of them make one exchange worth its links."""
_PIECE = 1 << 17
"""Bytes that are compared at once: files that differ mostly do so early."""


@contextmanager
def gathered(out: Path) -> Iterator[Path]:
    """A fresh folder beside the site in which new files are gathered; it vanishes whatever happens.

    Raises:
        StoreError: `out` holds files that the studio did not make, or the place cannot be written.
    """
    require_ours(out)
    fresh = out.with_name(f".{out.name}.next")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        for folder in ("recipes", "pictures", "assets"):
            (fresh / folder).mkdir(parents=True)
    except OSError as error:
        raise StoreError(f"{out}: cannot be written ({error.strerror}). Name another folder with --out.") from error
    try:
        yield fresh
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def require_ours(out: Path) -> None:
    """See that a folder may be replaced.

    Raises:
        StoreError: It holds files that the studio did not make.
    """
    if not out.exists() or (out / MARK).exists():
        return
    foreign = sorted(path.name for path in out.iterdir() if path.name not in _KEPT)
    if foreign:
        raise StoreError(
            f"{out}: holds files that the studio did not build ({', '.join(foreign[:3])}). "
            "Name an empty folder with --out, or move them away."
        )


def put_in_place(
    fresh: Path, out: Path, *, expected: Callable[[], Iterable[str]], gone: Iterable[str], whole: bool
) -> int:
    """Bring what was gathered into the site; returns how many files changed, or were made anew.

    Args:
        fresh: New files, at their places.
        out: The site.
        expected: Says every file of the whole site; asked only when the folders are exchanged.
        gone: Files that no longer belong to the site.
        whole: Whether every file was made anew, so that nothing else may stay.
    """
    here = _files_below(fresh)
    lost = [path for path in gone if (out / path).exists()]
    is_anew = whole or not (out / MARK).exists()
    new = here if is_anew else [path for path in here if not _same(f"{fresh}/{path}", f"{out}/{path}")]
    changed = len(new) + len(lost)
    if is_anew or changed > FEW:
        _exchange(fresh, out, expected(), frozenset(here))
    else:
        _one_by_one(fresh, out, new, lost)
    return changed


def _files_below(folder: Path) -> list[str]:
    """Places of all files, from the folder on."""
    found, pending = list[str](), [""]
    while pending:
        above = pending.pop()
        with os.scandir(f"{folder}/{above}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    pending.append(f"{above}{entry.name}/")
                else:
                    found.append(f"{above}{entry.name}")
    return found


def _same(fresh: str, old: str) -> bool:
    try:
        if os.stat(fresh).st_size != os.stat(old).st_size:  # noqa: PTH116 - quicker for thousands
            return False
        with open(fresh, "rb", buffering=0) as one, open(old, "rb", buffering=0) as other:  # noqa: PTH123 - as above
            while piece := one.read(_PIECE):
                if piece != other.read(_PIECE):
                    return False
    except OSError:
        return False
    return True


def _one_by_one(fresh: Path, out: Path, new: Iterable[str], gone: Iterable[str]) -> None:
    """Pictures first, then the pages that show them, then the lists that lead to them; what is gone goes last.

    So no page ever leads nowhere. A program that is killed half-way leaves whole files, and the next build goes on.
    """
    rank = {"pictures": 0, "assets": 0, "recipes": 1}
    for path in sorted(new, key=lambda name: (rank.get(name.partition("/")[0], 2), name)):
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        os.replace(fresh / path, target)  # noqa: PTH105 - beside the other system calls
    folders = set()
    for path in gone:
        (out / path).unlink(missing_ok=True)
        folders.add((out / path).parent)
    for folder in folders - {out}:
        with contextlib.suppress(OSError):  # not empty
            folder.rmdir()


def _exchange(fresh: Path, out: Path, expected: Iterable[str], here: frozenset[str]) -> None:
    missing = [path for path in expected if path not in here]
    for folder in {path.rpartition("/")[0] for path in missing}:
        (fresh / folder).mkdir(parents=True, exist_ok=True)
    for path in missing:
        _link(f"{out}/{path}", f"{fresh}/{path}")
    (fresh / MARK).write_text("Built by Recipe Studio. Everything here is replaced at the next build.\n")
    _drop_empty(fresh)
    if not out.exists():
        out.parent.mkdir(parents=True, exist_ok=True)
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


def _link(old: str, new: str) -> None:
    try:
        os.link(old, new)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copyfile(old, new)


def _drop_empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            with contextlib.suppress(OSError):
                path.rmdir()
