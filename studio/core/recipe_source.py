"""A recipe file taken apart, and the recipe made of it with every fault collected."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.core.problem import Lines, Problem
from studio.core.recipe import Edit, FrontMatter, Guide, Recipe
from studio.core.silence import Silence
from studio.core.spec import EditSpec
from studio.core.validation import validate_parts
from studio.core.variables import fill_variables
from studio.core.words import Job


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
    """Name of the folder."""
    front: Mapping[str, Any]
    """Front matter as plain data."""
    lines: Lines
    """Where the front matter's fields stand."""
    guide: Guide
    """The body."""
    blocks: tuple[EditBlock, ...]
    """The edit blocks in order."""
    digest: str
    """Digest of the file's bytes."""
    problems: tuple[Problem, ...] = ()
    """Faults found while taking it apart."""
    silences: tuple[Silence, ...] = ()
    """Lines on which a person has answered a warning."""
    front_is_read: bool = True
    """Whether the front matter is YAML at all."""


def build_recipe(source: RecipeSource, *, variables: Mapping[str, str] | None = None) -> Recipe:
    """A recipe from its parts, with every fault in it.

    Args:
        source: The file taken apart.
        variables: Values from the command line; they win over the front matter's.
    """
    required = {"title": source.slug.replace("-", " ").capitalize(), "job": Job.BACKGROUND_REPLACEMENT}
    front, problems = validate_parts(
        FrontMatter, source.front, lines=source.lines, place="the front matter", required=required
    )
    found = [*source.problems, *problems]
    edits, unread = [], []
    for block in source.blocks:
        filled, missing = fill_variables(block.data, {**front.variables, **(variables or {})}, lines=block.lines)
        spec, faults = validate_parts(EditSpec, filled, lines=block.lines, place="the edit spec", required={})
        found += [*(missing if source.front_is_read else ()), *(faults if block.is_read else ())]
        if block.is_read and all(fault.field for fault in faults):
            edits.append(Edit(block.name, spec, block.lines, block.data))
        else:
            unread.append(block.name)
    return Recipe(
        source.slug, front, source.lines, source.guide, tuple(edits), source.digest, tuple(_without_followers(found)),
        source.silences, tuple(unread),
    )  # fmt: skip


def _without_followers(problems: Sequence[Problem]) -> Iterator[Problem]:
    """The problems without those that only follow from a slip of YAML on the same line."""
    slips = {problem.line for problem in problems if problem.rule == "invalid-yaml"}
    swallowed = {problem.line for problem in problems if problem.rule == "swallowed-value"}
    follow = {"wrong-value": slips | swallowed, "swallowed-value": slips}
    return (problem for problem in problems if problem.line not in follow.get(problem.rule, ()))
