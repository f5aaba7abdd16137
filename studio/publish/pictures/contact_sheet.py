"""A contact sheet: pictures beside each other at one size, each with a line on what it is and one on what became of it.

It is for people who choose, so it shows what is not approved as well, and says so at its foot.
"""

from __future__ import annotations

import io
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from studio.errors import PictureUnreadable, StoreError, WriteRefused
from studio.files import read_file
from studio.pictures import encode, on_white, open_picture, read
from studio.publish.pictures.lettering import lettering_for
from studio.store.disk import require_own, write_atomic

if TYPE_CHECKING:
    from PIL import Image, ImageDraw

SIGN = "Recipe Studio contact sheet"
"""Comment in the file; one that has it may be replaced."""
FORMATS = {".jpg": "JPEG", ".jpeg": "JPEG", ".png": "PNG", ".pdf": "PDF"}
"""Pillow's formats by file name ending."""
_SIDE = 440
_IN_A_ROW = 4
_GAP, _MARGIN = 36, 56
_HEAD, _CAPTION, _FOOT = 96, 84, 56
_LEAST = 14
"""Smallest size of title and foot, in pixels; a sheet of one picture is narrow."""
_PAPER, _MAT, _INK, _SOFT = "#ffffff", "#f1f1ef", "#161616", "#5c5c5c"
_TONES = {"approved": "#1f6f4a", "rejected": "#a03424"}
FOR_CHOOSING = "For choosing, not for publishing: only what is approved goes out."
"""What stands at the foot of a sheet that shows what is not approved as well."""
_ON_A_PAGE = 12
_FIRST_DAY = 946_684_800
"""The day that every PDF is said to be of, 1 January 2000, in seconds since 1970."""


class Cell(NamedTuple):
    """A picture on the sheet."""

    path: Path
    """The picture."""
    name: str
    """What it is: "Before", or the number of an attempt."""
    became: str = ""
    """What became of it, for example "approved"; empty for a before."""
    words: str = ""
    """What is special about it: the one change, or the variation."""


