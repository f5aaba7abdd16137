"""The command that draws a product's outline."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from studio.cli.options import at_option, json_option, print_json, workspace_at
from studio.core.subject import Subject
from studio.workflow.writing import outline as work
from studio.workflow.writing.outline_page import page_for


@click.command()
@click.argument("recipe")
@click.option("--edit", "edit_name", help="Edit whose product is outlined.")
@click.option(
    "--point", nargs=2, type=click.FloatRange(0, 1), help="A place on the product: 0.5 0.6 of width and height."
)
@click.option("--box", nargs=4, type=click.FloatRange(0, 1), help="Around the product: left, top, width and height.")
@click.option("--guess", is_flag=True, help="Write the studio's own guess without opening a page.")
@click.option("--no-browser", is_flag=True, help="Only say which address to open.")
@at_option
@json_option
def mask(
    recipe: str,
    edit_name: str | None,
    point: tuple[float, float] | None,
    box: tuple[float, float, float, float] | None,
    guess: bool,
    no_browser: bool,
    start: Path,
    as_json: bool,
) -> None:
    """Draw the outline of RECIPE's product by clicks on a local page, and write it into the recipe.

    The page begins with the studio's own guess, or with what lies at --point or in --box; a click or a box on the page
    does the same. It is reachable from this computer only.
    """
    workspace = workspace_at(start)
    folder = workspace.folder(recipe)
    if point and box:
        raise click.UsageError("Give --point or --box, not both.")
    hint = Subject(point=point, box=box) if point or box else None
    found = work.starting_guess(workspace, folder, edit_name, hint=hint)
    if as_json:
        print_json({"points": found.points, "holes": found.holes, "note": found.note, "other": found.other})
        return
    if guess:
        work.save_outline(workspace, folder, points=found.points, holes=found.holes, edit_name=edit_name)
        click.echo(f"{folder.recipe.slug}: {len(found.points)} corners written ({found.note}); look at them once")
        return
    page = page_for(workspace, folder, found, edit_name=edit_name)
    click.echo(f"open {page.address}\nPress Ctrl C to leave without saving.")
    if not no_browser and sys.stdout.isatty():
        click.launch(page.address)
    page.serve()
    if page.is_saved:
        click.echo(f"{folder.recipe.slug}: outline written into the recipe")
