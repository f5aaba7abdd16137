"""Controlled variations: one field of the spec, several values, one attempt each."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from studio.core.attempt import dump_spec
from studio.core.spec import EditSpec
from studio.core.value_words import in_words
from studio.errors import ContentError


def variations(spec: EditSpec) -> Iterator[tuple[str | None, EditSpec]]:
    """The specs of a run with the label of each: one per value of `vary`, or the spec itself.

    Raises:
        ContentError: A value does not fit its field.
    """
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
            f"'{field}' cannot be {json.dumps(value, ensure_ascii=False)}: {in_words(error)}. "
            "`studio schema` shows what fields there are and what they take."
        ) from error
