"""A change is told as what a person did: a word, a picture, an order; and a value is put where it was named."""

from __future__ import annotations

from typing import Any

import pytest

from studio.core.attempts.differences import Change, differences
from studio.core.attempts.lineage import label_of, with_field
from studio.core.attempts.retry import normalised
from studio.core.money.prices import text_tokens
from studio.core.prompt.english import is_change_of_thing
from studio.core.prompt.phrases import english_list
from studio.core.recipe.spec import EditSpec
from studio.errors import ContentError

OAK, LINEN = {"image": "oak.jpg", "role": "palette"}, {"image": "linen.jpg", "role": "style"}


def told(before: dict[str, Any], after: dict[str, Any]) -> list[tuple[str, object, object]]:
    base = {"source": "before.jpg", "preserve": ["bag shape"], "change": "the background to spring"}
    both = [EditSpec.model_validate({**base, **one}) for one in (before, after)]
    changes: tuple[Change, ...] = differences(both[0], both[1])
    return [(one.field, one.before, one.after) for one in changes]


def test_references_are_told_by_their_place_and_what_changed_about_them() -> None:
    """Another role of the same picture, another picture in its place, one more, one less, another order."""
    both = {"references": [OAK, LINEN]}
    assert told(both, {"references": [OAK, {**LINEN, "role": "material"}]}) == [
        ("references[1].role", "style", "material")
    ]
    assert told(both, {"references": [LINEN, OAK]}) == [
        ("references", ["oak.jpg", "linen.jpg"], ["linen.jpg", "oak.jpg"])
    ]
    assert [one[0] for one in told(both, {"references": [OAK, {**LINEN, "image": "wool.jpg"}]})] == ["references[1]"]
    assert [one[0] for one in told({"references": [OAK]}, both)] == ["references[1]"]
    assert [(one[0], one[2]) for one in told(both, {"references": [OAK]})] == [("references[1]", None)]
    assert told(both, both) == []
    noted = {"references": [{**OAK, "note": "Its Grain."}, LINEN]}
    assert told(noted, {"references": [{**OAK, "note": "its grain"}, LINEN]}) == []


def test_copy_in_the_picture_is_told_by_its_words_its_place_and_its_setting() -> None:
    """Letter by letter where it is read, and without what changes nothing elsewhere."""
    sale = {"text": [{"say": "Sale", "where": "top left"}, {"say": "New"}]}
    assert told(sale, {"text": [{"say": "Sale", "where": "top right"}, {"say": "New"}]}) == [
        ("text[0].where", "top left", "top right")
    ]
    assert [one[0] for one in told(sale, {"text": [{"say": "Sale", "where": "top left"}]})] == ["text[1]"]
    assert [one[0] for one in told(sale, {"text": [sale["text"][0], {"say": "NEW"}]})] == ["text[1].say"]


def test_a_prompt_in_the_place_of_words_is_one_change_from_everything_they_said() -> None:
    """What the words were stands beside it; other fields count as before."""
    change = told({}, {"prompt": "Only the wall."})
    assert [(one[0], one[2]) for one in change] == [("prompt", "Only the wall.")]
    assert "bag shape" in str(change[0][1])
    assert "the background to spring" in str(change[0][1])
    back = told({"prompt": "Only the wall."}, {})
    assert (back[0][0], back[0][1]) == ("prompt", "Only the wall.")


@pytest.mark.parametrize(
    ("field", "value", "becomes"),
    [
        ("a", 2, {"a": 2, "list": ["x", "y"], "in": {"b": 1}}),
        ("a", None, {"list": ["x", "y"], "in": {"b": 1}}),
        ("in.b", 5, {"a": 1, "list": ["x", "y"], "in": {"b": 5}}),
        ("in.c.d", 5, {"a": 1, "list": ["x", "y"], "in": {"b": 1, "c": {"d": 5}}}),
        ("list[0]", "z", {"a": 1, "list": ["z", "y"], "in": {"b": 1}}),
        ("list[2]", "z", {"a": 1, "list": ["x", "y", "z"], "in": {"b": 1}}),
        ("list[1]", None, {"a": 1, "list": ["x"], "in": {"b": 1}}),
        ("new[0]", "z", {"a": 1, "list": ["x", "y"], "in": {"b": 1}, "new": ["z"]}),
        ("a[1]", 2, {"a": [1, 2], "list": ["x", "y"], "in": {"b": 1}}),
    ],
)
def test_a_value_is_put_where_it_was_named_and_nothing_else_changes(
    field: str, value: object, becomes: dict[str, object]
) -> None:
    """The next free place of a list is one more; nothing in a place takes out what stands there."""
    before = {"a": 1, "list": ["x", "y"], "in": {"b": 1}}
    assert with_field(before, field, value) == becomes
    assert before == {"a": 1, "list": ["x", "y"], "in": {"b": 1}}


def test_a_place_behind_the_end_of_a_list_is_no_place() -> None:
    """The next free one is said."""
    with pytest.raises(ContentError, match=r"There is no item 3: the list has 2\. The next free one is 2\."):
        with_field({"list": ["x", "y"]}, "list[3]", "z")


def test_a_value_is_named_as_a_person_would() -> None:
    """A variation of several values at once reads as words."""
    assert label_of([{"kind": "white"}, 0.4, "warm"]) == "kind white, 0.4, warm"


def test_lists_read_as_english_and_by_semicolons_where_an_item_has_commas() -> None:
    """Nobody can take two things for one."""
    assert [english_list(items) for items in (["a"], ["a", "b"], ["a", "b", "c"])] == ["a", "a and b", "a, b, and c"]
    assert english_list(["red, blue", "a", "c"], word="or") == "red, blue; a; or c"
    assert english_list(["red, blue"]) == "red, blue"


def test_a_token_of_words_is_four_bytes_begun() -> None:
    """An umlaut has two."""
    assert [text_tokens(text) for text in ("", "abcd", "abcde", "\u00fc" * 8)] == [0, 1, 2, 4]


@pytest.mark.parametrize(
    ("phrase", "is_one"),
    [
        ("the background to a bright shop", True),
        ("the background", True),
        ("the logo by hand", False),
        ("a background", False),
        ("the wall. Then the floor", False),
        ("make it new", False),
    ],
)
def test_a_thing_and_what_becomes_of_it_is_told_from_a_sentence(phrase: str, is_one: bool) -> None:
    """`Change only the background to a bright shop` is English; `Change only make it new` is not."""
    assert is_change_of_thing(phrase) is is_one


def test_quotes_capitals_blanks_and_a_last_stop_change_nothing() -> None:
    """Full width letters neither."""
    assert normalised("  The \u201cBag\u201d  on  WHITE. ") == normalised('the "bag" on \uff57hite')
