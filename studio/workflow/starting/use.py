"""An approved recipe used again: on a picture of the person's own."""

from __future__ import annotations

import datetime
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.errors import ContentError, NotFound, PathOutside, StoreError, TextFault, WriteRefused
from studio.files import read_file
from studio.pictures.intake import take_in
from studio.store.disk import create_exclusive, digest, new_folder
from studio.store.inside import inside
from studio.store.markdown import parse_guide
from studio.store.places import is_recipe
from studio.store.recipe_file import split, with_edit_fields
from studio.store.recipes import read_folder, without_reviews
from studio.store.yaml_reading import load_located
from studio.workflow.starting.new import SLUG
from studio.workflow.writing.promote import approved_to_use, changes_to
from studio.workspace import Workspace

_MOST_BYTES = 2_000_000
"""Largest recipe.md that is taken from an archive."""
_OF_THE_OLD_PICTURE = ("subject", "expect_text")
"""Fields that speak of the picture the recipe was written for."""


@dataclass(frozen=True)
class Used:
    """A recipe made from another one."""

    path: Path
    missing: tuple[str, ...]
    """Pictures it names that have to be put beside it."""
    notes: tuple[str, ...] = ()
    """How the photograph was converted, and where the recipe said something else than what was approved."""


def use_recipe(workspace: Workspace, source: str, picture: Path, *, slug: str | None = None) -> Used:
    """Make a recipe from another one: the same guide and the same edits, on another picture, with no verdicts.

    What spoke of the old picture goes: its outline, its boxes and masks, the words on its label. Where the recipe has
    moved on since its approved result, or holds a spec that was rejected, the approved spec is taken.

    Args:
        workspace: Where the new recipe goes.
        source: Name of a recipe, or the path of a bundle (`.zip`) or of a recipe's file.
        picture: The person's own photograph.
        slug: Name of the new recipe; default: the old one's and the picture's.

    Raises:
        NotFound: There is no such recipe.
        ContentError: The bundle, the picture or the name will not do.
        StoreError: A recipe of that name exists.
    """
    text, old, folder = _read(workspace, source)
    taken = take_in(picture)
    name = slug or _slug(f"{old}-{picture.stem}")
    if not SLUG.fullmatch(name):
        raise ContentError(f"'{name}': a recipe's name has small letters, digits and hyphens, for example spring-bag.")
    target = workspace.content / name
    if target.exists():
        raise StoreError(f"{target}: exists already. Give the new recipe another name with --as.")
    text, notes = _as_approved(text, folder, shown=source)
    changed, named = _on_another_picture(_without_verdicts(text, source), taken.file, shown=source)
    with new_folder(target) as fresh:
        create_exclusive(fresh / taken.file, taken.data)
        missing = tuple(image for image in named if not _copied(folder, fresh, image))
        create_exclusive(fresh / "recipe.md", changed)
    return Used(target / "recipe.md", missing, (*filter(None, (taken.said,)), *notes))


def _read(workspace: Workspace, source: str) -> tuple[bytes, str, Path | None]:
    """A recipe's bytes, its name, and the folder that holds its pictures, where there is one."""
    path = Path(source)
    if is_recipe(workspace.content, source):
        return read_file(workspace.content / source / "recipe.md"), source, workspace.content / source
    if path.is_dir() and (path / "recipe.md").is_file():
        return read_file(path / "recipe.md"), path.resolve().name, path
    if path.suffix == ".zip" and path.is_file():
        return *_from_bundle(path), None
    if path.suffix == ".md" and path.is_file():
        name = path.resolve().parent.name if path.name == "recipe.md" else path.stem
        return read_file(path), name, path.parent
    raise NotFound(
        f"'{source}': no recipe of that name here, and no bundle or file at that place. `studio status` lists recipes."
    )


