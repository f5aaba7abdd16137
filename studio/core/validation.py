"""From plain data to a model, keeping what is right and naming everything that is wrong, with its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from studio.core.problem import Lines, Path, Problem, did_you_mean, dotted
from studio.core.value_words import said_of

Model = TypeVar("Model", bound=BaseModel)


def validate_parts(
    model: type[Model], data: Mapping[str, Any], *, lines: Lines, place: str, required: Mapping[str, Any]
) -> tuple[Model, tuple[Problem, ...]]:
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
