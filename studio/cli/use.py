"""The command that uses a recipe on other pictures: one, or a hundred."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from studio.cli.options import at_option, dollars, json_option, workspace_at
from studio.cli.use_of_many import UseOfMany
from studio.pictures.intake import TAKEN
from studio.workflow.making.plan import Choices
from studio.workflow.starting.product_sheet import SheetReader
from studio.workflow.starting.reusable import open_reusable
from studio.workflow.starting.use import use_recipe
from studio.workspace import Workspace


@click.command()
@click.argument("recipe")
@click.argument("more", nargs=-1, metavar="[PICTURES]...")
@click.option(
    "--picture",
    "pictures",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    multiple=True,
    help="Your photograph: makes its recipe and runs nothing. May be given several times.",
)
@click.option("--as", "slug", help="Name of the new recipe, when there is one --picture.")
@click.option(
    "--each", multiple=True, metavar="PICTURES", help="Photographs, or a folder of them: a product each, made at once."
)
@click.option(
    "--from", "sheet_file", type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A CSV file with a product a row: picture, slug, title, channel, label, rights, credit, and the variables.",
)  # fmt: skip
@click.option("--channel", "channels", multiple=True, help="Where each product is used; may be given several times.")
@click.option("--engine", help="Engine for this run.")
@click.option("--model", help="Model for this run.")
@click.option("--quality", help="Quality step for this run.")
@click.option("--budget", metavar="USD", help="The most this run may cost, in dollars.")
@click.option("--jobs", type=click.IntRange(1, 64), help="Products under way at once; default: one a processor.")
@click.option("--only-recipes", is_flag=True, help="Make the recipes and run nothing.")
@click.option("--dry-run", is_flag=True, help="Show the run sheet; do nothing.")
@click.option("--yes", is_flag=True, help="Go on without asking.")
@at_option
@json_option
def use(
    recipe: str,
    more: tuple[str, ...],
    pictures: tuple[Path, ...],
    slug: str | None,
    each: tuple[str, ...],
    sheet_file: Path | None,
    channels: tuple[str, ...],
    engine: str | None,
    model: str | None,
    quality: str | None,
    budget: str | None,
    jobs: int | None,
    only_recipes: bool,
    dry_run: bool,
    yes: bool,
    start: Path,
    as_json: bool,
) -> None:
    """Use RECIPE on pictures of your own: a recipe's name, or a bundle (.zip) from somebody's gallery.

    With --each or --from it shows what would be made and what it costs, then makes it: a recipe and its pictures a
    product. The same command goes on after any interruption; what is there is not made or paid again.
    """
    _require_one_way(pictures, slug, each, sheet_file, more)
    workspace = workspace_at(start)
    if pictures:
        _one_by_one(workspace, recipe, pictures, slug)
        return
    for name in channels:
        workspace.rules.channels.find(name)
    old = open_reusable(workspace, recipe)
    reader = SheetReader(old, workspace.rules.channels, channels)
    sheet = reader.of_file(sheet_file) if sheet_file else reader.of_pictures(_each([*each, *more]))
    choices = Choices(engine=engine, model=model, quality=quality)
    many = UseOfMany(workspace, old, sheet, choices, as_json=as_json)
    if dry_run:
        many.show_only()
    else:
        many.make(jobs=jobs, limit=dollars(budget), only_recipes=only_recipes, has_word=yes)


def _require_one_way(
    pictures: Sequence[Path], slug: str | None, each: Sequence[str], sheet: Path | None, more: Sequence[str]
) -> None:
    ways = [name for name, is_used in (("--picture", pictures), ("--each", each), ("--from", sheet)) if is_used]
    if len(ways) != 1:
        said = f"{' and '.join(ways)} do not go together; take one." if ways else "Name the pictures:"
        raise click.UsageError(f"{said} --picture for one, --each for several, --from for a sheet (CSV).")
    if more and not each:
        raise click.UsageError(f"'{more[0]}' is one name too many. Several pictures go behind --each.")
    if slug and len(pictures) != 1:
        raise click.UsageError("--as names one recipe; leave it out when there are several pictures.")


def _one_by_one(workspace: Workspace, recipe: str, pictures: Sequence[Path], slug: str | None) -> None:
    for picture in pictures:
        made = use_recipe(workspace, recipe, picture, slug=slug)
        click.echo(f"made {made.path}")
        for note in made.notes:
            click.echo(f"note: {note}")
        for image in made.missing:
            click.echo(f"put {image} beside it: the recipe uses that picture too")
        click.echo(f"next: studio run {made.path.parent.name}")


def _each(names: Sequence[str]) -> list[Path]:
    """The photographs that are named: files, folders of them, and patterns that no shell has opened."""
    found: list[Path] = []
    for name in names:
        path = Path(name).expanduser()
        if path.is_dir():
            found += sorted(one for one in path.iterdir() if one.suffix.lower() in TAKEN)
        elif not path.exists() and any(sign in path.name for sign in "*?["):
            found += sorted(path.parent.glob(path.name))
        else:
            found.append(path)
    if not found:
        raise click.UsageError(f"There are no pictures in {', '.join(names)}.")
    return found
