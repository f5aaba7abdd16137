"""A hand-off: one archive with a small site of chosen recipes and their approved pictures at full size."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from studio.core.attempts.cut import Cut
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
_README_CUTS = """
cuts/           the {count} as their channels take them, each looked at and approved
{list}        for which channel each of them is, its size and its SHA-256 digest
"""
CUTS_LIST = "cuts.csv"
"""Table of the approved cuts."""
_CUTS_COLUMNS = ("file", "recipe", "channel", "rules_of", "width_px", "height_px", "format", "bytes", "attempt",
                 "approved", "reviewer", "sha256")  # fmt: skip


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
    def name(self) -> str:
        """What it is called in errors."""
        return f"{self.recipe} {self.attempt}"

    @property
    def place(self) -> str:
        """Its place in the archive."""
        return approved_place(self.recipe, self.attempt, self.path.name)


class PackedCut(NamedTuple):
    """An approved cut, for somebody who will upload it."""

    path: Path
    """The file."""
    cut: Cut
    """Its record."""

    @property
    def digest(self) -> str:
        """Digest of the bytes that were approved."""
        return self.cut.digest

    @property
    def name(self) -> str:
        """What it is called in errors."""
        return self.cut.file

    @property
    def place(self) -> str:
        """Its place in the archive."""
        return f"cuts/{self.cut.file}"


def write_hand_off(
    target: Path, *, title: str, site: Path, pictures: Sequence[Deliverable], cuts: Sequence[PackedCut] = ()
) -> int:
    """Write the archive; the same content gives the same bytes. Returns its size in bytes.

    Args:
        target: The file. An earlier hand-off is replaced in one step, any other file is left alone.
        title: What it is about.
        site: Folder of the small site.
        pictures: Approved pictures.
        cuts: Approved cuts.

    Raises:
        WriteRefused: Another file has this name.
        StoreError: It cannot be written, or a picture is no longer what was approved.
    """
    require_free(target)
    folder, begun = target.stem, target.with_name(f".{target.name}.part")
    texts = _texts(title, pictures, cuts)
    files: list[Deliverable | PackedCut] = [*pictures, *cuts]
    try:
        with zipfile.ZipFile(begun, "w") as archive:
            archive.comment = _SIGN
            for name, text in texts.items():
                add_file(archive, f"{folder}/{name}", text, compress=True)
            for one in files:
                add_file(archive, f"{folder}/{one.place}", _approved_bytes(one))
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


def _texts(title: str, pictures: Sequence[Deliverable], cuts: Sequence[PackedCut]) -> dict[str, bytes]:
    """The texts of the archive by name; tables begin with the mark by which spreadsheets know UTF-8."""
    readme = _README.format(title=title, count=_count(len(pictures)), list=LIST)
    texts = {LIST: _table(_COLUMNS, map(_picture_row, pictures))}
    if cuts:
        readme += _README_CUTS.format(count=_count(len(cuts)), list=CUTS_LIST)
        texts[CUTS_LIST] = _table(_CUTS_COLUMNS, map(_cut_row, cuts))
    return {"README.txt": readme.encode(), **{name: text.encode("utf-8-sig") for name, text in texts.items()}}


def _count(number: int) -> str:
    return "picture" if number == 1 else f"{number} pictures"


def _approved_bytes(one: Deliverable | PackedCut) -> bytes:
    data = read_file(one.path) if one.path.is_file() else b""
    if digest(data) != one.digest:
        raise StoreError(f"{one.name}: changed while it was packed. Look at it again.")
    return data


def _picture_row(one: Deliverable) -> tuple[object, ...]:
    return (one.place, one.recipe, one.title, one.channel, one.width_px, one.height_px, one.engine, one.model,
            one.approved, one.reviewer, one.digest.removeprefix("sha256:"))  # fmt: skip


def _cut_row(one: PackedCut) -> tuple[object, ...]:
    cut, review = one.cut, one.cut.review
    if review is None:  # whoever packs it has looked
        raise AssertionError(cut.file)
    return (one.place, cut.recipe, cut.channel, cut.as_of, cut.width_px, cut.height_px, cut.format, cut.size_bytes,
            cut.attempt, review.reviewed[:10], review.reviewer, cut.digest.removeprefix("sha256:"))  # fmt: skip


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\r\n")  # RFC 4180, as spreadsheets read it
    table.writerow(columns)
    table.writerows([_cell(str(value)) for value in row] for row in rows)
    return text.getvalue()


def _cell(text: str) -> str:
    """Text that a spreadsheet does not run: what begins like a formula gets an apostrophe (OWASP, CSV injection)."""
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
