"""The command that git calls to merge two versions of a recipe."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from studio.cli.options import at_option, workspace_at
from studio.files import read_file
from studio.store.disk import write_atomic
from studio.store.merging import install_merging, merge_recipes


@click.command()
@click.argument("base", type=click.Path(path_type=Path), required=False)
@click.argument("ours", type=click.Path(path_type=Path), required=False)
@click.argument("theirs", type=click.Path(path_type=Path), required=False)
@click.option("--install", is_flag=True, help="Have git merge recipes so in this clone.")
@at_option
def merge(base: Path | None, ours: Path | None, theirs: Path | None, install: bool, start: Path) -> None:
    """Merge two versions of a recipe as git asks for it: verdicts of both sides are kept.

    OURS is overwritten; exit code 1 when something is left for a person, with git's marks in it.
    """
    if install:
        done = install_merging(workspace_at(start).root)
        for line in done or ("git merges recipes by the studio already",):
            click.echo(line)
        return
    if base is None or ours is None or theirs is None:
        raise click.UsageError("Say --install; git itself gives the three files.")
    merged = merge_recipes(read_file(base), read_file(ours), read_file(theirs))
    write_atomic(ours, merged.data)
    if not merged.is_clean:
        sys.exit(1)
