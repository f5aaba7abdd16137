"""Where things are: the workspace around a folder, and the recipes in it. Needs nothing, so that a start is quick."""

from __future__ import annotations

import os
from pathlib import Path

FILE = "recipe.md"
"""A recipe's file in its folder."""


def recipe_slugs(content: Path) -> tuple[str, ...]:
    """Names of all recipe folders, sorted. Folders that begin with an underscore or a dot are no recipes."""
    there = os.path.isfile  # quicker than pathlib's, for thousands
    return tuple(name for name in folder_names(content) if there(f"{content}/{name}/{FILE}"))


def folder_names(content: Path) -> tuple[str, ...]:
    """Names of the folders that may hold a recipe, sorted; nothing is opened."""
    with os.scandir(content) as entries:
        return tuple(sorted(entry.name for entry in entries if entry.name[0] not in "_." and entry.is_dir()))


def is_recipe(content: Path, name: str) -> bool:
    """Whether a recipe has this slug."""
    return bool(name) and name[0] not in "_." and "/" not in name and (content / name / FILE).is_file()


def workspace_root(start: Path) -> Path | None:
    """The folder with `content/`: this one, the one around it, or the nearest above; None when there is none."""
    here = start.resolve()
    if here.name == "content" and here.is_dir():
        return here.parent
    return next((folder for folder in (here, *here.parents) if (folder / "content").is_dir()), None)
