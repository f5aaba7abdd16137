"""From plain data to a model, keeping what is right and naming everything that is wrong, with its line.

What is said is in a person's words: no word of the validation library is shown.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from studio.core.problem import Lines, Path, Problem, did_you_mean, dotted

_TABLE = "fields, as {name: value}"
_TAKES = {
    "string": "text", "int": "a whole number", "float": "a number", "finite": "a number", "bool": "true or false",
    "decimal": "an amount such as 2.50", "date": "a day such as 2026-11-23", "tuple": "a list", "list": "a list",
    "set": "a list", "model": _TABLE, "dict": _TABLE, "mapping": _TABLE,
}  # fmt: skip
"""What a field takes, by the beginning of the fault's type."""
_LIMITS = {
    "greater_than_equal": ("at least", "ge"), "greater_than": ("more than", "gt"),
    "less_than_equal": ("at most", "le"), "less_than": ("less than", "lt"),
}  # fmt: skip
_NUMBER = r"[-+]?(?:\d+\.?\d*|\.\d+)"
_NUMBERS = re.compile(rf"\s*{_NUMBER}(?:(?:\s*,\s*|\s+){_NUMBER})+\s*")
_SEE = "See `studio schema` for what this field takes."
_QUOTE = "Put quotes round it."


class WrongValue(ValueError):
    """A value that cannot be, with how to mend it. The value itself is not repeated: it may hold a secret."""

    def __init__(self, fault: str, fix: str) -> None:
        super().__init__(fault)
        self.fix = fix


def said_of(field: str, fault: ErrorDetails) -> tuple[str, str]:
    """What is wrong with a field, and what to do.

    Args:
        field: Its name, as the sentence begins.
        fault: What the validation found.
    """
    error = (fault.get("ctx") or {}).get("error")
    if fault["type"] == "value_error" and not isinstance(error, WrongValue):
        given = fault.get("input")
        shown = f" (found {found(given)})" if isinstance(given, str | int | float) else ""
        return f"{field}: {error}{shown}", _SEE
    says, fix = (str(error), error.fix) if isinstance(error, WrongValue) else _says(fault)
    return f"{field} {says}", fix


def _says(fault: ErrorDetails) -> tuple[str, str]:
    kind, given, context = fault["type"], fault.get("input"), fault.get("ctx") or {}
    if kind in _LIMITS:
        word, limit = _LIMITS[kind]
        return f"must be {word} {_number(context[limit])}, and is {_number(given)}", "Correct the number."
    if kind in {"enum", "literal_error"}:
        return _of_words(str(context.get("expected", "")), given)
    if kind in {"too_short", "too_long", "string_too_short", "string_too_long"}:
        return _of_a_length(kind, context, given)
    takes = next((words for begin, words in _TAKES.items() if kind.startswith(begin)), "")
    if not takes:
        return f"cannot be {found(given)}", _SEE
    return f"takes {takes}, and is {found(given)}", _fix(kind, given)


def _of_words(expected: str, given: object) -> tuple[str, str]:
    words = re.findall(r"'([^']*)'", expected)
    fix = did_you_mean(given, words) if isinstance(given, str) else f"It takes {', '.join(words)}."
    return f"has no word for {found(given)}", fix


def _of_a_length(kind: str, context: Mapping[str, Any], given: object) -> tuple[str, str]:
    if kind == "string_too_short":
        return "is empty", "Write something there, or take the field out."
    least, most = context.get("min_length"), context.get("max_length")
    unit = "characters" if kind.startswith("string") else "values"
    limit = f"at least {least}" if least is not None else f"at most {most}"
    length = f", and has {len(given)}" if isinstance(given, list | tuple | str) else ""
    return f"takes {limit} {unit}{length}", _SEE


def _fix(kind: str, given: object) -> str:
    if kind.startswith("string") and isinstance(given, bool):
        return f"YAML takes yes, no, on, off, true and false so. {_QUOTE}"
    if kind.startswith("string") and isinstance(given, Mapping):
        return f"YAML takes a colon and a blank so. {_QUOTE}"
    if kind.startswith("string") and isinstance(given, int | float | datetime.date):
        return _QUOTE
    if given is None:
        return "Write a value, or take the field out."
    if kind.startswith(("list", "tuple")) and isinstance(given, str) and _NUMBERS.fullmatch(given):
        return f"Write [{', '.join(re.findall(_NUMBER, given))}]."
    return _SEE


def _number(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)


