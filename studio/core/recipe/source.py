"""A recipe file taken apart, its variables filled in, and the recipe made of it with every fault collected."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.core.problem import Lines, Path, Problem, Silence, did_you_mean
from studio.core.recipe.brand import Brand, edit_with
from studio.core.recipe.recipe import Edit, FrontMatter, Guide, Recipe
from studio.core.recipe.rights import Terms
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job
from studio.core.validation import validate_parts

_VARIABLES = "variables."
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


@dataclass(frozen=True)
class EditBlock:
    """A fenced edit block as plain data, before it is checked."""

    name: str
    """Second word of the info string, or empty."""
    data: Mapping[str, Any]
    """What YAML says."""
    lines: Lines
    """Where it says it."""
    is_read: bool = True
    """Whether it is YAML at all; a fault of it is among the source's problems."""


@dataclass(frozen=True)
class RecipeSource:
    """A recipe file taken apart, before anything is checked."""

    slug: str
    front: Mapping[str, Any]
    """Front matter as plain data."""
    lines: Lines
    """Where the front matter's fields stand."""
    guide: Guide
    blocks: tuple[EditBlock, ...]
    digest: str
    problems: tuple[Problem, ...] = ()
    """Faults found while taking it apart."""
    silences: tuple[Silence, ...] = ()
    """Lines on which a person has answered a warning."""
    front_is_read: bool = True
    """Whether the front matter is YAML at all."""


def build_recipe(
    source: RecipeSource, *, variables: Mapping[str, str] | None = None, brand: Brand | None = None
) -> Recipe:
    """A recipe from its parts, with every fault in it.

    Args:
        source: The file taken apart.
        variables: Values from the command line; they win over the front matter's.
        brand: The brand kit that it names.
    """
    required = {"title": source.slug.replace("-", " ").capitalize(), "job": Job.BACKGROUND_REPLACEMENT}
    front, problems = validate_parts(
        FrontMatter, source.front, lines=source.lines, place="the front matter", required=required
    )
    front = _with_brand(front, brand) if brand else front
    found = [*source.problems, *problems]
    edits, unread = [], []
    for block in source.blocks:
        (first, *_), varied, missing, faults = _specs(block, front.variables, variables or {}, brand)
        found += [*(missing if source.front_is_read else ()), *(faults if block.is_read else ())]
        if block.is_read and all(fault.field for fault in faults):
            edits.append(Edit(block.name, first, block.lines, block.data, varied))
        else:
            unread.append(block.name)
    return Recipe(
        source.slug, front, source.lines, source.guide, tuple(edits), source.digest, tuple(_without_followers(found)),
        source.silences, tuple(unread), brand,
    )  # fmt: skip


def _with_brand(front: FrontMatter, brand: Brand) -> FrontMatter:
    """What the brand says where the front matter says nothing itself, and its criteria beside the recipe's own."""
    kit = brand.kit
    said = {name: getattr(front, name) or getattr(kit, name) for name in ("rights", "credit", *Terms.model_fields)}
    return front.model_copy(update={**said, "criteria": tuple(dict.fromkeys((*kit.criteria, *front.criteria)))})


def varied_variable(data: Mapping[str, Any]) -> str | None:
    """The variable that an edit block varies, as in `vary: {variables.season: [spring, autumn]}`; None without one."""
    vary = data.get("vary")
    ways = [str(way) for way in vary] if isinstance(vary, Mapping) else []
    return next((way.removeprefix(_VARIABLES) for way in ways if way.startswith(_VARIABLES)), None)


def _specs(
    block: EditBlock, own: Mapping[str, str | int | float], given: Mapping[str, str], brand: Brand | None
) -> tuple[list[EditSpec], tuple[tuple[str, EditSpec], ...], list[Problem], list[Problem]]:
    """The specs of a block, one for each value of a variable that it varies; the same with labels, and the faults."""
    name = varied_variable(block.data)
    values: Sequence[Any] = [given[name]] if name and name in given else ()
    if name and not values:
        held = block.data["vary"][f"{_VARIABLES}{name}"]
        values = held if isinstance(held, list) else [held]
    specs, missing, faults = list[EditSpec](), list[Problem](), list[Problem]()
    for chosen in [{name: value} for value in values if name] or [{}]:
        filled, slots = fill_variables(block.data, {**own, **given, **chosen}, lines=block.lines)
        filled = edit_with(brand, filled) if brand else filled
        spec, wrong = validate_parts(EditSpec, filled, lines=block.lines, place="the edit spec", required={})
        specs.append(spec)
        missing += [one for one in slots if one not in missing]
        faults += [one for one in wrong if one not in faults]
    labelled = tuple((f"{_VARIABLES}{name}: {value}", spec) for value, spec in zip(values, specs, strict=False))
    return specs, labelled, missing, faults


def _without_followers(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The problems without those that only follow from a slip of YAML on the same line."""
    slips = {problem.line for problem in problems if problem.rule == "invalid-yaml"}
    swallowed = {problem.line for problem in problems if problem.rule == "swallowed-value"}
    follow = {"wrong-value": slips | swallowed, "swallowed-value": slips}
    return (problem for problem in problems if problem.line not in follow.get(problem.rule, ()))
