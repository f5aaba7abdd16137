"""The command that opens the terminal studio."""

from __future__ import annotations

from pathlib import Path

import click

from studio.errors import ContentError


@click.command()
@click.argument("content", type=click.Path(path_type=Path), default=Path())
def tui(content: Path = Path()) -> None:
    """Open the terminal studio on the workspace at CONTENT; default: here or above."""
    import textual_image.widget  # noqa: F401 - asks the terminal what it can show, before the app owns it

    from studio.tui.app import StudioApp
    from studio.workspace import open_workspace

    try:
        workspace = open_workspace(content)
    except ContentError:
        if (content / "content").exists():
            raise
        workspace = None
    StudioApp(workspace, start=content.resolve()).run()
