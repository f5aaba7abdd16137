"""Cuts on disk: `content/RECIPE/cuts/` holds each cut and its record; what a person changed there is left alone."""

from __future__ import annotations

import contextlib
from pathlib import Path

from studio.core.attempts.cut import Cut
from studio.errors import StoreError, TextFault, WriteRefused
from studio.files import read_file
from studio.store.disk import digest, write_atomic
from studio.store.inside import inside
from studio.store.lock import writer_lock
from studio.store.model_file import as_json, read_model

CUTS = "cuts"
"""Folder of a recipe that holds its cuts."""


def read_cuts(recipe_folder: Path) -> tuple[Cut, ...]:
    """The records of all cuts of a recipe, by name; none where there is no such folder.

    A cut that another one has taken the place of does not count, although its files may still be there: the studio was
    stopped before it took them away.

    Raises:
        StoreError: One of them cannot be read; names it.
    """
    found = _records(recipe_folder)
    replaced = {cut.replaces for cut in found}
    return tuple(cut.model_copy(update={"replaces": None}) for cut in found if cut.file not in replaced)


def _records(recipe_folder: Path) -> tuple[Cut, ...]:
    if not (recipe_folder / CUTS).is_dir():
        return ()
    found = []
    for path in sorted(inside(recipe_folder, CUTS).glob("*.json")):
        try:
            cut = read_model(Cut, path)
        except TextFault as error:
            raise StoreError(f"{_shown(recipe_folder, path.name)}: {error.fault}. {error.fix}") from error
        if Path(cut.file).name != cut.file or Path(cut.file).stem != path.stem:
            raise StoreError(
                f"{_shown(recipe_folder, path.name)}: it speaks of '{cut.file}', which is not the file beside it. "
                "Move it out of the folder and cut again."
            )
        found.append(cut)
    return tuple(found)


def cut_path(recipe_folder: Path, cut: Cut) -> Path:
    """Where a cut's file is."""
    return recipe_folder / CUTS / cut.file


def cut_digest(recipe_folder: Path, cut: Cut) -> str | None:
    """Digest of a cut's file as it is now; None when there is none."""
    try:
        return digest(read_file(cut_path(recipe_folder, cut)))
    except OSError:
        return None


def keep_cut(content: Path, cut: Cut, data: bytes, *, replaces: Cut | None) -> None:
    """Write a cut and its record: first the picture, then what says so.

    Args:
        content: Folder of all recipes.
        cut: The record.
        data: The picture.
        replaces: The cut that it takes the place of; taken away when it has another name.

    Raises:
        WriteRefused: A file of that name is not the studio's, or somebody changed it.
        WorkspaceLocked: Another studio is writing.
    """
    folder = content / cut.recipe
    with writer_lock(content):
        (folder / CUTS).mkdir(exist_ok=True)
        _finish(folder)
        path = inside(folder, CUTS) / cut.file
        was = replaces.digest if replaces and replaces.file == cut.file else None
        if path.exists() and digest(read_file(path)) not in {was, cut.digest}:
            raise _not_ours(folder, cut.file)
        other = replaces if replaces and replaces.file != cut.file else None
        if other:
            _require_ours(folder, other)
            cut = cut.model_copy(update={"replaces": other.file})
        write_atomic(path, data)
        write_atomic(path.with_suffix(".json"), as_json(cut))
        _finish(folder)


def keep_record(content: Path, cut: Cut) -> None:
    """Write a cut's record anew, for an answer that was given.

    Raises:
        WorkspaceLocked: Another studio is writing.
    """
    with writer_lock(content):
        _finish(content / cut.recipe)
        write_atomic(cut_path(content / cut.recipe, cut).with_suffix(".json"), as_json(cut))


def take_away(content: Path, cut: Cut) -> None:
    """Remove a cut and its record.

    Raises:
        WriteRefused: Somebody changed the file.
        WorkspaceLocked: Another studio is writing.
    """
    with writer_lock(content):
        _finish(content / cut.recipe)
        _take_away(content / cut.recipe, cut)


def _finish(folder: Path) -> None:
    """Take away what other cuts have taken the place of, now or before the studio was stopped."""
    found = {cut.file: cut for cut in _records(folder)}
    for cut in found.values():
        if cut.replaces in found:
            _take_away(folder, found[cut.replaces])
        if cut.replaces:
            done = cut.model_copy(update={"replaces": None})
            write_atomic(cut_path(folder, cut).with_suffix(".json"), as_json(done))


def _require_ours(folder: Path, cut: Cut) -> None:
    if cut_digest(folder, cut) not in {None, cut.digest}:
        raise _not_ours(folder, cut.file)


def _take_away(folder: Path, cut: Cut) -> None:
    path = inside(folder, CUTS) / cut.file
    _require_ours(folder, cut)
    path.unlink(missing_ok=True)
    path.with_suffix(".json").unlink(missing_ok=True)
    with contextlib.suppress(OSError):  # other files are there
        path.parent.rmdir()


def _not_ours(folder: Path, file: str) -> WriteRefused:
    return WriteRefused(
        f"{_shown(folder, file)}: this is not the file that the studio made, and would be lost. Move it elsewhere."
    )


def _shown(folder: Path, name: str) -> str:
    return f"{folder.parent.name}/{folder.name}/{CUTS}/{name}"
