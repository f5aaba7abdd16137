"""A person's verdict: checked, bound to the bytes that were seen, and written into the recipe."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.opinion import Opinion
from studio.core.attempts.review import Answer, Criterion, Review, Verdict, as_sentence, checklist_for, require_valid
from studio.core.attempts.standing import standing
from studio.core.problem import did_you_mean
from studio.core.recipe.words import FailureClass
from studio.errors import RuleBroken
from studio.files import read_file
from studio.pictures.credentials import said_of_credentials
from studio.store.attempts import ATTEMPTS
from studio.store.findings import read_opinion
from studio.store.inside import found_inside
from studio.store.recipes import save_review
from studio.workflow.judging.measure import evidence_of
from studio.workflow.judging.retry import find_attempt
from studio.workflow.making.receive import utc_now
from studio.workspace import Workspace


def checklist_of(workspace: Workspace, folder: RecipeFolder) -> tuple[Criterion, ...]:
    """The questions for a recipe: the six, the workspace's, the recipe's."""
    return checklist_for((*workspace.settings.criteria, *folder.recipe.front.criteria))


def judge(
    workspace: Workspace,
    folder: RecipeFolder,
    attempt_id: str,
    *,
    verdict: Verdict,
    answers: Mapping[str, Answer],
    failure: FailureClass | None = None,
    notes: Mapping[str, str] | None = None,
    note: str | None = None,
    reviewer: str | None = None,
    seen: str | None = None,
    reviewed: str | None = None,
) -> Review:
    """Record a verdict on an attempt; earlier verdicts on it stay in the record, and no longer count.

    Args:
        workspace: Where the recipe is.
        folder: The recipe.
        attempt_id: Number of the attempt.
        verdict: What the person decided.
        answers: Answer by criterion; those of a standing approval of the same picture need not be given again.
        failure: Why it is rejected.
        notes: Notes on single criteria.
        note: Note on the whole.
        reviewer: Who judges; default: the workspace's reviewer, else the user's name or number.
        seen: Digest of the bytes that were on screen; default: the bytes on disk now.
        reviewed: When, as UTC; default: now.

    Raises:
        RuleBroken: The checklist is not complete, a criterion failed, the failure class is missing,
            or the picture on disk is not the one that was seen.
        WriteRefused: The recipe file could not be changed safely; the review is kept beside the attempt.
    """
    attempt = find_attempt(folder, attempt_id)
    digest = _digest_now(folder, attempt)
    if seen is not None and seen != digest:
        raise RuleBroken(f"{folder.recipe.slug}: attempt {attempt.id} changed while it was judged. Look at it again.")
    earlier = folder.recipe.review_of(attempt.id)
    if verdict is Verdict.APPROVED and earlier and standing(folder, attempt).is_approved:
        answers = {**earlier.checklist, **answers}  # a criterion that was added since asks for its own answer alone
    review = Review(
        attempt=attempt.id, picture=digest, verdict=verdict, failure=failure, checklist=dict(answers),
        notes=dict(notes or {}), note=note or None,
        reviewer=reviewer or workspace.settings.reviewer or user_name(), reviewed=reviewed or utc_now(),
    )  # fmt: skip
    require_valid(review, checklist_of(workspace, folder))
    save_review(workspace.content, folder.recipe, review)
    return review


def user_name() -> str:
    """What the system calls the person; the number of the account where it has no name, as in a container."""
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):  # ImportError: Windows without USERNAME
        return f"user {os.getuid()}" if hasattr(os, "getuid") else "unknown"


def _digest_now(folder: RecipeFolder, attempt: Attempt) -> str:
    facts = folder.facts_of(attempt)
    if attempt.picture is None or facts is None:
        raise RuleBroken(f"{folder.recipe.slug}: attempt {attempt.id} has no picture to judge.")
    if facts.digest != attempt.picture.digest:
        raise RuleBroken(
            f"{folder.recipe.slug}: the picture of attempt {attempt.id} is not the one the engine made. "
            f"Bring '{attempt.picture.file}' back; an edited picture cannot be approved as this attempt."
        )
    return facts.digest


def parse_answers(texts: Iterable[str], criteria: Iterable[Criterion]) -> dict[str, Answer]:
    """`criterion=answer` pairs as typed; a criterion may be shortened as long as it stays clear.

    Raises:
        RuleBroken: An unknown criterion or answer.
    """
    known = [criterion.name for criterion in criteria]
    answers: dict[str, Answer] = {}
    for text in texts:
        name, _, word = text.partition("=")
        try:
            answers[_criterion(name, known)] = Answer({"na": "n/a"}.get(word.strip().lower(), word.strip().lower()))
        except ValueError as error:
            raise RuleBroken(f"'{text}': the answer is pass, fail or n/a.") from error
    return answers


def parse_notes(texts: Iterable[str], criteria: Iterable[Criterion]) -> dict[str, str]:
    """`criterion=text` pairs as typed.

    Raises:
        RuleBroken: An unknown criterion.
    """
    known = [criterion.name for criterion in criteria]
    pairs = (text.partition("=") for text in texts)
    return {_criterion(name, known): note.strip() for name, _, note in pairs}


def _criterion(word: str, known: list[str]) -> str:
    wanted = word.strip().lower()
    fitting = [name for name in known if name.lower() == wanted] or [n for n in known if n.lower().startswith(wanted)]
    if len(fitting) != 1 or not wanted:
        raise RuleBroken(f"The checklist has no criterion '{word.strip()}'. {did_you_mean(word, known)}")
    return fitting[0]


def failure_class(word: str) -> FailureClass:
    """A failure class as typed.

    Raises:
        RuleBroken: There is none of that name.
    """
    try:
        return FailureClass(word.strip().lower().replace("-", " "))
    except ValueError as error:
        raise RuleBroken(f"'{word}' is no failure class. {did_you_mean(word, FailureClass)}") from error


def where_to_look(workspace: Workspace, folder: RecipeFolder, attempt_id: str) -> str:
    """The files to open before judging, what the engine wants to be looked at, and what was said before."""
    attempt = find_attempt(folder, attempt_id)
    base = workspace.content / folder.recipe.slug
    before = f"before  {found_inside(base, attempt.inputs[0].image) or 'is gone'}\n" if attempt.inputs else ""
    after = f"after   {base / 'attempts' / attempt.picture.file}" if attempt.picture else "no picture"
    credentials = credentials_of(base, attempt)
    origin = f"\norigin  the picture as it came {credentials}" if credentials else ""
    looks = "".join(f"\nlook    {warning}" for warning in attempt.warnings)
    evidence = evidence_of(workspace, folder, attempt)
    seen = "".join(f"\n{'look' if m.flag == 'look' else 'seen'}    {m.criterion}: {m.says}" for m in evidence.measures)
    machine = opinion_on(workspace, folder, attempt.id)
    said = "".join(f"\nmachine {a.criterion}: {a.answer}. {a.reason}" for a in machine.answers) if machine else ""
    reviews = [review for review in folder.recipe.front.reviews if review.attempt == attempt.id]
    judged = "".join(f"\njudged  {as_sentence(review)}" for review in reviews)
    return f"{before}{after}{origin}{looks}{seen}{said}{judged}"


def credentials_of(recipe_folder: Path, attempt: Attempt) -> str:
    """What the picture as the engine gave it carries, as the end of a sentence; empty without content credentials.

    Whatever was encoded anew since, cropped or locked, carries none.
    """
    made = attempt.picture
    found = found_inside(recipe_folder, f"{ATTEMPTS}/{made.original or made.file}") if made else None
    return said_of_credentials(read_file(found)) if found else ""


def opinion_on(workspace: Workspace, folder: RecipeFolder, number: str) -> Opinion | None:
    """The opinion that was asked for earlier, as long as it is about the picture that is there now."""
    attempt = folder.attempt(number)
    found = read_opinion(workspace.content / folder.recipe.slug, number)
    if found is None or attempt is None or attempt.picture is None or found.picture != attempt.picture.digest:
        return None
    return found
