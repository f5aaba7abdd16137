"""The command that opens the terminal studio."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from studio.cli.options import workspace_at
from studio.store.places import workspace_root
from studio.tui.start import has_terminal, open_studio


@click.command()
@click.argument("content", type=click.Path(path_type=Path), default=Path())
@click.option("--plain", is_flag=True, help="Line by line in words, for screen readers and pipes.")
def tui(content: Path = Path(), *, plain: bool = False) -> None:
    """Open the terminal studio on the workspace at CONTENT; default: here or above."""
    if plain:
        from studio.cli.plain import Plain  # the terminal studio goes without what this loads

        Plain(workspace_at(content)).listen()
        return
    if not has_terminal():
        raise click.UsageError(
            "the terminal studio needs a terminal, and this is a pipe or a file. "
            "`studio status --json` lists the recipes for other programs."
        )
    sys.exit(open_studio(workspace_root(content), content))
