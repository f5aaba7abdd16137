"""The command that follows batches."""

from __future__ import annotations

import time
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.options import at_option, json_option, print_json, workspace_at

if TYPE_CHECKING:
    from studio.workflow.batch import BatchReport

POLL_S = 30.0
"""Between two looks while waiting."""


@click.command()
@click.argument("name", required=False)
@click.option("--wait", is_flag=True, help="Look again every half minute until everything is collected.")
@click.option("--cancel", "stop", is_flag=True, help="Cancel the batch NAME and collect what it had done.")
@at_option
@json_option
def batch(name: str | None, wait: bool, stop: bool, start: Path, as_json: bool) -> None:
    """Show how far batches are and collect what is done; all open ones, or NAME.

    A batch is begun with `studio run --batch`.
    """
    from studio.workflow.batch import cancel, collect

    workspace = workspace_at(start)
    if stop:
        if name is None:
            raise click.UsageError("Name the batch to cancel.")
        say_batch(cancel(workspace, name), as_json=as_json)
        return
    while True:
        reports = collect(workspace, name)
        if as_json:
            print_json([asdict(report) for report in reports])
        for report in () if as_json else reports:
            say_batch(report, as_json=False)
        if not reports and not as_json:
            click.echo("No batch is open. Begin one with `studio run RECIPE --engine openai --batch`.")
        if not wait or not any(report.waiting for report in reports):
            return
        time.sleep(POLL_S)


def say_batch(report: BatchReport, *, as_json: bool) -> None:
    """One batch in one line."""
    if as_json:
        print_json(asdict(report))
        return
    parts = [f"batch {report.run}", report.batch_id or "", report.status]
    counts = ((report.waiting, "waiting"), (report.received, "received"), (report.failed, "failed"))
    parts += [f"{count} {word}" for count, word in counts if count]
    click.echo(" · ".join(part for part in parts if part))
    if report.note:
        click.echo(f"  {report.note}")
