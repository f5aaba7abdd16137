"""Running from a screen: the price in words, progress in one line, the outcome in one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.core.cost import price_in_words
from studio.errors import StudioError
from studio.workflow.budget import price_of
from studio.workflow.plan import Choices, PlannedAttempt, plan_recipe
from studio.workflow.run import Outcome
from studio.workspace import Workspace


def engines_to_choose(workspace: Workspace) -> tuple[tuple[str, str], ...]:
    """Every engine in a few words, and its name."""
    engines = workspace.rules.engines.items()
    return tuple((f"{name}: {facts.about}" if facts.about else name, name) for name, facts in engines)


@dataclass(frozen=True)
class RunReport:
    """What a run came to."""

    says: str
    failed: int
    """How many have no picture."""
    made: tuple[str, ...]
    """Numbers of the attempts with a picture."""


def price_of_recipes(workspace: Workspace, slugs: Sequence[str], choices: Choices) -> str:
    """What a run of some recipes would make and cost, or why it cannot."""
    plans: list[PlannedAttempt] = []
    try:
        for slug in slugs:
            plans += plan_recipe(workspace, workspace.folder(slug), choices=choices)
    except StudioError as error:
        return str(error)
    fresh = [plan for plan in plans if plan.is_fresh]
    made = sum(plan.made_before is not None for plan in plans)
    anew = sum(plan.says_it_anew for plan in plans)
    words = f" ({anew} with earlier words; 'again' makes it with today's)" if anew else ""
    before = f" {made} made before, shown again{words}." if made else ""
    before += "".join(f" {reason}" for reason in dict.fromkeys(plan.held_back for plan in plans) if reason)
    if not fresh:
        return f"Nothing new to make.{before}"
    many = f"{len(fresh)} picture{'s' if len(fresh) > 1 else ''}"
    prices = [price_of(workspace, plan) for plan in fresh]
    known = [price for price in prices if price is not None]
    total = sum(known, Decimal(0)) if len(known) == len(prices) else None
    return f"{many}, {price_in_words(total)}.{before}"


def report_of(outcomes: Sequence[Outcome]) -> RunReport:
    """The outcomes of a run in words."""
    made = tuple(o.attempt.id for o in outcomes if o.attempt and o.error is None and not o.was_there)
    unmeasured = [f"{o.attempt.id} {o.not_measured}" for o in outcomes if o.attempt and o.not_measured]
    there = tuple(o.attempt.id for o in outcomes if o.attempt and o.was_there)
    errors = [str(o.error) for o in outcomes if o.error]
    looks = [m.says for o in outcomes if o.evidence for m in o.evidence.measures if m.flag == "look"]
    parts = [f"Made {', '.join(made)}."] if made else []
    words = " with earlier words" if any(o.was_there and o.plan.says_it_anew for o in outcomes) else ""
    parts += [f"{', '.join(there)} was made before{words}; nothing ran."] if there else []
    parts += [f"Look: {looks[0]}"] if looks else []
    return RunReport("\n".join((*parts, *unmeasured, *errors)) or "Nothing was made.", len(errors), made)
