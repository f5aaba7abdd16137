"""`{{ name }}` in the values of an edit spec."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from studio.core.problem import Lines, Path, Problem, did_you_mean

_SLOT = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def fill_variables(
    data: Mapping[str, Any], variables: Mapping[str, str | int | float], *, lines: Lines
) -> tuple[dict[str, Any], tuple[Problem, ...]]:
    """The data with every slot filled, and a problem for each name that has no value.

    A slot without a value is left as it stands.
    """
    found = tuple(_slots(data))
    if not found:
        return dict(data), ()
    problems = tuple(
        lines.error(
            "missing-variable", *way,
            fault=f"no value for '{{{{ {name} }}}}'",
            fix=_fix(name, variables),
        )
        for way, name in found if name not in variables
    )  # fmt: skip
    return _filled(data, variables), problems


def names_in(data: Mapping[str, Any]) -> frozenset[str]:
    """Names of the variables that plain data asks for."""
    return frozenset(name for _, name in _slots(data))


def _fix(name: str, variables: Mapping[str, object]) -> str:
    hint = f" {did_you_mean(name, variables)}" if variables else ""
    return f"Give it under 'variables:' in the front matter or with --set {name}=VALUE.{hint}"


def _slots(value: Any, way: Path = ()) -> Iterator[tuple[Path, str]]:  # noqa: ANN401 - plain file data
    if isinstance(value, str):
        if "{{" in value:
            yield from ((way, name) for name in _SLOT.findall(value))
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from _slots(item, (*way, key))
    elif isinstance(value, list):
        for position, item in enumerate(value):
            yield from _slots(item, (*way, position))


def _filled(value: Any, variables: Mapping[str, str | int | float]) -> Any:  # noqa: ANN401 - plain file data
    if isinstance(value, str):
        return _SLOT.sub(lambda slot: str(variables.get(slot[1], slot[0])), value)
    if isinstance(value, Mapping):
        return {key: _filled(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [_filled(item, variables) for item in value]
    return value
