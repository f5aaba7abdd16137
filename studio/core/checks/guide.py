"""Checks of the guide: is it whole, and does it claim only what a reader could verify?"""

from __future__ import annotations

import re
from collections.abc import Iterator

from studio.core.problem import Problem, Severity
from studio.core.recipe import Recipe

SECTIONS = ("When to use it", "Workflow", "Decisions", "Edit", "Review checklist", "Common mistakes", "FAQ")
"""What a complete guide has, in this order."""
_PURPOSE = {
    "When to use it": "say for which pictures it helps, and for which it does not",
    "Workflow": "give the five steps as an ordered list",
    "Decisions": "give a table of decisions and why each matters",
    "Edit": "hold the edit blocks",
    "Review checklist": "say what each criterion means for this asset",
    "Common mistakes": "name what goes wrong and what to do instead",
    "FAQ": "answer questions, each under a ### heading",
}
_CLAIM = re.compile(
    r"#1\b|\bnumber one\b|\bno\. ?1\b|\bbest[- ]selling\b|\bworld['’]s (?:best|first|leading)\b|"
    r"\bmarket[- ]lead(?:er|ing)\b|"
    r"\bguarante(?:e[ds]?|es)\b|\bsearch volume\b|\brank(?:s|ed|ing)? (?:first|#?1|top|higher)\b|\bproven to\b|"
    r"\b\d+ ?(?:%|percent) (?:more|higher|better) (?:sales|clicks|conversions?|traffic)\b|"
    r"\bdoubles? (?:your )?(?:sales|conversions?|traffic)\b",
    re.I,
)

_CLAIM_FIX = "Say what was seen and measured instead."


def check_guide(recipe: Recipe) -> Iterator[Problem]:
    """What a reader would miss or could not believe."""
    guide, lines = recipe.guide, recipe.lines
    if not recipe.front.asset:
        yield lines.warning(
            "no-asset", "asset",
            fault="the asset job is not defined", fix="Add 'asset:' with one line that says what the picture is for.",
        )  # fmt: skip
    if not guide.opening:
        yield lines.warning(
            "thin-guide", "body",
            fault="the guide has no opening paragraph",
            fix="Say at once what this does, when it helps and what it gives.",
        )  # fmt: skip
    for title in SECTIONS:
        section = guide.section(title)
        if section is None:
            yield lines.warning(
                "thin-guide", "body", fault=f"the guide has no section '{title}'", fix=f"It should {_PURPOSE[title]}."
            )
    if not recipe.edits:
        yield lines.error(
            "no-edit", "body",
            fault="the recipe has no edit spec", fix="Add a fenced block that begins with ```yaml edit.",
        )  # fmt: skip
    yield from _check_claims(recipe)


def _check_claims(recipe: Recipe) -> Iterator[Problem]:
    fields = [(("title",), recipe.front.title), (("summary",), recipe.front.summary), (("asset",), recipe.front.asset)]
    for way, text in fields:
        if claim := _CLAIM.search(text):
            yield recipe.lines.warning("unverifiable-claim", *way, fault=_claim(claim[0]), fix=_CLAIM_FIX)
    for number, line in enumerate(recipe.guide.body.splitlines(), start=recipe.guide.first_line):
        for claim in _CLAIM.finditer(line):
            yield Problem(
                recipe.lines.path, number, "unverifiable-claim", _claim(claim[0]), _CLAIM_FIX, Severity.WARNING
            )


def _claim(words: str) -> str:
    return f"'{words}' is a claim that nobody can verify"
