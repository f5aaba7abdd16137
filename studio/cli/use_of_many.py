"""A recipe used on many products, on the terminal: the run sheet, the question, progress, what became of each row."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

import click

from studio.cli.options import console, print_json, print_table
from studio.cli.outcomes import outcome_data, recover_first, say_outcome
from studio.core.money.prices import price_in_words
from studio.engines.base import Event, Progress, Waiting
from studio.store.places import is_recipe
from studio.workflow.making.plan import Choices, PlannedAttempt
from studio.workflow.starting.product_sheet import Row, Sheet
from studio.workflow.starting.reusable import Reusable
from studio.workflow.starting.use_many import Hears, RowOutcome, RowPlan, jobs_for, run_sheet, use_on_all
from studio.workspace import Workspace


@dataclass(frozen=True)
class UseOfMany:
    """One use of a recipe on many products."""

    workspace: Workspace
    old: Reusable
    sheet: Sheet
    choices: Choices
    as_json: bool

    @cached_property
    def plans(self) -> tuple[RowPlan, ...]:
        """What would become of every row, with a bar while it is found out."""
        from rich.progress import track

        terminal, rows = console(err=True), self.sheet.rows
        found = run_sheet(self.workspace, self.old, rows, self.choices)
        is_quiet = self.as_json or not terminal.is_terminal
        return tuple(
            track(found, "looks at the products", len(rows), console=terminal, disable=is_quiet, transient=True)
        )

    def show_only(self) -> None:
        """The run sheet; exit code 1 when a row is left out."""
        if self.as_json:
            print_json([_plan_data(plan) for plan in self.plans])
        else:
            self._show()
        sys.exit(1 if any(plan.fault for plan in self.plans) else 0)

    def make(self, *, jobs: int | None, limit: Decimal | None, only_recipes: bool, has_word: bool) -> None:
        """Show the run sheet, ask, and do it.

        Args:
            jobs: Products at once; None: as this machine, or the provider, takes them.
            limit: The most it may cost, in dollars.
            only_recipes: Run nothing.
            has_word: The person has said yes already.
        """
        slugs = [row.product.slug for row in self.sheet.rows if row.product]
        recover_first(self.workspace, [slug for slug in slugs if is_recipe(self.workspace.content, slug)])
        if not self.as_json:
            self._show()
        rows = [plan.row for plan in self.plans if not plan.fault]
        if not has_word and not only_recipes:
            self._ask(len(rows))
        at_once = jobs_for(self.workspace, self.plans, jobs)
        done = self._with_bar(rows, jobs=at_once, limit=limit, only_recipes=only_recipes)
        self._report(done, only_recipes=only_recipes)

    def _show(self) -> None:
        for note in (*self.old.notes, *self.sheet.notes):
            click.echo(f"note: {note}", err=True)
        columns = ("row", "picture", "recipe", "to make", "about", "what to look at")
        print_table(columns, [_plan_cells(plan) for plan in self.plans])
        click.echo(_total(self.plans))

    def _ask(self, rows: int) -> None:
        """Go on when the person says so; off a terminal, when it costs nothing for sure.

        Raises:
            click.UsageError: It costs something, and nobody said yes.
        """
        if sys.stdin.isatty() and sys.stdout.isatty() and not self.as_json:
            if rows and not click.confirm("Go on?", default=True):
                raise click.Abort
        elif any(plan.price != 0 for plan in self.plans):
            raise click.UsageError("This costs something. Say --yes to go on, or --dry-run to look at it only.")

    def _with_bar(
        self, rows: Sequence[Row], *, jobs: int, limit: Decimal | None, only_recipes: bool
    ) -> tuple[RowOutcome, ...]:
        from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
        from rich.progress import Progress as Bars

        columns = (
            TextColumn("{task.description}", markup=False),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        terminal = console(err=True)
        is_quiet = self.as_json or not terminal.is_terminal
        above = sys.stdout.isatty()  # lines for a pipe stay on standard output
        with Bars(*columns, console=terminal, disable=is_quiet, transient=True, redirect_stdout=above) as bars:
            task = bars.add_task(f"{self.old.name}, {jobs} at once", total=len(rows))

            def on_event(plan: PlannedAttempt, event: Event) -> None:
                if isinstance(event, Progress | Waiting):
                    bars.update(task, description=f"{plan.slug}: {event.label}")

            def on_row(outcome: RowOutcome) -> None:
                bars.advance(task)
                if not self.as_json:
                    _say_row(outcome)

            hears = Hears(on_event, on_row)
            return use_on_all(
                self.workspace, self.old, rows, self.choices, hears,
                jobs=jobs, budget_usd=limit, only_recipes=only_recipes,
            )  # fmt: skip

    def _report(self, done: Sequence[RowOutcome], *, only_recipes: bool) -> None:
        left_out = [plan for plan in self.plans if plan.fault]
        failed = [one for one in done if one.fault or any(outcome.error for outcome in one.outcomes)]
        if self.as_json:
            rows = [_plan_data(plan) for plan in left_out]
            print_json([*rows, *map(_outcome_data, done)])
        else:
            made = sum(not outcome.was_there and not outcome.error for one in done for outcome in one.outcomes)
            before = sum(outcome.was_there for one in done for outcome in one.outcomes)
            what = f"{len(done) - len(failed)} recipes" if only_recipes else f"{made} made, {before} made before"
            click.echo(f"{what}, {len(failed)} failed, {len(left_out)} left out")
            step = "run them: `studio run --all`" if only_recipes else "judge them: `studio`"
            if not done:
                step = "put the rows above right, and give the command again"
            click.echo(f"next: {step}; where each stands: `studio status --of {self.old.name}`")
        codes = [outcome.error.exit_code for one in done for outcome in one.outcomes if outcome.error]
        if codes or failed or left_out:
            sys.exit(max([1, *codes]))


def _say_row(outcome: RowOutcome) -> None:
    if outcome.fault:
        click.echo(f"row {outcome.row.line} ({outcome.row.picture}): {outcome.fault}", err=True)
    for one in outcome.outcomes:
        say_outcome(one, only_flagged=True)


def _plan_cells(plan: RowPlan) -> tuple[str, ...]:
    made = f"{len(plan.engines)} ({', '.join(dict.fromkeys(map(str, plan.engines)))})" if plan.engines else ""
    made = made or (f"nothing, {plan.made_before} made before" if plan.made_before else "")
    look = f"left out: {plan.fault}" if plan.fault else "; ".join(plan.notes)
    price = price_in_words(plan.price) if plan.engines else ""
    return str(plan.row.line), plan.row.picture, plan.recipe, made, price, " ".join(look.split())


def _total(plans: Sequence[RowPlan]) -> str:
    """The run sheet in a line."""
    pictures = sum(len(plan.engines) for plan in plans)
    before, left_out = sum(plan.made_before for plan in plans), sum(bool(plan.fault) for plan in plans)
    known = [plan.price for plan in plans if plan.price is not None]
    price = price_in_words(sum(known, Decimal(0)) if len(known) == len(plans) else None)
    return f"{len(plans)} rows: {pictures} pictures to make ({price}), {before} made before, {left_out} left out"


def _plan_data(plan: RowPlan) -> dict[str, object]:
    return {
        "row": plan.row.line, "picture": plan.row.picture, "recipe": plan.recipe or None,
        "to_make": [str(engine) for engine in plan.engines], "made_before": plan.made_before,
        "about_usd": None if plan.price is None else format(plan.price, "f"), "notes": list(plan.notes),
        "left_out": plan.fault or None,
    }  # fmt: skip


def _outcome_data(outcome: RowOutcome) -> dict[str, object]:
    slug = outcome.row.product.slug if outcome.row.product else None
    return {
        "row": outcome.row.line, "picture": outcome.row.picture, "recipe": slug,
        "pictures": [outcome_data(one) for one in outcome.outcomes], "fault": outcome.fault or None,
    }  # fmt: skip
