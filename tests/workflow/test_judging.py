"""A verdict as it is typed, and what stands beside it: names may be shortened, and never guessed."""

from __future__ import annotations

import getpass
from typing import Any

import pytest

from studio.core.attempts.opinion import Opinion, OpinionAnswer, OpinionState
from studio.core.attempts.review import CRITERIA, Answer, Verdict
from studio.core.recipe.words import FailureClass
from studio.errors import NotFound, RuleBroken
from studio.store.findings import begin_opinion
from studio.workflow.judging import verdict as judging
from studio.workflow.judging.review_session import open_review
from studio.workflow.judging.verdict import (
    checklist_of,
    failure_class,
    judge,
    opinion_on,
    parse_answers,
    parse_notes,
    user_name,
)
from studio.workspace import Workspace, open_workspace
from tests.workflow.conftest import add_attempt, change_front

SLUG = "recipe-00001"
SIX = {criterion.name: Answer.PASS for criterion in CRITERIA}


def test_answers_are_read_as_they_are_typed() -> None:
    """In any case, shortened as far as it stays clear, with `na` for what does not arise."""
    typed = ["Subject=pass", "layout and crop = FAIL", "text=n/a", " brand =na"]
    assert parse_answers(typed, CRITERIA) == {
        "subject identity": Answer.PASS, "layout and crop": Answer.FAIL, "text readability": Answer.NOT_APPLICABLE,
        "brand safety": Answer.NOT_APPLICABLE,
    }  # fmt: skip
    assert parse_notes(["comm=as in spring = good", "reuse = "], CRITERIA) == {
        "commercial fit": "as in spring = good", "reuse potential": "",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("subject=perhaps", "the answer is pass, fail or n/a"), ("subject", "the answer is pass, fail or n/a"),
        ("colour=pass", "no criterion 'colour'"), ("=pass", "no criterion ''"),
        ("brnad safety=pass", "Did you mean 'brand safety'?"),
    ],
)  # fmt: skip
def test_an_answer_that_cannot_be_read_is_refused_with_what_was_typed(typed: str, words: str) -> None:
    """Nothing is guessed: it would be an answer of the person's."""
    with pytest.raises(RuleBroken, match="(?s)" + words.replace("?", r"\?")):
        parse_answers([typed], CRITERIA)


def test_a_word_that_fits_two_criteria_is_none_unless_it_is_the_whole_name_of_one(shelf: Workspace) -> None:
    """A workspace may add a criterion that begins like another one."""
    (shelf.content / "studio.toml").write_text('criteria = ["text", "brand colours"]\n')
    place = open_workspace(shelf.root)
    criteria = checklist_of(place, place.folder(SLUG))
    assert [one.name for one in criteria][6:] == ["text", "brand colours"]
    assert parse_answers(["text=pass"], criteria) == {"text": Answer.PASS}
    with pytest.raises(RuleBroken, match="no criterion 'brand'"):
        parse_answers(["brand=pass"], criteria)


def test_a_failure_class_is_one_of_the_table() -> None:
    """With a hyphen or a blank; another word is refused with the nearest one."""
    assert failure_class(" Commercial-Risk ") is FailureClass.COMMERCIAL_RISK
    with pytest.raises(RuleBroken, match=r"'lightning' is no failure class. Did you mean 'lighting'"):
        failure_class("lightning")


def test_a_verdict_says_who_gave_it_and_when(shelf: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """As it was said, else as the workspace is set, else by the account's name, else by its number."""
    add_attempt(shelf, SLUG, "002")

    def given(**said: Any) -> Any:
        place = open_workspace(shelf.root)
        return judge(place, place.folder(SLUG), "2", verdict=Verdict.APPROVED, answers=SIX, **said)

    monkeypatch.setattr(getpass, "getuser", lambda: "kim")
    assert given().reviewer == "kim"
    (shelf.content / "studio.toml").write_text('reviewer = "Robin"\n')
    assert given().reviewer == "Robin"
    said = given(reviewer="Lee", reviewed="2026-11-20T10:00:00Z", note="", notes={"brand safety": "fine"})
    assert (said.attempt, said.reviewer, said.reviewed, said.note) == ("002", "Lee", "2026-11-20T10:00:00Z", None)
    assert open_workspace(shelf.root).folder(SLUG).recipe.review_of("002") == said

    def nameless() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nameless)
    monkeypatch.setattr(judging.os, "getuid", lambda: 54321)
    assert user_name() == "user 54321"


def test_only_an_approval_that_counts_lends_its_answers(shelf: Workspace) -> None:
    """One that was rejected since, or never given, is answered in full."""
    folder = shelf.folder(SLUG)
    again = judge(shelf, folder, "001", verdict=Verdict.APPROVED, answers={"brand safety": Answer.NOT_APPLICABLE})
    assert again.checklist == {**SIX, "brand safety": Answer.NOT_APPLICABLE}
    folder = shelf.folder(SLUG)
    judge(shelf, folder, "001", verdict=Verdict.REJECTED, answers={}, failure=FailureClass.STYLE)
    with pytest.raises(RuleBroken, match="missing: 'subject identity'"):
        judge(shelf, shelf.folder(SLUG), "001", verdict=Verdict.APPROVED, answers={"brand safety": Answer.PASS})


def test_a_picture_that_is_not_the_engines_is_never_judged(shelf: Workspace) -> None:
    """Edited by hand, exchanged, or gone; and no attempt of another number is taken for it."""
    picture = shelf.content / SLUG / "attempts" / "001.png"
    picture.write_bytes(picture.read_bytes() + b"x")
    with pytest.raises(RuleBroken, match=r"is not the one the engine made. Bring '001.png' back"):
        judge(shelf, shelf.folder(SLUG), "001", verdict=Verdict.APPROVED, answers=SIX)
    picture.unlink()
    with pytest.raises(RuleBroken, match="has no picture to judge"):
        judge(shelf, shelf.folder(SLUG), "001", verdict=Verdict.APPROVED, answers=SIX)
    with pytest.raises(NotFound, match=r"no attempt '7'. There are: 001."):
        judge(shelf, shelf.folder(SLUG), "7", verdict=Verdict.APPROVED, answers=SIX)


@pytest.mark.parametrize("is_its_own", [True, False])
def test_an_opinion_about_another_picture_is_not_shown(shelf: Workspace, *, is_its_own: bool) -> None:
    """It was asked for before the picture was made again."""
    picture = shelf.folder(SLUG).attempts[0].picture
    assert picture is not None
    answer = OpinionAnswer(criterion="brand safety", answer="unsure", reason="It is dark.")
    said = Opinion(state=OpinionState.RECEIVED, model="m", asked="2026", answers=(answer,),
                   picture=picture.digest if is_its_own else "sha256:another")  # fmt: skip
    begin_opinion(shelf.content / SLUG, "001", said, over=False)
    assert (opinion_on(shelf, shelf.folder(SLUG), "001") == said) is is_its_own
    assert (open_review(shelf, SLUG).opinion == said) is is_its_own
    assert opinion_on(shelf, shelf.folder(SLUG), "002") is None


def test_a_reviewer_of_the_recipe_itself_is_asked_for_its_own_criteria(shelf: Workspace) -> None:
    """After the six and the workspace's."""
    (shelf.content / "studio.toml").write_text('criteria = ["legal line"]\n')
    change_front(shelf, SLUG, "rights: own", "rights: own\ncriteria: [true size, legal line]")
    place = open_workspace(shelf.root)
    assert [one.name for one in checklist_of(place, place.folder(SLUG))][6:] == ["legal line", "true size"]
