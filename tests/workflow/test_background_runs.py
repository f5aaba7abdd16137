"""Runs under way while a person goes on working: how far they are, what they cost, what they came to."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from studio.core.attempts.evidence import METHOD, Evidence, Measure
from studio.engines.base import Partial, Progress, Waiting
from studio.errors import EngineRefused, StoreError
from studio.workflow.making import background_runs
from studio.workflow.making.background_runs import (
    JobState,
    RunBoard,
    RunJob,
    engines_to_choose,
    quote_run,
    report_of,
)
from studio.workflow.making.plan import Choices, PlannedAttempt, plan_recipe
from studio.workflow.making.run import Lanes, Outcome, Run
from studio.workflow.making.spending import open_budget
from studio.workspace import Workspace, open_workspace
from tests.workflow.conftest import change_front, change_sidecar

SLUG = "recipe-00001"


def plans(shelf: Workspace, **choices: Any) -> tuple[PlannedAttempt, ...]:
    return plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(**choices))


def test_progress_is_the_share_of_all_that_is_done(shelf: Workspace) -> None:
    """A bar, the number of the picture under way, and the engine's last word; never more than all."""
    job = RunJob(SLUG, plans(shelf, n=4))
    assert job.line == f"{'░' * 20}  1 of 4: waits"
    job.done, job.fractions, job.says = 1, {1: 0.5, 2: 0.5}, "draws"
    assert job.fraction == 0.5
    assert job.line == f"{'█' * 10}{'░' * 10}  2 of 4: draws"
    job.done = 4
    assert (job.fraction, job.line) == (1.0, f"{'█' * 20}  4 of 4: draws")
    assert RunJob(SLUG, ()).fraction == 0.0


def test_stopping_may_lose_money_only_where_something_paid_would_be_made(shelf: Workspace) -> None:
    """What is free, or was made before, loses none."""
    free, paid = plans(shelf), plans(shelf, engine="openai")
    assert [RunJob(SLUG, some).is_paid for some in (free, paid, (*free, *paid))] == [False, True, True]
    made = replace(paid[0], made_before=shelf.folder(SLUG).attempts[0])
    assert not RunJob(SLUG, (made,)).is_paid


def test_what_a_run_would_cost_is_said_before_it_begins(shelf: Workspace) -> None:
    """How many pictures, their price, what is there already, and why something is not sent."""
    assert quote_run(shelf, [SLUG], Choices()).says == "1 picture, free, made by local."
    assert quote_run(shelf, [SLUG, "recipe-00000"], Choices(n=2)).says == "4 pictures, free, made by local."
    paid = quote_run(shelf, [SLUG], Choices(engine="openai", quality="low")).says
    assert paid.startswith("1 picture, about $0.0")
    plan = plans(shelf)[0]
    change_sidecar(shelf, SLUG, fingerprint=plan.fingerprint, prompt=plan.request.prompt)
    assert quote_run(shelf, [SLUG], Choices()).says == "Nothing new to make. 1 made before, shown again."
    both = quote_run(shelf, [SLUG, "recipe-00000"], Choices()).says
    assert both == "1 picture, free, made by local. 1 made before, shown again."
    change_sidecar(shelf, SLUG, prompt="Other words.")
    assert "(1 with earlier words; 'again' makes it with today's)" in quote_run(shelf, [SLUG], Choices()).says
    lost = {"kind": "EngineInterrupted", "message": "The line went dead.", "may_be_billed": True}
    change_sidecar(shelf, SLUG, state="failed", picture=None, failure=lost, cost_usd=None, estimate_usd="0.05")
    held = quote_run(shelf, [SLUG], Choices(n=1)).says
    assert held.startswith("Nothing new to make. Not sent: attempt 001")
    change_front(shelf, SLUG, "rights: own", "rights: mine")
    assert f"content/{SLUG}/recipe.md:" in quote_run(shelf, [SLUG], Choices()).says


