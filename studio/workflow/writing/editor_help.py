"""What a person's own editor shows while a recipe is written: problems, completions, and what a field means."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from studio.core.checks import check_recipe
from studio.core.problem import Problem
from studio.core.prompt.prompt import prompt_of
from studio.core.recipe.recipe import FrontMatter
from studio.core.recipe.schema import fields_at, node_at
from studio.core.recipe.spec import EditSpec
from studio.store.recipes import read_folder
from studio.workspace import Workspace

_SAID = {
    "size": "pixels, as 1536x1024",
    "aspect": "a shape, as 4:5",
    "channel": "the name of a channel, as product-page",
    "text": 'copy that must appear, as ["Spring Sale"]',
}
"""Fields whose schema says less than a person has to know."""


def field_help(field: str) -> str:
    """What to type for a field; empty when its schema says nothing a person could use.

    Args:
        field: Dotted, for example `local.shadow.strength`.
    """
    return _SAID.get(field) or takes(_at(field))


def takes(node: dict[str, Any]) -> str:
    """The same for a field of any form, from what its schema says."""
    if node.get("enum"):
        words = [str(word) for word in node["enum"]]
        return f"{', '.join(words[:-1])} or {words[-1]}" if len(words) > 1 else words[0]
    if "minimum" in node and "maximum" in node:
        return f"a number from {node['minimum']:g} to {node['maximum']:g}"
    kind = node.get("type")
    if kind == "boolean":
        return "true or false"
    if kind in {"number", "integer"}:
        return "a number"
    if kind == "array" and node.get("items", {}).get("type") == "string":
        return 'a list, as ["one", "two"]; add, change or take out one'
    return "words" if kind == "string" else ""


def meaning_of(field: str) -> str:
    """What a field does, and which way is which; empty when its schema does not say."""
    return str(_at(field).get("description", ""))


def choices_of(field: str) -> list[str]:
    """The values that a field can have, where there are only some."""
    node = _at(field)
    if node.get("type") == "boolean":
        return ["true", "false"]
    return [str(word) for word in node.get("enum", ())]


def range_of(field: str) -> tuple[float, float] | None:
    """The least and the greatest number that a field takes; None where it has no such bounds."""
    node = _at(field)
    return (node["minimum"], node["maximum"]) if "minimum" in node and "maximum" in node else None


def usual_value(field: str) -> str:
    """What counts when a field is not set, as it would be typed; empty when that is nothing."""
    value = _at(field).get("default")
    if value in (None, [], False) or isinstance(value, dict):
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _at(field: str) -> dict[str, Any]:
    return node_at(EditSpec, field.split("."))


_KEY = re.compile(r"(?P<indent>\s*)(?P<dash>-\s+)?(?P<key>[\w-]+)\s*:(?=\s|$)")
_FILES = frozenset({"source", "image", "mask", "markup"})
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".webp"})


@dataclass(frozen=True)
class CursorPlace:
    """Where a cursor stands in a recipe's text."""

    form: type[BaseModel]
    """Front matter or edit spec."""
    way: tuple[str, ...]
    """Names from the form to the table that the cursor is in."""
    key: str | None
    """The field whose value is being written; None while a field's name is."""


@dataclass(frozen=True)
class Completion:
    """One thing that may stand at the cursor."""

    label: str
    """What is put in."""
    says: str
    """What it means."""
    is_field: bool
    """Whether it is a field's name."""


def problems_in(workspace: Workspace, slug: str, text: str) -> tuple[Problem, ...]:
    """What `studio check` would say of a text that is not saved yet. Pictures are looked at on disk."""
    folder = read_folder(workspace.content, slug, source=text.encode("utf-8", errors="surrogateescape"))
    return check_recipe(folder, workspace.rules)


def completions(workspace: Workspace, slug: str, text: str, line: int, column: int) -> tuple[Completion, ...]:
    """What may stand at the cursor. Line and column count from 0, in characters."""
    place = place_at(text, line, column)
    if place is None:
        return ()
    if place.key is None:
        fields = fields_at(place.form, place.way)
        return tuple(Completion(name, _meaning(node), is_field=True) for name, node in fields.items())
    return tuple(Completion(word, says, is_field=False) for word, says in _values(workspace, slug, place))


def explanation(workspace: Workspace, slug: str, text: str, line: int, column: int) -> str:
    """What the field under the cursor means, as Markdown; on the head of an edit block, its composed prompt."""
    written = text.splitlines()[line] if line < len(text.splitlines()) else ""
    if written.startswith("```yaml edit"):
        return _prompt(workspace, slug, text, line + 1)
    at = _KEY.match(written)
    place = place_at(text, line, len(written)) if at and column <= at.end() else place_at(text, line, column)
    if place is None or place.key is None:
        return ""
    node = node_at(place.form, (*place.way, place.key))
    return f"**{place.key}**: {_meaning(node)}" if node else ""


