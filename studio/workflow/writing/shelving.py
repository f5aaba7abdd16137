"""A recipe's folder under another name, once more without its results, in the trash, and back from there.

No byte of a recipe is ever removed: the trash is a folder in `content/` whose name no recipe can have.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from studio.core.attempts.attempt import State
from studio.errors import ContentError, RuleBroken, StoreError
from studio.files import read_file
from studio.store.attempts import ATTEMPTS
from studio.store.cuts import CUTS
from studio.store.disk import (
    PREFIX,
    digest,
    new_folder,
    replace_if_unchanged,
    sync_folder,
    temporary_name,
    write_atomic,
)
from studio.store.lock import writer_lock
from studio.store.model_file import as_json
from studio.store.places import RECIPE_FILE
from studio.store.recipe_file import with_front_fields
from studio.store.recipes import without_reviews
from studio.workflow.starting.typed import slug_of
from studio.workspace import Workspace

TRASH = "_trash"
"""Folder in `content/` for recipes that were taken out."""
_OF_RESULTS = shutil.ignore_patterns("attempts", CUTS, ".studio-*", "recipe.mine.md")


def recipes_based_on(workspace: Workspace, slug: str) -> tuple[str, ...]:
    """Recipes that say `based_on:` this one."""
    return tuple(one.recipe.slug for one in workspace.folders() if one.recipe.front.based_on == slug)


def rename_recipe(workspace: Workspace, slug: str, name: str) -> str:
    """Give a recipe's folder another name, and say it in its results and in the recipes that are based on it.

    What was approved stays approved: each result and cut says of which recipe it is. The folder is made anew under the
    other name before the old one goes, so that a studio that dies in between loses nothing.

    Args:
        workspace: Where it is.
        slug: What it is called.
        name: What it shall be called, in any letters; it becomes small letters, digits and hyphens.

    Returns:
        The name it has now.

    Raises:
        ContentError: Nothing of the name can be the name of a folder.
        StoreError: A recipe of that name exists.
        RuleBroken: A run of it is under way.
        WriteRefused: A recipe that is based on it cannot be written; the folder has its new name already.
    """
    new = slug_of(name)
    if not new:
        raise ContentError(f"'{name}': a recipe's name needs letters or digits, for example spring-bag.")
    if new == slug:
        return slug
    others = recipes_based_on(workspace, slug)
    old = workspace.content / slug
    with writer_lock(workspace.content):
        _refuse_running(workspace, slug)
        with new_folder(workspace.content / new) as fresh:
            shutil.copytree(old, fresh, ignore=shutil.ignore_patterns(f"{PREFIX}*"), dirs_exist_ok=True)
            for record in (*fresh.glob(f"{ATTEMPTS}/*.json"), *fresh.glob(f"{CUTS}/*.json")):
                _rename_in(record, slug, new)
        gone = old.rename(old.with_name(temporary_name()))
        shutil.rmtree(gone)
    for other in others:
        with writer_lock(workspace.content):
            _set(workspace.content / other / RECIPE_FILE, {"based_on": new})
    return new


def duplicate_recipe(workspace: Workspace, slug: str) -> str:
    """Copy a recipe with its pictures, without its results and verdicts; returns the name of the copy.

    Raises:
        WriteRefused: Its front matter cannot be read.
    """
    folder = workspace.content / slug
    new = _free(workspace.content, slug)
    title = f"{workspace.folder(slug).recipe.front.title} (copy)"
    text = with_front_fields(without_reviews(read_file(folder / RECIPE_FILE)), {"title": title})
    with new_folder(workspace.content / new) as fresh:
        shutil.copytree(folder, fresh, ignore=_OF_RESULTS, dirs_exist_ok=True)
        write_atomic(fresh / RECIPE_FILE, text)
    return new


def trash_recipe(workspace: Workspace, slug: str) -> Path:
    """Move a recipe with all its results to the trash; returns where it is.

    Raises:
        RuleBroken: A run of it is under way.
    """
    trash = workspace.content / TRASH
    trash.mkdir(exist_ok=True)
    place = trash / _free(trash, slug)
    _move(workspace, workspace.content / slug, place)
    return place


def bring_back(workspace: Workspace, place: Path, slug: str) -> None:
    """Move a recipe from the trash to where it was.

    Raises:
        StoreError: Another recipe has its name by now; it stays in the trash.
    """
    _move(workspace, place, workspace.content / slug)


def _move(workspace: Workspace, old: Path, new: Path) -> None:
    with writer_lock(workspace.content):
        if os.path.lexists(new):
            raise StoreError(f"{new.name}: a recipe of this name exists already. Choose another name.")
        if old.parent == workspace.content:
            _refuse_running(workspace, old.name)
        old.rename(new)
        sync_folder(new.parent)
        sync_folder(old.parent)


def _refuse_running(workspace: Workspace, slug: str) -> None:
    if _is_running(workspace, slug):
        raise RuleBroken(f"{slug}: a run of it is under way. Wait for its end, or stop it first.")


def _rename_in(record: Path, old: str, new: str) -> None:
    """Say the other name in the record of an attempt or a cut; what is no such record stays as it is."""
    try:
        data = json.loads(read_file(record))
    except ValueError:
        return
    if isinstance(data, dict) and data.get("recipe") == old:
        write_atomic(record, as_json({**data, "recipe": new}))


def _is_running(workspace: Workspace, slug: str) -> bool:
    folder = workspace.folder(slug)
    return any(one.state is State.REQUESTED and one.id not in folder.interrupted for one in folder.attempts)


def _set(path: Path, fields: Mapping[str, Any]) -> None:
    source = read_file(path)
    replace_if_unchanged(path, with_front_fields(source, fields), expected=digest(source))


def _free(folder: Path, name: str) -> str:
    """The name, or with the first number that is free there."""
    taken = {path.name for path in folder.iterdir()}
    return name if name not in taken else next(f"{name}-{n}" for n in range(2, 10**6) if f"{name}-{n}" not in taken)
