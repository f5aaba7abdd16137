"""The prompt says the locks first, the style last, and the same thing every time."""

from __future__ import annotations

import itertools
import re
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from studio.core.prompt.phrases import english_list
from studio.core.prompt.prompt import compose_prompt
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Job, Wording
from studio.core.settings import PromptOptions

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
    assert len(CASES) == 31


@pytest.mark.parametrize(("title", "spec", "quoted"), CASES, ids=[case[0] for case in CASES])
def test_a_spec_composes_to_the_quoted_prompt(title: str, spec: str, quoted: str) -> None:
    """The fixture document quotes every prompt byte for byte."""
    expected = "\n".join(line.removeprefix("> ") for line in quoted.splitlines())
    assert compose(yaml.safe_load(spec)) == expected


LANGUAGES: dict[str, dict[str, list[str]]] = yaml.safe_load(
    (Path(__file__).parent.parent / "fixtures/prompts/languages.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_forbids_in_any_language_is_never_forbidden_again(language: str) -> None:
    """`Avoid: kein Text` and `Do not 製品を変えない` ask for what they forbid."""
    for phrase in LANGUAGES[language]["forbids"]:
        said = compose({"source": "a.png", "avoid": [phrase]})
        twice = rf"(Avoid|Avoid:|Do not|No) {re.escape(phrase)}\W?$"
        assert not re.match(twice, said, re.IGNORECASE), (phrase, said)
        assert phrase in said or said.startswith(("Do not ", "No ")), (phrase, said)


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_not_wanted_is_never_made_a_rule(language: str) -> None:
    """`Rules: colores no naturales` asks for unnatural colours."""
    for phrase in LANGUAGES[language]["names"]:
        said = compose({"source": "a.png", "avoid": [phrase]})
        assert not said.startswith("Rules"), (phrase, said)


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
    order = ["preserve", "change", "avoid", "style"]
    assert [field for field in order if field in fields] == list(dict.fromkeys(fields))


def test_every_part_names_its_field_and_the_parts_make_the_prompt() -> None:
    """A screen can colour the prompt by field without changing a character."""
    spec = EditSpec.model_validate(
        {"source": "a.png", "preserve": ["cup"], "change": "the wall to red", "add": ["a rose"]}
    )
    composed = compose_prompt(spec, job=Job.BACKGROUND_REPLACEMENT)
    assert composed.text == " ".join(part.text for part in composed.parts)
    assert [part.field for part in composed.parts] == ["preserve", "change", "add"]


def test_the_workspace_may_say_what_the_picture_is_for_and_that_the_rest_stays() -> None:
    """Each is off until somebody asks for it; an edit's own word about the rest counts before the workspace's."""
    spec = EditSpec.model_validate({"source": "a.png", "change": "the wall to red"})
    everything = PromptOptions(keep_rest=True, asset=True, channel=True)

    def say(one: EditSpec) -> str:
        return compose_prompt(one, job=Job.DETAIL_REPAIR, asset="Hero", channel="product page", options=everything).text

    assert say(spec).splitlines() == [
        "Asset: Hero. Channel: product page.", "Change only the wall to red.", "Keep everything else the same.",
    ]  # fmt: skip
    assert "everything else" not in say(spec.model_copy(update={"keep_rest": False}))
    labelled = spec.model_copy(update={"wording": Wording.LABELLED})
    assert "Channel: product page" in say(labelled).splitlines()
    bare = compose_prompt(labelled, job=Job.DETAIL_REPAIR, asset="Hero", channel="product page")
    assert "Channel" not in bare.text
    composed = compose_prompt(
        spec, job=Job.DETAIL_REPAIR, asset="Hero", channel="product page", options=everything
    )  # fmt: skip
    assert composed.parts[0].field == "asset"


FIELDS = ("preserve", "add", "avoid", "style")
NOT = r"(no|not|don't|never|do not|kein|ohne|sin)"
WRONG = (
    rf"Do not ({NOT}|adding)\s", rf"Avoid:? {NOT}\s", r"Add (add|adding)\s", r"No (no|not)\s", r"Style: Style:",
    r"Preserve the uploaded (the|keep|preserve|a|an|everything|no)\b", r"Change only (press|add|keep|no|only|change)\b",
    r"(?<!\.)\.\.(?!\.)(?=\s|$)", r"\bDo not [^\x00-\x7f]",
)  # fmt: skip
"""What no prompt may say unless a phrase says it itself."""
NATURAL = st.sampled_from([
    "no text", "don't crop", "Do not add people", "the label", "a lemon", "Add a lemon", "only the lid", "keep the dog",
    "adding text", "everything else", "Anna's face", "kein Text", "ohne Logo", "das Produkt umgestalten", "sin texto",
    "文字を入れない", "製品の形", "بدون نص", "no añadir nada", "ne pas recadrer", "watermarks, logos", "light", "print",
    "soft daylight.", "35mm film look!", "Style: moody", "  ", ".", "🙂", "press the mark into the leather",
    "cover label", "not blurry", "change the label, add props", "colores no naturales", "keep the label readable",
])  # fmt: skip


@given(
    st.fixed_dictionaries({field: st.lists(NATURAL | PHRASE, max_size=4) for field in FIELDS}),
    NATURAL | PHRASE,
    st.sampled_from(["sentences", "labelled"]),
)
def test_no_prompt_doubles_an_opener_a_stop_or_a_negation(
    data: dict[str, list[str]], change: str, wording: str
) -> None:
    """Whatever is written into whichever field, in whatever language and wording."""
    words = compose({"source": "a.png", "change": change, "wording": wording, **data})
    for wrong in WRONG:
        found = re.search(wrong, words, re.IGNORECASE)
        assert not found or found[0] in change + " ".join(itertools.chain(*data.values())), (wrong, words)


@given(st.fixed_dictionaries({field: st.lists(PHRASE, max_size=4) for field in FIELDS}), PHRASE)
def test_every_phrase_reaches_the_prompt_as_it_was_written(data: dict[str, list[str]], change: str) -> None:
    """But for its first letter, a final stop, and the "no" that the sentence says instead."""
    words = compose({"source": "a.png", "change": change, **data}).casefold()
    for phrase in itertools.chain([change], *data.values()):
        bare = phrase.strip().rstrip(".,;:。").casefold()
        if re.search(r"\w", bare):
            assert bare in words
