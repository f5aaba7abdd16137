"""Where an attempt stands: whether a person's yes counts for the bytes that are there, and whether it may go out.

The gate, the status of a recipe, chained edits, the checks and the library all ask here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import trail
from studio.core.attempts.review import Verdict, checklist_for, review_faults, unanswered
from studio.core.recipe.rights import Terms
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import FailureClass, Publish, Role


@dataclass(frozen=True)
class Shown:
    """An input picture that may be shown beside the result."""

    image: str
    """File, relative to the recipe's folder."""
    role: str
    credit: str | None
    """Who is named beside it."""


Inputs = tuple[tuple[Shown, str], ...]
"""Pictures that may be shown, each with the digest of the bytes that were used."""


class Word(StrEnum):
    """What has become of an attempt."""

    NO_PICTURE = "no picture"
    """It failed, waits, or its picture is not whole."""
    TO_REVIEW = "to review"
    """Nobody has judged it."""
    REJECTED = "rejected"
    VOID = "void"
    """Somebody approved it, but the review has a fault."""
    UNREADABLE = "unreadable"
    """Approved, and the picture is missing or cannot be read."""
    STALE = "stale"
    """Approved, and the picture is not the one that was judged."""
    APPROVED = "approved"
    """The yes counts, and the picture is the one that was judged."""


class Standing(NamedTuple):
    """Where an attempt stands."""

    word: Word
    reason: str
    """Why it stays inside, as a phrase that completes 'stays inside: …'; empty when it may go out."""
    unreadable: str = ""
    """Why a picture of it cannot be read, when nothing else keeps it inside."""

    @property
    def is_approved(self) -> bool:
        """Whether it can be built upon: the yes counts, even if something keeps it from being shown."""
        return self.word is Word.APPROVED

    @property
    def goes_out(self) -> bool:
        """Whether it may be published."""
        return not self.reason


def standing(folder: RecipeFolder, attempt: Attempt) -> Standing:
    """Where an attempt of a readable recipe stands."""
    word, reason = _judged(folder, attempt)
    if word in {Word.APPROVED, Word.STALE, Word.UNREADABLE}:
        held = (
            _why_incomplete(folder, attempt)
            or _why_terms_hold_back(folder, attempt)
            or _why_inputs_hold_back(folder, attempt)
        )
        if held:
            return Standing(word, held)
        if unreadable := _unreadable(folder, attempt):
            return Standing(word, f"'{unreadable[0]}' {unreadable[1]}", unreadable[1])
        reason = reason or _why_inputs_stale(folder, attempt)
    return Standing(word, reason)


def open_criteria(folder: RecipeFolder, attempt: Attempt, *, criteria: Iterable[str]) -> tuple[str, ...]:
    """Criteria that were added since an attempt was approved, and that wait for one more answer.

    The approval stands: it keeps the checklist by which it was given.

    Args:
        folder: The recipe.
        attempt: One of its attempts.
        criteria: Names of criteria that the workspace adds.
    """
    review = folder.recipe.review_of(attempt.id)
    if review is None or review.verdict is not Verdict.APPROVED:
        return ()
    return unanswered(review.checklist, checklist_for((*criteria, *folder.recipe.front.criteria)))


def inputs_of(folder: RecipeFolder, attempt: Attempt) -> tuple[Inputs, Inputs]:
    """The picture the way to an attempt began with (none when the recipe keeps it back), and its further inputs."""
    way = trail(attempt, {other.id: other for other in folder.attempts})
    began = next((a for a in reversed(way) if a.start == "source"), way[0])
    hidden = _hidden(began.spec, attempt.spec, *(edit.spec for edit in folder.recipe.edits))
    before = tuple(
        (Shown(used.image, used.role, folder.recipe.credit_of(used.image, began.spec)), used.digest)
        for used in began.inputs[:1]
        if used.image not in hidden
    )
    further = tuple(
        (Shown(used.image, used.role, folder.recipe.credit_of(used.image, attempt.spec)), used.digest)
        for used in attempt.inputs[1:]
        if used.image not in hidden and used.role != Role.EDIT_TARGET
    )
    return before, further


def changed_input(folder: RecipeFolder, attempt: Attempt) -> str | None:
    """The first input that may be shown and is no longer what the picture was made from."""
    for shown, digest in (one for inputs in inputs_of(folder, attempt) for one in inputs):
        found = folder.pictures.get(shown.image)
        if found is None or found.digest != digest:
            return shown.image
    return None


def rejected_on_the_way(folder: RecipeFolder, attempt: Attempt) -> tuple[Attempt, ...]:
    """Rejected attempts before an approved one whose pictures may be seen beside their words.

    The recipe has to say `trail: pictures`. Kept inside all the same: what was rejected because it breaks a rule, a
    right or a promise, what is not the picture that was judged, and what was made from a picture that may not be shown.
    """
    if folder.recipe.front.trail != "pictures":
        return ()
    way = trail(attempt, {other.id: other for other in folder.attempts})[:-1]
    return tuple(made for made in way if _is_seen_rejected(folder, made))


