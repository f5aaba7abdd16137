"""What a field of the edit spec takes, said in a few words from its schema."""

from __future__ import annotations

import json
from typing import Any

from studio.core.schema import node_at
from studio.core.spec import EditSpec

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


def usual_value(field: str) -> str:
    """What counts when a field is not set, as it would be typed; empty when that is nothing."""
    value = _at(field).get("default")
    if value in (None, [], False) or isinstance(value, dict):
        return ""
    return value if isinstance(value, str) else json.dumps(value)


def _at(field: str) -> dict[str, Any]:
    return node_at(EditSpec, field.split("."))
