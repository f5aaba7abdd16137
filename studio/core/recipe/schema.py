"""JSON Schemas of the forms that people write, with what each field means and an example of it."""

from __future__ import annotations

import ast
import inspect
import itertools
import textwrap
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, get_args

from pydantic import BaseModel

from studio.core.recipe.spec import EditSpec

_TERMS = {
    "creator": "The photographer",
    "owner": "The maker Ltd",
    "licence": "https://example.com/licence",
    "expires": "2027-12-31",
    "consent": "given",
}
EXAMPLES: dict[str, dict[str, Any]] = {
    "EditSpec": {
        "job": "background-replacement", "source": "before.jpg", "from": "shadow",
        "references": [{"image": "palette.jpg", "role": "palette", "rights": "own"}],
        "preserve": ["bag shape", "label", "camera angle"], "change": "the background to a bright spring shop",
        "add": ["a soft contact shadow"], "text": [{"say": "Spring Sale", "where": "top left"}],
        "replace_text": [{"from": "BEANS", "to": "BOHNEN"}], "keep_rest": True,
        "layout": "the bag centred, room for copy on the right", "avoid": ["redesign the product", "add text"],
        "style": ["soft daylight"], "subject": {"polygon": [[0.2, 0.2], [0.8, 0.2], [0.8, 0.9], [0.2, 0.9]]},
        "scope": "background", "lock": True, "expect_text": ["HAZELMOOR"], "channel": "product-page",
        "aspect": "4:5", "size": "1536x1024", "vary": {"local.shadow.strength": [0.4, 0.7]},
        "engine": {"name": "openai", "quality": "medium"}, "local": {"background": {"kind": "white"}},
        "wording": "labelled", "prompt": "Keep the bag exactly as it is. Change only the background to oak.",
    },
    "Reference": {
        "image": "palette.jpg", "role": "palette", "note": "take the colours only", "rights": "licensed",
        "credit": "Photograph: the maker", "publish": "hide", **_TERMS,
    },
    "Typesetting": {
        "font": ["Brand-Bold.otf", "Brand-Arabic.ttf"], "box": [0.05, 0.1, 0.5, 0.2], "size": 0.08, "colour": "#1f2a44",
        "align": "start", "at": "top", "leading": 1.1, "language": "tr", "features": ["smcp"],
    },
    "WantedText": {"say": "Spring Sale", "where": "top left", "set": "bold sans serif", "spell": True},
    "TextSwap": {"from": "BEANS", "to": "BOHNEN"},
    "EngineChoice": {
        "name": "openai", "model": "gpt-image-2", "quality": "high", "n": 2, "background": "transparent",
        "format": "webp", "compression": 85, "input_fidelity": "high", "complexity": "medium",
        "extra": {"moderation": "low"},
    },
    "Subject": {
        "auto": "auto", "polygon": [[0.2, 0.2], [0.8, 0.2], [0.5, 0.9]],
        "holes": [[[0.4, 0.3], [0.6, 0.3], [0.5, 0.4]]], "mask": "subject.png", "box": [0.1, 0.1, 0.8, 0.8],
        "point": [0.5, 0.6],
    },
    "Scope": {"area": "background", "box": [0.1, 0.1, 0.3, 0.2], "mask": "mask.png", "markup": "markup.png"},
    "LocalOptions": {
        "background": {"kind": "retail", "season": "spring"}, "shadow": {"mode": "contact", "strength": 0.55},
        "reflection": 0.2, "light": 0.3, "canvas": {"anchor": "left"}, "repair": [{"box": [0.4, 0.4, 0.1, 0.1]}],
        "recolour": {"to": "#1f5f4a"}, "palette": {"strength": 0.6}, "relight": {"strength": 0.5},
        "place": {"box": [0.4, 0.5, 0.2, 0.1], "blend": "emboss"}, "seed": 7,
    },
    "BackdropOptions": {
        "kind": "sweep", "colour": "#f2eee6", "floor": "#d8d2c4", "image": "shelf.jpg", "season": "autumn",
        "horizon": 0.7, "blur": 0.02,
    },
    "ShadowOptions": {"mode": "cast", "strength": 0.7, "angle_deg": 140, "softness": 0.6},
    "CanvasOptions": {"anchor": "bottom left", "fill": 0.8},
    "RepairSpot": {
        "box": [0.4, 0.4, 0.1, 0.1], "circle": [0.5, 0.4, 0.03], "line": [[0.2, 0.3], [0.4, 0.35]], "width": 0.004,
    },
    "Recolour": {
        "to": "#1f5f4a", "near": "#8a5a3c", "mask": "strap.png", "polygon": [[0.2, 0.2], [0.8, 0.2], [0.5, 0.9]],
        "keep": [[[0.4, 0.4], [0.6, 0.4], [0.5, 0.6]]], "strength": 0.9,
    },
    "ReferenceStrength": {"image": "evening.jpg", "strength": 0.6, "protect": False},
    "Placement": {"box": [0.4, 0.5, 0.2, 0.1], "image": "logo.png", "blend": "print", "angle_deg": 4, "wrap": 0.3},
    "FrontMatter": {
        "title": "Spring retail display for a handbag", "summary": "Moves a studio shot into a spring shop.",
        "asset": "Hero for the spring product page", "job": "background-replacement", "channel": "product-page",
        "tags": ["handbag", "spring"], "collections": ["spring collection"],
        "author": "The maker", "created": "2026-11-23",
        "brand": "hazelmoor",
        "rights": "own", "credit": "Photograph: the maker", **_TERMS, "criteria": ["stitching"], "trail": "show",
        "language": "en", "downloads": "approved", "based_on": "spring-handbag",
        "alt": {"before.jpg": "A brown handbag on grey", "attempts/003.png": "The same handbag in a spring shop"},
        "variables": {"season": "spring"}, "reviews": [],
    },
}  # fmt: skip
"""A value of every field of an edit spec and of the front matter that the form takes, by form and field."""


