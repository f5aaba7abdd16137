"""What the evidence says of edits whose truth is known; the whole bench is `python -m tests.bench eyes`."""

from __future__ import annotations

import pytest

from studio.core.attempts.evidence import Measure
from tests.bench.unseen.edits import edit_of
from tests.bench.unseen.rates import Found, measured
from tests.bench.unseen.sentences import contradictions


def said(name: str, says: str) -> Measure:
    return Measure(name=name, criterion="subject identity", flag="fine", says=says)


def test_a_sentence_that_the_picture_contradicts_is_found() -> None:
    """The bench can fail: false sentences, and sentences it has no rule for, are reported."""
    edit = edit_of("tuning", "blurred", 0)
    false = said("sharpness", "The product has 98% of the photograph's fine contrast.")
    unknown = said("sharpness", "The product is lovely.")
    true = said("sharpness", "The product is blurred: 40% of the photograph's fine contrast is left.")

    found = list(contradictions(edit, (false, unknown, true)))

    assert [false.says in found[0], unknown.says in found[1], len(found)] == [True, True, 2]


@pytest.mark.parametrize(("kind", "read_text"), [("letter changed", True), ("recoloured", False)])
def test_a_fault_is_flagged_at_its_criterion(kind: str, read_text: bool) -> None:
    """Of words and of the product one each, made by script on products that no limit was set on."""
    found: Found = measured("tuning", (kind, 0), read_text=read_text)

    assert found.hit, [flag.says for flag in found.flags]
