"""`studio cut`: an approved picture as each channel takes it, and the verdicts on those cuts."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from studio.cli.options import at_option, json_option, print_json, workspace_at
from studio.core.attempts.cut import Cut
from studio.core.attempts.cut_pixels import Choice
from studio.workflow.judging.verdict import failure_class
from studio.workflow.publishing.cut_bench import CutOrder, Outcome
from studio.workflow.publishing.cut_list import CutRow, cuts_of
from studio.workflow.publishing.cut_review import Answers, cut_sheet, judge_cuts
from studio.workflow.publishing.cuts import make_cuts
from studio.workspace import Workspace

_SIGNS = {"look": "look", "fine": "seen", "unknown": "    "}


def _subject(_context: click.Context, _option: click.Parameter, value: str | None) -> tuple[float, ...] | None:
    """X,Y,WIDTH,HEIGHT as fractions of the picture."""
    if value is None:
        return None
    try:
        x, y, width, height = (float(part) for part in value.split(","))
    except ValueError as error:
        raise click.BadParameter("write X,Y,WIDTH,HEIGHT, for example 0.2,0.1,0.5,0.8") from error
    if not (min(x, y) >= 0 < min(width, height) and x + width <= 1 and y + height <= 1):
        raise click.BadParameter("the box must lie in the picture, in fractions from 0 to 1")
    return x, y, width, height


def _names(given: Sequence[str]) -> tuple[str, ...]:
    """Names with commas between them, or given several times."""
    return tuple(name.strip() for one in given for name in one.split(",") if name.strip())


@click.command()
@click.argument("recipe")
@click.argument("attempt", required=False)
@click.option(
    "--for", "channels", multiple=True, metavar="CHANNEL,…", help="Channels, as `studio channels` lists them."
)
@click.option("--all-channels", is_flag=True, help="Every channel that the picture can serve.")
@click.option("--smaller", is_flag=True, help="Take fewer pixels than recommended, where the channel accepts them.")
@click.option("--enlarge", is_flag=True, help="Enlarge a picture that has too few pixels; the cut says so.")
@click.option("--subject", callback=_subject, metavar="X,Y,W,H", help="Where the product is, in fractions.")
@click.option("--dry-run", is_flag=True, help="Say what would be made; write nothing.")
@click.option("--approve", multiple=True, metavar="NAME,…", help="Approve cuts: file names or channels, or all.")
@click.option("--reject", multiple=True, metavar="NAME,…", help="Reject cuts; needs --because.")
@click.option("--because", help="Failure class of a rejection.")
@click.option("--note", help="A note on the cuts that are judged.")
@click.option("--reviewer", help="Who judges; default: the workspace's reviewer or you.")
@click.option(
    "--sheet", type=click.Path(path_type=Path, dir_okay=False), help="Draw all cuts on one .png, .jpg or .pdf."
)
@at_option
@json_option
def cut(
    recipe: str, attempt: str | None, channels: tuple[str, ...], all_channels: bool, smaller: bool, enlarge: bool,
    subject: tuple[float, ...] | None, dry_run: bool, approve: tuple[str, ...], reject: tuple[str, ...],
    because: str | None, note: str | None, reviewer: str | None, sheet: Path | None, start: Path, as_json: bool,
) -> None:  # fmt: skip
    """Cut the approved picture of RECIPE (or its ATTEMPT) for channels: exact pixels, format, colours, bytes, name.

    The cuts are in content/RECIPE/cuts, each with what was found beside it. Without channels, cuts that are stale are
    made anew or taken away, and all are listed. Exit code 1 when a channel that was named cannot be served.
    """
    workspace = workspace_at(start)
    named = _names(channels)
    if all_channels:
        named = tuple(workspace.rules.channels.by_name)
    judged: tuple[Cut, ...] = ()
    outcomes: tuple[Outcome, ...] = ()
    if approve or reject:
        if named:
            raise click.UsageError("Make cuts first, look at them, then --approve or --reject.")
        failure = failure_class(because) if because else None
        answers = Answers(_names(approve), _names(reject), failure, note, reviewer)
        judged = judge_cuts(workspace, recipe, answers)
    else:
        order = CutOrder(named, attempt, Choice(enlarge=enlarge, smaller=smaller), subject, write=not dry_run)
        outcomes = make_cuts(workspace, recipe, order, (lambda _one: None) if as_json else _say)
    rows = cuts_of(workspace, workspace.folder(recipe))
    drawn = cut_sheet(workspace, recipe, sheet) if sheet else 0
    if as_json:
        print_json({"outcomes": [_outcome(one) for one in outcomes], "cuts": [_row(row) for row in rows]})
    else:
        _say_rest(workspace, recipe, rows, judged, is_listed=not named)
        if sheet:
            click.echo(f"open {sheet} ({drawn} cuts)")
    if any(one.did == "refused" for one in outcomes) and not all_channels:
        sys.exit(1)


def _say(outcome: Outcome) -> None:
    """One line for what became of a channel, and what was found below it."""
    place = f"{outcome.channel} of {outcome.attempt}"
    if outcome.did == "refused":
        click.echo(f"not cut: {place}: {outcome.why}")
        return
    if outcome.cut is None:
        raise AssertionError(outcome)
    cut = outcome.cut
    if outcome.why:
        click.echo(f"{outcome.did}: {cut.file}: {outcome.why}.")
        return
    click.echo(f"{outcome.did}: {cut.file} ({cut.size_bytes / 1000:,.0f} kB, from {_from(cut)})")
    for one in cut.findings:
        click.echo(f"  {_SIGNS[one.flag]} {one.says}")


def _from(cut: Cut) -> str:
    left, top, right, bottom = cut.crop
    return f"{right - left}×{bottom - top} px of {cut.attempt}, scaled {cut.scale:g}"


def _say_rest(
    workspace: Workspace, recipe: str, rows: Sequence[CutRow], judged: Sequence[Cut], *, is_listed: bool
) -> None:
    """Verdicts that were given, or the whole list, and what comes next."""
    for one in judged:
        review = one.reviews[-1]
        click.echo(f"{one.file}: {review.verdict}{f' ({review.because})' if review.because else ''}")
    if is_listed and not judged:
        for row in rows:
            click.echo(
                f"{row.standing.word}: {row.cut.file}{f': {row.standing.reason}' if row.standing.reason else ''}"
            )
        if not rows:
            click.echo(f"no cuts yet: studio cut {recipe} --for CHANNEL, or --all-channels")
    waiting = sum(row.standing.word == "to review" for row in rows)
    if waiting:
        click.echo(f"look at {waiting} in {workspace.content / workspace.slug_of(recipe) / 'cuts'}, then --approve all")


def _outcome(outcome: Outcome) -> dict[str, object]:
    return {"attempt": outcome.attempt, "channel": outcome.channel, "did": outcome.did,
            "file": outcome.cut.file if outcome.cut else None, "why": outcome.why or None}  # fmt: skip


def _row(row: CutRow) -> dict[str, object]:
    said = row.cut.model_dump(mode="json", exclude_none=True)
    return {**said, "standing": str(row.standing.word), "reason": row.standing.reason or None}
