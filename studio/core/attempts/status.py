"""Where a recipe stands, in one word, and what comes next."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.standing import Word, open_criteria, rights_end, standing
from studio.core.problem import Problem, Severity
from studio.core.recipe.words import Status

REVIEW_RULES = frozenset({"invalid-review", "review-of-nothing", "stale-approval", "unreadable-approval"})
"""Checks that speak of past verdicts: they keep a picture off the site and do not stop a new run."""

_STALE = frozenset({Word.STALE, Word.UNREADABLE})
NEXT_STEP = {
    Status.BROKEN: "mend the file; `studio check {slug}` names the lines",
    Status.RUNNING: "wait for the result",
    Status.TO_REVIEW: "judge it: `studio review {slug} {attempt}`",
    Status.STALE: "bring the judged picture of attempt {attempt} back, or run it again",
    Status.HELD_BACK: "attempt {attempt} stays off the site: {reason}",
    Status.APPROVED: "publish: `studio build`",
    Status.UNSETTLED: "",
    Status.NEEDS_RETRY: "change one thing: `studio retry {slug} {attempt} --set FIELD=VALUE`",
    Status.DRAFT: "finish the brief; `studio check {slug}` names the lines",
    Status.READY: "run it: `studio run {slug}`",
}
"""What a person does next, with slots for the recipe, the attempt, and why it stays inside."""


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
    found = [standing(folder, attempt) for attempt in folder.attempts]
    if any(one.word in _STALE for one in found):
        return Status.STALE
    if any(one.goes_out for one in found):
        return Status.APPROVED
    if any(one.is_approved for one in found):
        return Status.HELD_BACK
    unsettled = any(a.state is State.UNFINISHED or is_unknown(folder, a) for a in folder.attempts)
    return Status.UNSETTLED if unsettled else Status.NEEDS_RETRY


def is_unknown(folder: RecipeFolder, attempt: Attempt) -> bool:
    """Whether nobody knows what became of a paid request: its process is gone, or it was cut off, and no one said."""
    return attempt.has_unknown_end and not _is_under_way(folder, attempt)


def _is_under_way(folder: RecipeFolder, attempt: Attempt) -> bool:
    return attempt.state is State.REQUESTED and attempt.id not in folder.interrupted


def earlier_attempt(attempts: Sequence[Attempt], fingerprints: Collection[str]) -> Attempt | None:
    """The attempt that keeps the same thing from being bought again: made, or its end unknown; None without one."""
    same = [attempt for attempt in attempts if attempt.fingerprint in fingerprints]
    made = (a for a in same if a.state in (State.RECEIVED, State.UNFINISHED))
    return next(made, None) or next((a for a in same if a.has_unknown_end), None)


def made_from_older_wording(attempts: Sequence[Attempt], prints_of: Callable[[str], Collection[str]]) -> Attempt | None:
    """The attempt of the same spec whose prompt an earlier version of the studio worded differently.

    It must not be bought again unasked either. A hand-written prompt is a field of the spec, so that another one is
    never the same.

    Args:
        attempts: Those of the recipe.
        prints_of: The fingerprints that the edit would have with another prompt.
    """
    return earlier_attempt(attempts, {one for attempt in attempts for one in prints_of(attempt.prompt)})


def why_held_back(folder: RecipeFolder, attempt: Attempt) -> str:
    """Why the same thing is not sent again while an attempt stands as it does, and what a person can do."""
    slug, number = folder.recipe.slug, attempt.id
    again = "or ask once more with --again"
    if attempt.state is State.UNFINISHED:
        why = attempt.failure.message if attempt.failure else "a step on this machine failed."
        return f"It is paid and not finished: {why} {finish_step(slug, number)}"
    if is_unknown(folder, attempt):
        return f"Not sent: attempt {number} of the same edit {unknown_step(slug, number)}, {again}."
    if attempt.batch_id is not None:
        return f"Not sent: attempt {number} asks for the same edit in a batch. `studio batch` collects it; {again}."
    if attempt.id in folder.elsewhere:
        return f"Not sent: attempt {number} of the same edit is {_elsewhere(slug, attempt)}, {again}."
    return f"Not sent: attempt {number} asks for the same edit at this moment. Wait for it, {again}."


def finish_step(slug: str, number: str) -> str:
    """How an unfinished attempt is finished."""
    return f"`studio finish {slug} {number}` tries again without paying."


def unknown_step(slug: str, number: str) -> str:
    """What an attempt with an unknown end is, and how a person settles it."""
    return (
        f"may have been billed. Look at the account's usage, then say `studio settle {slug} {number} --billed` "
        "or `--not-billed`"
    )


def _elsewhere(slug: str, attempt: Attempt) -> str:
    return (
        f"under way on {attempt.host} since {attempt.requested}, which this machine cannot see. "
        f"If that machine is off: `studio settle {slug} {attempt.id} --gone` with `--billed` or `--not-billed`"
    )


def open_matters(folder: RecipeFolder) -> Iterator[str]:
    """What waits for a person besides pictures: paid pictures to finish, requests to settle, machines out of sight."""
    slug = folder.recipe.slug
    for attempt in folder.attempts:
        if attempt.state is State.UNFINISHED:
            yield f"attempt {attempt.id} is paid and not finished: {finish_step(slug, attempt.id).rstrip('.')}"
        elif is_unknown(folder, attempt):
            yield f"attempt {attempt.id} {unknown_step(slug, attempt.id)}"
        elif attempt.state is State.REQUESTED and attempt.id in folder.elsewhere:
            yield f"attempt {attempt.id} is {_elsewhere(slug, attempt)}"


def next_step(folder: RecipeFolder, status: Status, *, criteria: Iterable[str] = ()) -> str:
    """What a person does next, open matters of money first.

    Args:
        folder: The recipe.
        status: Where it stands.
        criteria: Names of criteria that the workspace adds.
    """
    attempt = attempt_for_next_step(folder, status)
    reason = standing(folder, attempt).reason if attempt else ""
    usual = NEXT_STEP[status].format(slug=folder.recipe.slug, attempt=attempt.id if attempt else "", reason=reason)
    if attempt and attempt.picture and status is Status.STALE:
        why = folder.why_unreadable(f"attempts/{attempt.picture.file}")
        usual = f"the picture of attempt {attempt.id} {why[0]}. {why[1].rstrip('.')}" if why else usual
    answers = _open_answers(folder, tuple(criteria)) if status is Status.APPROVED else ()
    out = [one for one in folder.attempts if standing(folder, one).goes_out] if status is Status.APPROVED else []
    end = rights_end(folder, out)
    until = f"rights in it end on {end}" if end else ""
    return "; ".join(step for step in (*open_matters(folder), *answers, usual, until) if step)


def _open_answers(folder: RecipeFolder, criteria: tuple[str, ...]) -> Iterator[str]:
    """Approvals that were given before a criterion was added: each stands, and wants one more answer."""
    for attempt in folder.attempts:
        for name in open_criteria(folder, attempt, criteria=criteria):
            command = f"studio review {folder.recipe.slug} {attempt.id} --approve --answer '{name}=pass'"
            yield f"answer '{name}' for attempt {attempt.id}: `{command}`"


def attempt_for_next_step(folder: RecipeFolder, status: Status) -> Attempt | None:
    """The attempt that the next step is about, or None."""
    if status is Status.TO_REVIEW:
        return to_review(folder)[0]
    if status is Status.STALE:
        return next((a for a in folder.attempts if standing(folder, a).word in _STALE), None)
    if status is Status.HELD_BACK:
        return next((a for a in folder.attempts if standing(folder, a).is_approved), None)
    return folder.attempts[-1] if folder.attempts else None


def to_review(folder: RecipeFolder) -> tuple[Attempt, ...]:
    """Results that wait for a person, in order."""
    return tuple(a for a in folder.attempts if standing(folder, a).word in {Word.TO_REVIEW, Word.VOID})