def draw_sheet(title: str, cells: Sequence[Cell], *, foot: str = FOR_CHOOSING) -> Image.Image:
    """The sheet as RGB, the same for the same pictures. A row is as high as its highest picture.

    Args:
        title: What stands above.
        cells: At least one.
        foot: What stands below.

    Raises:
        PictureUnreadable: One of the pictures cannot be read.
    """
    from PIL import Image, ImageDraw

    columns = len(cells) if len(cells) <= _IN_A_ROW else min(_IN_A_ROW, -(-len(cells) // 2))
    drawn = [(cell, _small(cell.path)) for cell in cells]
    rows = [drawn[begin : begin + columns] for begin in range(0, len(drawn), columns)]
    heights = [max(picture.height for _, picture in row) for row in rows]
    width = 2 * _MARGIN + columns * _SIDE + (columns - 1) * _GAP
    height = _MARGIN + _HEAD + sum(heights) + len(rows) * (_CAPTION + _GAP) + _FOOT
    sheet = Image.new("RGB", (width, height), _PAPER)
    draw = ImageDraw.Draw(sheet)
    room = width - 2 * _MARGIN
    _write(draw, title, at=(_MARGIN, _MARGIN), size=34, least=_LEAST, width=room, fill=_INK)
    top = _MARGIN + _HEAD
    for row, high in zip(rows, heights, strict=True):
        for column, (cell, picture) in enumerate(row):
            left = _MARGIN + column * (_SIDE + _GAP)
            sheet.paste(_MAT, (left, top, left + _SIDE, top + high))
            sheet.paste(picture, (left + (_SIDE - picture.width) // 2, top + (high - picture.height) // 2))
            _caption(draw, cell, left=left, top=top + high + 14)
        top += high + _CAPTION + _GAP
    _write(draw, foot, at=(_MARGIN, height - _FOOT - 8), size=18, least=_LEAST, width=room, fill=_SOFT)
    return sheet


def _small(path: Path) -> Image.Image:
    from PIL import Image, ImageOps

    return ImageOps.contain(on_white(read(path)), (_SIDE, _SIDE), Image.Resampling.LANCZOS)


def _caption(draw: ImageDraw.ImageDraw, cell: Cell, *, left: int, top: int) -> None:
    _write(draw, cell.name, at=(left, top), size=24, width=_SIDE, fill=_INK)
    if cell.became:
        used = int(draw.textlength(cell.name, font=lettering_for(cell.name, 24))) + 16
        tone = _TONES.get(cell.became.partition(" ")[0], _SOFT)
        _write(draw, cell.became, at=(left + used, top), size=24, width=_SIDE - used, fill=tone)
    words = cell.words.replace("→", "to")  # Pillow's own font has no arrow
    _write(draw, words, at=(left, top + 36), size=19, width=_SIDE, fill=_SOFT)


def _write(
    draw: ImageDraw.ImageDraw,
    text: str,
    *,
    at: tuple[int, int],
    size: int,
    width: int,
    fill: str,
    least: int | None = None,
) -> None:
    """One line of text: smaller, down to `least`, where there is no room, and then cut with an ellipsis."""
    for px in range(size, (least or size) - 1, -1):
        font = lettering_for(text, px)
        if draw.textlength(text, font=font) <= width:
            break
    else:
        while text and draw.textlength(f"{text}…", font=font) > width:
            text = text[:-1]
        text = f"{text.rstrip()}…"
    draw.text(at, text, font=font, fill=fill)


def sheet_file(title: str, cells: Sequence[Cell], ending: str, *, foot: str = FOR_CHOOSING) -> bytes:
    """A sheet as a file of a format, with the comment that lets it be replaced later; a PDF has a page for each dozen.

    Args:
        title: What stands above.
        cells: At least one.
        ending: A key of `FORMATS`.
        foot: What stands below.

    Raises:
        PictureUnreadable: One of the pictures cannot be read.
    """
    from PIL.PngImagePlugin import PngInfo

    if FORMATS[ending] == "PDF":
        starts = range(0, len(cells), _ON_A_PAGE)
        return _as_pdf(title, [draw_sheet(title, cells[at : at + _ON_A_PAGE], foot=foot) for at in starts])
    sheet = draw_sheet(title, cells, foot=foot)
    if FORMATS[ending] == "JPEG":
        return encode(sheet, "JPEG", quality=90, optimize=True, subsampling=0, comment=SIGN.encode())
    note = PngInfo()
    note.add_text("Comment", SIGN)
    return encode(sheet, "PNG", pnginfo=note)


def _as_pdf(title: str, pages: Sequence[Image.Image]) -> bytes:
    """Pages as a PDF, the same bytes on every day."""
    day, buffer = time.gmtime(_FIRST_DAY), io.BytesIO()
    pages[0].save(
        buffer, "PDF", save_all=True, append_images=pages[1:], resolution=144, quality=90, title=title, subject=SIGN,
        creationDate=day, modDate=day,
    )  # fmt: skip
    return buffer.getvalue()


def write_sheet(target: Path, title: str, cells: Sequence[Cell]) -> None:
    """Draw a sheet and put it in place; `require_free_sheet` has let its name pass.

    Args:
        target: The file, .jpg, .png or .pdf.
        title: What stands above.
        cells: At least one.

    Raises:
        PictureUnreadable: One of the pictures cannot be read.
        StoreError: It cannot be written.
    """
    data = sheet_file(title, cells, target.suffix.lower())
    try:
        write_atomic(target, data)
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror}). Name another file with --out.") from error


def require_free_sheet(target: Path) -> None:
    """See that a sheet may have this name.

    Raises:
        WriteRefused: Another file has it, or its ending is no picture's.
    """
    if target.suffix.lower() not in FORMATS:
        raise WriteRefused(f"{target}: a contact sheet is a .jpg, a .png or a .pdf. Name it so with --out.")
    require_own(target, _is_sheet, what="contact sheet")


def _is_sheet(path: Path) -> bool:
    try:
        data = read_file(path)
        if data.startswith(b"%PDF"):
            return SIGN.encode("utf-16-be") in data or SIGN.encode() in data
        with open_picture(data, name=path.name) as picture:
            return picture.info.get("comment") == SIGN.encode() or picture.info.get("Comment") == SIGN
    except (OSError, PictureUnreadable):
        return False
