"""Runs planned attempts: journal first, engine second, picture third, journal again."""

from __future__ import annotations

import asyncio
import datetime
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.attempt import Attempt, Failure, State
from studio.core.evidence import Evidence
from studio.engines.base import EditResult, Event
from studio.errors import BudgetExceeded, Cancelled, EngineError, EngineInterrupted, PictureUnreadable, StudioError
from studio.store import attempts as journal
from studio.workflow.measure import measure_attempt
from studio.workflow.plan import PlannedAttempt
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


def utc_now() -> str:
    """This moment as UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


async def run_attempts(
    workspace: Workspace, plans: Sequence[PlannedAttempt], *, on_event: OnRunEvent, on_outcome: OnOutcome
) -> tuple[Outcome, ...]:
    """Run all plans, one after the other. One failure never stops the others; an engine that is out of reach does.

    Args:
        workspace: Where the recipes are.
        plans: What to make.
        on_event: Hears of progress of single attempts; may raise `Cancelled`.
        on_outcome: Hears of each attempt as it ends.
    """
    outcomes: list[Outcome] = []
    for plan in plans:
        outcome = await run_attempt(workspace, plan, on_event=on_event)
        outcomes.append(outcome)
        on_outcome(outcome)
        if isinstance(outcome.error, Cancelled | BudgetExceeded):
            break
    return tuple(outcomes)


async def run_attempt(workspace: Workspace, plan: PlannedAttempt, *, on_event: OnRunEvent) -> Outcome:
    """Run one plan and journal it."""
    if plan.made_before is not None:
        return Outcome(plan, plan.made_before, was_there=True)
    folder = workspace.content / plan.slug
    attempt = journal.begin_attempt(folder, lambda number: _draft(plan, number))
    began = time.monotonic()
    raw = folder / journal.FOLDER / f"{attempt.id}.raw"
    try:
        with raw.open("xb") as sink:
            result = await plan.engine.edit(
                plan.request, used=plan.used, on_event=lambda event: on_event(plan, event), raw=sink
            )
        ended = _received(folder, attempt, result, seconds=time.monotonic() - began)
    except (EngineError, Cancelled, PictureUnreadable) as error:
        failure = _failure(error)
        journal.finish_attempt(
            folder, journal.failed(attempt, failure, finished=utc_now(), seconds=time.monotonic() - began)
        )
        return Outcome(plan, attempt, error)
    finally:
        _drop_if_empty(raw)
    return Outcome(plan, ended, evidence=measure_attempt(workspace, workspace.folder(plan.slug), ended))


def _draft(plan: PlannedAttempt, number: str) -> Attempt:
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
        owner=journal.owner_of_this_process(),
    )


def _received(folder: Path, attempt: Attempt, result: EditResult, *, seconds: float) -> Attempt:
    picture = journal.keep_picture(folder, attempt, result.data, media_type=result.media_type)
    ended = attempt.model_copy(
        update={
            "state": State.RECEIVED,
            "picture": picture,
            "finished": utc_now(),
            "owner": None,
            "seconds": round(seconds, 2),
            "warnings": result.warnings,
            "usage": result.usage,
            "cost_usd": None if result.cost_usd is None else str(result.cost_usd),
            "request_id": result.request_id,
        }
    )
    return journal.finish_attempt(folder, ended)


def _failure(error: StudioError) -> Failure:
    unknown = isinstance(error, EngineInterrupted)
    return Failure(kind=type(error).__name__, message=str(error), may_be_billed=unknown)


def _drop_if_empty(raw: Path) -> None:
    """The raw answer is kept when an engine wrote one; the built-in engine has none."""
    if raw.exists() and raw.stat().st_size == 0:
        raw.unlink()


def run_now(
    workspace: Workspace, plans: Sequence[PlannedAttempt], *, on_event: OnRunEvent, on_outcome: OnOutcome
) -> tuple[Outcome, ...]:
    """`run_attempts` for callers without an event loop."""
    return asyncio.run(run_attempts(workspace, plans, on_event=on_event, on_outcome=on_outcome))
