"""A client's answers beside the recipes, and each made a verdict when a person accepts it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from studio.core.attempts.client_answers import MOST_BYTES, ClientAnswer, ClientAnswers, read_answer_file
from studio.core.attempts.review import Answer, Review, Verdict, unanswered
from studio.core.recipe.words import FailureClass
from studio.errors import RuleBroken, StudioError
from studio.files import read_file
from studio.store.places import is_recipe
from studio.workflow.judging.verdict import checklist_of, judge, user_name
from studio.workspace import Workspace


@dataclass(frozen=True)
class AnswerRow:
    """One answer, and what can become of it."""

    answer: ClientAnswer
    fault: str = ""
    """Why it can be no verdict; empty when a person may accept it."""
    open: tuple[str, ...] = ()
    """Criteria that an approval still needs an answer to; for a rejection, that nobody said what is wrong."""
    is_taken: bool = False
    """Whether it is a verdict already."""

    @property
    def name(self) -> str:
        """Which picture it is about."""
        return f"{self.answer.recipe} {self.answer.attempt}"


def answers_in(path: Path) -> ClientAnswers:
    """The answers of a file.

    Raises:
        ContentError: It holds none, or they were damaged.
        OSError: It cannot be read.
    """
    return read_answer_file(read_file(path, at_most=MOST_BYTES), name=str(path))


def beside_recipes(workspace: Workspace, answers: ClientAnswers) -> tuple[AnswerRow, ...]:
    """Every answer with what can become of it. Nothing is written."""
    return tuple(_row(workspace, answers, answer) for answer in answers.answers)


def _row(workspace: Workspace, answers: ClientAnswers, answer: ClientAnswer) -> AnswerRow:
    if not is_recipe(workspace.content, answer.recipe):
        return AnswerRow(answer, "there is no such recipe here.")
    folder = workspace.folder(answer.recipe)
    attempt = folder.attempt(answer.attempt)
    facts = folder.facts_of(attempt) if attempt else None
    if attempt is None or facts is None:
        return AnswerRow(answer, "there is no such attempt, or its picture is gone.")
    if facts.digest != answer.picture:
        return AnswerRow(
            answer, "the picture is not the one that was answered: it has changed since. Ask again with `studio ask`."
        )
    if any(_is_same(review, answers) for review in folder.recipe.front.reviews if review.attempt == attempt.id):
        return AnswerRow(answer, is_taken=True)
    if answer.verdict is None:
        return AnswerRow(answer, "says neither yes nor no.")
    criteria = checklist_of(workspace, folder)
    strange = [name for name in answer.checklist if name not in {criterion.name for criterion in criteria}]
    if strange:
        return AnswerRow(answer, f"answers a criterion that is not asked: {', '.join(strange)}.")
    failed = [name for name, given in answer.checklist.items() if given is Answer.FAIL]
    if answer.verdict == "yes" and failed:
        return AnswerRow(answer, f"says yes, and no to {', '.join(failed)}. Ask what is meant.")
    if answer.verdict == "no":
        return AnswerRow(answer, open=() if answer.failure else ("what is wrong",))
    return AnswerRow(answer, open=unanswered(answer.checklist, criteria))


def _is_same(review: Review, answers: ClientAnswers) -> bool:
    return review.reviewer == reviewer_of(answers) and review.reviewed == answers.when


def reviewer_of(answers: ClientAnswers) -> str:
    """Under which name a client's verdict stands."""
    return " ".join(answers.name.split())


def accept(
    workspace: Workspace,
    answers: ClientAnswers,
    row: AnswerRow,
    *,
    further: Mapping[str, Answer] | None = None,
    failure: FailureClass | None = None,
) -> Review:
    """Make an answer a verdict under the client's name; the note says who accepted it.

    Args:
        workspace: Where the recipe is.
        answers: The file it stands in.
        row: The answer.
        further: Answers to criteria that the client left open, given by the person who accepts.
        failure: What is wrong, where the client did not say it.

    Raises:
        RuleBroken: It can be no verdict, or criteria are open.
        WriteRefused: The recipe's file could not be changed safely.
    """
    if row.is_taken:
        raise RuleBroken(f"{row.name}: is a verdict already.")
    if row.fault:
        raise RuleBroken(f"{row.name}: {row.fault}")
    answer = row.answer
    who = workspace.settings.reviewer or user_name()
    note = " ".join(part for part in (answer.note, f"[accepted by {who}]") if part)
    return judge(
        workspace, workspace.folder(answer.recipe), answer.attempt,
        verdict=Verdict.APPROVED if answer.verdict == "yes" else Verdict.REJECTED,
        answers={**answer.checklist, **(further or {})}, failure=answer.failure or failure, note=note,
        reviewer=reviewer_of(answers), seen=answer.picture, reviewed=answers.when,
    )  # fmt: skip


def accept_all(workspace: Workspace, answers: ClientAnswers) -> tuple[tuple[AnswerRow, str], ...]:
    """Accept every answer that can be a verdict as it stands; each with why not, empty for done."""
    done = []
    for row in beside_recipes(workspace, answers):
        fault = ""
        if not row.is_taken:
            try:
                accept(workspace, answers, row)
            except StudioError as error:
                fault = str(error)
        done.append((row, fault))
    return tuple(done)
