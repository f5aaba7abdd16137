"""A picture of a few characters, for a line of a list: two pixels a character, in any terminal with colours."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from pathlib import Path

from rich.text import Text

COLUMNS, ROWS = 8, 4
"""Size in characters; two pixels stand in one, so that a square picture looks square."""


def thumbnail(path: Path | None) -> list[Text]:
    """A picture as rows of half blocks; empty rows when there is none. Slow for a large file: beside the keyboard."""
    rows = [Text(" " * COLUMNS) for _ in range(ROWS)]
    if path is None:
        return rows
    from PIL import Image, ImageOps

    with contextlib.suppress(OSError, ValueError), Image.open(path) as opened:
        opened.draft("RGB", (64, 64))
        small = ImageOps.fit(opened.convert("RGB"), (COLUMNS, ROWS * 2), Image.Resampling.BOX)
        rows = [_row(small, row) for row in range(ROWS)]
    return rows


def _row(small: object, row: int) -> Text:
    text = Text()
    for column in range(COLUMNS):
        upper, lower = (small.getpixel((column, 2 * row + half)) for half in (0, 1))  # type: ignore[attr-defined]
        text.append("▀", style=f"rgb({_rgb(upper)}) on rgb({_rgb(lower)})")
    return text


def _rgb(pixel: Sequence[int]) -> str:
    return ",".join(str(value) for value in pixel[:3])


def beside(picture: list[Text], lines: Sequence[Text], *, depth: int) -> Text:
    """A thumbnail with lines of text beside it, under the attempt it grew from."""
    rows = []
    for place, row in enumerate(picture):
        branch = "└─ " if depth and place == 0 else "   " if depth else ""
        words = lines[place] if place < len(lines) else Text()
        rows.append(Text.assemble("   " * max(0, depth - 1), branch, row, "  ", words))
    text = Text("\n").join(rows)
    text.no_wrap, text.overflow = True, "ellipsis"
    return text
