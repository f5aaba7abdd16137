"""Commands that make pictures: run, retry."""

from __future__ import annotations

import json
import shlex
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from studio.cli.batch import say_batch
from studio.cli.options import (
    at_option,
    console,
    dollars,
    json_option,
    print_json,
    set_option,
    variables_from,
    workspace_at,
)
from studio.cli.outcomes import recover_first, report_outcomes, run_plans
from studio.core.attempts.retry import Proposal
from studio.core.money.prices import price_in_words
from studio.errors import StudioError
from studio.workflow.judging.retry import RetryWish, find_attempt, parse_set, plan_retry, proposed_changes
from studio.workflow.judging.verdict import failure_class
from studio.workflow.making.batch_submit import submit
from studio.workflow.making.cluster import on_cluster
from studio.workflow.making.plan import Choices, PlannedAttempt, plan_recipe
from studio.workflow.making.spending import price_of
from studio.workflow.making.verify import verify as verify_recipes
from studio.workspace import Workspace

if TYPE_CHECKING:
    from decimal import Decimal


@click.command()
@click.argument("recipes", nargs=-1)
@click.option("--all", "everything", is_flag=True, help="Run every recipe.")
@click.option("--edit", "edit_name", help="Only this edit.")
@click.option("--engine", help="Engine for this run.")
@click.option("--model", help="Model for this run.")
@click.option("--quality", help="Quality step for this run.")
@click.option("-n", "results", type=click.IntRange(1, 10), help="How many results of each edit.")
@click.option("--seed", type=click.IntRange(0), help="Seed of the built-in engine.")
@click.option("--again", is_flag=True, help="Make it once more although it was made before.")
@click.option("--budget", metavar="USD", help="The most this run may cost, in dollars.")
@click.option("--jobs", type=click.IntRange(1, 64), default=1, help="Edits at once on this machine, a process each.")
@click.option("--cluster", metavar="ADDRESS", help="Make the built-in engine's pictures on a Dask cluster.")
@click.option("--batch", is_flag=True, help="Send it as a batch: slower, half price for most models.")
@click.option("--dry-run", is_flag=True, help="Say what would run and what it would cost; do nothing.")
@click.option("--verify", is_flag=True, help="Make recorded attempts again in memory and compare; write nothing.")
@set_option
@at_option
@json_option
def run(
    recipes: tuple[str, ...],
    everything: bool,
    edit_name: str | None,
    engine: str | None,
    model: str | None,
    quality: str | None,
    results: int | None,
    seed: int | None,
    again: bool,
    budget: str | None,
    jobs: int,
    cluster: str | None,
    batch: bool,
    dry_run: bool,
    verify: bool,
    sets: tuple[str, ...],
    start: Path,
    as_json: bool,
) -> None:
    """Make the edits of RECIPES.

    The same edit is never made twice by accident: what was made before is shown instead, unless you say --again.
    """
    workspace = workspace_at(start)
    names = workspace.slugs() if everything else recipes
    if not names:
        raise click.UsageError("Name a recipe, or say --all.")
    if not (dry_run or verify):
        recover_first(workspace, names)
    if verify:
        _verify(workspace, names, as_json=as_json)
        return
    variables = variables_from(sets)
    choices = Choices(engine, model, quality, results, seed, again, variables)
    plans, refused = _plan(workspace, names, choices, edit_name)
    limit = dollars(budget)
    if dry_run:
        _show_plans(workspace, plans, batch=batch, as_json=as_json)
    elif batch:
        _submit(workspace, plans, limit, as_json=as_json)
    else:
        with on_cluster(cluster) if cluster else nullcontext(jobs) as at_once:
            outcomes = run_plans(workspace, plans, budget_usd=limit, quiet=as_json, jobs=at_once)
        report_outcomes(outcomes, as_json=as_json)
    if refused:
        sys.exit(max(refused))


def _plan(
    workspace: Workspace, names: Sequence[str], choices: Choices, edit_name: str | None
) -> tuple[list[PlannedAttempt], list[int]]:
    """The plans of recipes, and an exit code for each that cannot run; of several, one stops no other."""
    plans: list[PlannedAttempt] = []
    refused: list[int] = []
    for slug in [workspace.slug_of(name) for name in names]:
        try:
            folder = workspace.folder(slug, variables=choices.variables)
            plans += plan_recipe(workspace, folder, choices=choices, edit_name=edit_name)
        except StudioError as error:
            if len(names) == 1:
                raise
            click.echo(str(error), err=True)
            refused.append(error.exit_code)
    return plans, refused


