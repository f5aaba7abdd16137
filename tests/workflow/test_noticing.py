"""What the disk tells by itself: files that others change, and what programs that died have left."""

from __future__ import annotations

import asyncio
import os
import time
from pathlib import Path

import pytest

from studio.store.disk import PREFIX
from studio.workflow.browsing.library_reading import changed_recipes
from studio.workflow.making.recover import recover
from studio.workspace import Workspace

OLD_S = time.time() - 30 * 24 * 3600
"""A month ago: no program writes that long."""


def left_behind(folder: Path) -> Path:
    """A temporary file of a program that nobody can ask any more."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{PREFIX}elsewhere,1,1,x.tmp"
    path.write_bytes(b"half")
    os.utime(path, (OLD_S, OLD_S))
    return path


def test_recovering_clears_what_dead_programs_left_everywhere_they_write(shelf: Workspace) -> None:
    """In the workspace, its content, its own files and its batches, and beside every attempt; nobody else's."""
    own = shelf.content / ".studio"
    recipe = shelf.content / "recipe-00001"
    places = (shelf.root, shelf.content, own, own / "batches", recipe, recipe / "attempts")
    gone = [left_behind(place) for place in places]
    elsewhere = left_behind(shelf.root / "elsewhere")
    assert recover(shelf) == ()
    assert [path for path in gone if path.exists()] == []
    assert elsewhere.exists()


def test_recovering_one_recipe_leaves_the_attempts_of_the_others_alone(shelf: Workspace) -> None:
    """It is asked for by name."""
    others = left_behind(shelf.content / "recipe-00002" / "attempts")
    asked = left_behind(shelf.content / "recipe-00001" / "attempts")
    recover(shelf, ["recipe-00001"])
    assert (asked.exists(), others.exists()) == (False, True)


def test_recipes_that_change_on_the_disk_are_told_by_name_and_nothing_else_is(shelf: Workspace) -> None:
    """Neither the studio's own memory, nor what lies beside the recipes, nor a file that is just being written."""

    async def watched() -> list[frozenset[str]]:
        heard: list[frozenset[str]] = []

        async def listen() -> None:
            async for slugs in changed_recipes(shelf):
                heard.append(slugs)  # noqa: PERF401 - a comprehension would keep it until the end

        listening = asyncio.create_task(listen())
        own = shelf.content / ".studio"
        own.mkdir(exist_ok=True)
        for _ in range(600):  # until the watcher stands and has told of it
            left_behind(shelf.content / "recipe-00002")
            (own / "rows.jsonl").write_text("x")
            (shelf.content / "studio.toml").write_text("")
            (shelf.content / "recipe-00001" / "attempts" / "note.txt").write_text(str(time.time_ns()))
            await asyncio.sleep(0.05)
            if heard:
                break
        await asyncio.sleep(0.4)
        listening.cancel()
        return heard

    heard = asyncio.run(watched())
    assert heard, "nothing was told within half a minute"
    assert set(heard) == {frozenset({"recipe-00001"})}


@pytest.mark.parametrize("slugs", [(), ("recipe-00000",)])
def test_where_nothing_waits_nothing_is_recovered(shelf: Workspace, slugs: tuple[str, ...]) -> None:
    """Not even where a recipe has no attempts at all."""
    (shelf.content / "empty").mkdir()
    assert recover(shelf, slugs or None) == ()