@cache
def schema_of_form(form: type[BaseModel]) -> dict[str, Any]:
    """JSON Schema (2020-12) of a form, each field with its description and, where there is one, an example."""
    schema = form.model_json_schema(by_alias=True)
    for model in {one.__name__: one for one in _forms_within(form)}.values():
        node = schema if model is form else schema.get("$defs", {}).get(model.__name__, {})
        for choice in node.get("anyOf", [node]):
            _describe(choice.get("properties", {}), model)
    whole = {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
    return _with_slots(whole) if form is EditSpec else whole


def _with_slots(node: Any) -> Any:  # noqa: ANN401 - plain data
    """A schema in which a word of a choice may be filled from a variable, as in `season: "{{ season }}"`."""
    if isinstance(node, list):
        return [_with_slots(one) for one in node]
    if not isinstance(node, dict):
        return node
    if "enum" in node and node.get("type") == "string":
        choice = {"enum": node["enum"], "type": "string"}
        rest = {name: one for name, one in node.items() if name not in choice}
        return {**rest, "anyOf": [choice, {"type": "string", "pattern": r"\{\{.*\}\}"}]}
    return {name: _with_slots(one) for name, one in node.items()}


def node_at(form: type[BaseModel], way: Sequence[str]) -> dict[str, Any]:
    """What the schema says of one field: of several ways to write it the richest, and the words that serve too.

    Args:
        form: The form.
        way: Names from the form to the field; lists are passed through, since they have no names.
    """
    schema = schema_of_form(form)
    node = schema
    for name in way:
        node = _resolved(schema, _item_of(schema, node).get("properties", {}).get(name, {}))
    return node


def fields_at(form: type[BaseModel], way: Sequence[str]) -> dict[str, dict[str, Any]]:
    """The fields of the table at a way, or of the items of the list there, each as `node_at` gives it."""
    names = _item_of(schema_of_form(form), node_at(form, way)).get("properties", {})
    return {name: node_at(form, (*way, name)) for name in names}


def _item_of(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    """The table that a list holds; any other node as it is."""
    return _resolved(schema, node["items"]) if "items" in node else node


def _resolved(schema: dict[str, Any], node: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in node:
        there = _resolved(schema, schema["$defs"][node["$ref"].rpartition("/")[2]])
        return {**there, **{key: value for key, value in node.items() if key != "$ref"}}
    ways = [_resolved(schema, way) for way in node.get("anyOf", ()) if way.get("type") != "null"]
    if not ways:
        return node
    richest = next((way for kind in ("object", "array") for way in ways if way.get("type") == kind), ways[0])
    words = [word for way in ways for word in way.get("enum", ())]
    kept = {key: value for key, value in node.items() if key in {"default", "description", "examples"}}
    return {**richest, **({"enum": words} if words else {}), **kept}


def _describe(properties: dict[str, Any], model: type[BaseModel]) -> None:
    said = field_descriptions(model)
    for name, field in model.model_fields.items():
        shown = field.alias or name
        if shown in properties and name in said:
            properties[shown]["description"] = said[name]
        example = EXAMPLES.get(model.__name__, {}).get(shown)
        if shown in properties and example is not None:
            properties[shown]["examples"] = [example]


def _forms_within(form: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401 - any annotation
    """A form and all forms that its fields hold."""
    if isinstance(form, type) and issubclass(form, BaseModel):
        yield form
        for field in form.model_fields.values():
            yield from _forms_within(field.annotation)
    for inner in get_args(form):
        yield from _forms_within(inner)


def field_descriptions(model: type[BaseModel]) -> dict[str, str]:
    """The text below each field of a form in its source, by name, with those of the forms it extends."""
    found: dict[str, str] = {}
    for one in reversed(model.__mro__):
        if issubclass(one, BaseModel) and one is not BaseModel:
            body = ast.parse(textwrap.dedent(inspect.getsource(one))).body[0].body  # type: ignore[attr-defined]
            for field, text in itertools.pairwise(body):
                if isinstance(field, ast.AnnAssign) and isinstance(text, ast.Expr):
                    found[ast.unparse(field.target)] = inspect.cleandoc(ast.literal_eval(text.value))
    return found