def test_a_price_that_nobody_knows_is_not_left_out_of_a_sum(shelf: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of two pictures, one of them unpriced, the price is unknown."""
    prices = iter([Decimal("0.01"), None])
    monkeypatch.setattr(background_runs, "price_of", lambda *_: next(prices))
    assert quote_run(shelf, [SLUG], Choices(n=2)).says == "2 pictures, unknown price, made by local."


def test_what_a_run_came_to_is_said_with_what_to_look_at(shelf: Workspace) -> None:
    """Made, found again, not measured, failed: each with its number or its reason."""
    plan, attempt = plans(shelf)[0], shelf.folder(SLUG).attempts[0]
    look = Measure(name="a", criterion="layout and crop", flag="look", says="The border is grey.")
    fine = Measure(name="b", criterion="layout and crop", flag="fine", says="All is well.")
    seen = Evidence(method=METHOD, after="x", measures=(fine, look))
    made = Outcome(plan, attempt, evidence=seen)
    there = Outcome(replace(plan, made_before=attempt), attempt, was_there=True)
    unmeasured = Outcome(plan, attempt, not_measured="could not be measured: no memory.")
    failed = Outcome(plan, None, EngineRefused("It will not."))
    report = report_of([made, failed])
    assert (report.says, report.failed) == ("Made 001.\nLook: The border is grey.\nIt will not.", 1)
    assert plan.request.prompt == attempt.prompt
    assert report_of([there]).says == "001 was made before; nothing ran."
    anew = replace(there, plan=replace(there.plan, request=replace(plan.request, prompt="Other words.")))
    assert report_of([anew]).says == "001 was made before with earlier words; nothing ran."
    assert report_of([unmeasured]).says == "Made 001.\n001 could not be measured: no memory."
    assert report_of([]).says == "Nothing was made."
    assert report_of([there, failed]).says == "001 was made before; nothing ran.\nIt will not."


def test_every_engine_can_be_chosen_by_what_it_is(shelf: Workspace) -> None:
    """In a few words, with its name."""
    found = engines_to_choose(shelf)
    assert {name for _, name in found} >= {"local", "openai"}
    assert all(words.startswith(name) for words, name in found)


def test_a_board_tells_of_every_step_and_of_the_end(shelf: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    """Progress, waiting, previews; whatever ends a run is said, and the next one is not held up."""
    given = plans(shelf, n=2)
    ends: list[Exception | None] = [None, StoreError("The disk is full.")]

    async def two(_place: object, some: Any, *, on_event: Any, on_outcome: Any, **_: object) -> tuple[Outcome, ...]:
        if error := ends.pop(0):
            raise error
        on_event(some[0], Progress(0.5, "draws"))
        assert (job.says, job.fraction) == ("draws", 0.25)
        on_event(some[1], Waiting(12.4, "as the provider asks"))
        assert job.says == "waits 12 s: as the provider asks"
        on_event(some[0], Partial(b"preview", 0))
        assert job.preview == b"preview"
        done = [Outcome(plan, None, EngineRefused("It will not.")) for plan in some]
        on_outcome(done[0])
        assert (job.done, job.fractions) == (1, {})
        return tuple(done)

    monkeypatch.setattr(background_runs, "run_attempts", two)
    heard: list[tuple[str, JobState]] = []

    async def work() -> tuple[RunJob, RunJob]:
        nonlocal job
        board = RunBoard(shelf, lambda one: heard.append((one.slug, one.state)))
        job = board.start(SLUG, given)
        assert board.running_of(SLUG) is job
        assert board.running_of("recipe-00000") is None
        await board.settled()
        second = board.start(SLUG, given)
        await board.settled()
        assert board.running == ()
        assert board.jobs == [job, second]
        return job, second

    job = RunJob("", ())
    first, second = asyncio.run(work())
    assert first.report is not None
    assert (first.state, first.report.failed, first.line) == (JobState.DONE, 2, "It will not.\nIt will not.")
    assert (second.state, second.line) == (JobState.DONE, "The disk is full.")
    assert heard[0] == (SLUG, JobState.RUNNING)
    assert heard[-1] == (SLUG, JobState.DONE)


@pytest.mark.parametrize("engine", ["local", "openai"])
def test_a_run_that_is_stopped_says_whether_money_may_be_lost(
    shelf: Workspace, monkeypatch: pytest.MonkeyPatch, engine: str
) -> None:
    """Only the one that was stopped ends."""
    given = plans(shelf, engine=engine)

    async def never_ends(*_: object, **__: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr(background_runs, "run_attempts", never_ends)

    async def work() -> tuple[RunJob, RunJob]:
        board = RunBoard(shelf, lambda _: None)
        first, second = board.start(SLUG, given), board.start("recipe-00000", given)
        await asyncio.sleep(0.05)
        board.stop(first)
        while board.running_of(SLUG):
            await asyncio.sleep(0.01)
        assert board.running == (second,)
        board.stop(*board.jobs)
        await board.settled()
        return first, second

    first, second = asyncio.run(work())
    assert first.state is second.state is JobState.STOPPED
    paid = " Paid work that was under way may have been billed." if engine == "openai" else ""
    assert first.line == f"Stopped.{paid}"


def test_an_engine_gets_as_many_at_once_as_it_takes_and_this_machine_as_many_as_were_asked_for(
    shelf: Workspace,
) -> None:
    """The jobs of a run are for what computes here; a provider's own number stands in the settings."""
    (shelf.content / "studio.toml").write_text("[engine]\nconcurrency = 3\n")
    workspace = open_workspace(shelf.root)
    run = Run(workspace, open_budget(workspace, run_usd=None), lambda *_: None, Lanes(jobs=2))

    def free(engine: str) -> int:
        (plan,) = plans(workspace, engine=engine, again=True)
        assert run.slot_of(plan) is run.slot_of(plan), "attempts of one engine wait for the same places"
        taken, slot = 0, run.slot_of(plan)
        while not slot.locked():
            asyncio.run(slot.acquire())
            taken += 1
        return taken

    assert (free("local"), free("openai")) == (2, 3)
