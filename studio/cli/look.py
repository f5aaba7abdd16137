"""Commands that only look: check, prompt, cost, status."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from itertools import groupby
from pathlib import Path

import click

from studio.cli.options import (
    at_option,
    console,
    counted,
    json_option,
    print_json,
    print_table,
    set_option,
    variables_from,
    workspace_at,
)
from studio.core.problem import Problem, Severity
from studio.store.settings import SETTINGS_FILE, read_toml
from studio.workflow.browsing.overview import (
    brand_adds,
    changed_since,
    check_all,
    check_staged,
    prompts_of,
    standing_of,
    uses_of,
)
from studio.workflow.making.plan import Choices
from studio.workflow.making.spending import costs_of
from studio.workspace import Workspace


@click.command()
@click.argument("recipes", nargs=-1)
@at_option
@json_option
@click.option("--all", "everything", is_flag=True, help="Also show the warnings that somebody has answered, and why.")
@click.option("--strict", is_flag=True, help="Warnings count as errors for the exit code.")
@click.option("--staged", is_flag=True, help="Those that the next git commit changes, as it will hold them.")
def check(recipes: tuple[str, ...], start: Path, as_json: bool, everything: bool, strict: bool, staged: bool) -> None:
    """Find problems before spending anything. Without RECIPES, check all of them.

    Errors stop a run. Warnings rest on words and may be wrong: answer one with a comment on its line or above it,
    `# studio: ok, because …` in YAML, `<!-- studio: ok, because … -->` in the guide.
    Exit code 1 when there are errors (or, with --strict, warnings).
    """
    if staged and recipes:
        raise click.UsageError("Name recipes, or say --staged.")
    workspace = workspace_at(start)
    report = check_staged(workspace) if staged else check_all(workspace, recipes)
    if workspace.settings.keys and not (staged or recipes):
        report = replace(report, problems=tuple(sorted((*report.problems, *_key_problems(workspace)))))
    if as_json:
        print_json([_problem(problem) for problem in report.problems])
    else:
        _say([problem for problem in report.problems if everything or not problem.silenced])
        asked = counted(report.recipes, "recipe")
        counts = f"{asked}, {counted(report.errors, 'error')}, {counted(report.warnings, 'warning')}"
        quiet = "" if everything or not report.silenced else f", {report.silenced} answered (--all shows them)"
        has_any = report.errors or report.warnings
        console().print(f"{counts if has_any else f'{asked}, no problems'}{quiet}", style="bold")
    if report.errors or (strict and report.warnings):
        sys.exit(1)


def _key_problems(workspace: Workspace) -> Iterator[Problem]:
    from studio.tui.key_settings import key_problems  # Textual and every screen, which no other check needs

    path = workspace.content / SETTINGS_FILE
    _, lines = read_toml(path, shown=f"{workspace.content.name}/{SETTINGS_FILE}")
    return key_problems(workspace.settings.keys, lines)


def _say(problems: Sequence[Problem]) -> None:
    """Problems by recipe, errors first: where and what, then the cure on a line of its own."""
    terminal = console()
    for recipe, found in groupby(problems, key=lambda problem: _recipe_of(problem.path)):
        terminal.print(recipe or "workspace", style="bold", markup=False)
        for problem in sorted(found, key=lambda problem: problem.severity is not Severity.ERROR):
            kind = "answered" if problem.silenced else str(problem.severity)
            terminal.print(f"  {kind}: ", style={"error": "red", "warning": "yellow"}.get(kind, "dim"), end="")
            terminal.print(f"{problem.path}:{problem.line}: {problem.fault} [{problem.rule}]", markup=False)
            terminal.print(f"    {problem.fix}", markup=False)
            if problem.silenced:
                terminal.print(f"    answered, because {problem.silenced}", markup=False)


def _problem(problem: Problem) -> dict[str, object]:
    return {"recipe": _recipe_of(problem.path), **asdict(problem)}


def _recipe_of(path: str) -> str:
    """Name of the recipe that a file belongs to: the folder below `content`."""
    parts = path.split("/")
    return parts[1] if len(parts) > 2 else ""


@click.command()
@click.argument("recipe")
@click.option("--edit", "edit_name", help="Name of the edit, when the recipe has several.")
@click.option("--parts", is_flag=True, help="Show which field each stretch comes from.")
@set_option
@at_option
@json_option
def prompt(recipe: str, edit_name: str | None, parts: bool, sets: tuple[str, ...], start: Path, as_json: bool) -> None:
    """Show the composed prompt of RECIPE, exactly as an engine gets it."""
    prompts = prompts_of(workspace_at(start), recipe, edit_name=edit_name, variables=variables_from(sets))
    if as_json:
        print_json([
            {"edit": label, "prompt": text.text, "parts": [{"field": p.field, "text": p.text} for p in text.parts]}
            for label, text in prompts
        ])  # fmt: skip
        return
    terminal = console()
    for phrases in brand_adds(workspace_at(start), recipe):
        click.echo(phrases, err=True)
    for label, composed in prompts:
        if len(prompts) > 1 and label:
            terminal.print(label, style="bold", markup=False)
        if parts:
            for part in composed.parts:
                terminal.print(f"{part.field:<11}", style="dim", end="")
                terminal.print(part.text, markup=False)
        else:
            terminal.print(composed.text, markup=False)


@click.command()
@click.argument("recipes", nargs=-1)
@click.option("--engine", help="As if this engine ran it.")
@click.option("--model", help="As if this model ran it.")
@click.option("--quality", help="As if at this quality.")
@at_option
@json_option
def cost(
    recipes: tuple[str, ...], engine: str | None, model: str | None, quality: str | None, start: Path, as_json: bool
) -> None:
    """Show tokens and dollars before spending them. Without RECIPES, for all of them.

    Exit code 1 when some cannot be priced; the others are.
    """
    costs = costs_of(workspace_at(start), recipes, Choices(engine=engine, model=model, quality=quality))
    columns = ("recipe", "edit", "engine", "size", "results", "each", "total", "how sure")
    if as_json:
        print_json([row.as_data() for row in costs.rows])
    else:
        print_table(columns, [row.as_cells() for row in costs.rows])
    for fault in costs.faults:
        click.echo(fault, err=True)
    if costs.faults:
        sys.exit(1)


@click.command()
@click.argument("recipes", nargs=-1)
@click.option("--of", "origin", metavar="RECIPE", help="Those that use RECIPE on other pictures, and RECIPE itself.")
@click.option("--since", "revision", metavar="REV", help="Those that differ from a revision of git.")
@at_option
@json_option
def status(recipes: tuple[str, ...], origin: str | None, revision: str | None, start: Path, as_json: bool) -> None:
    """Show where every recipe stands and what comes next."""
    workspace = workspace_at(start)
    if origin is not None:
        recipes = (*recipes, origin, *uses_of(workspace, origin))
    changed = None if revision is None else changed_since(workspace, revision)
    if changed is not None:
        named = {workspace.slug_of(name) for name in recipes}
        recipes = tuple(name for name in changed if name in named or not named)
    rows = () if changed is not None and not recipes else standing_of(workspace, recipes)
    if as_json:
        print_json([asdict(row) for row in rows])
        return
    print_table(
        ("recipe", "status", "attempts", "approved", "spent", "per approved", "next step"),
        [row.as_cells() for row in rows],
    )
