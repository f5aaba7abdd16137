"""A retry while it is being thought about: the fields that may help, and what one change would do."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from studio.core.attempt import Attempt, dump_spec
from studio.core.lineage import PROPOSALS
from studio.core.words import FailureClass
from studio.errors import StudioError
from studio.workflow.budget import price_of
from studio.workflow.field_help import field_help, fields_within, usual_value
from studio.workflow.plan import PlannedAttempt
from studio.workflow.retry import RetryWish, find_attempt, parse_set, plan_retry
from studio.workflow.word_diff import Kind, word_diff
from studio.workspace import Workspace

_NOT_CHANGED = frozenset({"source", "vary", "engine"})


@dataclass(frozen=True)
class RetryField:
    """A field that can be changed."""

    name: str
    """Its name in the edit spec."""
    value: str
    """Its present value as it would be typed; empty where there is none."""
    is_proposed: bool
    """Whether the failure class asks for it."""

    @property
    def says(self) -> str:
        """What it is now and what it takes, for the person who types."""
        usual = usual_value(self.name)
        now = self.value or (f"not set, which means {usual}" if usual else "not set")
        takes = field_help(self.name)
        return f"now    {now}" + (f"\ntakes  {takes}" if takes else "")


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


def retry_fields(attempt: Attempt, failure: FailureClass | None) -> tuple[RetryField, ...]:
    """The fields the failure class asks for, then every other field that the spec has."""
    data = dump_spec(attempt.spec)
    proposed = PROPOSALS[failure] if failure else ()
    first = tuple(leaf for name in proposed for leaf in _leaves(name, _at(data, name)))
    names = {field for field, _ in first}
    rest = tuple(
        leaf for name, value in data.items() if name not in _NOT_CHANGED for leaf in _leaves(name, value)
        if leaf[0] not in names
    )  # fmt: skip
    return tuple(RetryField(name, typed(value), name in names) for name, value in (*first, *rest))


def _leaves(name: str, value: object) -> Iterator[tuple[str, object]]:
    """A field, or the single values of a table, which is what a person changes."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(f"{name}.{key}", inner)
    elif value is None:
        for inner_name in fields_within(name):
            yield inner_name, None
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
    cost = "at an unknown price" if price is None else f"about ${price:.3f}" if price else "free"
    there = f" It was made before as attempt {plan.made_before.id}." if plan.made_before else ""
    says = f"One change, {cost}.{there} Enter runs it."
    return Trial(plan, says, word_diff(before, after), word_diff(parent.prompt, plan.request.prompt))
