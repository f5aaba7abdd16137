"""A recipe used on many products: first what would be made and what it costs, then the work, row by row.

Every row stands alone, and what is there already is not made again: the same command goes on after any interruption.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from studio.background import computes_apart, in_background
from studio.core.engine import ResolvedEngine
from studio.errors import StudioError, WriteRefused
from studio.files import read_file
from studio.pictures import digest_of
from studio.pictures.intake import take_in
from studio.store.inside import SHARED_FONTS, inside
from studio.store.places import BRANDS, is_recipe
from studio.workflow.making.plan import Choices, PlannedAttempt, plan_recipe
from studio.workflow.making.receive import error_in_words
from studio.workflow.making.run import Lanes, OnRunEvent, Outcome, Run, run_in_turn
from studio.workflow.making.spending import open_budget, price_of
from studio.workflow.starting.product_sheet import Row
from studio.workflow.starting.reusable import Reusable
from studio.workflow.starting.use import Product, use_on
from studio.workspace import Workspace

SHARED = (BRANDS, SHARED_FONTS)
"""Folders in `content/` that recipes use together."""
_MEMORY_OF_A_JOB = 2 << 30
"""Bytes of this machine's memory for each edit at once: one of 24 megapixels takes up to 2 GB."""


@dataclass(frozen=True)
class RowPlan:
    """What would become of one row."""

    row: Row
    engines: tuple[ResolvedEngine, ...] = ()
    """Who would make each picture that is not there yet."""
    made_before: int = 0
    """Pictures that are there already."""
    price: Decimal | None = Decimal(0)
    """Of all that would be made; None when nobody knows."""
    notes: tuple[str, ...] = ()
    """What to look at; it stops nothing."""
    fault: str = ""
    """Why the row is left out."""

    @property
    def recipe(self) -> str:
        """Name of its recipe; empty when it has none."""
        return self.row.product.slug if self.row.product else ""


@dataclass(frozen=True)
class RowOutcome:
    """What became of one row."""

    row: Row
    outcomes: tuple[Outcome, ...] = ()
    """Of each of its pictures."""
    fault: str = ""
    """Why nothing of it was begun."""


def run_sheet(workspace: Workspace, old: Reusable, rows: Sequence[Row], choices: Choices) -> Iterator[RowPlan]:
    """What would be made of each row, one after another; no recipe is written."""
    with tempfile.TemporaryDirectory() as folder:
        trial = replace(workspace, content=Path(folder))
        for shared in filter(lambda name: (workspace.content / name).is_dir(), SHARED):
            shutil.copytree(workspace.content / shared, trial.content / shared)
        for row in rows:
            if row.product is None:
                yield RowPlan(row, fault="\n".join(f"{one.fault}. {one.fix}" for one in row.problems))
                continue
            try:
                yield _planned(workspace, old, row, row.product, choices, trial=trial)
            except (StudioError, OSError) as error:
                yield RowPlan(row, fault=error_in_words(error))


def _planned(
    workspace: Workspace, old: Reusable, row: Row, product: Product, choices: Choices, *, trial: Workspace
) -> RowPlan:
    """What would be made of a row: its recipe is made in `trial`, planned as it would be, and taken away."""
    if is_recipe(workspace.content, product.slug):
        notes = _there(workspace, old, product)
        return _of_plans(workspace, row, _plans(workspace, product.slug, choices), notes)
    try:
        used = use_on(trial.content, old, product)
        if used.missing:
            raise WriteRefused(
                f"it also needs {', '.join(used.missing)}, which is not there. Put it beside {old.name}."
            )
        return _of_plans(workspace, row, _plans(trial, product.slug, choices), used.notes)
    finally:
        shutil.rmtree(trial.content / product.slug, ignore_errors=True)


def _plans(workspace: Workspace, slug: str, choices: Choices) -> tuple[PlannedAttempt, ...]:
    return plan_recipe(workspace, workspace.folder(slug), choices=choices)


