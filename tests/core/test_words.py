"""Checks of prose, held against briefs in the manner of other people's."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from studio.core.checks.contradictions import matter_of
from studio.core.checks.guide import claims_in
from studio.core.recipe.unfinished import placeholder_in
from studio.store.places import bundled
from tests.bench.words import BRIEFS, briefs, is_caught, is_stopped, problems_of, share


def said(**spec: Any) -> list[tuple[str, str]]:
    """Rule and severity of everything that is said of a brief."""
    return [(problem.rule, str(problem.severity)) for problem in problems_of({"spec": spec})]


def test_mistakes_are_caught_and_good_briefs_are_left_alone() -> None:
    """Nine of ten mistakes are said, no good brief is stopped; also where no rule was tuned."""
    for tuned in (True, False):
        assert share(briefs("mistakes", tuned=tuned), is_caught) >= 90
        good = briefs("good", tuned=tuned)
        assert [row["name"] for row in good if is_stopped(row)] == []
        assert share(good, problems_of) <= (0 if tuned else 5)


def test_what_is_inferred_from_prose_stops_no_run() -> None:
    """A word list cannot be sure, so it only warns."""
    found = said(preserve=["label"], change="replace the label and remove the dust", add=["the slogan Go"])
    assert {rule for rule, _ in found} >= {"two-jobs", "contradiction", "unquoted-text"}
    assert {severity for _, severity in found} == {"warning"}


@pytest.mark.parametrize(("field", "value"), [
    ("add", ["remove the scratch on the lid"]), ("style", ["soft light, and paint the lid red"]),
    ("layout", "extend the canvas to the left"),
])  # fmt: skip
def test_a_second_job_is_found_in_every_field_that_reaches_the_prompt(field: str, value: Any) -> None:
    """The engine reads one prompt, whichever field a wish stands in; the warning names that field."""
    problems = problems_of({"spec": {"preserve": ["cup"], "change": "the background to a table", field: value}})
    assert [problem.rule for problem in problems] == ["two-jobs"]


@pytest.mark.parametrize("wish", [
    "the words Summer Sale", "the word SALE in red", "die Worte Nur heute", "das Wort Neu", "la palabra Gratis",
    "les mots Petit Prix",
])  # fmt: skip
def test_words_that_are_named_as_words_are_copy(wish: str) -> None:
    """A model draws some words then; only `text` has them exactly."""
    assert said(preserve=["cup"], change="the background to red", add=[wish]) == [("unquoted-text", "warning")]
    assert said(preserve=["the words on the label"], change="the background to red", add=["a wall of words"]) == []


@pytest.mark.parametrize("change", [
    "the background to a shelf with plants and books", "Replace the sky with a sunset and match the light to it",
    "remove the fingerprints and dust from the lens", "den Hintergrund durch Regale und Pflanzen ersetzen",
])  # fmt: skip
def test_one_job_with_several_nouns_stays_one_job(change: str) -> None:
    """A list inside one wish is no second wish."""
    assert said(preserve=["cup"], change=change) == []


def test_exceptions_and_places_are_no_contradictions() -> None:
    """What is locked 'except the sky' leaves the sky free, and a wall behind the bottle is not the bottle."""
    given = yaml.safe_load((BRIEFS / "given_silent.yaml").read_text(encoding="utf-8"))
    quiet = {"except rule", "preserve rest", "preserve all but", "avoid negated", "avoid nouns", "change verb unknown",
             "change verb unknown2", "label colour vs bg"}  # fmt: skip
    assert {row["name"] for row in given if not problems_of(row)} == quiet


def test_a_shape_of_a_thing_is_the_same_matter_in_either_order() -> None:
    """Locks and changes are compared by what they are about."""
    assert matter_of("bottle shape") == matter_of("the shape of the bottle") == matter_of("the bottle's shape")
    assert matter_of("the background behind the bottle") == matter_of("background")
    assert matter_of("label colour") != matter_of("label")


def test_a_number_of_a_picture_that_is_not_there_is_certain() -> None:
    """Three pictures cannot be taken from two: that stops a run."""
    assert said(preserve=["cup"], change="print the logo of image 3 on it") == [("picture-number", "error")]


@pytest.mark.parametrize("text", [
    "Do not claim that it ranks first.", 'The poster reads "#1 in town".',
    'Words such as "#1" and "guaranteed" are out.', "Is it guaranteed?",
    "Kein Ergebnis ist garantiert.", "No garantiza más ventas.", "Cette méthode ne garantit aucun résultat.",
])  # fmt: skip
def test_what_a_text_disclaims_quotes_or_asks_is_no_claim(text: str) -> None:
    """A guide may warn of claims without making them."""
    assert list(claims_in(text)) == []


@pytest.mark.parametrize("job", ["background-replacement", "layout-extension", "detail-repair", "reference-edit"])
def test_every_line_that_the_template_leaves_open_is_a_placeholder(job: str) -> None:
    """A new recipe is not finished before each of them is written."""
    text = (bundled("templates") / "recipe" / f"{job}.md").read_text(encoding="utf-8")
    found = [placeholder_in(line.partition(": ")[2] if line.startswith(("asset", "summary")) else line)
             for line in text.splitlines()]  # fmt: skip
    assert sum(one is not None for one in found) == 13
    assert placeholder_in("Todo el fondo cambia; el bolso se queda.") is None
    assert placeholder_in("Dust, hairs, threads … one mark covers them.") is None


def test_a_brief_in_the_guide_is_no_placeholder() -> None:
    """Edit blocks stand among the guide's lines and are no words to the reader."""
    assert problems_of({"guide": "```yaml edit\navoid: [add text]\nchange: …\n```"}) == ()


