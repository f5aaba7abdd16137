"""A review while it is being made: what was said counts only for the answers and the picture it was said of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.core.attempts.review import CRITERIA, Answer, Verdict
from studio.core.recipe.words import FailureClass
from studio.errors import RuleBroken
from studio.workflow.judging.review_session import (
    Draft,
    give_verdict,
    next_to_review,
    open_review,
    refreshed,
    take_back,
)
from studio.workspace import Workspace

SLUG = "recipe-00001"


def unjudged(shelf: Workspace, slug: str = SLUG) -> None:
    """Take a recipe's verdict out of its file."""
    path = shelf.content / slug / "recipe.md"
    head, _, rest = path.read_text().partition("reviews:\n")
    path.write_text(f"{head}---\n{rest.partition('---' + chr(10))[2]}")


def answered(draft: Draft, answer: Answer = Answer.PASS) -> Draft:
    for _ in draft.criteria:
        draft = draft.answered(answer)
    return draft


def test_a_changed_answer_takes_the_verdict_off_the_screen(shelf: Workspace) -> None:
    """It was given for other answers; the file keeps it until the person decides again."""
    draft = open_review(shelf, SLUG)
    assert draft.verdict is not None
    assert draft.answered(Answer.FAIL).verdict is None
    assert draft.noted("a remark").verdict is draft.verdict
    assert draft.moved(1).verdict is draft.verdict


def test_the_cursor_goes_on_with_every_answer_and_stays_in_the_list(shelf: Workspace) -> None:
    """The answer is that of the question under the cursor."""
    draft = open_review(shelf, SLUG)
    assert draft.question == CRITERIA[0]
    said = draft.answered(Answer.FAIL)
    assert (said.question, said.answers[CRITERIA[0].name]) == (CRITERIA[1], Answer.FAIL)
    assert draft.moved(-1).at == 0
    assert draft.moved(99).at == len(CRITERIA) - 1
    assert answered(draft).at == len(CRITERIA) - 1
    assert draft.moved(2).noted("look here").notes == {CRITERIA[2].name: "look here"}


def test_a_review_opens_with_what_was_said_before(shelf: Workspace) -> None:
    """And with both pictures, where they stand."""
    draft = open_review(shelf, SLUG)
    assert {*draft.answers.values()} == {Answer.PASS}
    assert draft.before == shelf.content / SLUG / "before.jpg"
    assert draft.after == shelf.content / SLUG / "attempts" / "001.png"
    unjudged(shelf)
    fresh = open_review(shelf, SLUG, "001")
    assert (fresh.answers, fresh.notes, fresh.verdict) == ({}, {}, None)


def test_there_is_nothing_to_judge_without_a_picture(shelf: Workspace) -> None:
    """Another number than there is, or a recipe that was never run."""
    with pytest.raises(RuleBroken, match="no picture to judge"):
        open_review(shelf, SLUG, "009")
    (shelf.content / SLUG / "attempts" / "001.json").unlink()
    with pytest.raises(RuleBroken, match="no picture to judge"):
        open_review(shelf, SLUG)


def test_a_verdict_from_outside_is_shown_only_beside_the_answers_it_was_given_for(shelf: Workspace) -> None:
    """Somebody else judges while a review is open: the answers on screen stay, and are not called judged."""
    draft = open_review(shelf, SLUG)
    assert refreshed(shelf, draft).verdict == draft.verdict
    mine = draft.answered(Answer.NOT_APPLICABLE)
    kept = refreshed(shelf, mine)
    assert kept.verdict is None
    assert kept.answers == mine.answers
    unjudged(shelf)
    assert refreshed(shelf, draft).verdict is None


def test_a_verdict_is_refused_until_it_is_complete_and_can_be_taken_back(shelf: Workspace) -> None:
    """Undo leaves the very bytes of before; it refuses when somebody has judged since."""
    unjudged(shelf)
    path = shelf.content / SLUG / "recipe.md"
    before = path.read_bytes()
    draft = open_review(shelf, SLUG)
    with pytest.raises(RuleBroken, match="missing: 'subject identity'"):
        give_verdict(shelf, draft, Verdict.APPROVED)
    assert path.read_bytes() == before
    undo = give_verdict(shelf, answered(draft), Verdict.APPROVED)
    assert shelf.folder(SLUG).recipe.review_of("001") == undo.review
    take_back(shelf, undo)
    assert path.read_bytes() == before
    give_verdict(shelf, answered(draft), Verdict.REJECTED, failure=FailureClass.STYLE)
    with pytest.raises(RuleBroken, match="judged again meanwhile: rejected"):
        take_back(shelf, undo)


def test_what_was_seen_is_what_is_judged(shelf: Workspace) -> None:
    """A picture that was exchanged while the checklist was answered gets no verdict."""
    unjudged(shelf)
    draft = answered(open_review(shelf, SLUG))
    other = draft.attempt.model_copy(update={"picture": draft.attempt.picture.model_copy(update={"digest": "other"})})  # type: ignore[union-attr]
    with pytest.raises(RuleBroken, match="changed while it was judged"):
        give_verdict(shelf, replace(draft, attempt=other), Verdict.APPROVED)


def test_the_next_review_is_looked_for_behind_the_last_one_and_then_from_the_beginning(shelf: Workspace) -> None:
    """So that a person goes through the list once, and hears when nothing waits."""
    assert next_to_review(shelf, ("", "")) is None
    for slug in ("recipe-00000", "recipe-00002"):
        unjudged(shelf, slug)
    assert next_to_review(shelf, ("", "")) == ("recipe-00000", "001")
    assert next_to_review(shelf, ("recipe-00001", "")) == ("recipe-00002", "001")
    assert next_to_review(shelf, ("recipe-00003", "")) == ("recipe-00000", "001")


def test_the_next_review_follows_the_order_of_the_sheet_it_was_opened_from(shelf: Workspace) -> None:
    """Both ways, round the end, and never to one that was not on the sheet."""
    for slug in ("recipe-00000", "recipe-00001", "recipe-00002"):
        unjudged(shelf, slug)
    first, last = ("recipe-00002", "001"), ("recipe-00000", "001")
    assert next_to_review(shelf, first, 1, (first, last)) == last
    assert next_to_review(shelf, last, 1, (first, last)) == first
    assert next_to_review(shelf, first, -1, (first, last)) == last
    assert next_to_review(shelf, first, 1, (first,)) is None
