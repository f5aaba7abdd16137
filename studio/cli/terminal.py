"""The command that opens the terminal studio."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from studio.store.places import workspace_root
from studio.tui.start import has_terminal, open_studio


@click.command()
@click.argument("content", type=click.Path(path_type=Path), default=Path())
def tui(content: Path = Path()) -> None:
    """Open the terminal studio on the workspace at CONTENT; default: here or above."""
    if not has_terminal():
        raise click.UsageError(
            "the terminal studio needs a terminal, and this is a pipe or a file. "
            "`studio status --json` lists the recipes for other programs."
        )
    sys.exit(open_studio(workspace_root(content), content))
