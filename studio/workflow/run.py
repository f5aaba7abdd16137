"""Runs planned attempts: journal first, engine second, picture third, journal again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from studio.core.attempt import Attempt, State
from studio.core.evidence import Evidence
from studio.core.ledger import counted
from studio.engines.apart import compute_pixels
from studio.engines.base import Accepted, EditResult, Event, Progress, require_ready
from studio.engines.threads import compute, compute_to_the_end
from studio.errors import (
    BudgetExceeded,
    Cancelled,
    EngineBusy,
    EngineError,
    EngineUnavailable,
    PictureUnreadable,
    StudioError,
)
from studio.store import attempts as journal
from studio.store.owner import owner_of_this_process
from studio.workflow.budget import Purse, open_purse, price_of
from studio.workflow.measure import measure_attempt
from studio.workflow.pace import MOST_TRIES, Pace, back_off_s
from studio.workflow.plan import PlannedAttempt
from studio.workflow.receive import fail, receive, utc_now
from studio.workspace import Workspace


@dataclass(frozen=True)
class Outcome:
    """What became of one planned attempt."""

    plan: PlannedAttempt
    """What was planned."""
    attempt: Attempt | None
    """The attempt on disk; None when it never began."""
    error: StudioError | None = None
    """Why there is no picture."""
    was_there: bool = False
    """Whether the same thing had been made before, so that nothing ran."""
    evidence: Evidence | None = None
    """What was measured on it."""


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


@dataclass
class Run:
    """What the attempts of one run share."""

    workspace: Workspace
    """Where the recipes are."""
    purse: Purse
    """What may be spent."""
    on_event: OnRunEvent
    """Hears of progress."""
    lanes: Lanes = field(default_factory=Lanes)
    """Rate limits and free places."""
    stopped: dict[str, StudioError] = field(default_factory=dict)
    """Why an engine gets no further request."""

    def pace_of(self, plan: PlannedAttempt) -> Pace:
        """The rate limit of a plan's model; the built-in engine has none."""
        limit = None if plan.used.name == "local" else self.workspace.settings.engine.images_per_minute
        return self.lanes.paces.setdefault(plan.used.model or plan.used.name, Pace(limit))

    def slot_of(self, plan: PlannedAttempt) -> asyncio.Semaphore:
        """A place to work in."""
        return self.lanes.slots.setdefault(plan.used.name, asyncio.Semaphore(plan.engine.concurrency))

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
    run = Run(workspace, open_purse(workspace, run_usd=budget_usd), on_event, lanes or Lanes())

    async def one(plan: PlannedAttempt) -> Outcome:
        async with run.slot_of(plan):
            outcome = await run_attempt(run, plan)
        on_outcome(outcome)
        return outcome

    return tuple(await asyncio.gather(*(one(plan) for plan in plans)))


async def run_attempt(run: Run, plan: PlannedAttempt) -> Outcome:
    """Run one plan and journal it."""
    if plan.made_before is not None:
        return Outcome(plan, plan.made_before, was_there=True)
    reason = run.stop_for(plan)
    if reason is not None:
        return Outcome(plan, None, _not_begun(reason))
    held = Decimal(0)
    try:
        await compute(lambda: require_ready(plan.engine))
    except EngineUnavailable as error:
        run.stopped[plan.used.name] = error
        return Outcome(plan, None, error)
    try:
        await run.pace_of(plan).turn(lambda event: run.on_event(plan, event))
        price = price_of(run.workspace, plan)
        held = run.purse.hold(price, what=plan.slug)
    except (Cancelled, BudgetExceeded) as error:
        run.stopped[""] = error
        return Outcome(plan, None, error)
    outcome = await _begun(run, plan, price)
    if outcome.attempt is not None:
        run.purse.settle(held, counted(outcome.attempt))
    if isinstance(outcome.error, EngineUnavailable):
        run.stopped[plan.used.name] = outcome.error
    if isinstance(outcome.error, Cancelled):
        run.stopped[""] = outcome.error
    return outcome


def _not_begun(reason: StudioError) -> StudioError:
    return type(reason)(f"Not begun, and nothing was spent: {reason}")


