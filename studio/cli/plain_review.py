"""Review line by line: each question with its measurements as sentences, and the verdict."""

from __future__ import annotations

from studio.cli.plain_lines import Sitting, ask_why, chosen, say
from studio.core.attempts.evidence import Evidence
from studio.core.attempts.review import Answer, Verdict, as_sentence
from studio.errors import StudioError
from studio.workflow.judging.review_session import (
    Draft,
    evidence_for,
    give_verdict,
    next_to_review,
    open_review,
    refreshed,
)

ANSWERS = {"p": Answer.PASS, "f": Answer.FAIL, "x": Answer.NOT_APPLICABLE}
REVIEW_KEYS = """p pass, f fail, x not applicable. j next question, k question before, a number goes to that question.
l says the question again. a approves. d rejects and asks why. t changes one thing and runs it.
u takes back the last verdict on this recipe. n next result, N the one before. q goes back."""


def review(sitting: Sitting, slug: str, number: str | None = None) -> None:
    """The checklist of one result, and of those that wait after it, until the person goes back."""
    here = _opened(sitting, slug, number)

    def hear(key: str) -> None:
        nonlocal here
        draft, evidence = here
        if key in ANSWERS:
            here = draft.answered(ANSWERS[key]), evidence
            sitting.drafts[draft.slug, draft.attempt.id] = here[0]
            say(f"{draft.question.name}: {ANSWERS[key]}.")
            _tell(*here)
        elif key in {"j", "k", "l"} or key.isdecimal():
            here = _gone(draft, key), evidence
            _tell(*here)
        elif key in {"a", "d"}:
            _judge(sitting, draft, key)
        elif key in {"n", "N"}:
            place = next_to_review(sitting.workspace, (draft.slug, draft.attempt.id), 1 if key == "n" else -1)
            here = _opened(sitting, *place) if place else here
            if place is None:
                say("No other result waits for review.")
        elif key == "t":
            sitting.retry(draft.slug, draft.attempt.id)
        elif key == "u":
            sitting.undo(draft.slug)
        else:
            chosen(key, 0)

    sitting.room(lambda: f"Review of {here[0].slug} {here[0].named}.", REVIEW_KEYS, hear)


def _opened(sitting: Sitting, slug: str, number: str | None) -> tuple[Draft, Evidence | None]:
    """A review with the answers given earlier in this sitting, measured, and said."""
    draft = open_review(sitting.workspace, slug, number)
    kept = sitting.drafts.get((slug, draft.attempt.id))
    draft = refreshed(sitting.workspace, kept) if kept else draft
    say(f"{slug}, result {draft.named}. {as_sentence(draft.verdict) if draft.verdict else 'No verdict yet'}.")
    say(f"The picture: {draft.after}")
    say("Measuring.")
    try:
        evidence = evidence_for(sitting.workspace, draft)
    except StudioError as error:
        say(f"Nothing could be measured: {error}")
        evidence = None
    _tell(draft, evidence)
    return draft, evidence


def _tell(draft: Draft, evidence: Evidence | None) -> None:
    """The question under the cursor with its answer, what was measured, and how far the review is."""
    name, answer = draft.question.name, draft.answers.get(draft.question.name)
    missing = [criterion.name for criterion in draft.criteria if criterion.name not in draft.answers]
    say(f"Question {draft.at + 1} of {len(draft.criteria)}, {name}: {draft.question.question}")
    for measure in sorted(evidence.of(name) if evidence else (), key=lambda one: one.flag != "look"):
        say(f"{'Worth a look' if measure.flag == 'look' else 'Measured'}: {measure.says}")
    if said := draft.opinion.of(name) if draft.opinion else None:
        say(f"A machine thinks: {said.answer}. {said.reason}")
    say(f"Your answer: {answer or 'none yet'}. {len(missing)} of {len(draft.criteria)} still to answer.")


def _gone(draft: Draft, key: str) -> Draft:
    """Another question under the cursor, or the same one for l."""
    if key.isdecimal():
        place = chosen(key, len(draft.criteria))
        return draft if place is None else draft.moved(place - draft.at)
    return draft.moved({"j": 1, "k": -1, "l": 0}[key])


def _judge(sitting: Sitting, draft: Draft, key: str) -> None:
    """Write the verdict, asking why where it is a rejection; answers without one stay in the sitting."""
    failure = ask_why("Why is it rejected?") if key == "d" else None
    if key == "d" and failure is None:
        return
    verdict = Verdict.REJECTED if failure else Verdict.APPROVED
    sitting.undos.append(undo := give_verdict(sitting.workspace, draft, verdict, failure=failure))
    sitting.drafts.pop((draft.slug, draft.attempt.id), None)
    say(f"{draft.slug} {draft.named}: {as_sentence(undo.review)}. u takes it back, n goes to the next result.")
