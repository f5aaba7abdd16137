"""Runs planned attempts: journal first, engine second, picture third, journal again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, field
from decimal import Decimal

from studio.background import compute_pixels, computes_apart, in_background, in_background_to_the_end
from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.evidence import Evidence
from studio.core.attempts.status import why_held_back
from studio.core.money.ledger import charge_of_attempt
from studio.engines.base import Event, Progress, require_ready
from studio.errors import (
    BudgetExceeded,
    Cancelled,
    EngineUnavailable,
    PaidUnfinished,
    RuleBroken,
    StoreError,
    StudioError,
)
from studio.workflow.judging.measure import measure_attempt
from studio.workflow.making.plan import PlannedAttempt
from studio.workflow.making.receive import error_in_words, receive
from studio.workflow.making.sending import AskedBefore, Asking, Pace, journal_request, require_sendable, tell
from studio.workflow.making.spending import BudgetGuard, open_budget, price_of
from studio.workspace import Workspace


@dataclass(frozen=True)
class Outcome:
    """What became of one planned attempt."""

    plan: PlannedAttempt
    attempt: Attempt | None
    """The attempt on disk; None when it never began."""
    error: StudioError | None = None
    was_there: bool = False
    """Whether the same thing had been made before, so that nothing ran."""
    evidence: Evidence | None = None
    not_measured: str = ""
    """Why nothing was measured, though it should have been."""


OnOutcome = Callable[[Outcome], None]
"""Hears of every attempt as it ends."""
OnRunEvent = Callable[[PlannedAttempt, Event], None]
"""Hears of progress; may raise `Cancelled`."""


@dataclass
class Lanes:
    """What several runs at once share: they ask the same providers."""

    paces: dict[str, Pace] = field(default_factory=dict)
    """Rate limit by model."""
    slots: dict[str, asyncio.Semaphore] = field(default_factory=dict)
    """Free places by engine."""
    jobs: int = 1
    """Edits under way at once by an engine that computes on this machine."""


@dataclass
class Run:
    """What the attempts of one run share."""

    workspace: Workspace
    budget: BudgetGuard
    on_event: OnRunEvent
    lanes: Lanes = field(default_factory=Lanes)
    stopped: dict[str, StudioError] = field(default_factory=dict)
    """Why an engine gets no further request."""

    def tell(self, plan: PlannedAttempt, event: Event) -> None:
        """Hand progress on; only the person's stop comes back."""
        tell(self.on_event, plan, event)

    def pace_of(self, plan: PlannedAttempt) -> Pace:
        """The rate limit of a plan's model; what costs nothing has none."""
        limit = None if plan.is_free else self.workspace.settings.engine.images_per_minute
        return self.lanes.paces.setdefault(plan.used.model or plan.used.name, Pace(limit))

    def slot_of(self, plan: PlannedAttempt) -> asyncio.Semaphore:
        """A place to work in."""
        places = self.lanes.jobs if plan.resolved.facts.computes_here else plan.engine.concurrency
        return self.lanes.slots.setdefault(plan.used.name, asyncio.Semaphore(places))

    def stop_for(self, plan: PlannedAttempt) -> StudioError | None:
        """Why nothing of a plan's engine may begin any more."""
        return self.stopped.get(plan.used.name) or self.stopped.get("")


async def run_attempts(
    workspace: Workspace, plans: Sequence[PlannedAttempt], *, on_event: OnRunEvent, on_outcome: OnOutcome,
    budget_usd: Decimal | None = None, lanes: Lanes | None = None,
) -> tuple[Outcome, ...]:  # fmt: skip
    """Run all plans, as many at once as their engines allow. One failure never stops the others.

    No money, no key or no model stops everything that waits for that engine; a reached budget and the person stop
    the whole run. What is under way then is still received.

    Args:
        workspace: Where the recipes are.
        plans: What to make.
        on_event: Hears of progress of single attempts; may raise `Cancelled`.
        on_outcome: Hears of each attempt as it ends.
        budget_usd: The most this run may cost; default: as the workspace says.
        lanes: Shared with other runs under way.
    """
    run = Run(workspace, open_budget(workspace, run_usd=budget_usd), on_event, lanes or Lanes())

    async def one(plan: PlannedAttempt) -> Outcome:
        outcome = await run_in_turn(run, plan)
        tell(on_outcome, outcome)
        return outcome

    return tuple(await asyncio.gather(*(one(plan) for plan in plans)))


async def run_in_turn(run: Run, plan: PlannedAttempt) -> Outcome:
    """Run one plan once its engine has a place for it."""
    async with run.slot_of(plan):
        return await run_attempt(run, plan)


