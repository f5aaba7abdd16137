"""An approved recipe used again: on pictures of the person's own."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from studio.errors import ContentError, PathOutside, StoreError, TextFault, WriteRefused
from studio.files import read_file
from studio.pictures.intake import take_in
from studio.store.disk import create_exclusive, new_folder
from studio.store.inside import inside
from studio.store.markdown import parse_guide
from studio.store.recipe_file import split, with_edit_fields, with_front_fields
from studio.store.yaml_reading import load_located
from studio.workflow.starting.reusable import Reusable, open_reusable
from studio.workflow.starting.typed import SLUG, slug_of
from studio.workspace import Workspace

_OF_THE_OLD_PICTURE = ("subject", "expect_text")
"""Fields that speak of the picture the recipe was written for."""
_SHAPES = ("channel", "aspect", "size")
"""Fields of an edit that say its shape."""


@dataclass(frozen=True)
class Product:
    """What a recipe is used on."""

    picture: Path
    """The person's own photograph."""
    slug: str
    """Name of the new recipe."""
    title: str | None = None
    """Its heading; default: as the old one."""
    channel: str | None = None
    """Where it will be used; default: as the old one says."""
    variables: Mapping[str, str] = field(default_factory=dict)
    """Values for `{{ name }}` that differ from the old recipe's."""
    label: tuple[str, ...] = ()
    """What its label must still say."""
    rights: str | None = None
    """Why its picture may be used; default: as the old one."""
    credit: str | None = None
    """Who is named beside it; default: as the old one."""


@dataclass(frozen=True)
class Used:
    """A recipe made from another one."""

    path: Path
    missing: tuple[str, ...]
    """Pictures it names that have to be put beside it."""
    notes: tuple[str, ...] = ()
    """What a person should know of it, the photograph's conversion for example."""


def use_recipe(workspace: Workspace, source: str, picture: Path, *, slug: str | None = None) -> Used:
    """Make a recipe from another one: the same guide and the same edits, on another picture, with no verdicts.

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
    old = open_reusable(workspace, source)
    used = use_on(workspace.content, old, Product(picture, slug or slug_of(f"{old.name}-{picture.stem}")))
    return replace(used, notes=(*used.notes, *old.notes))


def use_on(content: Path, old: Reusable, product: Product) -> Used:
    """Make the recipe of one product.

    What spoke of the old picture goes: its outline, its boxes and masks, the words on its label.

    Args:
        content: Folder that the new recipe goes into.
        old: What is used.
        product: What it is used on.

    Raises:
        ContentError: The picture or the name will not do.
        StoreError: A recipe of that name exists.
    """
    if not SLUG.fullmatch(product.slug):
        raise ContentError(
            f"'{product.slug}': a recipe's name has small letters, digits and hyphens, for example spring-bag."
        )
    target = content / product.slug
    if target.exists():
        raise StoreError(f"{target}: exists already. Give the new recipe another name with --as.")
    taken = take_in(product.picture)
    try:
        text, named, fonts = _on_another_picture(_about(old, product), taken.file, product, shown=old.name)
    except (TextFault, WriteRefused) as error:
        raise ContentError(f"{old.name}: {error}") from error
    with new_folder(target) as fresh:
        create_exclusive(fresh / taken.file, taken.data)
        missing = tuple(image for image in named if not _copied(old.folder, fresh, image))
        for font in fonts:  # one that all recipes share is there already
            _copied(old.folder, fresh, font)
        for image, picture in old.of_guide.items():
            _put(fresh, image, picture)
        create_exclusive(fresh / "recipe.md", text)
    return Used(target / "recipe.md", missing, tuple(filter(None, (taken.said,))))


def _about(old: Reusable, product: Product) -> bytes:
    """The recipe's text with a front matter that speaks of the product."""
    front = old.front
    fields: dict[str, Any] = {"created": datetime.datetime.now(datetime.UTC).date()} if "created" in front else {}
    fields |= {"based_on": old.name}
    own = {"title": product.title, "channel": product.channel, "rights": product.rights, "credit": product.credit}
    fields |= {name: value for name, value in own.items() if value is not None}
    if product.variables:
        fields["variables"] = {**(front.get("variables") or {}), **product.variables}
    return with_front_fields(old.text, fields)


def _on_another_picture(
    text: bytes, file: str, product: Product, *, shown: str
) -> tuple[bytes, tuple[str, ...], tuple[str, ...]]:
    """The recipe with every edit beginning with another picture, and the further pictures and the fonts it names."""
    parts = split(text)
    named: dict[str, None] = {}
    fonts: dict[str, None] = {}
    for fence in parse_guide(parts.body, first_line=parts.body_line)[1]:
        data = load_located(fence.text).data or {}
        for name, value in _changes(data, file, product):
            text = with_edit_fields(text, fence.name, {name: value}, shown=shown)
        named |= dict.fromkeys(_further(data))
        fonts |= dict.fromkeys(_fonts(data))
    return text, tuple(named), tuple(fonts)


def _changes(data: Mapping[str, Any], file: str, product: Product) -> Iterator[tuple[str, Any]]:
    for name in (*_OF_THE_OLD_PICTURE, *(_SHAPES if product.channel else ())):
        if name in data:
            yield name, None
    if isinstance(data.get("scope"), dict):
        yield "scope", None
    if product.label:
        yield "expect_text", list(product.label)
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


def _fonts(data: Mapping[str, Any]) -> Iterator[str]:
    """Font files that an edit names."""
    copy = data.get("text")
    for wanted in copy if isinstance(copy, list) else ():
        setting = wanted.get("set") if isinstance(wanted, dict) else None
        named = setting.get("font", ()) if isinstance(setting, dict) else ()
        yield from [named] if isinstance(named, str) else filter(lambda name: isinstance(name, str), named)


def _copied(folder: Path | None, target: Path, image: str) -> bool:
    try:
        data = read_file(inside(folder, image)) if folder else None
    except (PathOutside, OSError, ValueError):
        return False
    return data is not None and _put(target, image, data)


def _put(target: Path, image: str, data: bytes) -> bool:
    """Put a file of a recipe into its new folder, unless one is there; False where no file may have its name."""
    try:
        place = inside(target, image)
    except (PathOutside, OSError, ValueError):
        return False
    place.parent.mkdir(parents=True, exist_ok=True)
    if not place.exists():
        create_exclusive(place, data)
    return True
