"""The command that builds the site."""

from __future__ import annotations

from pathlib import Path

import click

from studio.cli.options import at_option, console, json_option, print_json, workspace_at


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the site; default: site/ in the workspace.")
@click.option("--base-url", help="Public address, for feeds and link previews.")
@at_option
@json_option
def build(out: Path | None, base_url: str | None, start: Path, as_json: bool) -> None:
    """Build the site from what is approved, and say what stays inside and why."""
    from rich.progress import Progress

    from studio.workflow.publish import build

    workspace = workspace_at(start)
    terminal = console(err=True)
    with Progress(console=terminal, disable=as_json or not terminal.is_terminal, transient=True) as bar:
        task = bar.add_task("site", total=None)
        report = build(
            workspace, out=out, base_url=base_url,
            on_progress=lambda done, total, label: bar.update(task, completed=done, total=total, description=label),
        )  # fmt: skip
    if as_json:
        print_json(report.as_data())
        return
    for left in report.left_out:
        click.echo(f"stays inside: {left.slug}{f' {left.attempt}' if left.attempt else ''}: {left.reason}")
    click.echo(f"{report.pages} pages, {report.pictures} pictures in {report.seconds:.1f} s")
    click.echo(f"open {report.index}")