def _is_seen_rejected(folder: RecipeFolder, made: Attempt) -> bool:
    review, facts = folder.recipe.review_of(made.id), folder.facts_of(made)
    if review is None or review.verdict is not Verdict.REJECTED or review.failure is FailureClass.COMMERCIAL_RISK:
        return False
    if made.picture is None or facts is None or {review.picture, made.picture.digest} != {facts.digest}:
        return False
    is_all_shown = sum(map(len, inputs_of(folder, made))) == len(made.inputs)
    return is_all_shown and _why_inputs_hold_back(folder, made) is None and changed_input(folder, made) is None


def _judged(folder: RecipeFolder, attempt: Attempt) -> tuple[Word, str]:
    """What a person decided, and whether that speaks of the picture that is there."""
    review, facts = folder.recipe.review_of(attempt.id), folder.facts_of(attempt)
    if attempt.state is not State.RECEIVED or attempt.picture is None:
        return Word.NO_PICTURE, "it has no picture"
    if review is None:
        return Word.TO_REVIEW, "nobody has reviewed it"
    if review.verdict is not Verdict.APPROVED:
        return Word.REJECTED, f"rejected: {review.failure or 'without a failure class'}"
    if faults := review_faults(review):
        return Word.VOID, f"its approval does not count: {faults[0]}"
    if facts is None or facts.fault:
        return Word.UNREADABLE, ""
    if {review.picture, attempt.picture.digest} != {facts.digest}:
        return Word.STALE, "stale: the picture changed after it was judged"
    return Word.APPROVED, ""


def _why_incomplete(folder: RecipeFolder, attempt: Attempt) -> str | None:
    if not folder.recipe.front.asset:
        return "the recipe does not say what the picture is for ('asset')"
    if not attempt.prompt.strip():
        return "it has no prompt"
    if folder.why_unfinished:
        return folder.why_unfinished
    if attempt.recipe != folder.recipe.slug:
        return f"it was made for the recipe '{attempt.recipe}'"
    return None


def terms_used(folder: RecipeFolder, attempt: Attempt) -> Iterator[tuple[str, str, Terms]]:
    """Every picture that an attempt and those before it were made with, hidden ones too: file, role and terms."""
    for made in trail(attempt, {other.id: other for other in folder.attempts}):
        used = [(one.image, one.role) for one in made.inputs] + [(name, "") for name in made.files]
        for image, role in used:
            if not image.startswith("attempts/"):
                yield image, role, folder.recipe.terms_of(image, made.spec)


def _why_terms_hold_back(folder: RecipeFolder, attempt: Attempt) -> str | None:
    reasons = (
        terms.why_not(image, folder.today, of_a_person=role == Role.PERSON)
        for image, role, terms in terms_used(folder, attempt)
    )
    return next(filter(None, reasons), None)


def rights_end(folder: RecipeFolder, attempts: Iterable[Attempt]) -> str | None:
    """The first day to come on which rights in a picture end that attempts were made with; None without one."""
    said = (terms.expires for attempt in attempts for _, _, terms in terms_used(folder, attempt))
    return min((day for day in said if day and day >= folder.today), default=None)


def _why_inputs_hold_back(folder: RecipeFolder, attempt: Attempt) -> str | None:
    for shown, _ in (one for inputs in inputs_of(folder, attempt) for one in inputs):
        if shown.image.startswith("attempts/"):
            if reason := why_result_holds_back(folder, shown.image):
                return reason
        elif folder.recipe.rights_of(shown.image, attempt.spec) is None:
            return f"nobody has said why '{shown.image}' may be shown ('rights')"
    return None


def why_result_holds_back(folder: RecipeFolder, image: str) -> str | None:
    """Why the result of an attempt, `attempts/001.png`, may not be shown, as a phrase; None when it may."""
    made_by = next((a for a in folder.attempts if a.picture and f"attempts/{a.picture.file}" == image), None)
    if made_by is None:
        return f"'{image}' belongs to no attempt"
    reason = standing(folder, made_by).reason
    return f"it shows attempt {made_by.id}, which stays inside ({reason})" if reason else None


def _unreadable(folder: RecipeFolder, attempt: Attempt) -> tuple[str, str] | None:
    """The first of its pictures that cannot be read, and a phrase that says why and how to mend it."""
    own = f"attempts/{attempt.picture.file}" if attempt.picture else ""
    for name in (own, *(shown.image for inputs in inputs_of(folder, attempt) for shown, _ in inputs)):
        if why := folder.why_unreadable(name):
            return name, f"{why[0]}. {why[1].rstrip('.')}"
    return None


def _why_inputs_stale(folder: RecipeFolder, attempt: Attempt) -> str:
    changed = changed_input(folder, attempt)
    return f"stale: '{changed}' changed after the picture was made" if changed else ""


def _hidden(*specs: EditSpec) -> frozenset[str]:
    """Pictures that may not be shown: hidden when an edit ran, or hidden today."""
    return frozenset(one.image for spec in specs for one in spec.references if one.publish is Publish.HIDE)
