"""Commands around a client: ask, answers, pack."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from studio.cli.options import at_option, counted, json_option, print_json, workspace_at
from studio.cli.site import progress_bar
from studio.core.attempts.client_answers import ClientAnswers
from studio.core.attempts.review import Answer
from studio.workflow.judging.client_answers import (
    AnswerRow,
    accept,
    accept_all,
    answers_in,
    beside_recipes,
    reviewer_of,
)
from studio.workflow.judging.verdict import checklist_of, failure_class, parse_answers
from studio.workflow.publishing.ask import ask_client
from studio.workflow.publishing.hand_off import pack as pack_recipes


@click.command()
@click.argument("recipes", nargs=-1)
@click.option("--collection", help="All recipes of a client or campaign.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The page; default: its name, here.")
@at_option
@json_option
def ask(recipes: tuple[str, ...], collection: str | None, out: Path | None, start: Path, as_json: bool) -> None:
    """Write a page on which a client says whether pictures of RECIPES can be used.

    It is one file that opens on a phone and needs no network. The client sends back a small file or a mail;
    `studio answers FILE` reads it.
    """
    if not recipes and collection is None:
        raise click.UsageError("Name recipes, or a --collection.")
    page = ask_client(workspace_at(start), recipes, collection=collection, out=out)
    if as_json:
        print_json({**page._asdict(), "path": str(page.path)})
        return
    click.echo(f"{len(page.pictures)} pictures to answer, {page.size_bytes / 1e6:.1f} MB")
    click.echo(f"send {page.path}; read what comes back with `studio answers FILE`")


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--accept", "accepted", multiple=True, metavar="RECIPE:ATTEMPT", help="Make this answer a verdict.")
@click.option("--accept-all", "everything", is_flag=True, help="Make every answer a verdict that can be one.")
@click.option(
    "--answer", "given", multiple=True, metavar="CRITERION=ANSWER", help="What the client left open, with one --accept."
)
@click.option("--because", help="What is wrong, where the client did not say it, with one --accept.")
@at_option
@json_option
def answers(
    file: Path,
    accepted: tuple[str, ...],
    everything: bool,
    given: tuple[str, ...],
    because: str | None,
    start: Path,
    as_json: bool,
) -> None:
    """Show a client's answers beside the recipes; with --accept, make them verdicts under the client's name.

    An answer counts for the very picture that was shown. FILE is what the client saved, or a mail with its text.
    """
    workspace, said = workspace_at(start), answers_in(file)
    rows = beside_recipes(workspace, said)
    if (given or because) and len(accepted) != 1:
        raise click.UsageError("--answer and --because go with one --accept.")
    faults: list[str] = []
    if everything:
        faults = [fault for _, fault in accept_all(workspace, said) if fault]
    for name in accepted:
        row = next((one for one in rows if f"{one.answer.recipe}:{one.answer.attempt}" == name), None)
        if row is None:
            raise click.UsageError(f"{file} has no answer about '{name}'. Write it as RECIPE:ATTEMPT.")
        further: dict[str, Answer] = {}
        if given:
            further = parse_answers(given, checklist_of(workspace, workspace.folder(row.answer.recipe)))
        review = accept(workspace, said, row, further=further, failure=failure_class(because) if because else None)
        click.echo(f"{row.name}: {review.verdict} by {review.reviewer}", err=as_json)
    _show(said, beside_recipes(workspace, said), as_json=as_json)
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        sys.exit(1)


def _show(said: ClientAnswers, rows: tuple[AnswerRow, ...], *, as_json: bool) -> None:
    if as_json:
        print_json([
            {**row.answer.model_dump(mode="json"), "name": reviewer_of(said), "when": said.when,
             "fault": row.fault or None, "open": list(row.open), "is_verdict": row.is_taken}
            for row in rows
        ])  # fmt: skip
        return
    click.echo(f"{reviewer_of(said)}, {said.when[:10]}: {len(rows)} answers")
    for row in rows:
        why = f" ({row.answer.failure})" if row.answer.failure else ""
        note = f": “{row.answer.note}”" if row.answer.note else ""
        click.echo(f"{row.name}: {row.answer.verdict or 'no verdict'}{why}{note}")
        if row.is_taken:
            click.echo("  is a verdict in the recipe")
        elif row.fault:
            click.echo(f"  cannot be accepted: {row.fault}")
        elif row.open:
            how = "--because" if row.answer.verdict == "no" else "--answer"
            click.echo(f"  open: {', '.join(row.open)}. Say it with {how} when you accept it")
        else:
            click.echo(f"  accept it: --accept {row.answer.recipe}:{row.answer.attempt}")


@click.command()
@click.argument("recipes", nargs=-1)
@click.option("--collection", help="All approved recipes of a client or campaign.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The archive; default: its name, here.")
@at_option
@json_option
def pack(recipes: tuple[str, ...], collection: str | None, out: Path | None, start: Path, as_json: bool) -> None:
    """Pack RECIPES for a client: a small site that opens without a network, and the approved pictures at full size."""
    if not recipes and collection is None:
        raise click.UsageError("Name recipes, or a --collection.")
    workspace = workspace_at(start)
    with progress_bar(quiet=as_json) as on_progress:
        packed = pack_recipes(workspace, recipes, collection=collection, out=out, on_progress=on_progress)
    if as_json:
        print_json({**packed._asdict(), "path": str(packed.path)})
        return
    pictures = counted(packed.pictures, "approved picture")
    cuts = f" and {counted(packed.cuts, 'cut')} for channels" if packed.cuts else ""
    click.echo(f"{pictures}{cuts} of {', '.join(packed.recipes)}, {packed.size_bytes / 1e6:.1f} MB")
    click.echo(f"give away {packed.path}")
