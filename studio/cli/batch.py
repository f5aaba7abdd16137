"""The command that follows batches."""

from __future__ import annotations

import sys
import time
from dataclasses import asdict
from pathlib import Path

import click

from studio.cli.options import at_option, json_option, print_json, workspace_at
from studio.workflow.making.batch_collect import cancel, collect
from studio.workflow.making.batch_submit import BatchReport

POLL_S = 30.0
"""Between two looks while waiting."""


@click.command()
@click.argument("name", required=False)
@click.option("--wait", is_flag=True, help="Look again every half minute until everything is collected.")
@click.option("--cancel", "stop", is_flag=True, help="Cancel the batch NAME and collect what it had done.")
@click.option("--gone", is_flag=True, help="The machine that was submitting NAME is off for good: take it over.")
@at_option
@json_option
def batch(name: str | None, wait: bool, stop: bool, gone: bool, start: Path, as_json: bool) -> None:
    """Show how far batches are and collect what is done; all open ones, or NAME.

    A batch is begun with `studio run --batch`.
    """
    workspace = workspace_at(start)
    if stop:
        if name is None:
            raise click.UsageError("Name the batch to cancel.")
        say_batch(cancel(workspace, name), as_json=as_json)
        return
    if gone and name is None:
        raise click.UsageError("Name the batch to take over.")
    while True:
        reports = collect(workspace, name, gone=gone)
        if as_json:
            print_json([asdict(report) for report in reports])
        for report in () if as_json else reports:
            say_batch(report, as_json=False)
        if not reports and not as_json:
            click.echo("No batch is open. Begin one with `studio run RECIPE --engine openai --batch`.")
        if not wait or not any(report.waiting for report in reports):
            break
        time.sleep(POLL_S)
    if any(report.error or report.unsettled for report in reports):
        sys.exit(3 if any(report.error for report in reports) else 1)


def say_batch(report: BatchReport, *, as_json: bool) -> None:
    """One batch in one line."""
    if as_json:
        print_json(asdict(report))
        return
    parts = [f"batch {report.run}", report.batch_id or "", report.status]
    counts = ((report.waiting, "waiting"), (report.received, "received"), (report.failed, "failed"),
              (len(report.unsettled), "may have been billed"))  # fmt: skip
    parts += [f"{count} {word}" for count, word in counts if count]
    click.echo(" · ".join(part for part in parts if part))
    for line in filter(None, (report.note, report.error)):
        click.echo(f"  {line}")
