"""What a field of the edit spec takes, said in a few words from its schema."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from studio.core.schema import schema_of_form
from studio.core.spec import EditSpec

_SAID = {
    "size": "pixels, as 1536x1024",
    "aspect": "a shape, as 4:5",
    "channel": "the name of a channel, as product-page",
    "text": 'copy that must appear, as ["Spring Sale"]',
}
"""Fields whose schema says less than a person has to know."""


@cache
def _schema() -> dict[str, Any]:
    return schema_of_form(EditSpec)


def field_help(field: str) -> str:
    """What to type for a field; empty when its schema says nothing a person could use.

    Args:
        field: Dotted, for example `local.shadow.strength`.
    """
    node = _at(field)
    if field in _SAID:
        return _SAID[field]
    if "enum" in node:
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


def usual_value(field: str) -> str:
    """What counts when a field is not set, as it would be typed; empty when that is nothing."""
    value = _at(field).get("default")
    if value in (None, [], False) or isinstance(value, dict):
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _at(field: str) -> dict[str, Any]:
    node: dict[str, Any] = _schema()
    for name in field.split("."):
        node = _resolved(node.get("properties", {}).get(name, {}))
    return node


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    """A node with its reference followed; of several ways to write it the richest: a table, a list, a word."""
    if "$ref" in node:
        there = _resolved(_schema()["$defs"][node["$ref"].rpartition("/")[2]])
        return {**there, **{key: value for key, value in node.items() if key != "$ref"}}
    ways = [_resolved(way) for way in node.get("anyOf", ()) if way.get("type") != "null"]
    if not ways:
        return node
    richest = next((way for kind in ("object", "array") for way in ways if way.get("type") == kind), ways[0])
    return {**richest, **{key: value for key, value in node.items() if key in {"default", "examples"}}}
