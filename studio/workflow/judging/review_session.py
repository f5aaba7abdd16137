"""A review while it is being made: answers one by one, a verdict that is refused until it is complete, and undo."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.evidence import Evidence
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.opinion import Opinion
from studio.core.attempts.review import Answer, Criterion, Review, Verdict, as_sentence
from studio.core.attempts.status import to_review
from studio.core.recipe.words import FailureClass
from studio.errors import RuleBroken
from studio.store.findings import read_evidence
from studio.store.inside import found_inside
from studio.store.recipes import take_back_review
from studio.workflow.browsing.library_reading import KeptRows
from studio.workflow.judging.measure import evidence_of
from studio.workflow.judging.verdict import checklist_of, judge, opinion_on
from studio.workspace import Workspace


@dataclass(frozen=True)
class Draft:
    """What the reviewer has said so far."""

    slug: str
    attempt: Attempt
    criteria: tuple[Criterion, ...]
    before: Path | None
    after: Path
    answers: Mapping[str, Answer] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    opinion: Opinion | None = None
    """A vision model's opinion that was asked for earlier."""
    at: int = 0
    """The question under the cursor."""
    verdict: Review | None = None
    """The verdict that stands in the recipe, as long as no answer was changed since."""

    @property
    def named(self) -> str:
        """Its number, and in a recipe of several edits the edit's name beside it."""
        return f"{self.attempt.id} {self.attempt.edit}".rstrip()

    @property
    def question(self) -> Criterion:
        """The criterion under the cursor."""
        return self.criteria[self.at]

    def moved(self, steps: int) -> Draft:
        """The cursor on another question."""
        return replace(self, at=max(0, min(len(self.criteria) - 1, self.at + steps)))

    def answered(self, answer: Answer) -> Draft:
        """The question answered, the cursor on the next open one; where none is open, on the next."""
        answers = {**self.answers, self.question.name: answer}
        names = [criterion.name for criterion in self.criteria]
        rest = [place for place in (*range(self.at + 1, len(names)), *range(self.at)) if names[place] not in answers]
        new = replace(self, answers=answers, verdict=None)
        return replace(new, at=rest[0]) if rest else new.moved(1)

    def noted(self, text: str) -> Draft:
        """A note on the question."""
        return replace(self, notes={**self.notes, self.question.name: text})


def open_review(workspace: Workspace, slug: str, number: str | None = None) -> Draft:
    """A review of an attempt, or of the first that waits, or of the last one.

    Raises:
        RuleBroken: There is nothing to judge.
    """
    folder = workspace.folder(slug)
    attempt = _attempt(folder, number)
    if attempt is None or attempt.picture is None:
        raise RuleBroken(f"{slug}: there is no picture to judge yet. Run it first.")
    base = workspace.content / slug
    before = found_inside(base, attempt.inputs[0].image) if attempt.inputs else None
    said = folder.recipe.review_of(attempt.id)
    criteria = checklist_of(workspace, folder)
    return Draft(
        slug, attempt, criteria, before,
        base / "attempts" / attempt.picture.file,
        dict(said.checklist) if said else {}, dict(said.notes) if said else {},
        opinion=opinion_on(workspace, folder, attempt.id), at=_first_to_look_at(criteria, base, attempt.id),
        verdict=said,
    )  # fmt: skip


def _first_to_look_at(criteria: Sequence[Criterion], base: Path, number: str) -> int:
    """The first question for which something worth a look was measured already; the first of all where nothing was."""
    evidence = read_evidence(base, number)
    flagged = {measure.criterion for measure in evidence.looks} if evidence else set()
    return next((place for place, criterion in enumerate(criteria) if criterion.name in flagged), 0)


def refreshed(workspace: Workspace, draft: Draft) -> Draft:
    """A review under way after its recipe changed: the answers stay, the verdict is what the file says now."""
    said = workspace.folder(draft.slug).recipe.review_of(draft.attempt.id)
    is_same = said is not None and dict(said.checklist) == dict(draft.answers)
    return replace(draft, verdict=said if is_same else None)


def _attempt(folder: RecipeFolder, number: str | None) -> Attempt | None:
    if number is not None:
        return folder.attempt(number)
    waiting = to_review(folder)
    made = [attempt for attempt in folder.attempts if attempt.picture is not None]
    return waiting[0] if waiting else (made[-1] if made else None)


def evidence_for(workspace: Workspace, draft: Draft) -> Evidence:
    """What was measured on the attempt; measured now when it was not."""
    return evidence_of(workspace, workspace.folder(draft.slug), draft.attempt)


@dataclass(frozen=True)
class Undo:
    """A verdict that can be taken back."""

    slug: str
    review: Review
    before: Review | None = None
    """The verdict on the same attempt that would stand again."""


def give_verdict(workspace: Workspace, draft: Draft, verdict: Verdict, *, failure: FailureClass | None = None) -> Undo:
    """Write the verdict into the recipe; returns how to take it back.

    Raises:
        RuleBroken: It is not complete; says what is missing.
        WriteRefused: The file could not be changed safely.
    """
    folder = workspace.folder(draft.slug)
    review = judge(
        workspace, folder, draft.attempt.id, verdict=verdict, answers=draft.answers,
        failure=failure, notes=draft.notes, seen=draft.attempt.picture.digest if draft.attempt.picture else None,
    )  # fmt: skip
    return Undo(draft.slug, review, folder.recipe.review_of(draft.attempt.id))


def take_back(workspace: Workspace, undo: Undo) -> None:
    """Undo a verdict; the one before it on the same attempt stands again.

    Raises:
        RuleBroken: The attempt was judged again since, by this person or another.
        WriteRefused: The file could not be changed safely.
    """
    number = undo.review.attempt
    stands = workspace.folder(undo.slug).recipe.review_of(number)
    if stands != undo.review:
        now = f"{as_sentence(stands)} stands" if stands else "no verdict stands"
        raise RuleBroken(f"{undo.slug} {number} was judged again meanwhile: {now}, and nothing was taken back.")
    take_back_review(workspace.content, undo.slug, undo.review)


def waiting_results(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Recipe and number of every attempt that waits for a person, in order."""
    rows = KeptRows(workspace)
    slugs = [slug for slug in workspace.slugs() if rows.row(slug).to_review]
    return tuple((slug, attempt.id) for slug in slugs for attempt in to_review(workspace.folder(slug)))


def next_to_review(
    workspace: Workspace, here: tuple[str, str], steps: int = 1, order: Sequence[tuple[str, str]] = ()
) -> tuple[str, str] | None:
    """The attempt that waits after another one, or before it; None when no other waits.

    Args:
        workspace: Where the recipes are.
        here: Recipe and number of the attempt on the screen, which may wait or not; an empty number is before all.
        steps: 1 for the next one, -1 for the one before; past the end it begins again.
        order: Attempts among which to go, in this order; without it all of the workspace, sorted.
    """
    waiting = set(waiting_results(workspace))
    places = [*order] if here in order else sorted(waiting | {here})
    at = places.index(here)
    around = [*places[at + 1 :], *places[:at]]
    return next((place for place in around[::steps] if place in waiting), None)
