"""Commands that show what the studio knows: schema, channels, models, doctor."""

from __future__ import annotations

import sys
from dataclasses import asdict
from pathlib import Path

import click

from studio.cli.options import at_option, json_option, print_json, print_table
from studio.vision.model_files import known_model
from studio.workflow.browsing.knowledge import (
    channel_rows,
    channel_sheet,
    check_prices,
    examine_machine,
    model_rows,
    schema_of,
    tables_at,
)
from studio.workflow.starting.fetch_model import fetch_model, fetched_rows


@click.command()
@click.argument("what", type=click.Choice(["edit", "recipe", "settings", "attempt"]), default="edit")
def schema(what: str) -> None:
    """Print the JSON Schema of an edit spec (or of the front matter, the settings, a sidecar)."""
    print_json(schema_of(what))


@click.command()
@click.argument("name", required=False)
@at_option
@json_option
def channels(name: str | None, start: Path, as_json: bool) -> None:
    """List the channels with their rules and dates, or show the rules of channel NAME."""
    table = tables_at(start)[0]
    if name:
        sheet = channel_sheet(table, name)
        print_json(sheet) if as_json else print_table(("rule", "value"), [(k, str(v)) for k, v in sheet.items()])
        return
    rows = channel_rows(table)
    print_json(rows) if as_json else print_table(tuple(rows[0]), [tuple(row.values()) for row in rows])


@click.group(invoke_without_command=True)
@click.option(
    "--check",
    "table",
    type=click.Path(path_type=Path),
    help="Compare the prices with a table: LiteLLM's JSON, or CSV with model,kind,usd_per_million.",
)
@at_option
@json_option
@click.pass_context
def models(context: click.Context, table: Path | None, start: Path, as_json: bool) -> None:
    """List the models with their limits, prices and retirement dates.

    With --check, exit code 1 when a price differs. `studio models fetch` lists the networks that the studio can use
    on this machine.
    """
    if context.invoked_subcommand is not None:
        return

    known = tables_at(start)[1]
    if table is None:
        rows = model_rows(known)
        print_json(rows) if as_json else print_table(tuple(rows[0]), [tuple(row.values()) for row in rows])
        return
    found = check_prices(known, table)
    if as_json:
        print_json([asdict(one) for one in found])
    else:
        cells = [(one.model, one.outcome, "; ".join(one.differences)) for one in found]
        print_table(("model", "prices", "differences"), cells)
    if any(one.differences for one in found):
        sys.exit(1)


@models.command()
@click.argument("name", required=False)
@click.option("--from", "source", help="A copy: another address of the archive, or a file on this machine.")
@json_option
def fetch(name: str | None, source: str | None, as_json: bool) -> None:
    """Fetch the network NAME onto this machine, for all workspaces; without NAME, list what there is.

    It is compared with the SHA-256 that the studio knows. A download that breaks off goes on from there next time.
    """
    if name is None:
        rows = fetched_rows()
        print_json(rows) if as_json else print_table(tuple(rows[0]), [tuple(map(str, row.values())) for row in rows])
        return
    model = known_model(name)
    if not as_json:
        click.echo(f"{name}: {model.weight}; code {model.code_licence}, "
                   f"weights {model.weights_licence}, trained on {model.trained_on}", err=True)  # fmt: skip
    length = model.archive_size or 10**7
    with click.progressbar(length=length, label=name, file=sys.stderr, hidden=not sys.stderr.isatty()) as bar:
        path = fetch_model(model, source=source, on_bytes=lambda had: bar.update(had - bar.pos))
    print_json({"model": name, "path": str(path), "sha256": model.digest}) if as_json else click.echo(path)


@click.command()
@json_option
def doctor(as_json: bool) -> None:
    """Say what works and what is missing on this machine. Exit code 1 when something needed is missing."""
    findings = examine_machine()
    if as_json:
        print_json([asdict(finding) for finding in findings])
    else:
        print_table(("", "what", "found"), [("ok" if f.ok else "no", f.what, f.detail) for f in findings])
    if any(finding.needed and not finding.ok for finding in findings):
        sys.exit(1)