def test_a_section_that_says_nothing_is_said() -> None:
    """A heading alone fills no guide; parts below it do."""
    problems = problems_of({"guide": "## Extra\n\n<!-- later -->"})
    assert [problem.fault for problem in problems] == ["the section 'Extra' says nothing"]
    assert problems_of({"guide": "## Extra\n\n### A part\n\nWords."}) == ()


def test_sections_stand_under_the_names_that_people_give_them() -> None:
    """Headings of the seed, of other languages, of any level and capitals are known."""
    from studio.core.recipe.recipe import Guide, Section

    titles = ("Core answer", "PRODUCTION WORKFLOW", "3. Decisions", "Prompt template", "Quality checklist:",
              "Häufige Fehler", "Preguntas frecuentes")  # fmt: skip
    guide = Guide(sections=tuple(Section(title, 4, 1, "Words.") for title in titles))
    wanted = ("When to use it", "Workflow", "Decisions", "Edit", "Review checklist", "Common mistakes", "FAQ")
    assert [guide.section(name) is not None for name in wanted] == [True] * 7


def test_the_gate_holds_back_what_is_not_finished() -> None:
    """A placeholder stops no run and reaches no reader."""
    from studio.core.attempts.gate import gallery
    from studio.core.recipe.unfinished import why_unfinished
    from tests.core.makers import make_attempt, make_folder, make_recipe, make_review

    assert why_unfinished(make_recipe()) is None
    reason = why_unfinished(make_recipe(asset="What the picture is for, in one line"))
    assert reason is not None
    assert "placeholder" in reason
    approved = make_recipe(reviews=[make_review("001")], summary="What this does, in one sentence.")
    shown = gallery([make_folder(approved, make_attempt("001"))])
    assert [(left.is_fault, "placeholder" in left.reason) for left in shown.left_out] == [(True, True)]
    assert shown.entries == ()


@pytest.mark.parametrize("claim", [
    "30% more sales", "sales by 30 %", "clicks by 12%", "Umsatz um 20 %", "ventas en un 15 %", "3x more traffic",
])  # fmt: skip
def test_a_gain_is_a_claim_whichever_way_it_is_counted(claim: str) -> None:
    """No reader of a guide can see it in the pictures; a share of anything else is none."""
    assert list(claims_in(f"It raises {claim}."))
    assert not list(claims_in("It covers the label by 30 % of its width."))
