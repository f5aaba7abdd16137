"""From plain data to a model, keeping what is right and naming everything that is wrong, with its line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from studio.core.problem import Lines, Path, Problem, did_you_mean

Model = TypeVar("Model", bound=BaseModel)


class WrongValue(ValueError):
    """A value that cannot be, with how to mend it. The value itself is not repeated: it may hold a secret."""

    def __init__(self, fault: str, fix: str) -> None:
        super().__init__(fault)
        self.fix = fix


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
            problems += [_problem(model, fault, lines=lines, place=place) for fault in faults]
            rest = _without_faults(rest, faults, required)


def _without_faults(data: dict[str, Any], faults: list[ErrorDetails], required: Mapping[str, Any]) -> dict[str, Any]:
    names = {fault["loc"][0] for fault in faults if fault["loc"]}
    if not names:  # the fault lies between fields: none of them can be trusted
        return dict(required)
    kept = {key: value for key, value in data.items() if key not in names}
    return {**kept, **{name: required[name] for name in names if isinstance(name, str) and name in required}}


def _problem(model: type[BaseModel], fault: ErrorDetails, *, lines: Lines, place: str) -> Problem:
    way = tuple(fault["loc"])
    if fault["type"] == "extra_forbidden":
        known = sorted(_fields_at(model, way[:-1]))
        return lines.error(
            "unknown-field",
            *way,
            fault=f"unknown field '{way[-1]}' in {place}",
            fix=did_you_mean(str(way[-1]), known),
        )
    if fault["type"] == "missing":
        return lines.error("missing-field", *way, fault=f"{place} lacks '{_dotted(way)}'", fix=f"Add '{way[-1]}: …'.")
    return lines.error("wrong-value", *way, fault=f"{_named(way, place)}: {_reason(fault)}", fix=_fix(fault))


def _named(way: Path, place: str) -> str:
    return f"'{_dotted(way)}' in {place}" if way else place


def _dotted(way: Path) -> str:
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in way).lstrip(".")


def _reason(fault: ErrorDetails) -> str:
    message = fault["msg"].removeprefix("Value error, ")
    given = fault.get("input")
    is_shown = isinstance(given, str | int | float) and _wrong_value(fault) is None
    shown = f" (found {given!r})" if is_shown else ""
    return f"{message[:1].lower()}{message[1:]}{shown}"


def _wrong_value(fault: ErrorDetails) -> WrongValue | None:
    error = (fault.get("ctx") or {}).get("error")
    return error if isinstance(error, WrongValue) else None


def _fix(fault: ErrorDetails) -> str:
    if wrong := _wrong_value(fault):
        return wrong.fix
    context = fault.get("ctx") or {}
    expected = context.get("expected")
    given = fault.get("input")
    if fault["type"] in {"enum", "literal_error"} and isinstance(expected, str) and isinstance(given, str):
        words = [word.strip("' ") for word in expected.replace(" or ", ", ").split(",")]
        return did_you_mean(given, words)
    return "See `studio schema` for what this field takes."


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
