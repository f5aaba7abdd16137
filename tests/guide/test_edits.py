"""What the guide says of good and bad edits is what the check says of them."""

from __future__ import annotations

from itertools import pairwise

import pytest
import yaml

from studio.core.recipe.words import FailureClass
from tests.bench.words import problems_of
from tests.guide.pages import GUIDE, Block, blocks

PAGE = GUIDE / "good-edits.md"
EDITS = [pair for pair in pairwise([*blocks(PAGE), Block("", "", 0, "")]) if pair[0].language == "yaml"]


@pytest.mark.parametrize(("edit", "next_block"), EDITS, ids=lambda block: f"line-{block.line}")
def test_the_check_says_what_the_page_says_below_an_edit(edit: Block, next_block: Block) -> None:
    """A good edit has nothing below it, and nothing is said of it."""
    expected = next_block.text.splitlines() if next_block.language == "text" else []
    said = [f"{problem.fault}. {problem.fix}" for problem in problems_of({"spec": yaml.safe_load(edit.text)})]
    assert said == expected


def test_every_failure_class_has_its_smallest_change() -> None:
    """Also one that is added later."""
    rows = [line.split("|")[2].strip() for line in PAGE.read_text().splitlines() if line.count("|") == 4]
    assert rows[2:] == [*FailureClass]
