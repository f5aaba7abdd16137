"""A workspace: the folder with `content/`, its settings, and its recipes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.core.attempts.evidence import Limits
from studio.core.attempts.facts import RecipeFolder
from studio.core.engine import Rulebook
from studio.core.problem import did_you_mean
from studio.core.settings import Settings
from studio.engines.catalogue import ENGINES
from studio.errors import ContentError, NotFound
from studio.store.inside import comparable_name
from studio.store.places import is_recipe, recipe_slugs, workspace_root
from studio.store.recipes import read_folder
from studio.store.settings import load_channels, load_limits, load_models, read_settings


@dataclass(frozen=True)
class Workspace:
    """Everything a command needs to know before it opens a recipe."""

    root: Path
    """Folder that holds `content/`, and beside it `templates/` and `site/`."""
    content: Path
    """Folder with one folder per recipe."""
    settings: Settings
    """What `content/studio.toml` says."""
    rules: Rulebook
    """Tables and day for the checks."""
    limits: Limits
    """When a measurement is worth a look."""

    def slugs(self) -> tuple[str, ...]:
        """Names of all recipes, sorted."""
        return recipe_slugs(self.content)

    def folder(self, slug: str, *, variables: Mapping[str, str] | None = None) -> RecipeFolder:
        """One recipe with everything the disk knows about it. A path to its folder or file serves as a name.

        Raises:
            NotFound: No such recipe.
        """
        name = self.slug_of(slug)
        return read_folder(self.content, name, variables=variables, today=self.rules.today)

    def slug_of(self, name: str) -> str:
        """The slug behind a name or a path.

        Raises:
            NotFound: No such recipe.
        """
        path = Path(name)
        for candidate in (name, path.name, path.parent.name if path.name == "recipe.md" else ""):
            if is_recipe(self.content, candidate):
                return candidate
        slugs = self.slugs()
        alike = next((slug for slug in slugs if comparable_name(slug) == comparable_name(name)), None)
        if alike is not None:
            return alike
        hint = did_you_mean(name, slugs) if slugs else "Make one with `studio new SLUG`."
        raise NotFound(f"No recipe is called '{name}' in {self.content}. {hint}")

    def folders(self) -> Iterator[RecipeFolder]:
        """All recipes, read one by one."""
        return (read_folder(self.content, slug, today=self.rules.today) for slug in self.slugs())


def open_workspace(start: Path, *, today: datetime.date | None = None) -> Workspace:
    """The workspace at a folder: the folder itself, its `content/`, or the nearest folder above that has one.

    Raises:
        ContentError: There is none, or its settings cannot be read.
    """
    root = workspace_root(start)
    if root is None:
        raise ContentError(
            f"{start}: no workspace here. Make one with `studio init DIR`, or look at the samples with `studio demo`."
        )
    content = root / "content"
    settings = read_settings(content)
    rules = Rulebook(
        channels=load_channels(settings.channels),
        models=load_models(settings.models),
        engines=ENGINES,
        today=today or datetime.datetime.now(datetime.UTC).date(),
        engine=settings.engine,
        criteria=settings.criteria,
        keeps_rest=settings.prompt.keep_rest,
    )
    return Workspace(root, content, settings, rules, load_limits())
