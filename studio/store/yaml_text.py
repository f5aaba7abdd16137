"""YAML written for people: a block a field, short lists on one line, quotes only where they are needed.

PyYAML's writer takes two to three times as long to come to nearly the same lines. What is no plain data of plain
words (line breaks, control characters, numbers with an exponent, other types) is left to it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import yaml

DUMPER: type[yaml.SafeDumper] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
"""PyYAML's writer, the fast one where it is built in."""
_LINE = 100
"""Longest line that a list or a small mapping may take."""
_PLAIN = re.compile(r"[^\W\d_](?:[\w.+/()%&!?;'\"-]| (?=[^ #]))*")
"""Words that mean themselves wherever they stand, if no reader takes them for something else."""
_TAKEN = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
"""Words that YAML 1.1 reads as something else, in any case."""
_LONGEST_KEY = 100
"""YAML wants a sign before a key of more than 128 characters."""


class _NotPlainError(Exception):
    """Something that is left to PyYAML."""


def yaml_text(data: Mapping[str, Any]) -> str:
    """A mapping of plain data as YAML that reads back as the same.

    Args:
        data: Text, numbers, truth values, None, and lists and mappings of them; keys are text.
    """
    try:
        return "".join(_fields(data, ""))
    except _NotPlainError:
        return str(yaml.dump(dict(data), sort_keys=False, allow_unicode=True, width=_LINE, Dumper=DUMPER))


def _fields(data: Mapping[str, Any], indent: str) -> Iterator[str]:
    for key, value in data.items():
        if len(key) > _LONGEST_KEY:
            raise _NotPlainError
        yield from _entry(f"{indent}{_scalar(key)}:", value, indent)


def _entry(head: str, value: Any, indent: str) -> Iterator[str]:  # noqa: ANN401 - plain data
    """A value behind its key or its hyphen: on the same line, or on lines of its own."""
    flat = _on_one_line(value)
    if flat is not None and (len(head) + len(flat) < _LINE or not isinstance(value, dict | list | tuple)):
        yield f"{head} {flat}\n"
    elif isinstance(value, dict):
        yield f"{head}\n"
        yield from _fields(value, f"{indent}  ")
    else:
        yield f"{head}\n"
        for item in value:
            yield from _entry(f"{indent}  -", item, f"{indent}  ")


def _on_one_line(value: Any) -> str | None:  # noqa: ANN401 - plain data
    """A scalar, or a collection of nothing but scalars; None for what needs lines of its own."""
    if isinstance(value, dict):
        if any(isinstance(item, dict | list | tuple) for item in value.values()):
            return None
        return f"{{{', '.join([f'{_scalar(key)}: {_scalar(item)}' for key, item in value.items()])}}}"
    if isinstance(value, list | tuple):
        if any(isinstance(item, dict | list | tuple) for item in value):
            return None
        return f"[{', '.join([_scalar(item) for item in value])}]"
    return _scalar(value)


def _scalar(value: Any) -> str:  # noqa: ANN401 - plain data
    if type(value) is str:
        if _PLAIN.fullmatch(value):
            return f"'{value}'" if value.casefold() in _TAKEN else value
        if value.isprintable():
            return "'{}'".format(value.replace("'", "''"))
    elif type(value) is bool:
        return "true" if value else "false"
    elif type(value) is int:
        return str(value)
    elif value is None:
        return "null"
    elif type(value) is float and "e" not in repr(value) and value - value == 0:  # neither tiny, huge nor infinite
        return repr(value)
    raise _NotPlainError
