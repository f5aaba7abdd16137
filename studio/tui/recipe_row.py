"""A row of the library as cells."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from studio.core.words import Status
from studio.workflow.library_rows import LibraryRow

MARKS = {
    Status.BROKEN: ("✗", "red"), Status.RUNNING: ("◌", "cyan"), Status.TO_REVIEW: ("?", "yellow"),
    Status.STALE: ("!", "magenta"), Status.APPROVED: ("✓", "green"), Status.NEEDS_RETRY: ("↻", "yellow"),
    Status.DRAFT: ("·", "bright_black"), Status.READY: ("▸", "blue"),
}  # fmt: skip
"""A sign and a colour for each status; the word stands beside them, so that no meaning is in colour alone."""


def row_strip(row: LibraryRow, width: int, style: Style, *, is_marked: bool) -> Strip:
    """A recipe: mark, sign, title, status."""
    sign, colour = MARKS[row.status] if row.is_read else ("…", "bright_black")
    word = f"{row.status}{f' ({row.to_review})' if row.to_review else ''}" if row.is_read else ""
    room = max(8, width - 20)
    segments = [
        Segment(f"{'●' if is_marked else ' '}{sign} ", style + Style(color=colour)),
        Segment(f"{row.title[: room - 1]:<{room}}", style),
        Segment(f"{word:<17}", style + Style(color=colour)),
    ]
    return Strip(segments).adjust_cell_length(width, style)


def heading_strip(words: str, width: int, style: Style) -> Strip:
    """A heading between recipes."""
    return Strip([Segment(f" {words}", style + Style(bold=True, underline=True))]).adjust_cell_length(width, style)
