"""A hand-off: one archive with a small site of chosen recipes and their approved pictures at full size."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path

from studio.errors import StoreError
from studio.files import read_file
from studio.publish.hand_off_records import (
    CUTS_LIST,
    LIST,
    RECORDS,
    RIGHTS_LIST,
    STATEMENT,
    Deliverable,
    PackedCut,
    records,
)
from studio.publish.pages.bundle import add_file
from studio.publish.pictures.contact_sheet import Cell, sheet_file
from studio.publish.place import MARK
from studio.store.disk import digest, require_own

SHEET = "contact-sheet"
"""Name of the sheet with all pictures, without its ending."""
_SIGN = b"Recipe Studio hand-off"
"""Comment of an archive that may be replaced."""
_PACKED = frozenset({".avif", ".webp", ".jpg", ".png", ".zip", ".pdf"})
"""Endings of files that are as small as they get."""
_COPIED = frozenset({"approved", "cuts"})
"""Folders of the site whose files come from their records, which say the digest of each."""
_README = """{title}

Open index.html in a browser. It shows every picture before and after, the words it was asked for with,
what made it, and who approved it. It needs no network and no server. For paper or a PDF, print a page
of it from the browser: a recipe takes at most a few sheets.

approved/       the {count} as approved, at full size
{list}    what each of them is: prompt, verdict, credit, SHA-256 digest
{rights}      the pictures that they were made with, and whose those are
{records}    the same for programs
{statement}  where the pictures come from, in words
contact-sheet   all of them on one sheet, as PNG and as PDF
"""
_README_CUTS = """
cuts/           the {count} as their channels take them, each looked at and approved
{list}        for which channel each of them is, its size and its SHA-256 digest
"""
_FOOT = "Approved pictures at full size lie in approved/."


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
        PictureUnreadable: A picture is damaged.
    """
    require_free(target)
    folder, begun = target.stem, target.with_name(f".{target.name}.part")
    texts = _texts(title, pictures, cuts)
    files: list[Deliverable | PackedCut] = [*pictures, *cuts]
    try:
        with zipfile.ZipFile(begun, "w") as archive:
            archive.comment = _SIGN
            for name, text in texts.items():
                add_file(archive, f"{folder}/{name}", text, compress=Path(name).suffix not in _PACKED)
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
        path for path in site.rglob("*") if path.is_file() and path.name != MARK and path.parent.name not in _COPIED
    )


def _texts(title: str, pictures: Sequence[Deliverable], cuts: Sequence[PackedCut]) -> dict[str, bytes]:
    """Everything in the archive beside the pictures and the small site, by name."""
    readme = _README.format(title=title, count=_count(len(pictures)), list=LIST, rights=RIGHTS_LIST, records=RECORDS,
                            statement=STATEMENT)  # fmt: skip
    readme += _README_CUTS.format(count=_count(len(cuts)), list=CUTS_LIST) if cuts else ""
    cells = [Cell(one.path, one.title, words=f"{one.channel or one.recipe}, attempt {one.attempt}") for one in pictures]
    cells += [Cell(one.path, one.cut.channel, words=one.cut.file) for one in cuts]
    sheets = {f"{SHEET}{ending}": sheet_file(title, cells, ending, foot=_FOOT) for ending in (".png", ".pdf")}
    return {"README.txt": readme.encode(), **records(title, pictures, cuts), **sheets}


def _count(number: int) -> str:
    return "picture" if number == 1 else f"{number} pictures"


def _approved_bytes(one: Deliverable | PackedCut) -> bytes:
    data = read_file(one.path) if one.path.is_file() else b""
    if digest(data) != one.digest:
        raise StoreError(f"{one.name}: changed while it was packed. Look at it again.")
    return data
