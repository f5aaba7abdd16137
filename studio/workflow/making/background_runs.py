"""Runs under way while a person goes on working: their progress, their previews, their price and outcome in words."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from studio.background import in_background
from studio.core.money.prices import price_in_words
from studio.engines.base import Event, Partial, Progress, Waiting
from studio.errors import StudioError
from studio.workflow.making.plan import Choices, PlannedAttempt, plan_recipe
from studio.workflow.making.recover import recover
from studio.workflow.making.run import Lanes, Outcome, run_attempts
from studio.workflow.making.spending import price_of
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


@dataclass(frozen=True)
class Quote:
    """What a run would make and cost, before anything is spent."""

    says: str
    """The same as `studio run --dry-run` would do, in a sentence; or why nothing can run."""
    is_free: bool
    """Whether nothing of it can be billed."""


def engines_as_written(workspace: Workspace, slugs: Sequence[str]) -> str:
    """The engines that make some recipes when none is chosen for the run."""
    names = dict.fromkeys(
        edit.spec.engine.name or workspace.rules.engine.name
        for slug in slugs
        for edit in workspace.folder(slug).recipe.edits
    )
    return " and ".join(names)


def quote_run(workspace: Workspace, slugs: Sequence[str], choices: Choices) -> Quote:
    """What a run of some recipes would make and cost; those that cannot run are named with the reason."""
    plans, refused = list[PlannedAttempt](), list[str]()
    for slug in slugs:
        try:
            plans += plan_recipe(workspace, workspace.folder(slug), choices=choices)
        except StudioError as error:
            refused.append(str(error))
    fresh = [plan for plan in plans if plan.is_fresh]
    reasons = "\n".join(refused)
    if not plans:
        return Quote(reasons, is_free=True)
    made, anew = sum(plan.made_before is not None for plan in plans), sum(plan.says_it_anew for plan in plans)
    words = f" ({anew} with earlier words; 'again' makes it with today's)" if anew else ""
    before = f" {made} made before, shown again{words}." if made else ""
    before += "".join(f" {reason}" for reason in dict.fromkeys(plan.held_back for plan in plans) if reason)
    before += f"\nNot run: {reasons}" if reasons else ""
    if not fresh:
        return Quote(f"Nothing new to make.{before}", is_free=True)
    many = f"{len(fresh)} picture{'s' if len(fresh) > 1 else ''}"
    prices = [price_of(workspace, plan) for plan in fresh]
    known = [price for price in prices if price is not None]
    total = sum(known, Decimal(0)) if len(known) == len(prices) else None
    by = " and ".join(dict.fromkeys(f"{plan.used.name}{_of_model(plan)}" for plan in fresh))
    return Quote(f"{many}, {price_in_words(total)}, made by {by}.{before}", is_free=all(plan.is_free for plan in fresh))


def _of_model(plan: PlannedAttempt) -> str:
    return f" ({plan.used.model})" if plan.used.model else ""


def report_of(outcomes: Sequence[Outcome]) -> RunReport:
    """The outcomes of a run in words."""
    made = tuple(o.attempt.id for o in outcomes if o.attempt and o.error is None and not o.was_there)
    unmeasured = [f"{o.attempt.id} {o.not_measured}" for o in outcomes if o.attempt and o.not_measured]
    there = tuple(o.attempt.id for o in outcomes if o.attempt and o.was_there)
    errors = [str(o.error) for o in outcomes if o.error]
    looks = [measure.says for o in outcomes if o.evidence for measure in o.evidence.looks]
    parts = [f"Made {', '.join(made)}."] if made else []
    words = " with earlier words" if any(o.was_there and o.plan.says_it_anew for o in outcomes) else ""
    parts += [f"{', '.join(there)} was made before{words}; nothing ran."] if there else []
    parts += [f"Look: {looks[0]}"] if looks else []
    return RunReport("\n".join((*parts, *unmeasured, *errors)) or "Nothing was made.", len(errors))


class JobState(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    DONE = "done"
    """Ended, with or without pictures."""
    STOPPED = "stopped"


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
            await in_background(lambda: recover(self.workspace, (job.slug,)))
            outcomes = await run_attempts(
                self.workspace, job.plans, on_event=on_event, on_outcome=on_outcome, budget_usd=budget,
                lanes=self._lanes,
            )  # fmt: skip
            job.state, job.report = JobState.DONE, report_of(outcomes)
        except asyncio.CancelledError:
            paid = " Paid work that was under way may have been billed." if job.is_paid else ""
            job.state, job.report = JobState.STOPPED, RunReport(f"Stopped.{paid}", 0)
        except StudioError as error:
            job.state, job.report = JobState.DONE, RunReport(str(error), 1)
        finally:
            self._tasks.pop(job, None)
            self.on_change(job)

    def _hear(self, job: RunJob, place: int, event: Event) -> None:
        if isinstance(event, Progress):
            job.fractions[place] = event.fraction
        if isinstance(event, Progress | Waiting):
            job.says = event.label
        elif isinstance(event, Partial):
            job.preview = event.data
        self.on_change(job)
