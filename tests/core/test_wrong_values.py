"""Wrong values in every field of every form, said in a person's words."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from studio.core.problem import Lines
from studio.core.recipe.recipe import FrontMatter
from studio.core.recipe.schema import schema_of_form
from studio.core.recipe.spec import EditSpec
from studio.core.settings import Settings, read_address
from studio.core.validation import validate_parts

LIBRARY = (
    "input should", "valid dictionary", "instance of", "pydantic", "unable to parse", "validation error",
    "field required",
    "should have at", "extra inputs", "[type=", "literal", "tuple", "ensure this", "bytes", "str]", "nonetype",
)  # fmt: skip
FORMS: dict[type[BaseModel], dict[str, Any]] = {
    EditSpec: {},
    FrontMatter: {"title": "A", "job": "detail-repair"},
    Settings: {},
}


def fields(form: type[BaseModel]) -> Iterator[tuple[str, ...]]:
    """Ways to every field of a form, through tables and lists; a list is entered at its first item."""
    schema = schema_of_form(form)

    def inside(node: dict[str, Any], way: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
        if len(way) > 4:
            return
        if "$ref" in node:
            yield from inside(schema["$defs"][node["$ref"].rsplit("/", 1)[1]], way)
        for kind in ("anyOf", "oneOf", "allOf"):
            for choice in node.get(kind, ()):
                yield from inside(choice, way)
        for name, field in node.get("properties", {}).items():
            yield (*way, name)
            yield from inside(field, (*way, name))
        if isinstance(node.get("items"), dict):
            yield from inside(node["items"], (*way, "0"))

    yield from inside(schema, ())


def at(way: tuple[str, ...], value: Any) -> Any:
    """Plain data with a value at a way."""
    if not way:
        return value
    inner = at(way[1:], value)
    return [inner] if way[0] == "0" else {way[0]: inner}


WRONG = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9_999), st.floats(-1e6, 1e6), st.text("aé{ :#1.", max_size=5),
    st.dates(datetime.date(2000, 1, 1)), st.just({"a": {"b": 1}}), st.just({}), st.lists(st.integers(-3, 3)),
    st.just(float("inf")), st.just([{"a": [None]}]), st.just("x" * 300),
)  # fmt: skip


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
@settings(max_examples=120, deadline=None)
@given(data=st.data())
def test_no_message_holds_a_word_of_the_validation_library(form: type[BaseModel], data: st.DataObject) -> None:
    """Whatever stands in a field, a person reads what it takes and what was found, and each field once."""
    way = data.draw(st.sampled_from(list(dict.fromkeys(fields(form)))))
    value = {**FORMS[form], **at(way, data.draw(WRONG))}
    _, problems = validate_parts(form, value, lines=Lines("recipe.md", 1, {}), place="the form", required=FORMS[form])
    said = [f"{problem.fault}. {problem.fix}" for problem in problems]
    for message in said:
        assert not [word for word in LIBRARY if word in message.casefold()], message
        assert message.count("\n") == 0
    assert len({(problem.field, problem.fault) for problem in problems}) == len(problems)


@pytest.mark.parametrize(("value", "says"), [
    ({"preserve": [{"label": "matte"}]}, "'preserve[0]' in the edit spec takes text, and is a table of fields. "
     "YAML takes a colon and a blank so. Put quotes round it."),
    ({"change": False}, "'change' in the edit spec takes text, and is false. "
     "YAML takes yes, no, on, off, true and false so. Put quotes round it."),
    ({"references": ["a.jpg"]}, "'references[0]' in the edit spec takes fields, as {name: value}, and is 'a.jpg'. "
     "See `studio schema` for what this field takes."),
    ({"scope": {"box": [0, 0, 1]}}, "'scope.box' in the edit spec has too few values. Add what is missing."),
    ({"engine": {"n": "two"}}, "'engine.n' in the edit spec takes a whole number, and is 'two'. "
     "See `studio schema` for what this field takes."),
    ({"text": 1}, "'text' in the edit spec takes a list, and is the number 1. "
     "See `studio schema` for what this field takes."),
    ({"subject": {"point": "0.5, 0.6"}}, "'subject.point' in the edit spec takes a list, and is '0.5, 0.6'. "
     "Write [0.5, 0.6]."),
    ({"engine": {"extra": {"tone": [1]}}}, "'engine.extra.tone' in the edit spec takes text, and is a list. "
     "See `studio schema` for what this field takes."),
    ({"engine": {"n": 11}}, "'engine.n' in the edit spec must be at most 10, and is 11. Correct the number."),
])  # fmt: skip
def test_a_wrong_value_is_said_once_with_what_the_field_takes(value: dict[str, Any], says: str) -> None:
    """The sentence names the field, what it takes, what was found, and the cure."""
    _, problems = validate_parts(EditSpec, value, lines=Lines("r", 1, {}), place="the edit spec", required={})
    assert [f"{problem.fault}. {problem.fix}" for problem in problems] == [says]


@pytest.mark.parametrize("day", ["soon", "2026-13-01", "23.11.2026", "2026-11-31"])
def test_created_is_a_day(day: str) -> None:
    """A word in place of a day would sort the gallery wrongly."""
    front = {"title": "A", "job": "detail-repair", "created": day}
    _, problems = validate_parts(FrontMatter, front, lines=Lines("r", 1, {}), place="the front matter", required={})
    assert [problem.fix for problem in problems] == ["Write it as 2026-11-23."]


@pytest.mark.parametrize(
    ("form", "data", "words"),
    [
        (EditSpec, {"source": "a.jpg", "from": "shadow"}, "give 'source' or 'from', not both"),
        (EditSpec, {"vary": {"style": ["a", "b"], "add": ["c", "d"]}}, "vary one field at a time, not style and add"),
        (EditSpec, {"aspect": "1:1", "size": "100x100"}, "'aspect'"),
        (EditSpec, {"aspect": "0:1"}, "an aspect is written as '4:5'"),
        (EditSpec, {"size": "100x0"}, "a size is written as '1536x1024'"),
        (EditSpec, {"subject": {"box": [0, 0, 1, 1], "point": [0.5, 0.5]}}, "give one of 'polygon', 'mask', 'box'"),
        (EditSpec, {"subject": {"holes": [[[0, 0], [1, 0], [1, 1]]]}}, "'holes' belong to a 'polygon'"),
        (EditSpec, {"scope": {"area": "whole", "mask": "m.png"}}, "give one of 'whole', 'background', 'subject'"),
        (EditSpec, {"scope": {}}, "give one of 'whole', 'background', 'subject'"),
        (Settings, {"engine": {"base_url": "https://exämple.org/v1"}}, "holds a character that no address has"),
        (Settings, {"site": {"base_url": "https://example.org/#top"}}, "holds a '#'"),
        (Settings, {"site": {"base_url": "https://example.org/?page=1"}}, "holds a '?'"),
        (Settings, {"site": {"base_url": "https://me:secret@example.org"}}, "holds a name or a password"),
    ],
)
def test_fields_that_exclude_each_other_and_odd_addresses_are_said(
    form: type[BaseModel], data: dict[str, Any], words: str
) -> None:
    """In one problem, and the rest is read as if they were not there."""
    _, problems = validate_parts(form, data, lines=Lines("a", 1, {}), place="here", required={})
    assert len(problems) == 1
    assert words in str(problems[0])


def test_an_empty_address_of_a_server_is_none() -> None:
    """As a person leaves it when they take a value out."""
    settings, problems = validate_parts(
        Settings, {"engine": {"base_url": " "}}, lines=Lines("a", 1, {}), place="here", required={}
    )
    assert (settings.engine.base_url, problems) == (None, ())


@pytest.mark.parametrize(
    ("address", "is_its_own"),
    [("https://api.openai.com/v1", True), ("https://openai.com/v1", True), ("https://notopenai.com/v1", False),
     ("https://openai.com.example.org/v1", False), ("http://localhost:8000/v1", False)],
)  # fmt: skip
def test_only_a_server_of_openai_is_taken_for_one(address: str, is_its_own: bool) -> None:
    """Its pages for billing and verification help nobody who asks another server."""
    assert read_address(address).is_openai is is_its_own
