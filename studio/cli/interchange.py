"""Commands for other tools: import their prompts, export a recipe for them."""

from __future__ import annotations

from pathlib import Path

import click

from studio.cli.options import at_option, json_option, print_json, workspace_at
from studio.core.recipe.words import Job
from studio.workflow.publishing.export import FORMS
from studio.workflow.publishing.export import export as export_recipe
from studio.workflow.starting.import_recipes import import_recipes


@click.command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--job", type=click.Choice([*Job]), help="The kind of edit; without it a guess, which is marked.")
@at_option
@json_option
def import_(files: tuple[Path, ...], job: str | None, start: Path, as_json: bool) -> None:
    """Make recipes of FILES: dotprompt, Prompty, a gallery of prompts or a guide article in Markdown.

    Prompts come over word for word. What a recipe has no place for is said, and stands in it as still open, so that
    nothing is published before you looked at it.
    """
    workspace = workspace_at(start)
    made = [one for path in files for one in import_recipes(workspace, path, job=Job(job) if job else None)]
    if as_json:
        print_json([{"path": str(one.path), "open": [*one.open]} for one in made])
        return
    for one in made:
        click.echo(f"made {one.path}")
        for phrase in one.open:
            click.echo(f"  still open: {phrase}")


@click.command()
@click.argument("recipes", nargs=-1, required=True)
@click.option("--as", "form", type=click.Choice([*FORMS]), required=True, help="What the other tool reads.")
@click.option("--out", "into", type=click.Path(path_type=Path, file_okay=False), default=Path(), help="Folder for it.")
@at_option
def export(recipes: tuple[str, ...], form: str, into: Path, start: Path) -> None:
    """Write RECIPES for other tools; nothing is overwritten."""
    workspace = workspace_at(start)
    for name in recipes:
        for path in export_recipe(workspace, name, form, into=into):
            click.echo(f"made {path}")
