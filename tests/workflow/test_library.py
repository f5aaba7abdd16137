"""The library: rows say how recipes stand, are narrowed and grouped, and are kept only while they are true."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from studio.core.recipe.words import Status
from studio.store.lock import owner_of_this_process
from studio.store.row_cache import PLACE
from studio.workflow.browsing import library_reading
from studio.workflow.browsing.library import Facet, LibraryRow, Search, facets, first_rows, grouped, status_counts
from studio.workflow.browsing.library_reading import KeptRows, library_row, read_library
from studio.workflow.browsing.library_view import LibraryView
from studio.workspace import Workspace, open_workspace
from tests.workflow.conftest import change_sidecar

BAG = LibraryRow("summer-bag", "Summer bag", Status.APPROVED, "repair", "ebay", ("beach", "linen"))
CUP = LibraryRow("cup", "A cup", Status.DRAFT, "repair", "", ("oak",), to_review=2)
UNREAD = LibraryRow("zebra", "zebra", Status.DRAFT, is_read=False)
ROWS = (BAG, CUP, UNREAD)


def aged(shelf: Workspace) -> Workspace:
    """The workspace with files that have rested for a minute."""
    then = time.time_ns() - 60_000_000_000
    for path in shelf.content.rglob("*"):
        os.utime(path, ns=(then, then))
    return shelf


def read(shelf: Workspace, held: tuple[LibraryRow, ...] = ()) -> list[tuple[LibraryRow, ...]]:
    async def aside(work: Callable[[], Any]) -> Any:
        return work()

    async def all_of_them() -> list[tuple[LibraryRow, ...]]:
        return [rows async for rows in read_library(shelf, held=held, aside=aside)]

    return asyncio.run(all_of_them())


def test_a_row_says_how_its_recipe_stands(shelf: Workspace) -> None:
    """Its title, its words and how many pictures wait for a person."""
    row = library_row(shelf, "recipe-00000")
    assert row.title == shelf.folder("recipe-00000").recipe.front.title
    assert (row.status, row.to_review, row.fault, row.is_read) == (Status.APPROVED, 0, "", True)
    assert (row.job, row.channel) == ("background-replacement", "meta-story")
    assert row.tags == ("tag-16", "tag-31", "tag-32")


def test_a_recipe_that_cannot_be_read_is_a_row_with_its_first_fault(shelf: Workspace) -> None:
    """Under the name of its folder; the others stand as they are."""
    (shelf.content / "recipe-00001" / "recipe.md").write_text("---\ntitle: [\n---\n")
    row = library_row(shelf, "recipe-00001")
    assert (row.slug, row.title, row.status) == ("recipe-00001", "recipe-00001", Status.BROKEN)
    assert "recipe-00001/recipe.md:" in row.fault
    assert library_row(shelf, "recipe-00000").fault == ""


def test_the_library_is_shown_with_the_rows_of_before_until_each_is_read(
    shelf: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Part by part; a recipe nobody has seen yet has only its name."""
    monkeypatch.setattr(library_reading, "_FIRST_ROWS", 1)
    before = LibraryRow("recipe-00002", "As it was", Status.DRAFT)
    steps = read(shelf, held=(before,))
    assert [len(rows) for rows in steps] == [3, 3]
    assert [row.is_read for row in steps[0]] == [True, False, True]
    assert steps[0][1] == LibraryRow("recipe-00001", "recipe-00001", Status.DRAFT, is_read=False)
    assert steps[0][2] is before
    assert [row.status for row in steps[-1]] == [Status.APPROVED] * 3


