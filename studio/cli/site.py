"""The command that builds the site."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.options import at_option, console, json_option, print_json, workspace_at

if TYPE_CHECKING:
    from studio.publish.report import BuildReport
    from studio.publish.sources import Look
    from studio.workflow.publish import BuildOptions


@click.command()
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the site; default: site/ in the workspace.")
@click.option("--base-url", help="Public address, for feeds, link previews and the sitemap.")
@click.option("--drafts", is_flag=True, help="A private preview with what nobody has judged yet, watermarked.")
@click.option("--strict", is_flag=True, help="Publish nothing when a recipe is broken or an approval does not count.")
@at_option
@json_option
def build(out: Path | None, base_url: str | None, drafts: bool, strict: bool, start: Path, as_json: bool) -> None:
    """Build the site from what is approved, and say what stays inside and why."""
    from studio.store.places import workspace_root
    from studio.workflow.publish import BuildOptions, look_before

    options = BuildOptions(out=out, base_url=base_url, drafts=drafts, strict=strict)
    root = workspace_root(start)
    looked, report = look_before(root, options) if root else (None, None)
    report = report or _build(start, options, looked, quiet=as_json)
    if as_json:
        print_json(report.as_data())
        return
    for left in report.left_out:
        click.echo(f"stays inside: {left.slug}{f' {left.attempt}' if left.attempt else ''}: {left.reason}")
    click.echo(f"{report.pages} pages, {report.pictures} pictures, {_what_changed(report)} in {report.seconds:.1f} s")
    click.echo(f"open {report.first_page}")


def _what_changed(report: BuildReport) -> str:
    return "nothing changed" if not report.changed else f"{report.changed} files changed"


def _build(start: Path, options: BuildOptions, looked: Look | None, *, quiet: bool) -> BuildReport:
    from studio.workflow.publish import build

    workspace = workspace_at(start)
    if quiet or not sys.stderr.isatty():
        return build(workspace, options=options, looked=looked, on_progress=lambda *_: None)
    from rich.progress import Progress

    with Progress(console=console(err=True), transient=True) as bar:
        task = bar.add_task("site", total=None)
        return build(
            workspace, options=options, looked=looked,
            on_progress=lambda done, total, slug: bar.update(task, completed=done, total=total, description=slug),
        )  # fmt: skip
