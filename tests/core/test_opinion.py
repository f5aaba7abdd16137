"""The question to a vision model holds all that a person would need to answer it."""

from __future__ import annotations

import jsonschema
import pytest

from studio.core.attempts.opinion import answer_schema, question_of
from studio.core.attempts.review import CRITERIA
from tests.core.makers import SPEC, make_attempt


def test_the_question_says_what_was_asked_for_and_every_criterion() -> None:
    """The asset, the change, what had to stay and be avoided, the copy, the checklist; nothing that is not said."""
    wishes = {"preserve": ["bag shape"], "avoid": ["a second bag"], "text": [{"say": "Sale", "where": "top"}]}
    asked = question_of(make_attempt("001", spec={**SPEC, **wishes}), "Hero of the page", CRITERIA)
    for line in (
        "The asset: Hero of the page.", f"The change that was asked for: {SPEC['change']}.",
        "What had to stay: bag shape.", "What had to be avoided: a second bag.", "Copy that had to appear: “Sale”.",
        *(f"- {criterion.name}: {criterion.question}" for criterion in CRITERIA),
    ):  # fmt: skip
        assert line in asked.splitlines()
    bare = question_of(make_attempt("001", spec={"source": "a.jpg", "preserve": [], "change": "to red"}), "Hero", ())
    assert "had to" not in bare


def test_the_answer_has_one_form_with_an_entry_for_each_criterion_and_nothing_else() -> None:
    """A provider that holds to the schema can say nothing that is not read."""
    schema = answer_schema(CRITERIA)
    check = jsonschema.Draft202012Validator(schema, format_checker=None)
    check.check_schema(schema)
    entry = {"criterion": CRITERIA[0].name, "answer": "unsure", "reason": "It is dark."}
    check.validate({"answers": [entry]})
    for bad in (
        [], {}, {"answers": entry}, {"answers": [[]]}, {"answers": [{**entry, "answer": "perhaps"}]},
        {"answers": [{**entry, "criterion": "beauty"}]}, {"answers": [{**entry, "reason": 1}]},
        {"answers": [{**entry, "more": 1}]}, {"answers": [entry], "more": 1},
        *({"answers": [{name: said for name, said in entry.items() if name != left}]} for left in entry),
    ):  # fmt: skip
        with pytest.raises(jsonschema.ValidationError):
            check.validate(bad)