def _from_bundle(path: Path) -> tuple[bytes, str]:
    try:
        with zipfile.ZipFile(path) as archive:
            entry = next((one for one in archive.infolist() if Path(one.filename).name == "recipe.md"), None)
            if entry is None:
                raise ContentError(f"{path}: holds no recipe.md. Download the bundle again.")
            if entry.file_size > _MOST_BYTES:
                raise ContentError(f"{path}: its recipe.md is too large to be a recipe.")
            return archive.read(entry), path.stem
    except (zipfile.BadZipFile, OSError, NotImplementedError, RuntimeError) as error:
        raise ContentError(f"{path}: cannot be opened as a bundle ({error}). Download it again.") from error


def _as_approved(text: bytes, folder: Path | None, *, shown: str) -> tuple[bytes, tuple[str, ...]]:
    """The recipe with every edit as its approved attempt was made, and a sentence for each that said otherwise."""
    if folder is None:
        return text, ()
    read, notes = read_folder(folder.resolve().parent, folder.resolve().name), []
    if read.recipe.digest != digest(text):  # another file of that folder
        return text, ()
    for edit in read.recipe.edits:
        approved, named = approved_to_use(read, edit), f"edit '{edit.name}'" if edit.name else "the edit"
        if approved is None:
            if any(attempt.edit == edit.name for attempt in read.attempts):
                notes.append(f"no attempt of {named} is approved; it is taken as the recipe says")
            continue
        changes = changes_to(edit, approved)
        try:
            text = with_edit_fields(text, edit.name, changes, shown=shown)
        except WriteRefused as error:
            raise ContentError(f"{error} What was approved as {approved.id} says something else there.") from error
        if changes:
            differs = ", ".join(changes)
            notes.append(f"{named} is taken as attempt {approved.id} was approved; the recipe differs in {differs}")
    return text, tuple(notes)


def _without_verdicts(text: bytes, source: str) -> bytes:
    try:
        bare = without_reviews(text)
        head = split(bare).front
    except (WriteRefused, TextFault) as error:
        raise ContentError(f"{source}: {error}") from error
    today = datetime.datetime.now(datetime.UTC).date().isoformat()
    fresh = re.sub(r"(?m)^created:[^\n#]*?(\r?)$", rf"created: {today}\1", head, count=1)
    return bare.replace(head.encode(), fresh.encode(), 1)


def _on_another_picture(text: bytes, file: str, *, shown: str) -> tuple[bytes, tuple[str, ...]]:
    """The recipe with every edit beginning with another picture, and the further pictures it names."""
    parts = split(text)
    named: dict[str, None] = {}
    try:
        for fence in parse_guide(parts.body, first_line=parts.body_line)[1]:
            data = load_located(fence.text).data or {}
            for field, value in _changes(data, file):
                text = with_edit_fields(text, fence.name, {field: value}, shown=shown)
            named |= dict.fromkeys(_further(data))
    except (TextFault, WriteRefused) as error:
        raise ContentError(f"{shown}: {error}") from error
    return text, tuple(named)


def _changes(data: Mapping[str, Any], file: str) -> Iterator[tuple[str, Any]]:
    for field in _OF_THE_OLD_PICTURE:
        if field in data:
            yield field, None
    if isinstance(data.get("scope"), dict):
        yield "scope", None
    if "from" in data:  # it begins with an earlier edit's result
        return
    references = data.get("references")
    if "source" not in data and isinstance(references, list) and references and isinstance(references[0], dict):
        yield "references", [{**references[0], "image": file}, *references[1:]]
    else:
        yield "source", file


def _further(data: Mapping[str, Any]) -> Iterator[str]:
    references = data.get("references")
    listed = references if isinstance(references, list) else []
    for reference in listed[0 if "source" in data else 1 :]:
        if isinstance(reference, dict) and isinstance(reference.get("image"), str):
            yield reference["image"]
    local = data.get("local")
    background = local.get("background") if isinstance(local, dict) else None
    if isinstance(background, dict) and isinstance(background.get("image"), str):
        yield background["image"]


def _copied(folder: Path | None, target: Path, image: str) -> bool:
    try:
        data = read_file(inside(folder, image)) if folder else None
        place = inside(target, image)
    except (PathOutside, OSError, ValueError):
        return False
    if data is None:
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        create_exclusive(place, data)
    return True


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.casefold()).strip("-")
