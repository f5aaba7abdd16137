"""Words that would do nothing, and fields that speak against each other."""

from __future__ import annotations

from typing import Any

from tests.bench.words import problems_of


def said(row: dict[str, Any] | None = None, **spec: Any) -> list[tuple[str, str]]:
    """Rule and severity of everything that is said of a brief."""
    whole = {"preserve": ["cup"], "change": "the background to slate", **spec}
    return [(problem.rule, str(problem.severity)) for problem in problems_of({**(row or {}), "spec": whole})]


LOCAL = {"engine": {"name": "local"}, "local": {"background": {"kind": "white"}}}


def test_the_built_in_engine_is_not_asked_for_copy_in_silence() -> None:
    """It draws no letters and reads no prompt; another engine does both."""
    copy = [{"say": "Open", "where": "top left"}]
    assert said(text=copy, **LOCAL) == [("unread-words", "warning")]
    assert said(text=copy) == []
    assert ("unread-words", "warning") in said(prompt="Keep the cup. Replace the background.", **LOCAL)


def test_the_built_in_engine_is_not_asked_to_exchange_words_in_silence() -> None:
    """Neither does it draw the new ones."""
    swap = [{"from": "TEA", "to": "TEE"}]
    assert ("unread-words", "warning") in said(replace_text=swap, **LOCAL)
    assert ("unread-words", "warning") not in said(replace_text=swap)


def test_references_that_the_built_in_engine_takes_nothing_from_are_said() -> None:
    """A garment or a pose lends it nothing; a light does, where `local.relight` asks for it."""

    def lends(role: str, **local: object) -> bool:
        rules = said(
            references=[{"image": "a.jpg", "role": role, "rights": "own"}], engine={"name": "local"}, local=local
        )
        return ("unread-reference", "warning") not in rules

    assert not any(lends(role, recolour={"to": "#223355"}) for role in ("garment", "pose", "person", "material"))
    assert lends("light", relight={})
    assert not lends("light", palette={})
    assert lends("background", background={"kind": "photo"})
    assert not lends("background", background={"kind": "white"})
    assert lends("person", relight={"image": "a.jpg"})


def test_variations_that_would_come_out_equal_are_said() -> None:
    """Three values of a field that is not read make three equal pictures."""
    vary = {"vary": {"add": [["a vase"], ["a plate"], ["a lamp"]]}}
    assert said(**vary, **LOCAL) == [("equal-pictures", "warning")]
    assert said(**vary) == []


def test_a_variation_under_one_and_the_same_prompt_is_said() -> None:
    """Nobody could tell from the words which picture is which; a seed or an engine is no matter of words."""
    assert said(vary={"local.shadow.strength": [0.2, 0.4]}, **LOCAL) == [("unsaid-variation", "warning")]
    assert said(vary={"local.seed": [1, 2]}, **LOCAL) == []
    assert said(vary={"engine.quality": ["low", "high"]}) == []
    assert said(vary={"change": ["the wall to blue", "the wall to red"]}) == []


def test_a_prompt_longer_than_the_api_takes_stops_a_run() -> None:
    """That is a number, and certain."""
    assert ("long-prompt", "error") in said(style=["soft light " * 3_000])


def test_copy_too_long_for_its_place_is_said() -> None:
    """A label holds a few words."""
    say = "Cold pressed every morning from fruit of the valley"
    assert said(text=[{"say": say, "where": "on the label"}]) == [("long-copy", "warning")]
    assert said(text=[{"say": say, "where": "upper third"}]) == []


def test_words_that_must_stay_are_neither_taken_away_nor_added_again() -> None:
    """What the label must still say cannot be new copy, nor what is removed."""
    assert said(expect_text=["OPEN"], text=["Open"]) == [("contradiction", "warning")]
    assert said(expect_text=["OPEN"], change="remove the lettering on the door") == [("contradiction", "warning")]


def test_words_that_are_replaced_are_not_expected_any_more() -> None:
    """Field against field: that is certain, and stops a run."""
    swap = {"replace_text": [{"from": "BEANS", "to": "BOHNEN"}], "change": None}
    assert said(expect_text=["Beans"], **swap) == [("contradiction", "error")]
    assert said(expect_text=["Bohnen"], **swap) == []
    assert said(**{**swap, "change": "the background to slate"}) == [("two-jobs", "warning")]


def test_that_everything_else_stays_is_a_lock() -> None:
    """The sentence stands in the prompt, so nothing is unlocked."""
    assert said(preserve=[], keep_rest=True) == []
    assert said(preserve=[]) == [("no-preserve", "error")]


def test_a_shape_that_the_channel_of_the_recipe_does_not_take_is_said() -> None:
    """Field against field; a channel that takes any shape says nothing."""
    assert said({"front": {"channel": "youtube-thumbnail"}}, aspect="1:1") == [("channel-rule", "warning")]
    assert said({"front": {"channel": "youtube-thumbnail"}}, aspect="16:9") == []
    assert said({"front": {"channel": "youtube-thumbnail"}}, aspect="1:1", change="extend the canvas upwards") == []


def test_a_variable_that_nothing_uses_is_said() -> None:
    """It is most likely misspelled."""
    front = {"front": {"variables": {"place": "slate", "plce": "wood"}}}
    assert said(front, change="the background to {{ place }}") == [("unused-variable", "warning")]
