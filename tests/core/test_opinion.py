"""The question to a vision model holds all that a person would need to answer it."""

from __future__ import annotations

from studio.core.attempts.opinion import question_of
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
