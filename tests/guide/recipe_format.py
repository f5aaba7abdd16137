"""Writes docs/guide/recipe-format.md out of the schemas.

python -m tests.guide.recipe_format
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from studio.core.recipe.recipe import FrontMatter
from studio.core.recipe.schema import schema_of_form
from studio.core.recipe.spec import EditSpec
from tests.guide.pages import GUIDE

PAGE = GUIDE / "recipe-format.md"
_HEAD = """# Every field of a recipe

A recipe is a folder in `content/` with a file `recipe.md`. The file begins with the *front matter*, between two lines
of three hyphens, then comes the guide in plain Markdown, and in it one or more blocks that begin with three backticks
and `yaml edit`: the *edit specs*. Only what differs from the usual value needs to be written.

Your editor completes these fields and says what they mean as you type: [your own editor](../editors.md). This page is
made from the same source as that help and as `studio schema`.
"""


def written() -> str:
    """The page."""
    parts = [_HEAD, "## The front matter\n", *_table(schema_of_form(FrontMatter))]
    parts += ["\n## An edit spec\n", *_table(schema_of_form(EditSpec))]
    for name, place in _parts_of(schema_of_form(EditSpec)):
        node = schema_of_form(EditSpec)["$defs"][name]
        form = next((one for one in node.get("anyOf", [node]) if "properties" in one), None)
        if form:
            parts += [
                f"\n## `{place}`\n",
                *([f"{_sentence(node)}\n"] if node.get("description") else []),
                *_table(form),
            ]
    return "\n".join(parts) + "\n"


def _sentence(node: dict[str, Any]) -> str:
    return " ".join(str(node["description"]).split("\n\n")[0].split())


def _parts_of(schema: dict[str, Any], place: str = "", *, seen: set[str] | None = None) -> Iterator[tuple[str, str]]:
    """Forms within a form, by the field they stand under, in the order of the fields."""
    seen = set() if seen is None else seen
    definitions = schema_of_form(EditSpec)["$defs"]
    for field, node in schema.get("properties", {}).items():
        for name in _forms_named(node):
            way = f"{place}.{field}".lstrip(".")
            if name not in seen:
                seen.add(name)
                yield name, way
                for inner in definitions[name].get("anyOf", [definitions[name]]):
                    yield from _parts_of(inner, way, seen=seen)


def _forms_named(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if "$ref" in node:
            yield node["$ref"].rpartition("/")[2]
        for part in ("anyOf", "items", "additionalProperties"):
            yield from _forms_named(node.get(part))
    elif isinstance(node, list):
        for one in node:
            yield from _forms_named(one)


def _table(form: dict[str, Any]) -> Iterator[str]:
    yield "| Field | What it means | Example |"
    yield "|---|---|---|"
    for field, node in form["properties"].items():
        example = json.dumps(node["examples"][0], ensure_ascii=False) if "examples" in node else ""
        if node.get("examples", [None])[0] == []:
            example = ""
        says = " ".join(str(node.get("description", "")).split())
        words = " ".join(part for part in (says, _choice(node), _usual(node)) if part).replace("|", "\\|")
        yield f"| `{field}` | {words} | {f'`{field}: {example}`' if example else ''} |".replace("  |", " |")


def _choice(node: dict[str, Any]) -> str:
    """The words that a field takes, where it takes only some."""
    definitions = schema_of_form(EditSpec)["$defs"] | schema_of_form(FrontMatter)["$defs"]
    own = {key: node[key] for key in ("$ref", "anyOf") if key in node}
    forms = [node, *(definitions[name] for name in _forms_named(own))]
    ways = [*forms, *(way for form in forms for way in form.get("anyOf", ()))]
    words = next((way["enum"] for way in ways if "enum" in way), ())
    return f"One of: {', '.join(f'`{word}`' for word in words)}." if words else ""


def _usual(node: dict[str, Any]) -> str:
    usual = node.get("default")
    return f"Usual: `{json.dumps(usual)}`." if isinstance(usual, str | int | float) and usual not in ("", False) else ""


if __name__ == "__main__":
    PAGE.write_text(written())
