"""Commands about the key and the money: key, ledger, settle, finish."""

from __future__ import annotations

import csv
import os
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from studio.cli.options import at_option, dollars, json_option, print_json, print_table, workspace_at
from studio.core.attempts.attempt import Attempt
from studio.core.money.ledger import COLUMNS, UNKNOWN_OUTCOME, charge_of_attempt
from studio.engines.catalogue import engine_facts
from studio.engines.secret import VARIABLE, find_key, forget_key, keep_key
from studio.workflow.making.recover import finish as finished
from studio.workflow.making.recover import settle as settled
from studio.workflow.making.recover import unsettled
from studio.workflow.making.spending import ledger_rows


@click.group()
def key() -> None:
    """Store the key of the OpenAI engine in the system's keyring. It is never written into a file."""


@key.command("set")
def set_key() -> None:
    """Ask for the key and store it. In a pipe it is read from standard input."""
    piped = not sys.stdin.isatty()
    value = sys.stdin.readline().strip() if piped else click.prompt("Key", hide_input=True)
    if not value:
        raise click.UsageError("No key was given.")
    keep_key(value)
    click.echo("The key is in the system's keyring.")


@key.command("forget")
def forget() -> None:
    """Take the key out of the system's keyring."""
    click.echo("The key is forgotten." if forget_key() else "There was no key in the keyring.")


@key.command("check")
def check_key() -> None:
    """Say whether a key is there, without showing it."""
    find_key(os.environ)
    click.echo(f"There is a key in {VARIABLE if os.environ.get(VARIABLE) else 'the keyring'}.")


@click.command()
@click.argument("recipes", nargs=-1)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV for a spreadsheet.")
@at_option
@json_option
def ledger(recipes: tuple[str, ...], as_csv: bool, start: Path, as_json: bool) -> None:
    """Show what every attempt cost, or may have cost."""
    rows = ledger_rows(workspace_at(start), recipes)
    if as_json:
        print_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([COLUMNS, *rows])
    else:
        shown = [(*row[:6], *row[8:10]) for row in rows if not engine_facts(row[3].partition(" ")[0]).is_free]
        print_table([*COLUMNS[:6], *COLUMNS[8:10]], shown)
        free = len(rows) - len(shown)
        click.echo(f"{free} attempts of engines that cost nothing are not listed." if free else "", err=True)
        if unknown := sum(row[4] == UNKNOWN_OUTCOME for row in rows):
            click.echo(f"{unknown} may have been billed: `studio settle` lists them.", err=True)


@click.command()
@click.argument("recipe", required=False)
@click.argument("attempt", required=False)
@click.option("--billed", is_flag=False, flag_value="", metavar="[USD]", help="The account shows it, at this price.")
@click.option("--not-billed", is_flag=True, help="The account does not show it.")
@click.option("--gone", is_flag=True, help="The machine or the batch that holds it open is gone for good.")
@at_option
@json_option
def settle(
    recipe: str | None, attempt: str | None, billed: str | None, not_billed: bool, gone: bool, start: Path,
    as_json: bool,
) -> None:  # fmt: skip
    """Say whether ATTEMPT of RECIPE was billed, when nobody knows what became of it; without both, list them.

    Until then the same edit is not asked for again. An answer that lies complete on disk is finished instead.
    """
    workspace = workspace_at(start)
    if recipe is None:
        _list_unsettled(unsettled(workspace), as_json=as_json)
        return
    if attempt is None or (billed is None) is not not_billed:
        raise click.UsageError("Name the attempt and say --billed [USD] or --not-billed.")
    now = settled(workspace, recipe, attempt, billed=not not_billed, cost_usd=dollars(billed or None), gone=gone)
    if as_json:
        print_json({"recipe": now.recipe, "attempt": now.id, "state": now.state, "settled": _plain(now)})
        return
    word = "was billed" if now.settled and now.settled.billed else "was not billed"
    became = f"settled: it {word}" if now.state == "failed" else "its answer was on disk; nothing had to be settled"
    click.echo(f"{now.recipe} {now.id}: {became}.")


def _plain(attempt: Attempt) -> dict[str, object] | None:
    return attempt.settled.model_dump(mode="json") if attempt.settled else None


def _list_unsettled(found: Sequence[tuple[str, Attempt]], *, as_json: bool) -> None:
    if as_json:
        print_json([
            {"recipe": slug, "attempt": a.id, "requested": a.requested, "estimate_usd": a.estimate_usd,
             "request_id": a.request_id, "batch_id": a.batch_id}
            for slug, a in found
        ])  # fmt: skip
        return

    for slug, a in found:
        about = f", about ${charge_of_attempt(a):.3f}" if a.estimate_usd else ""
        click.echo(f"{slug} {a.id}: asked {a.requested}{about}, request {a.request_id or 'not named'}")
    click.echo("Look at the account's usage, then: `studio settle RECIPE ID --billed` or `--not-billed`." if found
               else "Every outcome is known.")  # fmt: skip


@click.command()
@click.argument("recipe")
@click.argument("attempt", required=False)
@click.option("--as-it-came", is_flag=True, help="Take the provider's picture without the crop and the lock.")
@at_option
@json_option
def finish(recipe: str, attempt: str | None, as_it_came: bool, start: Path, as_json: bool) -> None:
    """Finish what is paid and not finished, of RECIPE or only ATTEMPT. Nothing is sent and nothing is paid.

    Exit code 1 when something stays unfinished; it says what is missing.
    """
    if as_it_came and attempt is None:
        raise click.UsageError("Name the attempt that is taken as it came.")
    done = finished(workspace_at(start), recipe, attempt, as_it_came=as_it_came)
    if as_json:
        print_json([
            {"recipe": one.recipe, "attempt": one.attempt.id, "state": one.attempt.state, "says": str(one)}
            for one in done
        ])  # fmt: skip
    for one in () if as_json else done:
        click.echo(str(one), err=not one.is_complete)
    if not done and not as_json:
        click.echo(f"{recipe}: nothing waits to be finished.")
    if not all(one.is_complete for one in done):
        sys.exit(1)