async def run_attempt(run: Run, plan: PlannedAttempt) -> Outcome:
    """Run one plan and journal it. Whatever goes wrong with it is its outcome, and never its neighbours'."""
    if plan.made_before is not None:
        return Outcome(plan, plan.made_before, was_there=True)
    if plan.held_back:
        return Outcome(plan, None, RuleBroken(plan.held_back))
    reason = run.stop_for(plan)
    if reason is not None:
        return Outcome(plan, None, _not_begun(reason))
    try:
        outcome = await _paced(run, plan)
    except AskedBefore as found:
        was_there = found.attempt.picture is not None
        outcome = Outcome(plan, found.attempt, None if was_there else found, was_there=was_there)
    except (Cancelled, BudgetExceeded) as error:
        run.stopped[""] = error
        outcome = Outcome(plan, None, error)
    except Exception as error:  # noqa: BLE001 - the outermost frame of one attempt: its neighbours go on
        outcome = Outcome(plan, None, _as_studio_error(error))
    if isinstance(outcome.error, EngineUnavailable):
        run.stopped[plan.used.name] = outcome.error
    if isinstance(outcome.error, Cancelled):
        run.stopped[""] = outcome.error
    return outcome


def _not_begun(reason: StudioError) -> StudioError:
    return type(reason)(f"Not begun, and nothing was spent: {reason}")


def _as_studio_error(error: Exception) -> StudioError:
    return error if isinstance(error, StudioError) else StoreError(error_in_words(error))


async def _paced(run: Run, plan: PlannedAttempt) -> Outcome:
    """An attempt once its engine is ready, its turn has come and its price is within the budget."""
    await in_background(lambda: require_ready(plan.engine))
    await run.pace_of(plan).turn(lambda event: run.tell(plan, event))
    price = price_of(run.workspace, plan)
    reserved = run.budget.reserve(price, what=plan.slug)
    outcome = None
    try:
        outcome = await _begun(run, plan, price)
    finally:
        ended = outcome.attempt if outcome else None
        run.budget.settle(reserved, charge_of_attempt(ended) if ended else Decimal(0))
    return outcome


async def _begun(run: Run, plan: PlannedAttempt, price: Decimal | None) -> Outcome:
    folder = run.workspace.content / plan.slug
    if not plan.is_free:
        await in_background(lambda: require_sendable(run.workspace, plan))
    asking = Asking(
        folder, plan, journal_request(run.workspace, plan, price=price), pace=run.pace_of(plan),
        on_event=lambda event: run.tell(plan, event),
    )  # fmt: skip
    try:
        result = await asking.result()
        ended = await in_background_to_the_end(
            lambda: receive(folder, asking.attempt, result, request=plan.request, seconds=asking.seconds)
        )
    except asyncio.CancelledError:
        asking.end(Cancelled("Stopped while the request was under way."), may_be_billed=asking.is_sent)
        raise
    except PaidUnfinished as error:
        return Outcome(plan, asking.attempt, error)
    except Exception as error:  # noqa: BLE001 - whatever an engine raises, the attempt says so
        ended = asking.end(error, may_be_billed=asking.may_be_billed(error))
        return Outcome(plan, ended, _as_studio_error(error))
    if ended.state is State.UNFINISHED:
        found = await in_background(lambda: run.workspace.folder(plan.slug))
        return Outcome(plan, ended, PaidUnfinished(why_held_back(found, ended)))
    return await _measured(run, plan, ended)


async def _measured(run: Run, plan: PlannedAttempt, ended: Attempt) -> Outcome:
    """The outcome of a received picture with what was measured on it, as far as that can be measured."""
    if not run.workspace.settings.evidence.on_run:
        return Outcome(plan, ended)
    try:
        run.tell(plan, Progress(1.0, "measures what changed"))
        found = await in_background(lambda: run.workspace.folder(plan.slug))
        evidence = await compute_pixels(measure_attempt, run.workspace, found, ended)
    except Cancelled:
        return Outcome(plan, ended)  # the picture is there; it is measured when it is looked at
    except Exception as error:  # noqa: BLE001 - measuring helps a reviewer; it never costs a picture
        return Outcome(plan, ended, not_measured=f"could not be measured: {error_in_words(error)}")
    return Outcome(plan, ended, evidence=evidence)


def run_now(
    workspace: Workspace, plans: Sequence[PlannedAttempt], *, on_event: OnRunEvent, on_outcome: OnOutcome,
    budget_usd: Decimal | None = None, jobs: int = 1,
) -> tuple[Outcome, ...]:  # fmt: skip
    """`run_attempts` for callers without an event loop.

    Args:
        workspace: Where the recipes are.
        plans: What to make.
        on_event: As there.
        on_outcome: As there.
        budget_usd: As there.
        jobs: Edits at once by an engine that computes on this machine, each in a process of its own.
    """
    with computes_apart() if jobs > 1 else nullcontext():
        return asyncio.run(
            run_attempts(
                workspace,
                plans,
                on_event=on_event,
                on_outcome=on_outcome,
                budget_usd=budget_usd,
                lanes=Lanes(jobs=jobs),
            )
        )
