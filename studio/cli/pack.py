"""`studio pack`: a hand-off for a client."""

from __future__ import annotations

from pathlib import Path

import click

from studio.cli.options import at_option, counted, json_option, print_json, workspace_at
from studio.cli.site import progress_bar
from studio.workflow.publishing.hand_off import pack as pack_recipes


@click.command()
@click.argument("recipes", nargs=-1)
@click.option("--collection", help="All approved recipes of a client or campaign.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The archive; default: its name, here.")
@at_option
@json_option
def pack(recipes: tuple[str, ...], collection: str | None, out: Path | None, start: Path, as_json: bool) -> None:
    """Pack RECIPES for a client: a small site that opens without a network, and the approved pictures at full size."""
    if not recipes and collection is None:
        raise click.UsageError("Name recipes, or a --collection.")
    workspace = workspace_at(start)
    with progress_bar(quiet=as_json) as on_progress:
        packed = pack_recipes(workspace, recipes, collection=collection, out=out, on_progress=on_progress)
    if as_json:
        print_json({**packed._asdict(), "path": str(packed.path)})
        return
    pictures = counted(packed.pictures, "approved picture")
    cuts = f" and {counted(packed.cuts, 'cut')} for channels" if packed.cuts else ""
    click.echo(f"{pictures}{cuts} of {', '.join(packed.recipes)}, {packed.size_bytes / 1e6:.1f} MB")
    click.echo(f"give away {packed.path}")
