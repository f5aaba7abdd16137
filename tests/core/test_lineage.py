"""A retry changes one thing, and the studio can tell one from two."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.attempt import dump_spec
from studio.core.lineage import PROPOSALS, differences, lineage, require_one_change, trail
from studio.core.spec import EditSpec
from studio.core.variation import spec_from, with_field
from studio.core.words import FailureClass
from studio.errors import RuleBroken
from tests.core.makers import make_attempt

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
        ({"subject": {"polygon": [[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]]}}, ["subject.polygon"]),
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
    with pytest.raises(RuleBroken, match=r"changes 2: add\[0\] and change"):
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
    """Wherever it is put, and whatever stands there already."""
    after = [*before[:place], phrase, *before[place:]]
    assert len(differences(spec(preserve=before), spec(preserve=after))) == 1


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=3), lambda inner: st.lists(inner, max_size=3)
    )
)
def test_a_spec_never_differs_from_itself(value: Any) -> None:
    """Whatever extra settings it carries."""
    one = spec(engine={"extra": {"x": str(value)}})
    assert differences(one, one) == ()


@pytest.mark.parametrize("failure", list(FailureClass))
def test_every_failure_class_proposes_fields_that_a_retry_can_set(failure: FailureClass) -> None:
    """A proposal that names no real field would send people nowhere."""
    examples: dict[str, Any] = {
        "preserve": ["tag"], "subject": {"box": [0, 0, 1, 1]}, "lock": True, "layout": "left", "scope": "background",
        "size": "1024x1024", "local.canvas": {"anchor": "left"}, "add": ["x"], "style": ["warm"],
        "local.shadow": {"strength": 0.9}, "local.light": 0.2, "text": [{"say": "x"}], "avoid": ["x"],
        "expect_text": ["X"], "local.background": {"kind": "marble"}, "channel": "ebay",
    }  # fmt: skip
    for field in PROPOSALS[failure]:
        after = spec_from(with_field(dump_spec(spec()), field, examples[field]), field=field, value=examples[field])
        assert differences(spec(), after), field


def test_lineage_is_a_forest_and_a_lost_parent_makes_a_root() -> None:
    """Retries hang under their parents, in order."""
    attempts = [
        make_attempt("001"),
        make_attempt("002", parent="001"),
        make_attempt("003", parent="002"),
        make_attempt("005", parent="004"),
    ]
    roots = lineage(reversed(attempts))
    assert [root.attempt.id for root in roots] == ["001", "005"]
    assert roots[0].retries[0].retries[0].attempt.id == "003"
    by_id = {attempt.id: attempt for attempt in attempts}
    assert [attempt.id for attempt in trail(by_id["003"], by_id)] == ["001", "002", "003"]


def test_a_parent_that_points_at_itself_does_not_hang() -> None:
    """Sidecars come from disk and may say anything."""
    attempts = [make_attempt("001", parent="002"), make_attempt("002", parent="001")]
    assert {root.attempt.id for root in lineage(attempts)} == {"001"}
    assert len(trail(attempts[0], {a.id: a for a in attempts})) == 2
