"""Checks of the guide: has it every part that a reader needs?"""

from __future__ import annotations

from collections.abc import Iterator

from studio.core.headings import SECTIONS
from studio.core.problem import Problem
from studio.core.recipe import Recipe

_PURPOSE = {
    "When to use it": "say for which pictures it helps, and for which it does not",
    "Workflow": "give the five steps as an ordered list",
    "Decisions": "give a table of decisions and why each matters",
    "Edit": "hold the edit blocks",
    "Review checklist": "say what each criterion means for this asset",
    "Common mistakes": "name what goes wrong and what to do instead",
    "FAQ": "answer questions, each under a ### heading",
}


def check_guide(recipe: Recipe) -> Iterator[Problem]:
    """What a reader would miss or could not believe."""
    guide, lines = recipe.guide, recipe.lines
    if not recipe.front.asset:
        yield lines.warning(
            "no-asset", "asset",
            fault="nothing says what the picture is for",
            fix="Add 'asset:' with one line, for example 'hero of the spring page'.",
        )  # fmt: skip
    if not guide.opening:
        yield lines.warning(
            "thin-guide", "body",
            fault="the guide has no opening paragraph",
            fix="Say at once what this does, when it helps and what it gives.",
        )  # fmt: skip
    for title in SECTIONS:
        if guide.section(title) is None:
            yield lines.warning(
                "thin-guide", "body", fault=f"the guide has no section '{title}'", fix=f"It should {_PURPOSE[title]}."
            )
    if not (recipe.edits or recipe.unread_edits):
        yield lines.error(
            "no-edit", "body",
            fault="the recipe has no edit spec", fix="Add a fenced block that begins with ```yaml edit.",
        )  # fmt: skip
