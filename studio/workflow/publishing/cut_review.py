"""Cuts judged as a set: answers to one or all of them, and a sheet to look at."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from studio.core.attempts.cut import Cut, CutReview, CutWord
from studio.core.attempts.review import Verdict
from studio.core.problem import did_you_mean
from studio.core.recipe.words import FailureClass
from studio.errors import NotFound, RuleBroken
from studio.publish.pictures.contact_sheet import Cell, require_free_sheet, write_sheet
from studio.store.cuts import cut_path, keep_record
from studio.workflow.judging.verdict import user_name
from studio.workflow.making.receive import utc_now
from studio.workflow.publishing.cut_list import CutRow, cuts_of
from studio.workspace import Workspace

ALL = "all"
"""Stands for every cut of a recipe."""
_JUDGED = {CutWord.TO_REVIEW, CutWord.APPROVED, CutWord.REJECTED}


class Answers(NamedTuple):
    """What a person says of the cuts of a recipe."""

    approve: tuple[str, ...] = ()
    """Files or channels, or `all`."""
    reject: tuple[str, ...] = ()
    because: FailureClass | None = None
    """Why they are rejected."""
    note: str | None = None
    reviewer: str | None = None
    """Who judges; default: the workspace's reviewer, else the user's name."""
    reviewed: str | None = None
    """When, as UTC; default: now."""


def judge_cuts(workspace: Workspace, name: str, answers: Answers) -> tuple[Cut, ...]:
    """Record answers to cuts; nothing is recorded unless all of them can be.

    Args:
        workspace: Where the recipe is.
        name: The recipe.
        answers: What the person says. `all` approves no cut that is rejected, now or earlier; its name does.

    Raises:
        NotFound: No such recipe or cut.
        RuleBroken: A rejection without its reason, or a cut that is stale, gone or changed.
    """
    rows = cuts_of(workspace, workspace.folder(name))
    if answers.reject and answers.because is None:
        raise RuleBroken(f"A rejection needs its reason: --because with one of {', '.join(FailureClass)}.")
    rejected = chosen(rows, answers.reject)
    named = chosen(rows, [name for name in answers.approve if name != ALL])
    approved = [
        row for row in chosen(rows, answers.approve)
        if row not in rejected and (row in named or row.standing.word is not CutWord.REJECTED)
    ]  # fmt: skip
    for row in (*approved, *rejected):
        if row.standing.word not in _JUDGED:
            raise RuleBroken(
                f"{row.cut.file}: {row.standing.reason}. `studio cut {row.cut.recipe}` puts it right; then look again."
            )
    judged = [_with(workspace, row.cut, answers, Verdict.APPROVED) for row in approved]
    judged += [_with(workspace, row.cut, answers, Verdict.REJECTED) for row in rejected]
    for cut in judged:
        keep_record(workspace.content, cut)
    return tuple(judged)


def chosen(rows: Sequence[CutRow], names: Sequence[str]) -> list[CutRow]:
    """Cuts by file, by file without its ending, or by channel, each once.

    Raises:
        NotFound: There is none of a name.
    """
    found: dict[str, CutRow] = {}
    for name in names:
        fitting = [row for row in rows if name in {ALL, row.cut.file, Path(row.cut.file).stem, row.cut.channel}]
        if not fitting:
            known = [row.cut.file for row in rows] + [row.cut.channel for row in rows]
            if not known:
                raise NotFound("There are no cuts yet. Make some: `studio cut RECIPE --for CHANNEL`.")
            raise NotFound(f"No cut is called '{name}'. {did_you_mean(name, known)}")
        found |= {row.cut.file: row for row in fitting}
    return list(found.values())


def _with(workspace: Workspace, cut: Cut, answers: Answers, verdict: Verdict) -> Cut:
    review = CutReview(
        digest=cut.digest, rules=cut.rules, verdict=verdict, note=answers.note,
        because=answers.because if verdict is Verdict.REJECTED else None,
        reviewer=answers.reviewer or workspace.settings.reviewer or user_name(), reviewed=answers.reviewed or utc_now(),
    )  # fmt: skip
    return cut.model_copy(update={"reviews": (*cut.reviews, review)})


def cut_sheet(workspace: Workspace, name: str, out: Path) -> int:
    """Draw the cuts of a recipe on one sheet, each with where it stands. Returns how many are on it.

    Args:
        workspace: Where the recipe is.
        name: The recipe.
        out: The sheet, .jpg, .png or .pdf.

    Raises:
        RuleBroken: There is no cut to look at.
        WriteRefused: Another file has the sheet's name.
        StoreError: It cannot be written.
    """
    folder = workspace.folder(name)
    require_free_sheet(out)
    cells = list(_cells(workspace.content / folder.recipe.slug, cuts_of(workspace, folder)))
    if not cells:
        raise RuleBroken(f"{folder.recipe.slug}: there is no cut to look at. Make one: studio cut {name} --for CHANNEL")
    write_sheet(out, folder.recipe.front.title, cells)
    return len(cells)


def _cells(base: Path, rows: Sequence[CutRow]) -> Iterator[Cell]:
    for row in rows:
        if cut_path(base, row.cut).is_file():
            looks = sum(one.flag == "look" for one in row.cut.findings)
            worth = f", {looks} to look at" if looks else ""
            words = f"{row.cut.width_px} × {row.cut.height_px} px {row.cut.format}{worth}"
            yield Cell(cut_path(base, row.cut), row.cut.channel, str(row.standing.word), words)
