"""Running from a screen: the price in words, progress in one line, the outcome in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.engines.base import Event, Progress, Waiting
from studio.engines.catalogue import engine_names
from studio.errors import StudioError
from studio.workflow.budget import price_of
from studio.workflow.plan import Choices, PlannedAttempt, plan_recipe
from studio.workflow.retry import RetryWish, parse_set, plan_retry
from studio.workflow.run import Outcome, run_attempts
from studio.workspace import Workspace

ENGINES = engine_names()
"""Engines to choose from."""
Say = Callable[[str], None]


@dataclass(frozen=True)
class RunReport:
    """What a run came to."""

    says: str
    """In a sentence or a few."""
    failed: int
    """How many have no picture."""
    made: tuple[str, ...]
    """Numbers of the attempts with a picture."""


def price_in_words(workspace: Workspace, slug: str, choices: Choices) -> str:
    """What a run would make and cost, or why it cannot."""
    try:
        plans = plan_recipe(workspace, workspace.folder(slug), choices=choices)
    except StudioError as error:
        return str(error)
    fresh = [plan for plan in plans if plan.made_before is None]
    prices = [price_of(workspace, plan) for plan in fresh]
    before = f" {len(plans) - len(fresh)} made before, shown again." if len(plans) > len(fresh) else ""
    if not fresh:
        return f"Nothing new to make.{before}"
    if None in prices:
        return f"{len(fresh)} pictures at an unknown price.{before}"
    total = sum((price for price in prices if price is not None), Decimal(0))
    return f"{len(fresh)} pictures, {f'about ${total:.3f}' if total else 'free'}.{before}"


async def run_recipe(
    workspace: Workspace, slug: str, choices: Choices, *, budget: Decimal | None, say: Say
) -> RunReport:
    """Run a recipe and tell how it goes.

    Raises:
        StudioError: It cannot begin.
    """
    plans = plan_recipe(workspace, workspace.folder(slug), choices=choices)
    return await _run(workspace, plans, budget=budget, say=say)


async def retry_one(workspace: Workspace, slug: str, number: str, change: str, *, say: Say) -> RunReport:
    """Change one thing about an attempt and run it again.

    Raises:
        StudioError: The change is none, or more than one.
    """
    plan = plan_retry(workspace, workspace.folder(slug), number, RetryWish(sets=(parse_set(change),)))
    return await _run(workspace, [plan], budget=None, say=say)


async def _run(workspace: Workspace, plans: Sequence[PlannedAttempt], *, budget: Decimal | None, say: Say) -> RunReport:
    done: list[Outcome] = []

    def on_event(_plan: PlannedAttempt, event: Event) -> None:
        place = f"{len(done) + 1} of {len(plans)}"
        if isinstance(event, Progress):
            bar = "█" * round(event.fraction * 20)
            say(f"{place}  {bar:░<20}  {event.label}")
        elif isinstance(event, Waiting):
            say(f"{place}  waits {event.seconds:.0f} s: {event.reason}")

    outcomes = await run_attempts(workspace, plans, on_event=on_event, on_outcome=done.append, budget_usd=budget)
    return report_of(outcomes)


def report_of(outcomes: Sequence[Outcome]) -> RunReport:
    """The outcomes of a run in words."""
    made = tuple(o.attempt.id for o in outcomes if o.attempt and o.error is None and not o.was_there)
    there = tuple(o.attempt.id for o in outcomes if o.attempt and o.was_there)
    errors = [str(o.error) for o in outcomes if o.error]
    looks = [m.says for o in outcomes if o.evidence for m in o.evidence.measures if m.flag == "look"]
    parts = [f"Made {', '.join(made)}."] if made else []
    parts += [f"{', '.join(there)} was made before; nothing ran."] if there else []
    parts += [f"Look: {looks[0]}"] if looks else []
    return RunReport("\n".join((*parts, *errors)) or "Nothing was made.", len(errors), made)
