"""The search in the library: what it finds, however it is typed."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as some

from studio.core.recipe.words import Status
from studio.workflow.browsing.library import Facet, LibraryRow, Search

WORDS = some.text(alphabet="ab-]^c 1", max_size=8)


def row(slug: str, title: str) -> LibraryRow:
    return LibraryRow(slug, title, Status.READY, "retouch", "open-graph", ("summer",))


def filtered(rows: tuple[LibraryRow, ...], *, words: str) -> tuple[LibraryRow, ...]:
    """What a search finds that begins with all of the words."""
    return Search().filtered(rows, words=words)


def in_order(word: str, text: str) -> bool:
    letters = iter(text)
    return all(letter in letters for letter in word)


@given(some.lists(WORDS, max_size=6), WORDS)
def test_typing_letter_by_letter_finds_what_typing_at_once_finds(titles: list[str], words: str) -> None:
    """A letter more looks only at what was found before, and misses nothing by it."""
    rows, search = tuple(row(f"{place}", title) for place, title in enumerate(titles)), Search()
    for end in range(len(words) + 1):
        assert search.filtered(rows, words=words[:end]) == filtered(rows, words=words[:end])


@given(some.lists(WORDS, max_size=6), WORDS)
def test_whole_words_come_before_letters_in_order(titles: list[str], words: str) -> None:
    """Rows with every word as it is; only when there are none, rows with its letters in order."""
    rows = tuple(row(f"{place}", title) for place, title in enumerate(titles))
    exact = [one for one in rows if all(word in one.haystack for word in words.split())]
    loose = [
        one
        for one in rows
        if all(word in one.haystack or (len(word) > 2 and in_order(word, one.haystack)) for word in words.split())
    ]
    found = exact or loose
    in_title = [one for one in found if all(word in one.title.lower() for word in words.split())]
    assert filtered(rows, words=words) == (*in_title, *(one for one in found if one not in in_title))


def test_other_rows_and_another_filter_are_searched_afresh() -> None:
    """What was found before counts only for the same rows and the same filter."""
    one, two = row("bag", "Bag"), row("bag-two", "Bag too")
    search = Search()
    assert search.filtered((one,), words="ba") == (one,)
    assert search.filtered((one, two), words="bag") == (one, two)
    assert search.filtered((one, two), words="bag too", only=(Facet("tag", "winter"),)) == ()
    assert search.filtered((one, two), words="bag too") == (two,)
