"""The command that serves the site, or the terminal studio, on this machine."""

from __future__ import annotations

import threading
from pathlib import Path

import click

from studio.cli.options import at_option, workspace_at
from studio.tui.web import serve_terminal
from studio.workflow.publishing.serve import Refreshed, keep_fresh, serve_folder
from studio.workflow.publishing.site import BuildOptions, build


@click.command()
@click.option("--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="0 takes a free one.")
@click.option("--drafts", is_flag=True, help="Show what nobody has judged yet, watermarked.")
@click.option("--open", "open_page", is_flag=True, help="Open the browser.")
@click.option("--tui", is_flag=True, help="Serve the terminal studio in the browser instead of the site.")
@at_option
def serve(port: int, drafts: bool, open_page: bool, tui: bool, start: Path) -> None:
    """Serve the site on this machine; pages reload when a recipe, a template or a setting changes."""
    workspace = workspace_at(start)
    if tui:
        serve_terminal(workspace.root, port=port)
        return

    options = BuildOptions(drafts=drafts, leave_out=True)
    report = build(workspace, options=options, on_progress=lambda *_: None)
    preview = serve_folder(options.place(workspace.root), port=port)
    click.echo(f"{report.pages} pages at {preview.address}")
    click.echo("Pages reload when you save. Ctrl C stops.")
    if open_page:
        click.launch(preview.address)
    stop = threading.Event()
    try:
        keep_fresh(workspace.root, preview, options, stop=stop, on_change=_say)
    except KeyboardInterrupt:
        click.echo("Stopped.")
    finally:
        stop.set()
        preview.stop()


def _say(refreshed: Refreshed) -> None:
    what = ", ".join(refreshed.changed) or "settings or templates"
    click.echo(f"{what}: {refreshed.error}" if refreshed.error else f"{what}: shown", err=bool(refreshed.error))
