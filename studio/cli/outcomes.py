"""Plans carried out with their progress on the terminal, and what became of each of them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from studio.cli.options import console, print_json
from studio.engines.base import Event, Waiting
from studio.engines.base import Progress as Step
from studio.workflow.making.plan import PlannedAttempt
from studio.workflow.making.recover import recover
from studio.workflow.making.run import Outcome, run_now
from studio.workspace import Workspace

if TYPE_CHECKING:
    from decimal import Decimal


def recover_first(workspace: Workspace, names: Sequence[str]) -> None:
    """Finish what is paid and not finished of some recipes before anything new begins, and say so."""
    for one in recover(workspace, [workspace.slug_of(name) for name in names]):
        if one.fault or not one.attempt.has_unknown_end:  # the run itself speaks of those that stay unknown
            click.echo(str(one), err=True)


def run_plans(
    workspace: Workspace,
    plans: Sequence[PlannedAttempt],
    *,
    quiet: bool,
    budget_usd: Decimal | None = None,
    jobs: int = 1,
) -> tuple[Outcome, ...]:
    """Run plans now, each with its bar.

    Args:
        workspace: Where they belong.
        plans: What to make.
        quiet: Show no progress.
        budget_usd: The most that this run may cost.
        jobs: Edits at once by an engine that computes on this machine.
    """
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        TextColumn("{task.fields[label]}"),
        TimeElapsedColumn(),
    )
    terminal = console(err=True)
    with Progress(*columns, console=terminal, disable=quiet or not terminal.is_terminal, transient=True) as bar:
        tasks = {id(plan): bar.add_task(plan.slug, total=1.0, label="waits") for plan in plans}

        def on_event(plan: PlannedAttempt, event: Event) -> None:
            if isinstance(event, Step):
                bar.update(tasks[id(plan)], completed=event.fraction, label=event.label)
            elif isinstance(event, Waiting):
                bar.update(tasks[id(plan)], label=event.label)

        def on_outcome(outcome: Outcome) -> None:
            bar.update(tasks[id(outcome.plan)], completed=1.0, label="done")

        return run_now(workspace, plans, on_event=on_event, on_outcome=on_outcome, budget_usd=budget_usd, jobs=jobs)


def report_outcomes(outcomes: Sequence[Outcome], *, as_json: bool) -> None:
    """Say what became of each attempt, and exit with the worst error's code."""
    if as_json:
        print_json([outcome_data(outcome) for outcome in outcomes])
    for outcome in () if as_json else outcomes:
        say_outcome(outcome)
    codes = [outcome.error.exit_code for outcome in outcomes if outcome.error]
    if codes:
        sys.exit(max(codes))


def say_outcome(outcome: Outcome, *, only_flagged: bool = False) -> None:
    """What became of one attempt, in lines for a person; of what was measured only what to look at, where asked."""
    attempt = outcome.attempt
    name = f"{outcome.plan.slug} {attempt.id}" if attempt else outcome.plan.slug
    if outcome.error is not None:
        click.echo(f"{name}: {outcome.error}", err=True)
        if attempt and attempt.has_unknown_end and attempt.state == "failed":
            click.echo(f"  To close it: `studio settle {name} --billed` or `--not-billed`.", err=True)
    elif outcome.was_there and attempt:
        said = "made before, nothing ran (use --again to make it once more)"
        if outcome.plan.says_it_anew:
            said = "made before with earlier words, nothing ran (--again makes it with today's words)"
        click.echo(f"{name}: {said}")
    elif attempt and attempt.picture:
        picture = f"content/{outcome.plan.slug}/attempts/{attempt.picture.file}"
        click.echo(f"{name}: {picture} ({attempt.picture.width_px}×{attempt.picture.height_px})")
        for warning in attempt.warnings:
            click.echo(f"  look: {warning}")
        found = outcome.evidence
        for measure in () if found is None else found.looks if only_flagged else found.measures:
            click.echo(f"  {'look' if measure.flag == 'look' else 'seen'}: {measure.says}")
        if outcome.not_measured:
            click.echo(f"  {outcome.not_measured}")


def outcome_data(outcome: Outcome) -> dict[str, object]:
    """The same as plain data."""
    attempt = outcome.attempt
    return {
        "recipe": outcome.plan.slug,
        "edit": outcome.plan.edit,
        "variation": outcome.plan.variation,
        "attempt": attempt.id if attempt else None,
        "picture": attempt.picture.file if attempt and attempt.picture else None,
        "made_before": outcome.was_there,
        "with_earlier_words": outcome.was_there and outcome.plan.says_it_anew,
        "warnings": list(attempt.warnings) if attempt else [],
        "error": str(outcome.error) if outcome.error else None,
        "state": str(attempt.state) if attempt else None,
        "not_measured": outcome.not_measured or None,
        "may_be_billed": bool(attempt and attempt.failure and attempt.failure.may_be_billed),
        "cost_usd": attempt.cost_usd if attempt else None,
    }
