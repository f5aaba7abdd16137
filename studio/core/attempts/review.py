"""A person's judgement of one attempt, and what makes it count."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from studio.core.recipe.words import FailureClass
from studio.core.subject import Strict
from studio.errors import RuleBroken


class Answer(StrEnum):
    """The answer to one criterion."""

    PASS = "pass"  # noqa: S105 - the word of the checklist
    """It holds."""
    FAIL = "fail"
    """It does not."""
    NOT_APPLICABLE = "n/a"
    """The question does not arise for this asset."""


class Verdict(StrEnum):
    """What the person decided."""

    APPROVED = "approved"
    """May be published."""
    REJECTED = "rejected"
    """Stays inside, with its failure class."""


@dataclass(frozen=True)
class Criterion:
    """One question of the checklist."""

    name: str
    """As it is written in the front matter."""
    question: str
    """What the reviewer asks of the picture."""
    since: str = ""
    """Day from which it is asked, as 2026-12-01; an approval of before stands without it. Empty: always."""


IDENTITY, LAYOUT, TEXT = "subject identity", "layout and crop", "text readability"
BRAND, FIT, REUSE = "brand safety", "commercial fit", "reuse potential"
CRITERIA = (
    Criterion(IDENTITY, "Is it still exactly this product: shape, details, colour, label?"),
    Criterion(LAYOUT, "Does the picture fit its channel, with the subject whole and well placed?"),
    Criterion(TEXT, "Is every word that must be read readable, right, and where it belongs?"),
    Criterion(BRAND, "Is it free of invented marks, words, claims and anything the brand would not show?"),
    Criterion(FIT, "Could it go live in this channel today, by the channel's own rules?"),
    Criterion(REUSE, "Is it clean and large enough to be used again elsewhere?"),
)
"""The checklist of every recipe. A workspace or a recipe may add criteria; none is ever dropped."""


def _as_text(value: Any) -> Any:  # noqa: ANN401 - raw file data; an unquoted time is a datetime to YAML
    return value.isoformat().replace("+00:00", "Z") if isinstance(value, datetime.datetime) else value


class Review(Strict):
    """One judgement, as it stands in the recipe's front matter."""

    attempt: str
    """Number of the attempt."""
    picture: str
    """Digest of the bytes that were on screen."""
    verdict: Verdict
    """What the person decided."""
    failure: FailureClass | None = None
    """Why it was rejected."""
    checklist: dict[str, Answer] = Field(default_factory=dict)
    """Answer by criterion."""
    notes: dict[str, str] = Field(default_factory=dict)
    """A note on single criteria."""
    note: str | None = None
    """A note on the whole."""
    reviewer: str | None = None
    """Who judged."""
    reviewed: Annotated[str | None, BeforeValidator(_as_text)] = None
    """When, as UTC time."""


def as_sentence(review: Review) -> str:
    """A verdict in one line: what was decided, by whom, when, and the note."""
    why = f" ({review.failure})" if review.failure else ""
    who = f" by {review.reviewer}" if review.reviewer else ""
    when = f", {review.reviewed[:10]}" if review.reviewed else ""
    return f"{review.verdict}{why}{who}{when}{f': “{review.note}”' if review.note else ''}"


def checklist_for(extra: Iterable[str]) -> tuple[Criterion, ...]:
    """The six criteria and the added ones, each once."""
    return _checklist(tuple(extra))


@lru_cache(maxsize=256)
def _checklist(extra: tuple[str, ...]) -> tuple[Criterion, ...]:
    known = {criterion.name for criterion in CRITERIA}
    added = dict.fromkeys(name for name in extra if name not in known)
    return (*CRITERIA, *(Criterion(name, f"Does it satisfy: {name}?") for name in added))


def unanswered(checklist: Mapping[str, Answer], criteria: Iterable[Criterion]) -> tuple[str, ...]:
    """Criteria without an answer, in checklist order."""
    return tuple(criterion.name for criterion in criteria if criterion.name not in checklist)


def review_faults(review: Review, criteria: Iterable[Criterion] | None = None) -> tuple[str, ...]:
    """Why a review does not count, each as a sentence; empty when it counts.

    Args:
        review: The review.
        criteria: The checklist; by default the one by which the verdict was given, which it keeps: what was asked on
            its day, and what it names itself.
    """
    criteria = _given(review) if criteria is None else tuple(criteria)
    faults = []
    strange = [name for name in review.checklist if name not in {criterion.name for criterion in criteria}]
    if strange:
        faults.append(f"the checklist has no criterion {_names(strange)}")
    if review.verdict is Verdict.REJECTED:
        if review.failure is None:
            faults.append(f"a rejection needs its failure class: {', '.join(FailureClass)}")
        return tuple(faults)
    missing = unanswered(review.checklist, criteria)
    if missing:
        faults.append(f"an approval needs every criterion answered; missing: {_names(missing)}")
    failed = [name for name, answer in review.checklist.items() if answer is Answer.FAIL]
    if failed:
        faults.append(f"an approval cannot stand beside a failed criterion: {_names(failed)}")
    if review.failure is not None:
        faults.append("an approval has no failure class")
    return tuple(faults)


def _given(review: Review) -> tuple[Criterion, ...]:
    """The checklist by which a verdict was given; one without a day is held against today's."""
    day = (review.reviewed or "9")[:10]
    return tuple(one for one in checklist_for(review.checklist) if one.since <= day or one.name in review.checklist)


def require_valid(review: Review, criteria: Iterable[Criterion]) -> Review:
    """The review itself when it counts and can be written into a file.

    Raises:
        RuleBroken: With every reason why it does not.
    """
    faults = (*review_faults(review, criteria), *_unwritable(review))
    if faults:
        raise RuleBroken(f"attempt {review.attempt}: {'; '.join(faults)}.")
    return review


_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""NUL, and halves of a character (bytes that are not UTF-8 become them on the command line)."""


def _unwritable(review: Review) -> Iterator[str]:
    """Texts that no text file can hold, each as a sentence."""
    said = {"attempt": review.attempt, "note": review.note, "reviewer": review.reviewer, "time": review.reviewed}
    for name, text in (*said.items(), *review.notes.items(), *((name, name) for name in review.checklist)):
        found = _NO_TEXT.search(f"{name}{text or ''}")
        if found:
            yield f"'{_NO_TEXT.sub('?', name)}' holds U+{ord(found[0]):04X}, which is no character; take it out"


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"'{name}'" for name in names)
