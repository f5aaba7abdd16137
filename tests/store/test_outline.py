"""The outline of a guide: found line by line where it is plain, and always as CommonMark reads it."""

from __future__ import annotations

import random

import pytest

from studio.store.outline import _parsed, _parsed_opening, _scanned, is_plain, opening_of, outline
from tests.conftest import ROOT

PIECES = (
    "# a", "## b #", "### c ##  ", "#", "##", "#x", "####### y", "# a#", "## # #", "# a \\#", "```", "``` yaml edit",
    "```yaml edit name", "````", "``", "```x`y", "    ```", "     # q", "text", "- item", "1. one", "  more",
    "words - here ", "étage", "      code", "> quote", "", "", "", "* * *", "| a | b |", "[a]: http://x", "- a: b",
    "```  ", "text  ", "-", "+",
    "    - deep", "- - x", "> > y", "__", "Title\n===", "sub\n---", "<div>", "> # q", "- # h", "   ```yaml edit", "~~~",
)  # fmt: skip
"""Lines that mean different things beside each other."""


def test_a_plain_guide_is_outlined_as_the_parser_would() -> None:
    """Over thousands of random guides: the short way and the long way say the same."""
    dice, plain = random.Random(5), 0
    for _ in range(12_000):
        body = "\n".join(dice.choice(PIECES) for _ in range(dice.randint(0, 8))) + dice.choice(("", "\n", "\n\n"))
        assert opening_of(body) == _parsed_opening(body), body
        if is_plain(body):
            plain += 1
            assert _scanned(body) == _parsed(body), body
    assert plain > 400


@pytest.mark.parametrize("slug", sorted(path.parent.name for path in (ROOT / "content").glob("[!_]*/recipe.md")))
def test_the_sample_guides_take_the_short_way(slug: str) -> None:
    """Otherwise it would be of no use."""
    body = (ROOT / "content" / slug / "recipe.md").read_text(encoding="utf-8").split("\n---\n", 1)[1]
    assert is_plain(body)
    assert _scanned(body) == _parsed(body)


def test_a_heading_inside_a_fence_is_none() -> None:
    """A comment of YAML looks like one."""
    found = outline("# One\n\n```yaml edit\n# a comment\nkey: value\n```\n\n## Two ##\n")
    assert [(heading.title, heading.line) for heading in found.headings] == [("One", 0), ("Two", 7)]
    assert [(fence.info, fence.text, fence.line, fence.begin, fence.end) for fence in found.fences] == [
        ("yaml edit", "# a comment\nkey: value\n", 2, 7, 47)
    ]
