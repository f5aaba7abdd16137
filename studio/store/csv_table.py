"""A CSV file as spreadsheets write it: UTF-8 or UTF-16, or as Excel saves it; with commas, semicolons or tabs."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from studio.errors import ContentError
from studio.files import read_file

_DELIMITERS = (",", ";", "\t")
_OTHER_FILES = {b"PK\x03\x04": "a workbook", b"\xd0\xcf\x11\xe0": "a workbook", b"%PDF": "a PDF"}
"""What people give instead, by its first bytes."""
_SAVE_AGAIN = "In the spreadsheet, save it as 'CSV UTF-8'."


@dataclass(frozen=True)
class CsvTable:
    """The cells of a file, without the lines that say nothing."""

    header_line: int
    """Line of the file on which the heading stands, from 1."""
    header: tuple[str, ...]
    """The first line that says something."""
    rows: tuple[tuple[int, tuple[str, ...]], ...]
    """The others, each with the line it begins on."""
    note: str = ""
    """What to look at in how it was read; empty for nothing."""


def read_csv(path: Path) -> CsvTable:
    """The table in a file, cells without blanks around them.

    Raises:
        ContentError: It is no such file, or has no rows below its heading.
        OSError: It cannot be read.
    """
    text, note = _text_of(path)
    said = re.match(r"sep=(.)\r?\n", text)  # what Excel writes for itself
    body = text[said.end() :] if said else text
    rows: list[tuple[int, tuple[str, ...]]] = []
    begun = 2 if said else 1
    try:
        reader = csv.reader(io.StringIO(body, newline=""), delimiter=said[1] if said else _delimiter(body), strict=True)
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((begun, tuple(cell.strip() for cell in cells)))
            begun = reader.line_num + (2 if said else 1)
    except csv.Error as error:
        raise ContentError(f"{path}:{begun}: cannot be read as CSV ({error}). {_SAVE_AGAIN}") from error
    if len(rows) < 2:
        raise ContentError(f"{path}: has no rows below a heading. Name the columns in the first line.")
    return CsvTable(*rows[0], tuple(rows[1:]), note)


def _text_of(path: Path) -> tuple[str, str]:
    """A file's text, and what to look at in it."""
    data = read_file(path)
    for start, kind in _OTHER_FILES.items():
        if data.startswith(start):
            raise ContentError(f"{path}: is {kind}, not a CSV file. {_SAVE_AGAIN}")
    try:
        if data.startswith((b"\xff\xfe", b"\xfe\xff")):
            return data.decode("utf-16"), ""
        return data.decode("utf-8-sig"), ""
    except UnicodeDecodeError:
        note = "is no UTF-8, so it was read as Windows-1252, as Excel saves it: look at names with accents"
        return data.decode("cp1252", errors="replace"), f"{path}: {note}"


def _delimiter(text: str) -> str:
    """What separates the cells: the sign that makes most columns of the first line that says something."""
    head = next((line for line in text.splitlines() if line.strip()), "")
    return max(_DELIMITERS, key=lambda sign: len(next(csv.reader([head], delimiter=sign), [])))
