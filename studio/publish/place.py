"""The site changes only when everything new is made: then each file that is different is put in place, whole."""

from __future__ import annotations

import filecmp
import os
import shutil
from collections.abc import Iterator, Set
from contextlib import contextmanager, suppress
from pathlib import Path

from studio.errors import StoreError

MARK = ".recipe-studio-site"
"""File that says a folder was built by the studio and may be replaced."""
_KEPT = (".gitignore", ".git", "CNAME", ".nojekyll")
"""What a person keeps in the folder of the site."""
_RANK = {"pictures": 0, "assets": 0, "approved": 0, "cuts": 0, "recipes": 1}
"""Order in which folders are put in place; the lists come last."""


@contextmanager
def staged(out: Path) -> Iterator[Path]:
    """A fresh folder beside the site in which new files are gathered; it vanishes whatever happens.

    Raises:
        StoreError: The place cannot be written.
    """
    fresh = out.with_name(f".{out.name}.next")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        for folder in ("recipes", "pictures", "assets", "approved", "cuts"):
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


def put_in_place(fresh: Path, out: Path, expected: Set[str]) -> int:
    """Bring what was gathered into the site; returns how many files were put there or removed.

    Pictures come first, then the pages that show them, then the lists that lead to them; what is gone goes last. So no
    page ever leads nowhere, and a program that is killed half-way leaves whole files for the next build to go on from.

    Args:
        fresh: New files, at their places.
        out: The site.
        expected: Every file of the whole site; others are removed.
    """
    out.mkdir(parents=True, exist_ok=True)
    (out / MARK).write_text("Built by Recipe Studio. Everything here is replaced at the next build.\n")
    new = [path for path in files_below(fresh) if not _is_same(fresh / path, out / path)]
    for path in sorted(new, key=lambda name: (_RANK.get(name.partition("/")[0], 2), name)):
        (out / path).parent.mkdir(exist_ok=True)
        os.replace(fresh / path, out / path)  # noqa: PTH105 - one step
    gone = [path for path in files_below(out) if path not in expected and path.split("/")[0] not in {MARK, *_KEPT}]
    for path in gone:
        (out / path).unlink()
        with suppress(OSError):  # the folder is not empty
            (out / path).parent.rmdir()
    return len(new) + len(gone)


def files_below(folder: Path) -> Iterator[str]:
    """Places of all files, from the folder on."""
    for here, _, names in os.walk(folder):
        above = "" if here == str(folder) else f"{Path(here).relative_to(folder).as_posix()}/"
        yield from (f"{above}{name}" for name in names)


def _is_same(one: Path, other: Path) -> bool:
    try:
        return filecmp.cmp(one, other, shallow=False)
    except OSError:  # not there
        return False
