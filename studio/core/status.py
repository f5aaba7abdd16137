"""Where a recipe stands, in one word, and what comes next."""

from __future__ import annotations

from collections.abc import Iterable

from studio.core.attempt import Attempt, State
from studio.core.facts import RecipeFolder
from studio.core.problem import Problem, Severity
from studio.core.review import Verdict
from studio.core.words import Status

REVIEW_RULES = frozenset({"invalid-review", "review-of-nothing", "stale-approval"})
"""Checks that speak of past verdicts: they keep a picture off the site and do not stop a new run."""

NEXT_STEP = {
    Status.BROKEN: "mend the file; `studio check {slug}` names the lines",
    Status.RUNNING: "wait for the result",
    Status.TO_REVIEW: "judge it: `studio review {slug} {attempt}`",
    Status.STALE: "bring the judged picture of attempt {attempt} back, or run it again",
    Status.APPROVED: "publish: `studio build`",
    Status.NEEDS_RETRY: "change one thing: `studio retry {slug} {attempt} --set FIELD=VALUE`",
    Status.DRAFT: "finish the brief; `studio check {slug}` names the lines",
    Status.READY: "run it: `studio run {slug}`",
}
"""What a person does next, with slots for the recipe and the attempt."""


def stops_run(problem: Problem) -> bool:
    """Whether a problem stops a run of the recipe."""
    return problem.severity is Severity.ERROR and problem.rule not in REVIEW_RULES


def recipe_status(folder: RecipeFolder, problems: Iterable[Problem]) -> Status:
    """Where a recipe stands, given what the checks found."""
    if folder.recipe.is_broken:
        return Status.BROKEN
    running = [a for a in folder.attempts if a.state is State.REQUESTED and a.id not in folder.interrupted]
    if running:
        return Status.RUNNING
    if not folder.attempts:
        return Status.DRAFT if any(stops_run(problem) for problem in problems) else Status.READY
    if to_review(folder):
        return Status.TO_REVIEW
    approved = [a for a in folder.attempts if _verdict(folder, a) is Verdict.APPROVED]
    if any(is_stale(folder, attempt) for attempt in approved):
        return Status.STALE
    return Status.APPROVED if approved else Status.NEEDS_RETRY


def attempt_for_next_step(folder: RecipeFolder, status: Status) -> Attempt | None:
    """The attempt that the next step is about, or None."""
    if status is Status.TO_REVIEW:
        return to_review(folder)[0]
    if status is Status.STALE:
        return next((a for a in folder.attempts if is_stale(folder, a)), None)
    return folder.attempts[-1] if folder.attempts else None


def to_review(folder: RecipeFolder) -> tuple[Attempt, ...]:
    """Results that wait for a person, in order."""
    return tuple(a for a in folder.attempts if a.picture is not None and folder.recipe.review_of(a.id) is None)


def is_stale(folder: RecipeFolder, attempt: Attempt) -> bool:
    """Whether an approved picture is no longer, byte for byte, the one that was judged."""
    review = folder.recipe.review_of(attempt.id)
    if review is None or review.verdict is not Verdict.APPROVED:
        return False
    facts = folder.facts_of(attempt)
    return facts is None or facts.digest != review.picture


def _verdict(folder: RecipeFolder, attempt: Attempt) -> Verdict | None:
    review = folder.recipe.review_of(attempt.id)
    return review.verdict if review else None