def _submit(workspace: Workspace, plans: Sequence[PlannedAttempt], limit: Decimal | None, *, as_json: bool) -> None:
    held = [plan for plan in plans if plan.held_back]
    for plan in held:
        click.echo(f"{plan.slug}: {plan.held_back}", err=True)
    for one in submit(workspace, plans, budget_usd=limit):
        say_batch(one, as_json=as_json)
    if held:
        sys.exit(1)


def _verify(workspace: Workspace, names: Sequence[str], *, as_json: bool) -> None:
    done = verify_recipes(workspace, names, on_verified=lambda one: None if as_json else click.echo(str(one)))
    if as_json:
        print_json([asdict(one) for one in done])
    if not all(one.is_same for one in done):
        sys.exit(1)


@click.command()
@click.argument("recipe")
@click.argument("attempt")
@click.option(
    "--set", "sets", multiple=True, metavar="FIELD=VALUE", help="The one change, e.g. local.shadow.strength=0.7"
)
@click.option("--because", help="Failure class it addresses; default: the review's.")
@click.option("--allow-many", metavar="REASON", help="Change several things all the same, and say why.")
@click.option(
    "--from", "origin", type=click.Choice(["source", "parent"]), default="source", help="Picture to start from."
)
@click.option("--again", is_flag=True, help="Make it once more although it was made before.")
@at_option
@json_option
def retry(
    recipe: str,
    attempt: str,
    sets: tuple[str, ...],
    because: str | None,
    allow_many: str | None,
    origin: str,
    again: bool,
    start: Path,
    as_json: bool,
) -> None:
    """Change one thing about ATTEMPT of RECIPE and run it again.

    Without --set it shows the smallest fields that address why the attempt was rejected.
    """
    workspace = workspace_at(start)
    recover_first(workspace, (recipe,))
    folder = workspace.folder(recipe)
    if not sets:
        why = failure_class(because) if because else None
        _propose(proposed_changes(folder, find_attempt(folder, attempt), why), because=because, as_json=as_json)
        return
    wish = RetryWish(
        sets=tuple(parse_set(text) for text in sets),
        because=failure_class(because) if because else None,
        allow_many=allow_many,
        start="parent" if origin == "parent" else "source",
        again=again,
    )
    plan = plan_retry(workspace, folder, attempt, wish)
    if not as_json:
        console().print("\n".join(f"One change: {change}" for change in plan.ancestry.changed), markup=False)
    report_outcomes(run_plans(workspace, [plan], quiet=as_json), as_json=as_json)


def _propose(found: Sequence[Proposal], *, because: str | None, as_json: bool) -> None:
    if as_json:
        print_json([{"field": one.field, "try": one.value} for one in found])
        return
    if not found and because:
        raise click.UsageError(f"No single change is known that addresses {because} here. Name one: --set FIELD=VALUE.")
    if not found:
        raise click.UsageError("Say what to change with --set FIELD=VALUE, and why with --because CLASS.")
    terminal = console()
    terminal.print("The smallest changes that address this failure. Add one of them, or your own, to the command:")
    for one in found:
        words = one.value if isinstance(one.value, str) else json.dumps(one.value, ensure_ascii=False)
        terminal.print(f"  --set {shlex.quote(f'{one.field}={words}')}", markup=False)


def _show_plans(workspace: Workspace, plans: Sequence[PlannedAttempt], *, batch: bool, as_json: bool) -> None:
    prices = [price_of(workspace, plan, batch=batch) if plan.is_fresh else None for plan in plans]
    rows = [
        {"recipe": p.slug, "edit": p.edit, "variation": p.variation, "engine": p.used.name, "prompt": p.request.prompt,
         "made before": p.made_before.id if p.made_before else None, "with earlier words": p.says_it_anew,
         "held back": p.held_back or None, "about usd": None if price is None else format(price, "f")}
        for p, price in zip(plans, prices, strict=True)
    ]  # fmt: skip
    if as_json:
        print_json(rows)
        return
    for plan, price in zip(plans, prices, strict=True):
        name = " · ".join(part for part in (plan.slug, plan.edit, plan.variation) if part)
        who = " ".join(part for part in (plan.used.name, plan.used.model) if part)
        fate = f"would run on {who}: {price_in_words(price)}"
        fate = f"made before as {plan.made_before.id}" if plan.made_before else fate
        fate += " with earlier words; --again makes it with today's words" if plan.says_it_anew else ""
        fate = plan.held_back or fate
        console().print(f"{name}: {fate}", markup=False)
