"""A picture of a few characters, for a line of a list: two pixels a character, in any terminal with colours."""

from __future__ import annotations

import contextlib
import textwrap
from collections.abc import Sequence
from pathlib import Path

from PIL import Image, ImageOps
from rich.cells import cell_len
from rich.text import Text

from studio.errors import PictureUnreadable
from studio.pictures import bytes_of, preview
from studio.tui.pictures.half_blocks import half_blocks

COLUMNS, ROWS = 8, 4
"""Size in characters; two pixels stand in one, so that a square picture looks square."""

_LONGEST_PX = 64


def thumbnail(path: Path | None) -> list[Text]:
    """A picture as rows of half blocks; empty rows when there is none. Slow for a large file: call it in a thread."""
    rows = [Text(" " * COLUMNS) for _ in range(ROWS)]
    if path is None:
        return rows
    with contextlib.suppress(PictureUnreadable):
        seen = preview(bytes_of(path), name=path.name, longest_px=_LONGEST_PX)
        small = ImageOps.fit(seen, (COLUMNS, ROWS * 2), Image.Resampling.BOX)
        strips = half_blocks(small, COLUMNS, ROWS)
        rows = [Text.assemble(*((segment.text, segment.style or "") for segment in strip)) for strip in strips]
    return rows


def beside(picture: list[Text], lines: Sequence[Text], *, rail: tuple[str, str], width: int) -> Text:
    """A thumbnail with text beside it, at the rail that leads to it.

    Args:
        picture: Its rows; empty ones where there is no room for it.
        lines: Texts, each laid into as many lines as it needs.
        rail: What stands before its first line, and before the further ones.
        width: Columns there are.
    """
    room = max(8, width - cell_len(rail[1]) - picture[0].cell_len - 2)
    laid = [Text(part, line.style) for line in lines for part in textwrap.wrap(line.plain, room)]
    rows = []
    for place, row in enumerate(picture):
        words = laid[place] if place < len(laid) else Text()
        rows.append(Text.assemble((rail[0 if place == 0 else 1], "cyan"), row, " ", words))
    text = Text("\n").join(rows)
    text.no_wrap, text.overflow = True, "ellipsis"
    return text
