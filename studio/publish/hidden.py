"""Pictures that a recipe uses and hides: their file names and whose they are stay inside as well."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.gate import Entry
from studio.core.recipe.spec import UNSEEN_OF_A_REFERENCE
from studio.core.recipe.words import Publish


def without_hidden_names(entry: Entry) -> Entry:
    """A recipe that goes out, its hidden pictures called `hidden-1.jpg` and so on in every attempt.

    The exact prompt stays as it is: what a person wrote into it was sent.
    """
    hidden = hidden_images(entry.folder)
    names = {image: f"hidden-{place}{_ending(image)}" for place, image in enumerate(hidden, 1)}
    if not names:
        return entry
    shown = {made.id: _renamed(made, names) for made in entry.folder.attempts}
    pairs = tuple(replace(pair, attempt=shown[pair.attempt.id]) for pair in entry.pairs)
    return replace(entry, folder=replace(entry.folder, attempts=tuple(shown.values())), pairs=pairs)


def hidden_images(folder: RecipeFolder) -> tuple[str, ...]:
    """Files that a recipe hides, today or when one of its attempts was made."""
    specs = (*(edit.spec for edit in folder.recipe.edits), *(made.spec for made in folder.attempts))
    hidden = (one.image for spec in specs for one in spec.references if one.publish is Publish.HIDE)
    return tuple(dict.fromkeys(hidden))


def _ending(image: str) -> str:
    dot, ending = image.rpartition(".")[1:]
    return f".{ending}" if dot and ending.isalnum() else ""


def _renamed(made: Attempt, names: Mapping[str, str]) -> Attempt:
    data = made.model_dump(mode="json", by_alias=True)
    kept = {"prompt": data["prompt"], "spec": {**_walked(data["spec"], names), "prompt": data["spec"]["prompt"]}}
    return Attempt.model_validate({**_walked(data, names), **kept})


def _walked(value: Any, names: Mapping[str, str]) -> Any:  # noqa: ANN401 - plain data
    """Plain data with names exchanged; a reference of such a name keeps no word on whose it is."""
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        return [_walked(one, names) for one in value]
    if not isinstance(value, dict):
        return value
    unsaid = UNSEEN_OF_A_REFERENCE - {"publish"} if value.get("image") in names and "role" in value else frozenset()
    return {names.get(name, name): _walked(one, names) for name, one in value.items() if name not in unsaid}
