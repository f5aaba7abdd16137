"""A retry while it is being thought about: the fields that may help, and what one change would do."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.effective import dump_spec
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import with_field
from studio.core.money.prices import price_in_words
from studio.core.recipe.words import FailureClass
from studio.errors import StudioError
from studio.publish.pages.spec_table import label, said
from studio.publish.pages.words import ENGLISH
from studio.workflow.judging.retry import RetryWish, find_attempt, parse_set, plan_retry, proposed_changes
from studio.workflow.making.plan import PlannedAttempt
from studio.workflow.making.spending import price_of
from studio.workflow.writing.editor_help import choices_of, field_help, meaning_of, range_of, usual_value
from studio.workspace import Workspace

Kind = Literal["same", "gone", "new"]


def word_diff(before: str, after: str) -> tuple[tuple[Kind, str], ...]:
    """Stretches of both texts in reading order: kept, taken out, put in."""
    old, new = (re.findall(r"\S+\s*", text) for text in (before, after))
    found: list[tuple[Kind, str]] = []
    for _, begin, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[begin:end] == new[first:last]:
            found.append(("same", "".join(new[first:last])))
            continue
        if end > begin:
            found.append(("gone", "".join(old[begin:end])))
        if last > first:
            found.append(("new", "".join(new[first:last])))
    return tuple(found)


_NOT_CHANGED = frozenset({"source", "vary", "engine"})


@dataclass(frozen=True)
class RetryField:
    """A field that can be changed."""

    name: str
    """Its name in the edit spec."""
    value: str
    """Its present value as it would be typed; empty where there is none."""
    tries: str = ""
    """A value that may help, as it would be typed; empty where nothing asks for one."""
    told: str = ""
    """Its present value in the words of the pages."""

    @property
    def label(self) -> str:
        """What it is called, in the words of the pages."""
        return label(self.name, ENGLISH)

    @property
    def is_proposed(self) -> bool:
        """Whether the failure class asks for it."""
        return bool(self.tries)

    @property
    def says(self) -> str:
        """What it is now, what it takes and what may help, for the person who types."""
        usual = usual_value(self.name)
        now = self.value or (f"{usual}, the usual value" if usual else "not set")
        lines = (("means", meaning_of(self.name)), ("now  ", now), ("takes", field_help(self.name)),
                 ("try  ", self.tries))  # fmt: skip
        return "\n".join((f"{self.label} ({self.name})", *(f"{about}  {text}" for about, text in lines if text)))


def stepped(field: str, value: str, steps: int) -> str:
    """A value so many steps on: of a number a twentieth of its range, of a choice the next; others stay as they are."""
    if choices := choices_of(field):
        at = choices.index(value) - steps if value in choices else 0
        return choices[at % len(choices)]
    if (span := range_of(field)) is None:
        return value
    try:
        now = float(value or usual_value(field) or span[0])
    except ValueError:
        return value
    step = (span[1] - span[0]) / 20
    return f"{min(span[1], max(span[0], round(now + steps * step, 4))):g}"


@dataclass(frozen=True)
class Trial:
    """What one change would do."""

    plan: PlannedAttempt | None
    """The retry; None when the change is refused."""
    says: str
    """The price, or why it is refused."""
    change: tuple[tuple[Kind, str], ...] = ()
    """The field, word by word."""
    prompt: tuple[tuple[Kind, str], ...] = ()
    """The prompt, word by word."""


def failure_of(workspace: Workspace, slug: str, number: str) -> FailureClass | None:
    """Why an attempt was rejected, if somebody has said."""
    review = workspace.folder(slug).recipe.review_of(number)
    return review.failure if review else None


def retry_fields(folder: RecipeFolder, attempt: Attempt, failure: FailureClass | None) -> tuple[RetryField, ...]:
    """The fields the failure class asks for, each with a value to try, then every other field that the spec has."""
    data = dump_spec(attempt.spec)
    fields = {}
    for one in proposed_changes(folder, attempt, failure):
        name = one.field.partition("[")[0]
        tried = _at(with_field(data, one.field, one.value), name)
        fields[name] = RetryField(name, typed(_at(data, name)), typed(tried), _told(name, _at(data, name)))
    for name, value in data.items():
        for field, inner in _leaves(name, value) if name not in _NOT_CHANGED else ():
            fields.setdefault(field, RetryField(field, typed(inner), told=_told(field, inner)))
    return tuple(fields.values())


def _told(field: str, value: object) -> str:
    return "" if value is None else said(field, value, ENGLISH)


def _leaves(name: str, value: object) -> Iterator[tuple[str, object]]:
    """A field, or the single values of a table, which is what a person changes."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(f"{name}.{key}", inner)
    else:
        yield name, value


def _at(data: object, field: str) -> object:
    for name in field.split("."):
        data = data.get(name) if isinstance(data, dict) else None
    return data


def typed(value: object) -> str:
    """A value as YAML reads it in one line."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def try_change(
    workspace: Workspace, slug: str, number: str, field: str, value: str, *, because: FailureClass | None
) -> Trial:
    """What setting one field to a value would do; never raises for what a person types."""
    folder = workspace.folder(slug)
    try:
        parent = find_attempt(folder, number)
        wish = RetryWish(sets=(parse_set(f"{field}={value}"),), because=because)
        plan = plan_retry(workspace, folder, number, wish)
        price = price_of(workspace, plan)
    except StudioError as error:
        return Trial(None, str(error))
    before, after = typed(_at(dump_spec(parent.spec), field)), typed(wish.sets[0][1])
    there = f" It was made before as attempt {plan.made_before.id}." if plan.made_before else ""
    says = f"One change, {price_in_words(price)}.{there} Enter runs it."
    return Trial(plan, says, word_diff(before, after), word_diff(parent.prompt, plan.request.prompt))
