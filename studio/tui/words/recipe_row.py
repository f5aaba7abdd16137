"""A row of the library as cells."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from studio.core.recipe.words import Status
from studio.workflow.browsing.library import LibraryRow

DIM = Style(color="bright_black")
MARKS = {
    status: (sign, Style(color=colour))
    for status, sign, colour in (
        (Status.BROKEN, "✗", "red"), (Status.RUNNING, "◌", "cyan"), (Status.TO_REVIEW, "?", "yellow"),
        (Status.STALE, "!", "magenta"), (Status.APPROVED, "✓", "green"), (Status.NEEDS_RETRY, "↻", "yellow"),
        (Status.DRAFT, "·", "bright_black"), (Status.READY, "▸", "blue"),
        (Status.UNSETTLED, "$", "yellow"), (Status.HELD_BACK, "⊘", "yellow"),
    )
}  # fmt: skip
"""A sign and a colour for each status; the word stands beside them, so that no meaning is in colour alone."""


CHANNEL = 24
"""Columns for the channel, where there is room for it."""
_ROOMY = 70


def row_strip(row: LibraryRow, width: int, style: Style, *, is_marked: bool) -> Strip:
    """A recipe: mark, sign, title, channel where it fits, status."""
    sign, own = MARKS[row.status] if row.is_read else ("…", DIM)
    colour, dim = (style, style) if style.reverse else (style + own, style + DIM)  # one bar under the cursor
    word = f"{row.status}{f' ({row.to_review})' if row.to_review else ''}" if row.is_read else ""
    channel = CHANNEL if width >= _ROOMY else 0
    segments = [
        Segment(f"{'●' if is_marked else ' '}{sign} ", colour),
        Segment(_cell(row.title, max(8, width - 20 - channel)), style),
        *([Segment(_cell(row.channel, channel), dim)] if channel else []),
        Segment(f"{word:<17}", colour),
    ]
    return Strip(segments).adjust_cell_length(width, style)


def _cell(text: str, room: int) -> str:
    """A text in its column, cut with a sign that it is; letters may be two cells wide."""
    if text.isascii():
        return f"{text if len(text) < room else f'{text[: room - 2]}…':<{room}}"
    short = text if cell_len(text) < room else f"{set_cell_size(text, room - 2)}…"
    return set_cell_size(short, room)


def heading_strip(words: str, width: int, style: Style) -> Strip:
    """A heading between recipes, or what stands in an empty list."""
    return Strip([Segment(f" {words}", style)]).adjust_cell_length(width, style)