def place_at(text: str, line: int, column: int) -> CursorPlace | None:
    """Where a cursor stands; None in the guide's own words. Works while the YAML is unfinished."""
    lines = text.split("\n")
    block = _block_around(lines, line)
    if block is None or line >= len(lines):
        return None
    form, first = block
    before = lines[line][:column]
    outer = tuple(_outer_keys(lines, first, line))
    match = _KEY.match(lines[line])
    if match is None or column < match.end("key"):
        return CursorPlace(form, outer, None)
    way, key = _in_braces(before[match.end() :], (*outer, match["key"]))
    return CursorPlace(form, way, key)


def _block_around(lines: Sequence[str], line: int) -> tuple[type[BaseModel], int] | None:
    """The form of the block that a line lies in, and the block's first line."""
    form: type[BaseModel] | None = None
    first = 0
    for number, written in enumerate(lines[: line + 1]):
        opens_front = number == 0 and written.lstrip("\ufeff").rstrip() == "---"
        opens_edit = form is None and re.match(r"```yaml edit\b", written) is not None
        closes = form is not None and written.rstrip() == ("---" if form is FrontMatter else "```")
        if opens_front or opens_edit:
            form, first = (FrontMatter if opens_front else EditSpec), number + 1
        elif closes:
            form = None
    return (form, first) if form is not None and first <= line else None


def _outer_keys(lines: Sequence[str], first: int, line: int) -> Iterator[str]:
    """Names of the tables around a line, outermost first, by their indentation."""
    written = lines[line]
    depth = len(written) - len(written.lstrip(" "))
    if written.lstrip().startswith("- "):
        depth += 1  # an item of a list lies within the field above, also at the same indentation
    found = []
    for above in reversed(lines[first:line]):
        match = _KEY.match(above)
        if match and len(match["indent"]) < depth:
            found.append(match["key"])
            depth = len(match["indent"]) + bool(match["dash"])
            if match["dash"]:
                found.pop()  # a field beside the cursor, in the same item of a list
    return reversed(found)


def _in_braces(written: str, way: tuple[str, ...]) -> tuple[tuple[str, ...], str | None]:
    """Where in a value such as `{kind: white, sea|` a cursor stands."""
    stack, key = list(way), True
    for part in re.findall(r"\"[^\"]*\"|'[^']*'|[{}\[\],]|\s+|[\w-]+\s*:|[^{}\[\],:]+|:", written):
        if part == "{":
            key = False
        elif part == "}":
            stack, key = stack[:-1], True
        elif part == "," and len(stack) > len(way):
            stack, key = stack[:-1], False
        elif part.endswith(":") and not key:
            stack, key = [*stack, part[:-1].strip()], True
    return (tuple(stack[:-1]), stack[-1]) if key else (tuple(stack), None)


def _meaning(node: dict[str, object]) -> str:
    example = node.get("examples")
    parts = [str(node.get("description", "")), takes(node)]
    if isinstance(example, list):
        parts.append(f"Example: {json.dumps(example[0], ensure_ascii=False)}")
    return "\n\n".join(part for part in parts if part)


def _values(workspace: Workspace, slug: str, place: CursorPlace) -> Iterator[tuple[str, str]]:
    """Words that may be the value of a field."""
    node = node_at(place.form, (*place.way, str(place.key)))
    yield from ((str(word), "") for word in node.get("enum", ()))
    if node.get("type") == "boolean":
        yield from (("true", ""), ("false", ""))
    if place.key == "channel":
        yield from ((row.name, row.label) for row in workspace.rules.channels.by_name.values())
    if place.way == ("engine",) and place.key == "model":
        yield from ((row.name, row.note or "") for row in workspace.rules.models.by_name.values())
    if place.key in _FILES:
        yield from ((name, "") for name in _pictures(workspace.content / slug))


def _pictures(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.suffix.lower() in _PICTURES)


def _prompt(workspace: Workspace, slug: str, text: str, line: int) -> str:
    """The prompt of the edit whose block begins at a line, from 1."""
    recipe = read_folder(workspace.content, slug, source=text.encode("utf-8", errors="surrogateescape")).recipe
    edit = next((edit for edit in recipe.edits if edit.lines.first == line), None)
    if edit is None:
        return "This edit has no prompt yet: the check names what is wrong with it."
    return prompt_of(recipe, edit.spec, workspace.settings.prompt).text
