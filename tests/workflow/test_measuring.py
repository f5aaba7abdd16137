"""What is measured on an attempt is what was asked of it, and its answer is kept with the picture it is about."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from studio.core.attempts.evidence import METHOD, Evidence, Measure
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job
from studio.errors import NotFound, RuleBroken
from studio.evidence.case import Case
from studio.store.findings import keep_evidence, read_evidence
from studio.workflow.judging import measure as measuring
from studio.workflow.judging.measure import asked_colour, evidence_of, measure_attempt, measure_recipe
from studio.workspace import Workspace
from tests.workflow.conftest import add_attempt, change_sidecar

SLUG = "recipe-00001"
SEEN = Measure(name="a", criterion="layout and crop", flag="fine", says="All is well.")


class _Measured:
    """What measuring gives, without measuring."""

    def __init__(self, after: str, heat_map: bytes | None) -> None:
        self.evidence = Evidence(method=METHOD, after=after, measures=(SEEN,))
        self.heat_map = heat_map


@pytest.fixture
def cases(monkeypatch: pytest.MonkeyPatch) -> list[Case]:
    """Everything that is handed over to be measured; nothing is."""
    seen: list[Case] = []

    def measure(case: Case, *_: object, **__: object) -> _Measured:
        seen.append(case)
        return _Measured("sha256:x", b"a map" if len(seen) == 1 else None)

    monkeypatch.setattr(measuring, "measure", measure)
    return seen


def measured(shelf: Workspace, cases: list[Case], **spec: Any) -> Case:
    """What is measured of an attempt of a spec."""
    whole = {"source": "before.jpg", "preserve": ["bag"], "change": "the lid to dark red", **spec}
    change_sidecar(shelf, SLUG, spec=whole)
    folder = shelf.folder(SLUG)
    measure_attempt(shelf, folder, folder.attempts[0])
    return cases[-1]


def test_words_rights_and_colours_that_were_asked_for_are_looked_for(shelf: Workspace, cases: list[Case]) -> None:
    """As the attempt's own spec says them, whatever the recipe says by now."""
    case = measured(
        shelf,
        cases,
        text=["SALE", {"say": "NOW"}],
        expect_text=["TIDE"],
        replace_text=[{"from": "A", "to": "B"}],
    )
    assert case.wanted_text == ("SALE", "NOW")
    assert case.expected_text == ("TIDE",)
    assert case.swapped_text == (("A", "B"),)
    assert (case.asked_colour, case.asked_strength) == ("#8b0000", 1.0)
    assert case.job is Job.BACKGROUND_REPLACEMENT
    base = shelf.content / SLUG
    assert case.before == (base / "before.jpg").read_bytes()
    assert case.after == (base / "attempts" / "001.png").read_bytes()
    channel = shelf.folder(SLUG).recipe.front.channel
    assert case.channel is not None
    assert case.channel.name == channel
    assert {one.name for one in case.other_channels} == {*shelf.rules.channels.by_name}


def test_a_shown_reference_is_of_unknown_rights_where_neither_it_nor_the_recipe_says_any(
    shelf: Workspace, cases: list[Case]
) -> None:
    """The recipe speaks for its references; one that is hidden is not asked about here."""
    reference = {"image": "palette.jpg", "role": "palette"}
    assert measured(shelf, cases, references=[reference]).unknown_rights == ()
    path = shelf.content / SLUG / "recipe.md"
    path.write_text(path.read_text().replace("rights: own\n", ""))
    assert measured(shelf, cases, references=[reference]).unknown_rights == ("palette.jpg",)
    assert measured(shelf, cases, references=[{**reference, "rights": "own"}]).unknown_rights == ()
    assert measured(shelf, cases, references=[{**reference, "publish": "hide"}]).unknown_rights == ()


def test_a_picture_is_measured_as_what_its_engine_made_it(shelf: Workspace, cases: list[Case]) -> None:
    """A model's picture is looked at more sharply; a product is called put back only where it was."""
    assert not measured(shelf, cases).is_generative
    change_sidecar(shelf, SLUG, engine={"name": "openai", "version": "1", "model": "gpt-image-2"})
    picture = shelf.folder(SLUG).attempts[0].picture
    assert picture is not None
    made_over = {**picture.model_dump(mode="json", exclude_none=True), "original": "001.original.png"}
    for changes, is_put_back in (
        ({"picture": made_over}, True),
        ({"picture": made_over, "warnings": ["The product was not put back: it stands behind something."]}, False),
        ({"picture": picture.model_dump(mode="json", exclude_none=True), "warnings": None}, False),
    ):
        change_sidecar(shelf, SLUG, **changes)
        case = measured(shelf, cases, lock=True)
        assert (case.is_generative, case.is_put_back) == (True, is_put_back)
    change_sidecar(shelf, SLUG, picture=made_over)
    assert not measured(shelf, cases, lock=False).is_put_back


