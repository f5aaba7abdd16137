"""Which attempt was retried as which, and controlled variations: one field, several values, one attempt each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.effective import dump_spec
from studio.core.attempts.numbers import place_of
from studio.core.recipe.recipe import Edit
from studio.core.recipe.spec import EditSpec
from studio.core.validation import first_fault_in_words
from studio.errors import ContentError


@dataclass(frozen=True)
class LineageNode:
    """An attempt and the retries that came from it."""

    attempt: Attempt
    retries: tuple[LineageNode, ...]


def lineage(attempts: Iterable[Attempt]) -> tuple[LineageNode, ...]:
    """Attempts as trees, first attempts at the roots. A retry whose parent is gone stands at a root."""
    attempts = sorted(attempts, key=lambda attempt: place_of(attempt.id))
    known = {attempt.id for attempt in attempts}
    children: dict[str | None, list[Attempt]] = {}
    for attempt in attempts:
        earlier = attempt.parent in known and place_of(attempt.parent or "0") < place_of(attempt.id)
        children.setdefault(attempt.parent if earlier else None, []).append(attempt)
    return _grow(None, children)


def _grow(parent: str | None, children: Mapping[str | None, Sequence[Attempt]]) -> tuple[LineageNode, ...]:
    return tuple(LineageNode(child, _grow(child.id, children)) for child in children.get(parent, ()))


def trail(attempt: Attempt, attempts: Mapping[str, Attempt]) -> tuple[Attempt, ...]:
    """The way to an attempt: its ancestors from the first one, then itself."""
    way = [attempt]
    while (parent := attempts.get(way[0].parent or "")) is not None and parent not in way:
        way.insert(0, parent)
    return tuple(way)


def variations(
    edit: Edit, *, choose: Callable[[EditSpec], EditSpec] = lambda spec: spec
) -> Iterator[tuple[str | None, EditSpec]]:
    """The specs of a run with the label of each: one per value of `vary`, or the spec itself.

    Args:
        edit: The edit.
        choose: What the person chose for this run, put into a spec before it is varied.

    Raises:
        ContentError: A value does not fit its field.
    """
    if edit.varied:
        yield from ((label, choose(spec).model_copy(update={"vary": {}})) for label, spec in edit.varied)
        return
    spec = choose(edit.spec)
    if not spec.vary:
        yield None, spec
    for field, values in spec.vary.items():
        for value in values:
            changed = with_field(dump_spec(spec.model_copy(update={"vary": {}})), field, value)
            yield f"{field}: {label_of(value)}", spec_from(changed, field=field, value=value)


def label_of(value: Any) -> str:  # noqa: ANN401 - plain file data
    """A value as a person would name it."""
    if isinstance(value, list | tuple):
        return ", ".join(label_of(item) for item in value)
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {label_of(item)}" for key, item in value.items())
    return str(value)


def with_field(data: Mapping[str, Any], field: str, value: Any) -> dict[str, Any]:  # noqa: ANN401 - plain file data
    """A copy of plain spec data with one value set, at a way such as `local.shadow.strength` or `add[1]`."""
    name, _, rest = field.partition(".")
    key, position = _indexed(name)
    inner = data.get(key)
    if position is not None:
        return {**data, key: _with_item(inner, position, rest, value)}
    if rest:
        return {**data, key: with_field(inner if isinstance(inner, Mapping) else {}, rest, value)}
    if value is None:
        return {other: item for other, item in data.items() if other != key}
    return {**data, key: value}


def _indexed(name: str) -> tuple[str, int | None]:
    key, bracket, number = name.partition("[")
    return (key, int(number[:-1])) if bracket and number[:-1].isdigit() and number.endswith("]") else (name, None)


def _with_item(items: Any, position: int, rest: str, value: Any) -> list[Any]:  # noqa: ANN401 - plain file data
    changed = list(items) if isinstance(items, list | tuple) else [items] if items is not None else []
    if position > len(changed):
        raise ContentError(
            f"There is no item {position}: the list has {len(changed)}. The next free one is {len(changed)}."
        )
    if rest and position < len(changed) and isinstance(changed[position], Mapping):
        value = with_field(changed[position], rest, value)
    if value is None:
        del changed[position]
    elif position == len(changed):
        changed.append(value)
    else:
        changed[position] = value
    return changed


def spec_from(data: Mapping[str, Any], *, field: str, value: object) -> EditSpec:
    """The spec from plain data in which one field was set.

    Raises:
        ContentError: The value does not fit; names the field.
    """
    try:
        return EditSpec.model_validate(data)
    except ValidationError as error:
        raise ContentError(
            f"'{field}' cannot be {json.dumps(value, ensure_ascii=False)}: {first_fault_in_words(error)}. "
            "`studio schema` shows what fields there are and what they take."
        ) from error
