"""The prompt says the locks first, the style last, and the same thing every time."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from studio.core.prompt import compose_prompt, english_list
from studio.core.spec import EditSpec
from studio.core.words import Job

CASES = re.findall(
    r"^## (.+?)\n\n```yaml\n(.*?)```\n\n((?:> [^\n]*\n)+)",
    (Path(__file__).parent.parent / "fixtures/prompts/sentences.md").read_text(encoding="utf-8"),
    re.M | re.S,
)
PHRASE = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=12).filter(str.strip)


def compose(data: dict[str, object]) -> str:
    return compose_prompt(
        EditSpec.model_validate(data), job=Job.BACKGROUND_REPLACEMENT, asset="Hero for the spring page"
    ).text


def test_the_fixture_document_has_all_its_cases() -> None:
    """A broken pattern would silently test nothing."""
    assert len(CASES) == 8


@pytest.mark.parametrize(("title", "spec", "quoted"), CASES, ids=[case[0] for case in CASES])
def test_a_spec_composes_to_the_quoted_prompt(title: str, spec: str, quoted: str) -> None:
    """The fixture document quotes every prompt byte for byte."""
    expected = "\n".join(line.removeprefix("> ") for line in quoted.splitlines())
    assert compose(yaml.safe_load(spec)) == expected


@pytest.mark.parametrize(
    ("items", "word", "text"),
    [(["a"], "and", "a"), (["a", "b"], "and", "a and b"), (["a", "b", "c"], "or", "a, b, or c"), ([], "and", "")],
)
def test_lists_read_as_english(items: list[str], word: str, text: str) -> None:
    """`a`; `a and b`; `a, b, and c`."""
    assert english_list(items, word=word) == text


@given(preserve=st.lists(PHRASE, min_size=1, max_size=5), change=PHRASE, style=st.lists(PHRASE, max_size=3))
def test_equal_specs_give_byte_identical_prompts(preserve: list[str], change: str, style: list[str]) -> None:
    """Whatever order the fields stand in, and however often it is composed."""
    forward = {"source": "a.png", "preserve": preserve, "change": change, "style": style}
    backward = dict(reversed(forward.items()))
    assert compose(forward) == compose(backward) == compose(forward)


@given(
    preserve=st.lists(PHRASE, min_size=1, max_size=5),
    avoid=st.lists(PHRASE, min_size=1, max_size=3),
    style=st.lists(PHRASE, min_size=1, max_size=3),
)
def test_locks_come_first_and_style_last(preserve: list[str], avoid: list[str], style: list[str]) -> None:
    """Style words before constraints are a known mistake; the order of parts rules it out."""
    spec = EditSpec(source="a.png", preserve=tuple(preserve), change="the wall", avoid=tuple(avoid), style=tuple(style))
    fields = [part.field for part in compose_prompt(spec, job=Job.DETAIL_REPAIR).parts]
    assert fields == ["preserve", "change", "avoid", "style"]


def test_every_part_names_its_field_and_the_parts_make_the_prompt() -> None:
    """A screen can colour the prompt by field without changing a character."""
    spec = EditSpec.model_validate({"source": "a.png", "preserve": ["x"], "change": "the wall to red", "add": ["y"]})
    composed = compose_prompt(spec, job=Job.BACKGROUND_REPLACEMENT)
    assert composed.text == " ".join(part.text for part in composed.parts)
    assert [part.field for part in composed.parts] == ["preserve", "change", "add"]
