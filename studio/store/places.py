"""Where things are: the workspace around a folder, the recipes in it, and what travels with the studio.

Imports nothing heavy, so that a start is quick.
"""

from __future__ import annotations

import os
import unicodedata
from pathlib import Path

from studio.errors import StoreError
from studio.files import read_file

RECIPE_FILE = "recipe.md"
"""A recipe's file in its folder."""
OWN_STYLE = "custom.css"
"""Style rules of a workspace's own, beside its settings."""

BRANDS = "_brands"
"""Folder of the brand kits and their logos, in `content/`."""
DRIVER = "recipe-studio"
"""What git calls the studio when it merges recipes."""
ATTRIBUTES_FILE = ".gitattributes"
"""Where git reads which files it merges how."""
ATTRIBUTES = f"content/*/recipe.md merge={DRIVER}\n"
"""The line in it that has the studio merge recipes."""


def recipe_slugs(content: Path) -> tuple[str, ...]:
    """Names of all recipe folders, sorted. Folders that begin with an underscore or a dot are no recipes."""
    return tuple(name for name in folder_names(content) if _is_there(f"{content}/{name}/{RECIPE_FILE}"))


def _is_there(path: str) -> bool:
    """Whether something has this name: what is no file, or may not be looked at, is said to be so, not passed over."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError, ValueError):
        return False
    except OSError:
        return "/lost+found/" not in path
    return True


def brand_files(content: Path) -> list[Path]:
    """Every file that brand kits are made of, with their folder."""
    folder = content / BRANDS
    return [folder, *sorted(path for path in folder.glob("*") if path.is_file())]


def folder_names(content: Path) -> tuple[str, ...]:
    """Names of the folders that may hold a recipe, sorted; nothing is opened."""
    with os.scandir(content) as entries:
        names = [entry.name for entry in entries if entry.name[0] not in "_." and _is_folder(entry)]
    return tuple(sorted(filter(is_text, names)))


def unreadable_names(content: Path) -> tuple[str, ...]:
    """Names in `content/` of which nothing can be made, as they can be shown."""
    names = sorted(os.listdir(content))  # noqa: PTH208 - names are all that is needed
    return tuple(str(os.fsencode(name))[2:-1] for name in names if not is_text(name))


def is_text(name: str) -> bool:
    """Whether a name can be shown: UTF-8 (other bytes are lone surrogates, PEP 383) without control characters."""
    return name.isprintable() or all(unicodedata.category(sign) not in {"Cc", "Cs", "Zl", "Zp"} for sign in name)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # links in a circle
        return False


def is_recipe(content: Path, name: str) -> bool:
    """Whether a recipe has this slug."""
    is_name = bool(name) and name[0] not in "_." and not {"/", "\0"} & set(name) and is_text(name)
    return is_name and _is_there(f"{content}/{name}/{RECIPE_FILE}")


def workspace_root(start: Path) -> Path | None:
    """The folder with `content/`: this one, the one around it, or the nearest above; None when there is none."""
    here = start.resolve()
    if here.name == "content" and here.is_dir():
        return here.parent
    return next((folder for folder in (here, *here.parents) if (folder / "content").is_dir()), None)


def merges_branches(root: Path) -> bool:
    """Whether git merges recipes of this workspace, so that several branches add to it.

    Args:
        root: Folder of the workspace.
    """
    try:
        return ATTRIBUTES.encode().strip() in read_file(root / ATTRIBUTES_FILE).splitlines()
    except OSError:
        return False


def bundled(name: str) -> Path:
    """The folder `templates` or `content` of this installation, or of the checkout it runs from.

    Raises:
        StoreError: The installation is damaged.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "bundled" / name, package.parent / name):
        if folder.is_dir():
            return folder
    raise StoreError(f"This installation has no '{name}'. Install it again.")