async def _begun(run: Run, plan: PlannedAttempt, price: Decimal | None) -> Outcome:
    folder = run.workspace.content / plan.slug
    attempt = journal.begin_attempt(folder, lambda number: draft(plan, number, price=price))
    watched = _Watched(run, plan, attempt)
    began = time.monotonic()
    try:
        result = await _edited(run, plan, watched)
        ended = await compute_to_the_end(
            lambda: receive(folder, watched.attempt, result, request=plan.request, seconds=time.monotonic() - began)
        )
    except (EngineError, Cancelled, PictureUnreadable) as error:
        billed = getattr(error, "may_be_billed", False) or (watched.accepted and isinstance(error, Cancelled))
        ended = fail(folder, watched.attempt, error, may_be_billed=billed, seconds=time.monotonic() - began)
        return Outcome(plan, ended, error)
    except asyncio.CancelledError:
        if journal.read_attempt(folder, attempt.id).state is not State.REQUESTED:
            raise
        stop = Cancelled("Stopped while the request was under way.")
        paid = plan.used.name != "local"
        fail(folder, watched.attempt, stop, may_be_billed=paid, seconds=time.monotonic() - began)
        raise
    if not run.workspace.settings.evidence.on_run:
        return Outcome(plan, ended)
    try:
        run.on_event(plan, Progress(1.0, "measures what changed"))
    except Cancelled:
        return Outcome(plan, ended)  # the picture is there; it is measured when it is looked at
    found = await compute(lambda: run.workspace.folder(plan.slug))
    evidence = await compute_pixels(measure_attempt, run.workspace, found, ended)
    return Outcome(plan, ended, evidence=evidence)


async def _edited(run: Run, plan: PlannedAttempt, watched: _Watched) -> EditResult:
    """The engine's picture; a request that was surely not done is asked again after a while."""
    pace = run.pace_of(plan)
    for tries in range(1, MOST_TRIES + 1):
        try:
            with journal.open_raw(watched.folder, watched.attempt) as raw:
                return await plan.engine.edit(plan.request, used=plan.used, on_event=watched, raw=raw)
        except EngineBusy as busy:
            if tries == MOST_TRIES:
                raise
            journal.drop_raw(watched.folder, watched.attempt.id)
            pace.hold(back_off_s(tries, busy.wait_s))
            await pace.turn(watched)
    raise AssertionError("the last try returns or raises")


class _Watched:
    """Hears the engine's events: journals the request id at once, learns the pace, and hands everything on."""

    def __init__(self, run: Run, plan: PlannedAttempt, attempt: Attempt) -> None:
        self.run, self.plan, self.attempt = run, plan, attempt
        self.folder = run.workspace.content / plan.slug
        self.accepted = False

    def __call__(self, event: Event) -> None:
        if isinstance(event, Accepted):
            self.accepted = True
            self.run.pace_of(self.plan).learn(event.images_per_minute)
            self.attempt = journal.note_on_request(self.folder, self.attempt, request_id=event.request_id)
        self.run.on_event(self.plan, event)


def draft(plan: PlannedAttempt, number: str, *, price: Decimal | None, batch_id: str | None = None) -> Attempt:
    """The sidecar of a plan before anything was sent."""
    return Attempt(
        id=number,
        recipe=plan.slug,
        edit=plan.edit,
        state=State.REQUESTED,
        spec=plan.request.spec.model_copy(update={"vary": {}}),
        prompt=plan.request.prompt,
        engine=plan.used,
        inputs=plan.inputs,
        fingerprint=plan.fingerprint,
        parent=plan.ancestry.parent,
        changed=plan.ancestry.changed,
        because=plan.ancestry.because,
        allow_many=plan.ancestry.allow_many,
        start="parent" if plan.ancestry.start_picture else "source",
        variation=plan.variation,
        requested=utc_now(),
        owner=owner_of_this_process(),
        estimate_usd=str(price) if price else None,
        batch_id=batch_id,
    )


def run_now(
    workspace: Workspace, plans: Sequence[PlannedAttempt], *, on_event: OnRunEvent, on_outcome: OnOutcome,
    budget_usd: Decimal | None = None,
) -> tuple[Outcome, ...]:  # fmt: skip
    """`run_attempts` for callers without an event loop."""
    return asyncio.run(run_attempts(workspace, plans, on_event=on_event, on_outcome=on_outcome, budget_usd=budget_usd))
