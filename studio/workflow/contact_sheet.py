"""A recipe's attempts on one sheet beside what they began with, for people who choose between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from studio.core.problem import did_you_mean
from studio.errors import NotFound, RuleBroken, StoreError
from studio.publish.pages.site_text import place_name
from studio.publish.pictures.contact_sheet import Cell, draw_sheet, require_free, sheet_bytes
from studio.store.disk import write_atomic
from studio.workflow.history import HistoryRow, history_in
from studio.workspace import Workspace


class Sheet(NamedTuple):
    """A contact sheet."""

    path: Path
    """The picture."""
    attempts: tuple[str, ...]
    """Attempts on it, in the order of the lineage."""
    left_out: tuple[tuple[str, str], ...]
    """Attempts without a picture, and what became of each."""


def contact_sheet(
    workspace: Workspace, name: str, *, numbers: Sequence[str] = (), edit: str | None = None, out: Path | None = None
) -> Sheet:
    """Draw a recipe's attempts, parents before their retries, each with its verdict and the one thing that changed.

    Args:
        workspace: Where the recipe is.
        name: The recipe.
        numbers: Only these attempts.
        edit: Only attempts of this edit.
        out: The picture, .jpg or .png; default: a name from the recipe's, in the folder one stands in.

    Raises:
        NotFound: No such recipe, edit or attempt.
        RuleBroken: There is no picture yet.
        WriteRefused: Another file has the sheet's name.
        StoreError: It cannot be written.
        PictureUnreadable: A picture is damaged.
    """
    folder = workspace.folder(name)
    target = out or Path(f"{place_name(folder.recipe.slug)}-attempts.jpg")
    require_free(target)
    wanted, known = {number.zfill(3) for number in numbers}, [attempt.id for attempt in folder.attempts]
    if unknown := sorted(wanted - {*known}):
        near = did_you_mean(unknown[0], known) if known else ""
        raise NotFound(f"{folder.recipe.slug} has no attempt '{unknown[0]}'. {near}".strip())
    name_of_edit = None if edit is None else folder.recipe.edit(edit).name
    of_edit = {attempt.id for attempt in folder.attempts if name_of_edit in {None, attempt.edit}}
    history = history_in(workspace, folder)
    rows = [row for row in history if row.number in of_edit and row.number in (wanted or of_edit)]
    shown = [row for row in rows if row.after]
    if not shown:
        raise RuleBroken(f"{folder.recipe.slug}: there is no picture to compare yet. Run it first: studio run {name}")
    sheet = draw_sheet(folder.recipe.front.title, list(_cells(history, shown)))
    try:
        write_atomic(target, sheet_bytes(sheet, target.suffix.lower()))
    except OSError as error:
        raise StoreError(f"{target}: cannot be written ({error.strerror}). Name another file with --out.") from error
    left_out = tuple((row.number, row.became) for row in rows if not row.after)
    return Sheet(target, tuple(row.number for row in shown), left_out)


def _cells(history: Sequence[HistoryRow], shown: Sequence[HistoryRow]) -> Iterator[Cell]:
    """What each lineage began with, before the first of its attempts that is shown, and those attempts."""
    source, said = None, None
    for row in history:
        source = row.before if row.depth == 0 else source
        if row not in shown or row.after is None:
            continue
        if source and source != said:
            said = source
            yield Cell(source, "Before")
        yield Cell(row.after, row.number, row.became, row.changed)
