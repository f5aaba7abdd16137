"""Runs under way beside the keyboard: several recipes at once, each with its progress, its previews and its end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from studio.engines.base import Event, Partial, Progress, Waiting
from studio.engines.threads import compute
from studio.errors import StudioError
from studio.workflow.plan import PlannedAttempt
from studio.workflow.recover import recover
from studio.workflow.run import Lanes, Outcome, run_attempts
from studio.workflow.running import RunReport, report_of
from studio.workspace import Workspace


class JobState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    """Under way."""
    DONE = "done"
    """Ended, with or without pictures."""
    STOPPED = "stopped"
    """Stopped by the person."""


@dataclass(eq=False)
class RunJob:
    """The run of one recipe."""

    slug: str
    plans: Sequence[PlannedAttempt]
    state: JobState = JobState.RUNNING
    says: str = "waits"
    """The last word of the engine."""
    preview: bytes | None = None
    """The last partial picture."""
    done: int = 0
    """Attempts that have ended."""
    report: RunReport | None = None
    """What it came to."""
    fractions: dict[int, float] = field(default_factory=dict)
    """Progress of each plan under way, by position."""

    @property
    def fraction(self) -> float:
        """How much of all is done, 0 to 1."""
        return min(1.0, (self.done + sum(self.fractions.values())) / max(1, len(self.plans)))

    @property
    def is_paid(self) -> bool:
        """Whether stopping it may lose money."""
        return any(plan.is_fresh and not plan.is_free for plan in self.plans)

    @property
    def line(self) -> str:
        """Progress in a line."""
        if self.report is not None:
            return self.report.says
        filled = round(self.fraction * 20)
        bar = "█" * filled + "░" * (20 - filled)
        return f"{bar}  {min(self.done + 1, len(self.plans))} of {len(self.plans)}: {self.says}"


class RunBoard:
    """All runs of this session. Needs a running event loop."""

    def __init__(self, workspace: Workspace, on_change: Callable[[RunJob], None]) -> None:
        self.workspace = workspace
        self.on_change = on_change
        """Hears of every step."""
        self.jobs: list[RunJob] = []
        """Newest last."""
        self._lanes = Lanes()
        self._tasks: dict[RunJob, asyncio.Task[None]] = {}

    def start(self, slug: str, plans: Sequence[PlannedAttempt], *, budget: Decimal | None = None) -> RunJob:
        """Begin a run; returns at once."""
        job = RunJob(slug, plans)
        self.jobs.append(job)
        self._tasks[job] = asyncio.create_task(self._work(job, budget))
        self.on_change(job)
        return job

    @property
    def running(self) -> tuple[RunJob, ...]:
        """Runs under way."""
        return tuple(job for job in self.jobs if job.state is JobState.RUNNING)

    def running_of(self, slug: str) -> RunJob | None:
        """The newest run under way of a recipe."""
        return next((job for job in reversed(self.running) if job.slug == slug), None)

    def stop(self, *jobs: RunJob) -> None:
        """Stop runs; what was paid and is under way is journalled as perhaps billed."""
        for job in jobs:
            if job.state is JobState.RUNNING:
                self._tasks[job].cancel()

    async def settled(self) -> None:
        """Wait for everything under way."""
        await asyncio.gather(*self._tasks.values(), return_exceptions=True)

    async def _work(self, job: RunJob, budget: Decimal | None) -> None:
        def on_event(plan: PlannedAttempt, event: Event) -> None:
            self._hear(job, job.plans.index(plan), event)

        def on_outcome(outcome: Outcome) -> None:
            job.fractions.pop(job.plans.index(outcome.plan), None)
            job.done += 1
            self.on_change(job)

        try:
            await compute(lambda: recover(self.workspace, (job.slug,)))
            outcomes = await run_attempts(
                self.workspace, job.plans, on_event=on_event, on_outcome=on_outcome, budget_usd=budget,
                lanes=self._lanes,
            )  # fmt: skip
            job.state, job.report = JobState.DONE, report_of(outcomes)
        except asyncio.CancelledError:
            paid = " Paid work that was under way may have been billed." if job.is_paid else ""
            job.state, job.report = JobState.STOPPED, RunReport(f"Stopped.{paid}", 0, ())
        except StudioError as error:
            job.state, job.report = JobState.DONE, RunReport(str(error), 1, ())
        finally:
            self._tasks.pop(job, None)
            self.on_change(job)

    def _hear(self, job: RunJob, place: int, event: Event) -> None:
        if isinstance(event, Progress):
            job.fractions[place] = event.fraction
            job.says = event.label
        elif isinstance(event, Waiting):
            job.says = f"waits {event.seconds:.0f} s: {event.reason}"
        elif isinstance(event, Partial):
            job.preview = event.data
        self.on_change(job)
