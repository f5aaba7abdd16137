"""What makes a verdict count."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.core.attempts.review import CRITERIA, Answer, Review, Verdict, checklist_for, require_valid, review_faults
from studio.errors import RuleBroken
from tests.core.makers import make_review

NAMES = [criterion.name for criterion in CRITERIA]
ANSWERS = st.dictionaries(st.sampled_from(NAMES), st.sampled_from(list(Answer)))


def test_the_checklist_asks_the_six_questions_in_order() -> None:
    """The guide's checklist, word for word."""
    assert NAMES == [
        "subject identity", "layout and crop", "text readability", "brand safety", "commercial fit", "reuse potential",
    ]  # fmt: skip


@given(ANSWERS)
def test_an_approval_needs_every_answer_and_no_failure(answers: dict[str, Answer]) -> None:
    """There is no average: one missing or failed criterion is enough to refuse."""
    review = Review(attempt="001", picture="sha256:x", verdict=Verdict.APPROVED, checklist=answers)
    complete = set(answers) == set(NAMES) and Answer.FAIL not in answers.values()
    assert (review_faults(review, CRITERIA) == ()) is complete


def test_a_review_without_all_answers_cannot_approve_and_says_which_are_missing() -> None:
    """The message names the open questions."""
    review = Review(
        attempt="001", picture="sha256:x", verdict=Verdict.APPROVED, checklist={"subject identity": Answer.PASS}
    )
    with pytest.raises(RuleBroken, match="'layout and crop', 'text readability'"):
        require_valid(review, CRITERIA)


def test_a_rejection_needs_a_failure_class() -> None:
    """Classify first, then change."""
    with pytest.raises(RuleBroken, match="failure class: subject, layout, lighting, text, style, commercial risk"):
        require_valid(make_review("001", verdict="rejected"), CRITERIA)
    assert require_valid(make_review("001", verdict="rejected", failure="lighting"), CRITERIA)


def test_criteria_can_be_added_and_never_dropped() -> None:
    """A workspace that lists a known criterion again, or new ones, still asks the six."""
    names = [criterion.name for criterion in checklist_for(["brand safety", "legal line", "legal line"])]
    assert names == [*NAMES, "legal line"]


def test_an_added_criterion_must_be_answered_too() -> None:
    """Otherwise adding one would change nothing."""
    assert "legal line" in review_faults(make_review("001"), checklist_for(["legal line"]))[0]


@pytest.mark.parametrize("where", ["note", "reviewer", "notes", "checklist"])
@pytest.mark.parametrize("letter", [chr(0), chr(0xD800), chr(0xDCFF)])
def test_what_no_file_can_hold_is_refused_in_words(where: str, letter: str) -> None:
    """NUL, and what the command line makes of bytes that are not UTF-8, in any field."""
    text = f"good{letter}"
    value = {"notes": {"brand safety": text}, "checklist": {text: Answer.PASS}}.get(where, text)
    review = make_review("001").model_copy(update={where: value})
    with pytest.raises(RuleBroken, match=rf"U\+{ord(letter):04X}, which is no character"):
        require_valid(review, CRITERIA)


@pytest.mark.parametrize("verdict", [{"verdict": "approved"}, {"verdict": "rejected", "failure": "style"}])
def test_an_answer_to_a_question_that_nobody_asked_is_refused_by_its_name(verdict: dict[str, str]) -> None:
    """A misspelt criterion would leave the real one open and look answered."""
    with pytest.raises(RuleBroken, match="the checklist has no criterion 'brand safty'"):
        require_valid(make_review("001", **verdict, brand_safty="pass"), CRITERIA)  # type: ignore[arg-type]