def test_a_row_is_kept_for_the_next_start_and_read_again_when_its_folder_changed(
    shelf: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever changed in it; the others are not opened."""
    aged(shelf)
    first = read(shelf)[-1]
    assert first_rows(shelf.content) == first
    assert first_rows(shelf.content, at_most=2) == first[:2]
    path = shelf.content / "recipe-00001" / "recipe.md"
    path.write_text(path.read_text().replace("title: ", "title: New "))
    opened: list[str] = []

    def watched(workspace: Workspace, slug: str) -> LibraryRow:
        opened.append(slug)
        return library_row(workspace, slug)

    monkeypatch.setattr(library_reading, "library_row", watched)
    again = read(shelf)[-1]
    assert opened == ["recipe-00001"]
    assert again[1].title == f"New {first[1].title}"
    assert (again[0], again[2]) == (first[0], first[2])


@pytest.mark.parametrize("change", ["settings", "a recipe less"])
def test_kept_rows_are_forgotten_when_what_they_were_judged_by_changed(shelf: Workspace, change: str) -> None:
    """Other settings may make another status; a recipe that is gone leaves no row behind."""
    aged(shelf)
    read(shelf)
    if change == "settings":
        (shelf.content / "studio.toml").write_text('criteria = ["legal line"]\n')
        assert KeptRows(open_workspace(shelf.root)).known == {}
    else:
        (shelf.content / "recipe-00001").rename(shelf.root / "elsewhere")
        read(shelf)
        assert "recipe-00001" not in (shelf.content / PLACE).read_text()
        assert [row.slug for row in first_rows(shelf.content)] == ["recipe-00000", "recipe-00002"]


def test_a_recipe_whose_request_is_under_way_is_not_kept(shelf: Workspace) -> None:
    """It may end without any file being written, when its process is killed."""
    change_sidecar(shelf, "recipe-00001", state="requested", picture=None, owner=owner_of_this_process())
    rows = read(aged(shelf))[-1]
    assert [row.status for row in rows] == [Status.APPROVED, Status.RUNNING, Status.APPROVED]
    assert [row.is_read for row in first_rows(shelf.content)] == [True, False, True]


def test_the_list_can_be_narrowed_to_what_its_rows_say_and_to_nothing_else() -> None:
    """By status, channel, job and tag, in this order; an empty word is no choice, an unread row has none."""
    assert [(one.kind, one.value, one.count) for one in facets(ROWS)] == [
        ("status", "approved", 1), ("status", "draft", 1), ("channel", "ebay", 1), ("job", "repair", 2),
        ("tag", "beach", 1), ("tag", "linen", 1), ("tag", "oak", 1),
    ]  # fmt: skip
    assert [row.slug for row in ROWS if Facet("tag", "linen").holds(row)] == ["summer-bag"]
    assert not Facet("status", "draft").holds(UNREAD)


def test_groups_stand_under_their_words_with_their_numbers() -> None:
    """A row stands once, under its first word; one without stands under none of that kind."""
    assert grouped(ROWS, "") == ROWS
    assert grouped((BAG, CUP), "channel") == ("ebay (1)", BAG, "no channel (1)", CUP)
    assert grouped((BAG, CUP), "job") == ("repair (2)", BAG, CUP)
    assert grouped((CUP, BAG), "tag") == ("beach (1)", BAG, "oak (1)", CUP)


def test_where_recipes_stand_is_counted_without_those_that_were_not_read() -> None:
    """In the order of the statuses, and only those there are."""
    assert status_counts(ROWS) == {Status.DRAFT: 1, Status.APPROVED: 1}
    assert list(status_counts((CUP, BAG))) == [one for one in Status if one in {Status.DRAFT, Status.APPROVED}]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("", ["summer-bag", "cup", "zebra"]), ("BAG", ["summer-bag"]), ("repair", ["summer-bag", "cup"]),
        ("repair oak", ["cup"]), ("ebay linen", ["summer-bag"]), ("smbg", ["summer-bag"]), ("sb", []),
        ("smbg oa", []), ("lin smr", ["summer-bag"]), ("nothing", []),
    ],
)  # fmt: skip
def test_typing_finds_rows_that_hold_every_word_or_else_its_letters_in_order(words: str, found: list[str]) -> None:
    """In any field and any case; letters stand apart only in words of three and more."""
    assert [row.slug for row in Search().filtered(ROWS, words=words)] == found


def test_a_search_looks_only_at_what_the_list_was_narrowed_to() -> None:
    """And a row in its own words, not its neighbour's."""
    only = (Facet("channel", "ebay"),)
    assert [row.slug for row in Search().filtered(ROWS, words="repair", only=only)] == ["summer-bag"]
    assert Search().filtered(ROWS, words="oak", only=only) == ()
    assert [row.slug for row in Search().filtered(ROWS, words=" ", only=only)] == ["summer-bag"]


def test_filters_add_up_and_the_same_again_takes_one_off() -> None:
    """Status and channel and tags together; of status, channel and job a row has one, so that another replaces it."""
    look = (
        LibraryView()
        .narrowed(Facet("status", "approved", 1))
        .narrowed(Facet("tag", "beach"))
        .narrowed(Facet("tag", "linen"))
    )
    assert look.says == "status approved · tag beach · tag linen"
    assert Search().filtered(ROWS, words="", only=look.only) == (BAG,)
    assert look.narrowed(Facet("status", "draft")).says == "tag beach · tag linen · status draft"
    assert look.narrowed(Facet("tag", "beach", 7)).says == "status approved · tag linen"
    assert LibraryView.of(look.next_order().next_group().kept) == look.next_order().next_group()
    assert LibraryView.of({"only": ["status", "x"], "group": "colour", "order": 3}) == LibraryView()


def test_what_can_be_chosen_next_counts_what_it_would_leave() -> None:
    """Beside the filters of other kinds: of statuses all of the channel, of tags those of all filters."""
    found = facets(ROWS, (Facet("status", "approved"),))
    assert [(one.kind, one.value, one.count) for one in found] == [
        ("status", "approved", 1), ("status", "draft", 1), ("channel", "ebay", 1), ("job", "repair", 1),
        ("tag", "beach", 1), ("tag", "linen", 1),
    ]  # fmt: skip


def test_the_list_is_sorted_by_name_title_or_status() -> None:
    """Without regard to capitals, and by status as a person meets them."""
    look = LibraryView().next_order()
    assert look.arranged(ROWS) == (CUP, BAG, UNREAD)
    assert look.says == "by title"
    assert [row.status for row in look.next_order().arranged(ROWS) if isinstance(row, LibraryRow)] == sorted(
        (row.status for row in ROWS), key=list(Status).index
    )
    assert look.next_order().next_order() == LibraryView()


def test_a_place_without_a_list_begins_with_names_alone(shelf: Workspace, tmp_path: Path) -> None:
    """They are made good at once."""
    assert [(row.slug, row.is_read) for row in first_rows(shelf.content, at_most=1)] == [("recipe-00000", False)]
    (tmp_path / "content").mkdir()
    assert first_rows(tmp_path / "content") == ()
