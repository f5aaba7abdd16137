"""Commands about the key and the money: key, ledger."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import click

from studio.cli.options import at_option, json_option, print_json, print_table, workspace_at


@click.group()
def key() -> None:
    """Store the key of the OpenAI engine in the system's keyring. It is never written into a file."""


@key.command("set")
def set_key() -> None:
    """Ask for the key and store it. In a pipe it is read from standard input."""
    from studio.engines.secret import keep_key

    piped = not sys.stdin.isatty()
    value = sys.stdin.readline().strip() if piped else click.prompt("Key", hide_input=True)
    if not value:
        raise click.UsageError("No key was given.")
    keep_key(value)
    click.echo("The key is in the system's keyring.")


@key.command("forget")
def forget() -> None:
    """Take the key out of the system's keyring."""
    from studio.engines.secret import forget_key

    click.echo("The key is forgotten." if forget_key() else "There was no key in the keyring.")


@key.command("check")
def check() -> None:
    """Say whether a key is there, without showing it."""
    import os

    from studio.engines.secret import VARIABLE, find_key

    find_key(os.environ)
    click.echo(f"There is a key in {VARIABLE if os.environ.get(VARIABLE) else 'the keyring'}.")


@click.command()
@click.argument("recipes", nargs=-1)
@click.option("--csv", "as_csv", is_flag=True, help="Print CSV for a spreadsheet.")
@at_option
@json_option
def ledger(recipes: tuple[str, ...], as_csv: bool, start: Path, as_json: bool) -> None:
    """Show what every attempt cost, or may have cost."""
    from studio.core.ledger import COLUMNS
    from studio.workflow.budget import ledger_rows

    rows = ledger_rows(workspace_at(start), recipes)
    if as_json:
        print_json([dict(zip(COLUMNS, row, strict=True)) for row in rows])
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerows([COLUMNS, *rows])
    else:
        shown = [(*row[:6], *row[8:10]) for row in rows if row[3] != "local"]
        print_table([*COLUMNS[:6], *COLUMNS[8:10]], shown)
        local = len(rows) - len(shown)
        click.echo(f"{local} attempts of the built-in engine were free." if local else "", err=True)
