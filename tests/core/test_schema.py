"""The schema that editors complete and check with says what the studio itself accepts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from studio.core.recipe import schema as schemas
from studio.core.recipe.recipe import FrontMatter
from studio.core.recipe.schema import EXAMPLES, schema_of_form
from studio.core.recipe.spec import EditSpec
from studio.store.markdown import parse_guide
from studio.store.recipe_file import split
from tests.conftest import ROOT

SAMPLES = sorted([*(ROOT / "content").glob("[!_]*/recipe.md"), *(ROOT / "templates/recipe").glob("*.md")])
FORMS = {"edit": EditSpec, "recipe": FrontMatter}


def plain(value: Any) -> Any:
    """YAML as an editor sees it: dates are text."""
    return json.loads(json.dumps(value, default=str))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_sample_and_template_fits_the_schema_that_editors_use(path: Path) -> None:
    """An editor that marks a good recipe as wrong is turned off."""
    text = path.read_text().replace("{title}", "A title").replace("{today}", "2026-11-23")
    parts = split(text.replace("{source}", "before.jpg").encode())
    jsonschema.validate(plain(yaml.safe_load(parts.front)), schema_of_form(FrontMatter))
    for fence in parse_guide(parts.body, first_line=1)[1]:
        jsonschema.validate(plain(yaml.safe_load(fence.text)), schema_of_form(EditSpec))


@pytest.mark.parametrize(
    "spec",
    [
        {"preserve": "the bag", "subject": "auto", "scope": "background", "text": "SALE"},
        {"text": {"say": "SALE"}, "aspect": 245, "subject": {"polygon": [[0, 0], [1, 0], [1, 1]]}},
        {"text": ["SALE", {"say": "NOW", "set": "bold"}], "scope": {"box": [0, 0, 0.5, 0.5]}, "from": "shadow"},
    ],
)
def test_every_way_to_write_a_field_fits_the_schema(spec: dict[str, Any]) -> None:
    """One phrase or several, a word or a table, copy as text or as a table."""
    EditSpec.model_validate(spec)
    jsonschema.validate(spec, schema_of_form(EditSpec))


@pytest.mark.parametrize("spec", [{"chanel": "x"}, {"lock": "maybe"}, {"scope": "sky"}, {"engine": {"n": 11}}])
def test_what_the_studio_refuses_the_schema_refuses(spec: dict[str, Any]) -> None:
    """A misspelt field or a wrong value is marked while it is typed."""
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(spec, schema_of_form(EditSpec))


def fields(form: str) -> Iterator[tuple[str, str, dict[str, Any]]]:
    schema = schema_of_form(FORMS[form])
    yield from (("", name, node) for name, node in schema["properties"].items())
    for kind, node in schema.get("$defs", {}).items():
        if kind not in {"Review"}:  # written by the studio
            for way in node.get("anyOf", [node]):
                yield from ((kind, name, inner) for name, inner in way.get("properties", {}).items())


@pytest.mark.parametrize("form", FORMS)
def test_every_field_says_what_it_is_and_shows_an_example(form: str) -> None:
    """Completion without words is a list of riddles."""
    bare = [
        f"{kind}.{name}" for kind, name, node in fields(form) if not node.get("description") or "examples" not in node
    ]
    assert bare == []


@pytest.mark.parametrize("kind", EXAMPLES)
def test_every_example_is_accepted(kind: str) -> None:
    """An example that the check refuses teaches the wrong thing."""
    models = {model.__name__: model for form in FORMS.values() for model in schemas._forms_within(form)}
    model = models[kind]
    required = (field.alias or name for name, field in model.model_fields.items() if field.is_required())
    needed = {name: EXAMPLES[kind][name] for name in required}
    assert '""' not in json.dumps(EXAMPLES[kind]), "an empty text shows nobody what to write"
    for name, value in EXAMPLES[kind].items():
        alone = {"holes": {"polygon": EXAMPLES["Subject"]["polygon"]}}.get(name, {})
        model.model_validate({**needed, **alone, name: value})