def test_without_the_picture_of_before_only_the_result_is_measured(shelf: Workspace, cases: list[Case]) -> None:
    """And what cannot be located is said, not guessed."""
    (shelf.content / SLUG / "before.jpg").unlink()
    case = measured(shelf, cases)
    assert (case.before, case.matte, case.may_change, case.second) == (None, None, None, None)


def test_evidence_is_kept_beside_its_attempt_with_its_map(shelf: Workspace, cases: list[Case]) -> None:
    """It is measured once, and once more when it speaks of another picture than the one that is there."""
    folder = shelf.folder(SLUG)
    attempt = folder.attempts[0]
    assert evidence_of(shelf, folder, attempt).heat_map == "001.heat.png"
    assert (shelf.content / SLUG / "attempts" / "001.heat.png").read_bytes() == b"a map"
    assert evidence_of(shelf, folder, attempt).heat_map is None
    assert len(cases) == 2
    assert attempt.picture is not None
    own = Evidence(method=METHOD, after=attempt.picture.digest, measures=(SEEN,))
    keep_evidence(shelf.content / SLUG, "001", own)
    assert evidence_of(shelf, folder, attempt) == own
    assert len(cases) == 2
    assert read_evidence(shelf.content / SLUG, "001") == own


def test_attempts_are_measured_by_their_number_or_all_that_have_a_picture(shelf: Workspace, cases: list[Case]) -> None:
    """One without a picture has nothing to measure, and a number that is not there is refused with those that are."""
    add_attempt(shelf, SLUG, "002")
    add_attempt(shelf, SLUG, "003", state="failed", picture=None, failure={"kind": "EngineRefused", "message": "no"})
    folder = shelf.folder(SLUG)
    assert [number for number, _ in measure_recipe(shelf, folder)] == ["001", "002"]
    assert [number for number, _ in measure_recipe(shelf, folder, "2")] == ["002"]
    for number in ("3", "9"):
        with pytest.raises(NotFound, match=rf"no attempt {number} with a picture\. There are: 001, 002\."):
            measure_recipe(shelf, folder, number)
    with pytest.raises(RuleBroken, match="attempt 003 has no picture to measure"):
        measure_attempt(shelf, folder, folder.attempts[2])


def test_a_product_that_was_found_once_is_not_looked_for_again(shelf: Workspace) -> None:
    """As long as the picture, its outline and its seed stay; for another outline it is found anew."""

    def located(outline: list[list[float]]) -> Any:
        spec = {"source": "before.jpg", "preserve": ["bag"], "change": "the wall", "subject": {"polygon": outline},
                "local": {"background": {"kind": "white"}}}  # fmt: skip
        change_sidecar(shelf, SLUG, spec=spec)
        folder = shelf.folder(SLUG)
        return measuring.locate_product(shelf, folder, folder.attempts[0])

    kept = shelf.content / ".studio" / "subjects"
    outline = [[0.2, 0.2], [0.8, 0.2], [0.5, 0.8]]
    first = located(outline)
    assert first.matte is not None
    assert first.matte.shape == (32, 32)
    assert not first.is_found
    names = {path.name for path in kept.iterdir()}
    again = located(outline)
    assert {path.name for path in kept.iterdir()} == names
    assert np.abs(again.matte - first.matte).max() <= 1 / 255
    located([[0.1, 0.1], [0.9, 0.1], [0.5, 0.9]])
    assert len({path.name for path in kept.iterdir()}) > len(names)


@pytest.mark.parametrize(
    ("change", "colour"),
    [
        ("the lid to red", "#ff0000"), ("the lid to a dark red.", "#8b0000"), ("paint the wall in #a0B1c2", "#a0b1c2"),
        ("the wall to very light blue", "#add8e6"), ("turn it into the navy", "#000080"), ("the lid to wood", None),
        ("the red lid", None), ("the sky to a storm", None), ("the wall to tan", "#d2b48c"), ("", None),
    ],
)  # fmt: skip
def test_a_colour_is_known_only_where_a_change_ends_in_its_name(change: str, colour: str | None) -> None:
    """By its CSS name or its six digits; another word is no colour, and none is guessed."""
    spec = EditSpec.model_validate({"source": "a.jpg", "preserve": ["bag"], "change": change or None})
    assert asked_colour(spec) == (colour, 1.0)


def test_a_recolouring_says_its_colour_and_its_strength_itself() -> None:
    """Whatever the sentence says."""
    local = {"recolour": {"to": "#224466", "strength": 0.4}}
    spec = EditSpec.model_validate({"source": "a.jpg", "preserve": ["bag"], "change": "the lid to red", "local": local})
    assert asked_colour(spec) == ("#224466", 0.4)
