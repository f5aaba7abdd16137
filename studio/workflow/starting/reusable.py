"""A recipe, or a bundle from somebody's gallery, made ready to be used on other pictures."""

from __future__ import annotations

import lzma
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from studio.core.recipe.source import names_in
from studio.errors import ContentError, NotFound, PathOutside, TextFault, WriteRefused
from studio.files import read_file
from studio.pictures.intake import TAKEN
from studio.store.disk import digest
from studio.store.inside import inside
from studio.store.markdown import parse_guide
from studio.store.places import is_recipe
from studio.store.recipe_file import split, with_edit_fields
from studio.store.recipes import read_folder, without_reviews
from studio.store.splice import fields_of
from studio.store.yaml_reading import load_located
from studio.workflow.writing.promote import approved_to_use, changes_to
from studio.workspace import Workspace

_MOST_BYTES, _MOST_PICTURE_BYTES = 2_000_000, 20_000_000
"""Largest recipe.md, and largest picture of its guide, that are taken from an archive."""
_RECORDS = frozenset({"attempts", "cuts"})
"""Folders of a recipe that hold what was made and judged: a new recipe begins without."""
_BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error,
    EOFError, OSError, RuntimeError, ValueError,
)  # fmt: skip
"""What reading a damaged archive may raise."""


@dataclass(frozen=True)
class Reusable:
    """A recipe ready for other pictures: as it was approved, without its verdicts."""

    name: str
    """Where it comes from."""
    text: bytes
    folder: Path | None
    """Where the further pictures it names are; None for a bundle."""
    of_guide: Mapping[str, bytes] = field(default_factory=dict)
    """Pictures among the words of its guide, by file; those that are not there are missing."""
    notes: tuple[str, ...] = ()
    """Where the recipe said something else than what was approved."""

    @property
    def front(self) -> dict[str, Any]:
        """Its front matter as plain data."""
        return fields_of(split(self.text).front, first_line=2)

    @property
    def variables(self) -> frozenset[str]:
        """Names of the variables that its edits ask for, and of those it has values for."""
        parts = split(self.text)
        blocks = parse_guide(parts.body, first_line=parts.body_line)[1]
        asked = (names_in(load_located(block.text).data or {}) for block in blocks)
        return frozenset(self.front.get("variables") or {}).union(*asked)


def open_reusable(workspace: Workspace, source: str) -> Reusable:
    """A recipe, or a bundle, as it can be used on other pictures.

    Where the recipe has moved on since its approved result, or holds a spec that was rejected, the approved spec is
    taken.

    Raises:
        NotFound: There is no such recipe.
        ContentError: It cannot be read or changed.
    """
    text, name, folder, of_guide = _read(workspace, source)
    text, notes = _as_approved(text, folder, shown=source)
    try:
        return Reusable(name, without_reviews(text), folder, of_guide, notes)
    except WriteRefused as error:
        raise ContentError(f"{source}: {error}") from error


def _read(workspace: Workspace, source: str) -> tuple[bytes, str, Path | None, Mapping[str, bytes]]:
    """A recipe's bytes, its name, the folder of its pictures where there is one, and the pictures of its guide."""
    path = Path(source)
    if is_recipe(workspace.content, source):
        return _from_folder(workspace.content / source / "recipe.md", source)
    if path.is_dir() and (path / "recipe.md").is_file():
        return _from_folder(path / "recipe.md", path.resolve().name)
    if path.suffix == ".zip" and path.is_file():
        return _from_bundle(path)
    if path.suffix == ".md" and path.is_file():
        return _from_folder(path, path.resolve().parent.name if path.name == "recipe.md" else path.stem)
    raise NotFound(
        f"'{source}': no recipe of that name here, and no bundle or file at that place. `studio status` lists recipes."
    )


def _from_folder(path: Path, name: str) -> tuple[bytes, str, Path, Mapping[str, bytes]]:
    text, folder = read_file(path), path.parent
    return text, name, folder, _of_guide(text, lambda file: read_file(inside(folder, file)))


def _from_bundle(path: Path) -> tuple[bytes, str, None, Mapping[str, bytes]]:
    def picture(name: str) -> bytes:
        found = archive.getinfo(name)
        return archive.read(found) if found.file_size <= _MOST_PICTURE_BYTES else b""

    try:
        with zipfile.ZipFile(path) as archive:
            entry = next((one for one in archive.infolist() if Path(one.filename).name == "recipe.md"), None)
            if entry is None:
                raise ContentError(f"{path}: holds no recipe.md. Download the bundle again.")
            if entry.file_size > _MOST_BYTES:
                raise ContentError(f"{path}: its recipe.md is too large to be a recipe.")
            text, top = archive.read(entry), entry.filename.removesuffix("recipe.md")
            return text, path.stem, None, _of_guide(text, lambda file: picture(f"{top}{file}"))
    except _BROKEN as error:
        raise ContentError(f"{path}: cannot be opened as a bundle ({error}). Download it again.") from error


def _of_guide(text: bytes, read: Callable[[str], bytes]) -> dict[str, bytes]:
    """The pictures among the words of a guide, without those that are not there; `studio check` names them."""
    found = {}
    with suppress(TextFault):  # whoever makes a recipe of it says where it is wrong
        parts = split(text)
        for one in parse_guide(parts.body, first_line=parts.body_line)[0].pictures:
            path = PurePosixPath(one.file)
            if path.suffix.lower() in TAKEN and path.parts[0] not in _RECORDS:
                with suppress(OSError, KeyError, PathOutside):
                    found[one.file] = read(one.file)
    return {file: data for file, data in found.items() if data}


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