def found(value: object) -> str:
    """A value as it was read, for a sentence."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Mapping):
        return "a table of fields"
    if isinstance(value, list | tuple):
        return "a list"
    if isinstance(value, datetime.date):
        return f"the day {value.isoformat()}"
    if isinstance(value, int | float):
        return f"the number {_number(value)}"
    return (
        f"'{value if len(str(value)) <= 60 else f'{str(value)[:59]}…'}'" if isinstance(value, str) else "something else"
    )


def first_fault_in_words(error: ValidationError) -> str:
    """The first fault of a file that the studio itself wrote, in one line."""
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or "it"
    if first["type"] == "json_invalid":
        return "it is not whole JSON"
    return f"'{field}' is missing" if first["type"] == "missing" else said_of(f"'{field}'", first)[0]


Form = TypeVar("Form", bound=BaseModel)


def validate_parts(
    model: type[Form], data: Mapping[str, Any], *, lines: Lines, place: str, required: Mapping[str, Any]
) -> tuple[Form, tuple[Problem, ...]]:
    """The model built from what is right in the data, and a problem for everything else.

    Args:
        model: The form the data should have.
        data: What the file says.
        lines: Where it says it.
        place: Name of the part of the file, for the message.
        required: Stand-ins for required fields that are missing or wrong.
    """
    rest = dict(data)  # the models read it, and never change what is inside
    problems: list[Problem] = []
    while True:
        try:
            return model.model_validate(rest), tuple(problems)
        except ValidationError as error:
            faults = error.errors(include_url=False)
            places = dict.fromkeys(_way(fault, rest) for fault in faults)  # a field of two kinds has a fault for each
            first = [next(fault for fault in faults if _way(fault, rest) == way) for way in places]
            problems += [
                _problem(model, fault, way, lines=lines, place=place) for fault, way in zip(first, places, strict=True)
            ]
            rest = _without_faults(rest, faults, required)


def _way(fault: ErrorDetails, data: Any) -> Path:  # noqa: ANN401 - plain file data
    """The way to a fault through what the file says, without the library's names for kinds of values."""
    way: list[str | int] = []
    for part in fault["loc"]:
        is_there = (isinstance(data, Mapping) and part in data) or (
            isinstance(data, list | tuple) and part in range(len(data))
        )
        if is_there:
            way.append(part)
            data = data[part]
        elif part == fault["loc"][-1] and fault["type"] == "missing" and isinstance(data, Mapping | list | tuple):
            way.append(part)
    return tuple(way)


def _without_faults(data: dict[str, Any], faults: list[ErrorDetails], required: Mapping[str, Any]) -> dict[str, Any]:
    names = {fault["loc"][0] for fault in faults if fault["loc"]}
    if not names:  # the fault lies between fields: none of them can be trusted
        return dict(required)
    kept = {key: value for key, value in data.items() if key not in names}
    return {**kept, **{name: required[name] for name in names if isinstance(name, str) and name in required}}


def _problem(model: type[BaseModel], fault: ErrorDetails, way: Path, *, lines: Lines, place: str) -> Problem:
    if fault["type"] == "extra_forbidden":
        known = sorted(_fields_at(model, way[:-1]))
        return lines.error(
            "unknown-field",
            *way,
            fault=f"unknown field '{way[-1]}' in {place}",
            fix=did_you_mean(str(way[-1]), known),
        )
    if fault["type"] == "missing" and isinstance(way[-1], int):
        return lines.error(
            "wrong-value", *way, fault=f"{_named(way[:-1], place)} has too few values", fix="Add what is missing."
        )
    if fault["type"] == "missing":
        return lines.error("missing-field", *way, fault=f"{place} lacks '{dotted(way)}'", fix=f"Add '{way[-1]}: …'.")
    says, fix = said_of(_named(way, place), fault)
    return lines.error("wrong-value", *way, fault=says, fix=fix)


def _named(way: Path, place: str) -> str:
    return f"'{dotted(way)}' in {place}" if way else place


def _fields_at(model: type[BaseModel], way: Path) -> set[str]:
    """Names of the fields that the file may use at a place inside a model."""
    here: type[BaseModel] | None = model
    for part in way:
        here = _model_in(here, part) if here else None
    if here is None:
        return set()
    return {info.alias or name for name, info in here.model_fields.items() if not info.exclude}


def _model_in(model: type[BaseModel], part: str | int) -> type[BaseModel] | None:
    if isinstance(part, int):
        return model
    for name, info in model.model_fields.items():
        if part in (name, info.alias):
            return _first_model(info.annotation)
    return None


def _first_model(annotation: Any) -> type[BaseModel] | None:  # noqa: ANN401 - any type annotation
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    inner = (_first_model(argument) for argument in getattr(annotation, "__args__", ()))
    return next((model for model in inner if model is not None), None)
