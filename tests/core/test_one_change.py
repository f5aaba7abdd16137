"""A retry changes one thing, and the studio can tell one from two as a sensible person does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from studio.core.attempts.differences import differences
from studio.core.attempts.effective import dump_spec
from studio.core.attempts.lineage import spec_from, with_field
from studio.core.attempts.retry import is_rewritten, proposals, require_one_change
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import FailureClass, Job
from studio.errors import RuleBroken

PAIRS = yaml.safe_load((Path(__file__).parent.parent / "fixtures/one_change.yaml").read_text())
BASE: dict[str, Any] = {
    "source": "before.jpg",
    "preserve": ["bag shape", "color"],
    "change": "the background to spring",
    "add": ["a soft shadow"],
    "local": {"background": {"kind": "retail", "season": "spring"}, "shadow": {"mode": "contact", "strength": 0.5}},
}


def spec(**changes: Any) -> EditSpec:
    return EditSpec.model_validate({**BASE, **changes})


def fields(after: EditSpec) -> list[str]:
    return [change.field for change in differences(spec(), after)]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        ({"change": "the background to autumn"}, ["change"]),
        ({"preserve": ["bag shape", "color", "tag"]}, ["preserve[2]"]),
        ({"preserve": ["color"]}, ["preserve[0]"]),
        ({"preserve": ["tag", "bag shape", "clasp", "color"]}, ["preserve[0]", "preserve[2]"]),
        ({"add": ["a long shadow"]}, ["add[0]"]),
        ({"style": ["warm"], "add": []}, ["add[0]", "style[0]"]),
        ({"local": {**BASE["local"], "shadow": {"mode": "contact", "strength": 0.7}}}, ["local.shadow.strength"]),
        ({"local": {"background": {"kind": "marble"}}}, ["local.background.kind", "local.shadow.strength"]),
        ({"subject": {"polygon": [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]}}, ["subject"]),
        ({"engine": {"n": 4}}, []),
        ({"engine": {"quality": "high", "n": 4}}, ["engine.quality"]),
        ({"references": [{"image": "p.jpg", "role": "palette", "rights": "own"}]}, ["references[0]"]),
    ],
)
def test_every_single_difference_is_named(changes: dict[str, Any], expected: list[str]) -> None:
    """One list item or one value is one change; how many results were asked for is none."""
    assert fields(spec(**changes)) == expected


def test_a_retry_that_changes_two_fields_is_refused_and_names_both() -> None:
    """Otherwise nobody learns which of them helped."""
    changes = differences(spec(), spec(change="the wall", add=["b"]))
    with pytest.raises(RuleBroken, match=r"changes 2: change and add\[0\]"):
        require_one_change(changes)


def test_a_reason_lets_several_changes_through_and_blank_words_are_no_reason() -> None:
    """`--allow-many "why"` records the override."""
    changes = differences(spec(), spec(change="the wall", add=["b"]))
    assert len(require_one_change(changes, allow_many="the client asked for both")) == 2
    with pytest.raises(RuleBroken):
        require_one_change(changes, allow_many="  ")


def test_a_retry_that_changes_nothing_is_refused() -> None:
    """Running the same thing again is not a retry."""
    with pytest.raises(RuleBroken, match="changes nothing"):
        require_one_change(differences(spec(), spec()))


@given(
    st.lists(st.sampled_from(["a", "b", "c", "d"]), max_size=5),
    st.sampled_from(["a", "b", "c", "e"]),
    st.integers(0, 5),
)
def test_putting_one_phrase_into_any_list_is_one_change(before: list[str], phrase: str, place: int) -> None:
    """Wherever it is put, unless it stands there already: the prompt says everything once."""
    after = [*before[:place], phrase, *before[place:]]
    assert len(differences(spec(preserve=before), spec(preserve=after))) == (phrase not in before)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_a_spec_never_differs_from_itself(value: Any) -> None:
    """Whatever extra settings it carries."""
    one = spec(engine={"extra": {"x": str(value)}})
    assert differences(one, one) == ()


@pytest.mark.parametrize("pair", PAIRS["pairs"], ids=lambda pair: pair["name"])
def test_changes_are_counted_as_a_sensible_person_counts(pair: dict[str, Any]) -> None:
    """Neither what says the same, nor what no engine sees, nor what belongs together counts as a change of its own."""
    first = {**PAIRS["base"], **pair.get("set", {})}
    if "prompt" in first:
        first = {"source": first["source"], "prompt": first["prompt"]}
    second = {name: value for name, value in {**first, **pair["then"]}.items() if value is not None}
    found = differences(EditSpec.model_validate(first), EditSpec.model_validate(second))
    several = len(found) > 1 or any(is_rewritten(change) for change in found)
    counted = "2+" if several and pair["counts"] == "2+" else str(len(found))
    assert counted == pair["counts"], [str(change) for change in found]


def test_a_text_written_anew_asks_for_a_reason() -> None:
    """Nobody learns which part of another text helped."""
    changes = differences(spec(), spec(change="the background to a snowy street at night with lanterns and people"))
    with pytest.raises(RuleBroken, match="writes 'change' anew"):
        require_one_change(changes)
    assert require_one_change(changes, allow_many="the client wants another scene") == changes


@given(st.lists(st.sampled_from(["a cup", "b", "c and d", "e, f"]), max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_locks_never_counts(phrases: list[str], chance: Any) -> None:
    """However long the list and whatever stands in it twice."""
    shuffled = [*phrases]
    chance.shuffle(shuffled)
    assert differences(spec(preserve=phrases), spec(preserve=shuffled)) == ()


@pytest.mark.parametrize("job", list(Job))
@pytest.mark.parametrize("reads_words", [True, False])
@pytest.mark.parametrize("failure", list(FailureClass))
def test_every_proposal_is_one_change_that_can_be_made(failure: FailureClass, reads_words: bool, job: Job) -> None:
    """Its field is real, its value fits and says something, it changes something, and it needs no reason."""
    assert all(words.strip() for _, words in failure.phrases)
    for one in proposals(failure, spec(), reads_words=reads_words, job=job):
        after = spec_from(with_field(dump_spec(spec()), one.field, one.value), field=one.field, value=one.value)
        assert len(require_one_change(differences(spec(), after))) == 1, one


def test_proposals_fit_what_the_engine_reads() -> None:
    """An engine that reads no sentences is offered no words; garbled letters ask for the lock."""
    job = Job.BACKGROUND_REPLACEMENT
    fields = [one.field for one in proposals(FailureClass.LIGHTING, spec(), reads_words=False, job=job)]
    assert fields
    assert all(field.startswith("local.") for field in fields)
    text = [one.field for one in proposals(FailureClass.TEXT, spec(), reads_words=True, job=job)]
    assert text[0] == "lock"
    assert "expect_text" not in text


def test_copy_that_came_out_garbled_may_be_spelled_out() -> None:
    """Where an engine reads words; copy that is spelled already is left alone."""
    wanted = spec(text=["Spring", {"say": "Ayrü", "spell": True}])
    found = proposals(FailureClass.TEXT, wanted, reads_words=True, job=Job.BACKGROUND_REPLACEMENT)
    assert [one.field for one in found if one.field.startswith("text")] == ["text[0].spell"]
    silent = proposals(FailureClass.TEXT, wanted, reads_words=False, job=Job.BACKGROUND_REPLACEMENT)
    assert not [one for one in silent if one.field.startswith("text")]


def test_an_outline_is_one_change_with_all_its_openings() -> None:
    """A person drew it in one go; each opening would otherwise count, and no outline could be mended."""
    ring = [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]
    holes = [[[0.4, 0.2], [0.6, 0.2], [0.5, 0.3]], [[0.4, 0.5], [0.6, 0.5], [0.5, 0.6]]]
    one, two = spec(subject={"polygon": ring}), spec(subject={"polygon": [*ring, [0.2, 0.6]], "holes": holes})
    assert [change.field for change in differences(one, two)] == ["subject"]
    assert [change.field for change in differences(two, spec(subject={"polygon": two.subject.polygon}))] == ["subject"]