def _of_plans(workspace: Workspace, row: Row, plans: Sequence[PlannedAttempt], notes: tuple[str, ...]) -> RowPlan:
    fresh = [plan for plan in plans if plan.is_fresh]
    prices = [price_of(workspace, plan) for plan in fresh]
    known = [price for price in prices if price is not None]
    held = tuple(plan.held_back for plan in plans if plan.held_back)
    price = sum(known, Decimal(0)) if len(known) == len(prices) else None
    before = sum(plan.made_before is not None for plan in plans)
    return RowPlan(row, tuple(plan.resolved for plan in fresh), before, price, (*notes, *held))


def _there(workspace: Workspace, old: Reusable, product: Product) -> tuple[str, ...]:
    """What to look at in a recipe that is there already, from an earlier run.

    Raises:
        WriteRefused: It is another recipe, or begins with another picture.
    """
    folder, another = workspace.folder(product.slug), "Give the row another name in the column 'slug'."
    if folder.recipe.front.based_on != old.name:
        raise WriteRefused(f"the recipe '{product.slug}' is there already, and is not one of {old.name}. {another}")
    target = folder.recipe.edit().spec.target() or ""
    there = read_file(inside(workspace.content / product.slug, target))
    if digest_of(there) != digest_of(take_in(product.picture).data):
        raise WriteRefused(f"the recipe '{product.slug}' is there already, with another picture. {another}")
    held = folder.recipe.front.variables
    differ = [name for name, value in product.variables.items() if str(held.get(name)) != value]
    return (f"is there already, and keeps its own {', '.join(differ)}",) if differ else ()


def jobs_for(workspace: Workspace, plans: Sequence[RowPlan], wanted: int | None = None) -> int:
    """How many products are under way at once.

    As the person says; else as many requests as the settings allow an engine of a provider, or an edit for each
    processor of this machine, as far as its memory goes.
    """
    if wanted is not None:
        return wanted
    if any(not engine.facts.computes_here for plan in plans for engine in plan.engines):
        return workspace.settings.engine.concurrency
    processors = os.cpu_count() or 1
    if "SC_PHYS_PAGES" not in getattr(os, "sysconf_names", ()):
        return processors
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return max(1, min(processors, memory // _MEMORY_OF_A_JOB))


@dataclass(frozen=True)
class Hears:
    """Who is told how it goes on."""

    on_event: OnRunEvent
    """Progress of single pictures; may raise `Cancelled`."""
    on_row: Callable[[RowOutcome], None]
    """A row that is done."""


def use_on_all(
    workspace: Workspace, old: Reusable, rows: Sequence[Row], choices: Choices, hears: Hears, *,
    jobs: int, budget_usd: Decimal | None = None, only_recipes: bool = False,
) -> tuple[RowOutcome, ...]:  # fmt: skip
    """Make the recipe of every row and run it. Pictures are read when a row's turn comes, so memory stays bounded.

    Args:
        workspace: Where the recipes go.
        old: What is used.
        rows: Those that are not left out.
        choices: What the person chose for this run.
        hears: Who is told.
        jobs: Rows under way at once.
        budget_usd: The most this run may cost; default: as the workspace says.
        only_recipes: Make the recipes and run nothing.
    """
    run = Run(workspace, open_budget(workspace, run_usd=budget_usd), hears.on_event, Lanes(jobs=jobs))
    places = asyncio.Semaphore(jobs)

    async def one(row: Row) -> RowOutcome:
        async with places:
            outcome = await _row(run, old, row, choices, only_recipes=only_recipes)
        hears.on_row(outcome)
        return outcome

    async def every() -> list[RowOutcome]:
        return await asyncio.gather(*(one(row) for row in rows))

    with computes_apart() if jobs > 1 else nullcontext():
        return tuple(asyncio.run(every()))


async def _row(run: Run, old: Reusable, row: Row, choices: Choices, *, only_recipes: bool) -> RowOutcome:
    product = row.product
    if product is None:
        return RowOutcome(row, fault="\n".join(map(str, row.problems)))

    def prepare() -> tuple[PlannedAttempt, ...]:
        if is_recipe(run.workspace.content, product.slug):
            _there(run.workspace, old, product)
        else:
            use_on(run.workspace.content, old, product)
        return () if only_recipes else _plans(run.workspace, product.slug, choices)

    try:
        plans = await in_background(prepare)
    except (StudioError, OSError) as error:
        return RowOutcome(row, fault=error_in_words(error))
    return RowOutcome(row, tuple([await run_in_turn(run, plan) for plan in plans]))
