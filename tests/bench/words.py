"""Checks of prose against briefs that other people would write: mistakes caught, good ones stopped or warned.

`given_*` and `gathered_*` served to tune the rules. `later_*` was written when the rules stood, and tuned none.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from studio.core.attempts.facts import PictureFacts, RecipeFolder
from studio.core.checks import check_recipe
from studio.core.engine import Rulebook
from studio.core.problem import Lines, Problem, Severity
from studio.core.recipe.source import EditBlock, RecipeSource, build_recipe
from studio.core.settings import EngineOptions
from studio.engines.catalogue import ENGINES
from studio.store.markdown import parse_guide
from studio.store.settings import load_channels, load_models
from tests.bench.table import Row

BRIEFS = Path(__file__).parent.parent / "fixtures" / "words"
FRONT = {
    "title": "A bottle", "summary": "A bottle elsewhere.", "asset": "Hero of the page", "job": "background-replacement",
    "channel": "product-page", "rights": "own",
}  # fmt: skip
GUIDE = "\n\n".join(
    ["{}", *(f"## {title}\n\nSomething to read.\n\n### A part\n\nMore of it." for title in (
        "When to use it", "Workflow", "Decisions", "Edit", "Review checklist", "Common mistakes", "FAQ"
    ))]
)  # fmt: skip
_PLAIN = {"preserve": ["bottle shape"], "change": "the background to slate"}


@cache
def briefs(kind: str, *, tuned: bool) -> tuple[dict[str, Any], ...]:
    """Rows of one kind: `mistakes` or `good`; those that rules were tuned on, or the others."""
    files = ("given", "gathered") if tuned else ("later",)
    read = (yaml.safe_load((BRIEFS / f"{name}_{kind}.yaml").read_text(encoding="utf-8")) for name in files)
    return tuple(row for rows in read for row in rows)


def problems_of(row: dict[str, Any]) -> tuple[Problem, ...]:
    """What the checks say of a brief in an otherwise whole recipe, made by an engine that reads sentences."""
    spec = {"source": "before.jpg", **row.get("spec", _PLAIN)}
    guide, _ = parse_guide(
        GUIDE.format(row.get("guide_begins") or f"A bottle elsewhere.\n\n{row.get('guide', '')}"), first_line=10
    )
    front = {**FRONT, "job": row.get("job", FRONT["job"]), **row.get("front", {})}
    lines = Lines("content/a/recipe.md", 1, {})
    recipe = build_recipe(RecipeSource("a", front, lines, guide, (EditBlock("", spec, lines),), "sha256:0"))
    names = {"before.jpg", *(reference["image"] for reference in spec.get("references", ()))}
    facts = {name: PictureFacts("sha256:1", 9, 900, 900, "png" if name.endswith("png") else "jpeg") for name in names}
    return check_recipe(RecipeFolder(recipe, (), facts), _rules())


@cache
def _rules() -> Rulebook:
    return Rulebook(
        load_channels({}), load_models({}), ENGINES, datetime.date(2026, 11, 23), engine=EngineOptions(name="openai")
    )


def is_caught(row: dict[str, Any]) -> bool:
    """Whether the mistake of a brief is said."""
    return any(problem.rule == row["mistake"] for problem in problems_of(row))


def is_stopped(row: dict[str, Any]) -> bool:
    """Whether anything stops a brief."""
    return any(problem.severity is Severity.ERROR for problem in problems_of(row))


def share(rows: tuple[dict[str, Any], ...], holds: object) -> float:
    """Percentage of rows of which something holds."""
    return 100 * sum(bool(holds(row)) for row in rows) / len(rows)  # type: ignore[operator]


def words() -> Iterator[Row]:
    for name, tuned in (("tuned", True), ("untouched", False)):
        mistakes, good = briefs("mistakes", tuned=tuned), briefs("good", tuned=tuned)
        yield Row(f"{name}: mistakes caught of {len(mistakes)}", share(mistakes, is_caught), 90, "%", at_most=False)
        yield Row(f"{name}: good briefs stopped of {len(good)}", share(good, is_stopped), 0, "%")
        yield Row(f"{name}: good briefs warned of {len(good)}", share(good, problems_of), 5, "%")
