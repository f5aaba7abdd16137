"""A hand-off: one archive with a small site of chosen recipes and their approved pictures at full size."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from studio.errors import StoreError
from studio.files import read_file
from studio.publish.pages.bundle import add_file
from studio.publish.pages.site_text import approved_place
from studio.publish.place import MARK
from studio.store.disk import digest, require_own

_SIGN = b"Recipe Studio hand-off"
"""Comment of an archive that may be replaced."""
_PACKED = frozenset({".avif", ".webp", ".jpg", ".png", ".zip"})
"""Endings of files that are as small as they get."""
LIST = "approved.csv"
"""Table of the approved pictures."""
_COLUMNS = ("file", "recipe", "title", "channel", "width_px", "height_px", "engine", "model", "approved", "reviewer",
            "sha256")  # fmt: skip
_README = """{title}

Open index.html in a browser. It shows every picture before and after, the words it was asked for with,
what made it, and who approved it. It needs no network and no server.

approved/       the {count} as approved, at full size
{list}    what each of them is, with its SHA-256 digest
"""


class Deliverable(NamedTuple):
    """An approved picture, for somebody who will use it."""

    path: Path
    """The file."""
    digest: str
    """Digest of the bytes that were approved."""
    recipe: str
    """Slug of its recipe."""
    attempt: str
    """Number of the attempt."""
    title: str
    """Heading of the recipe."""
    channel: str
    """Where it will be used, or empty."""
    width_px: int
    """Width in pixels."""
    height_px: int
    """Height in pixels."""
    engine: str
    """What made it."""
    model: str
    """Its model, or empty."""
    approved: str
    """Day of the approval."""
    reviewer: str
    """Who approved it, or empty."""

    @property
    def place(self) -> str:
        """Its place in the archive."""
        return approved_place(self.recipe, self.attempt, self.path.name)


def write_hand_off(target: Path, *, title: str, site: Path, pictures: Sequence[Deliverable]) -> int:
    """Write the archive; the same content gives the same bytes. Returns its size in bytes.

    Args:
        target: The file. An earlier hand-off is replaced in one step, any other file is left alone.
        title: What it is about.
        site: Folder of the small site.
        pictures: Approved pictures.

    Raises:
        WriteRefused: Another file has this name.
        StoreError: It cannot be written, or a picture is no longer what was approved.
    """
    require_free(target)
    folder, begun = target.stem, target.with_name(f".{target.name}.part")
    count = "picture" if len(pictures) == 1 else f"{len(pictures)} pictures"
    readme = _README.format(title=title, count=count, list=LIST)
    texts = {"README.txt": readme.encode(), LIST: _table(pictures).encode("utf-8-sig")}  # the mark is for spreadsheets
    try:
        with zipfile.ZipFile(begun, "w") as archive:
            archive.comment = _SIGN
            for name, text in texts.items():
                add_file(archive, f"{folder}/{name}", text, compress=True)
            for picture in pictures:
                add_file(archive, f"{folder}/{picture.place}", _approved_bytes(picture))
            for path in _files(site):
                name = f"{folder}/{path.relative_to(site).as_posix()}"
                add_file(archive, name, read_file(path), compress=path.suffix not in _PACKED)
        size = begun.stat().st_size
        os.replace(begun, target)  # noqa: PTH105 - one step
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror}). Name another file with --out.") from error
    finally:
        begun.unlink(missing_ok=True)
    return size


def require_free(target: Path) -> None:
    """See that a hand-off may have this name.

    Raises:
        WriteRefused: Another file has it.
    """
    require_own(target, _is_hand_off, what="hand-off")


def _is_hand_off(path: Path) -> bool:
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.comment == _SIGN
    except (OSError, zipfile.BadZipFile):
        return False


def _files(site: Path) -> Iterable[Path]:
    return sorted(
        path for path in site.rglob("*") if path.is_file() and path.name != MARK and path.parent.name != "approved"
    )


def _approved_bytes(picture: Deliverable) -> bytes:
    data = read_file(picture.path) if picture.path.is_file() else b""
    if digest(data) != picture.digest:
        raise StoreError(f"{picture.recipe} {picture.attempt}: changed while it was packed. Look at it again.")
    return data


def _table(pictures: Sequence[Deliverable]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")  # RFC 4180, as spreadsheets read it
    table.writerow(_COLUMNS)
    for one in pictures:
        table.writerow([
            _cell(str(value))
            for value in (one.place, one.recipe, one.title, one.channel, one.width_px, one.height_px, one.engine,
                          one.model, one.approved, one.reviewer, one.digest.removeprefix("sha256:"))
        ])  # fmt: skip
    return text.getvalue()


def _cell(text: str) -> str:
    """Text that a spreadsheet does not run: what begins like a formula gets an apostrophe (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
