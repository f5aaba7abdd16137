"""A recipe's folder under another name, copied, in the trash and back."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from studio.core.attempts.standing import standing
from studio.errors import ContentError, RuleBroken, StoreError
from studio.store.disk import PREFIX
from studio.store.recipe_file import with_front_fields
from studio.workflow.writing.shelving import (
    bring_back,
    duplicate_recipe,
    recipes_based_on,
    rename_recipe,
    trash_recipe,
)
from studio.workspace import Workspace

SLUG, OTHER = "recipe-00001", "recipe-00002"


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_recipe_gets_another_name_and_those_based_on_it_say_it(shelf: Workspace) -> None:
    """Typed in any letters; no other byte of any file changes, but for the name in the records of its results."""
    path = shelf.content / OTHER / "recipe.md"
    path.write_bytes(with_front_fields(path.read_bytes(), {"based_on": SLUG}))
    before = everything(shelf.content / SLUG)
    assert rename_recipe(shelf, SLUG, "Müller's Bag") == "muller-s-bag"
    after = everything(shelf.content / "muller-s-bag")
    made = [json.loads(files.pop("attempts/001.json")) for files in (before, after)]
    assert made[1] == {**made[0], "recipe": "muller-s-bag"}
    assert after == before
    renamed = shelf.folder("muller-s-bag")
    assert standing(renamed, renamed.attempts[0]).goes_out, "what was approved stays approved"
    assert not (shelf.content / SLUG).exists()
    assert not [path for path in shelf.content.iterdir() if path.name.startswith(PREFIX)]
    assert recipes_based_on(shelf, "muller-s-bag") == (OTHER,)


def test_a_name_that_is_taken_or_none_is_said_and_nothing_moves(shelf: Workspace) -> None:
    """Also when only the letters' size differs."""
    with pytest.raises(StoreError, match="exists already"):
        rename_recipe(shelf, SLUG, OTHER.upper())
    with pytest.raises(ContentError, match="letters or digits"):
        rename_recipe(shelf, SLUG, "…")
    assert rename_recipe(shelf, SLUG, SLUG) == SLUG
    assert {SLUG, OTHER} <= {*shelf.slugs()}


def test_a_copy_has_the_pictures_and_neither_results_nor_verdicts(shelf: Workspace) -> None:
    """And a title that tells it from the first; a second copy gets a number of its own."""
    folder = shelf.content / SLUG
    (folder / "attempts").mkdir(exist_ok=True)
    (folder / "attempts" / "001.json").write_text("{}")
    (folder / "own.jpg").write_bytes(b"photograph")
    assert [duplicate_recipe(shelf, SLUG), duplicate_recipe(shelf, SLUG)] == [f"{SLUG}-2", f"{SLUG}-3"]
    copy = shelf.content / f"{SLUG}-2"
    assert (copy / "own.jpg").read_bytes() == b"photograph"
    assert not (copy / "attempts").exists()
    assert shelf.folder(f"{SLUG}-2").recipe.front.title == f"{shelf.folder(SLUG).recipe.front.title} (copy)"


def test_what_was_moved_to_the_trash_comes_back_byte_for_byte(shelf: Workspace) -> None:
    """A second one of the same name lies beside the first; neither takes the place of a recipe."""
    before = everything(shelf.content / SLUG)
    place = trash_recipe(shelf, SLUG)
    assert SLUG not in shelf.slugs()
    assert everything(place) == before
    os.rename(shelf.content / OTHER, shelf.content / SLUG)  # noqa: PTH104 - somebody else takes the name
    with pytest.raises(StoreError, match="exists already"):
        bring_back(shelf, place, SLUG)
    second = trash_recipe(shelf, SLUG)
    assert second.name == f"{SLUG}-2"
    bring_back(shelf, place, SLUG)
    assert everything(shelf.content / SLUG) == before


def test_a_recipe_that_runs_stays_where_it_is(shelf: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its result would go to a folder that is no more."""
    monkeypatch.setattr("studio.workflow.writing.shelving._is_running", lambda *_: True)
    for move in (lambda: trash_recipe(shelf, SLUG), lambda: rename_recipe(shelf, SLUG, "other")):
        with pytest.raises(RuleBroken, match="under way"):
            move()
    assert SLUG in shelf.slugs()
