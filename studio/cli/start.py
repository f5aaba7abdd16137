"""Commands for beginning: demo, init, new."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from studio.cli.options import at_option, workspace_at
from studio.store.git import has_repository
from studio.store.merging import install_merging
from studio.vision.model_files import MODEL, find_model, known_model
from studio.workflow.starting.demo import run_demo
from studio.workflow.starting.new import init_workspace, new_recipe


@click.command()
@click.argument("folder", type=click.Path(path_type=Path), default=Path("demo"))
@click.option("--recipe", "recipes", multiple=True, help="Only this sample recipe; may be given several times.")
def demo(folder: Path, recipes: tuple[str, ...]) -> None:
    """Do the whole job on the sample content in FOLDER: edit, measure, review, build. Needs no key and no network.

    Every step is real: the pictures are made on this machine. Verdicts are those a person gave to these
    very pictures; where a picture differs, it is left for you to judge.
    """
    run_demo(folder, recipes=recipes, say=click.echo)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
def init(folder: Path) -> None:
    """Make a new workspace in FOLDER."""
    for path in init_workspace(folder):
        click.echo(f"made {path}")
    if has_repository(folder):
        for line in install_merging(folder):
            click.echo(line)
    click.echo(f"next: studio new my-first-recipe --at {folder}")
    if find_model(MODEL) is None:
        model = known_model(MODEL)
        click.echo(
            f"if you like: studio models fetch {model.name} ({model.weight}, free for commercial use) {model.purpose}; "
            "without it the studio asks for an outline more often"
        )


@click.command()
@click.argument("slug")
@click.option("--job", default="background-replacement", help="Kind of edit.")
@click.option(
    "--picture",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="Photograph to copy in as the source.",
)
@click.option("--title", help="Title of the guide.")
@click.option("--asset", help="What the picture is for, in one line; asked for on a terminal.")
@click.option("--channel", help="Where it will be used, as `studio channels` lists them; asked for on a terminal.")
@at_option
def new(
    slug: str, job: str, picture: Path | None, title: str | None, asset: str | None, channel: str | None, start: Path
) -> None:
    """Make the recipe SLUG from the guide template."""
    workspace = workspace_at(start)
    if sys.stdin.isatty() and sys.stdout.isatty():
        asset = _asked("What is the picture for, in one line", asset)
        channel = _asked("Where will it be used (`studio channels` lists the names)", channel)
    begun = new_recipe(
        workspace, slug, job=job, title=title, asset=asset or "", channel=channel or None, picture=picture
    )
    if begun.converted:
        click.echo(begun.converted)
    click.echo(f"made {begun.path}")
    click.echo(f"next: write down what must stay and what may change, then `studio check {slug}`")


def _asked(question: str, given: str | None) -> str:
    """What was given as an option, or else typed; Enter leaves it for later."""
    return given if given is not None else click.prompt(question, default="", show_default=False)
