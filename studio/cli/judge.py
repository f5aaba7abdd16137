"""The commands that help to judge and record a verdict."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path

import click

from studio.cli.options import at_option, console, json_option, print_json, workspace_at
from studio.core.attempts.review import Answer, Criterion, Verdict, as_sentence
from studio.core.recipe.words import FailureClass
from studio.workflow.judging import verdict as work
from studio.workflow.judging.measure import measure_recipe
from studio.workflow.judging.opinion import second_opinion
from studio.workflow.publishing.hand_off import contact_sheet
from studio.workflow.publishing.uses_sheet import sheet_of_uses
from studio.workflow.writing.promote import promote as promote_attempt


@click.command()
@click.argument("recipe")
@click.argument("attempt", required=False)
@at_option
@json_option
def measure(recipe: str, attempt: str | None, start: Path, as_json: bool) -> None:
    """Measure what changed in ATTEMPT of RECIPE, or in all of its attempts.

    The numbers help the person who judges; they never decide.
    """
    workspace = workspace_at(start)
    measured = measure_recipe(workspace, workspace.folder(recipe), attempt)
    if as_json:
        print_json({number: evidence.model_dump(mode="json", exclude_none=True) for number, evidence in measured})
        return
    for number, evidence in measured:
        console().print(f"{recipe} {number}", markup=False, highlight=False)
        for one in evidence.measures:
            mark = {"look": "!", "fine": " ", "unknown": "?"}[one.flag]
            console().print(f" {mark} {one.criterion}: {one.says}", markup=False, highlight=False)


@click.command()
@click.argument("recipe")
@click.argument("attempts", nargs=-1)
@click.option("--edit", "edit_name", help="Only attempts of this edit, when the recipe has several.")
@click.option("--uses", is_flag=True, help="The recipes that use RECIPE on other pictures, what to look at first.")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The sheet, .jpg, .png or .pdf.")
@at_option
@json_option
def compare(
    recipe: str,
    attempts: tuple[str, ...],
    edit_name: str | None,
    uses: bool,
    out: Path | None,
    start: Path,
    as_json: bool,
) -> None:
    """Draw ATTEMPTS of RECIPE, or all of them, on one contact sheet beside the before.

    Each has its verdict and the one thing that changed below it. For choosing, not for publishing.
    """
    if uses and (attempts or edit_name):
        raise click.UsageError("--uses draws every use; leave out attempts and --edit.")
    workspace = workspace_at(start)
    sheet = (
        sheet_of_uses(workspace, recipe, out=out)
        if uses
        else contact_sheet(workspace, recipe, numbers=attempts, edit=edit_name, out=out)
    )
    if as_json:
        print_json({**sheet._asdict(), "path": str(sheet.path), "left_out": dict(sheet.left_out)})
        return
    for number, became in sheet.left_out:
        click.echo(f"left out: {number} has no picture ({became})")
    click.echo(f"open {sheet.path}")


@click.command()
@click.argument("recipe")
@click.argument("attempt")
@click.option("--approve", "verdict", flag_value="approved", help="Approve it.")
@click.option("--reject", "verdict", flag_value="rejected", help="Reject it; needs --because.")
@click.option("--because", help="Failure class of a rejection.")
@click.option(
    "--answer",
    "answers",
    multiple=True,
    metavar="CRITERION=ANSWER",
    help="pass, fail or n/a; criteria may be shortened.",
)
@click.option("--note", help="A note on the whole.")
@click.option("--note-on", "notes", multiple=True, metavar="CRITERION=TEXT", help="A note on one criterion.")
@click.option("--reviewer", help="Who judges; default: the workspace's reviewer or you.")
@at_option
@json_option
def review(
    recipe: str,
    attempt: str,
    verdict: str | None,
    because: str | None,
    answers: tuple[str, ...],
    note: str | None,
    notes: tuple[str, ...],
    reviewer: str | None,
    start: Path,
    as_json: bool,
) -> None:
    """Judge ATTEMPT of RECIPE against the checklist.

    An attempt may be judged again: the last verdict counts, and the earlier ones stay in the recipe.

    In a terminal the questions that are still open are asked one by one. A script gives
    --approve or --reject and one --answer per criterion.
    """
    workspace = workspace_at(start)
    folder = workspace.folder(recipe)
    criteria = work.checklist_of(workspace, folder)
    given = work.parse_answers(answers, criteria)
    failure = work.failure_class(because) if because else None
    if sys.stdin.isatty() and not as_json:
        console().print(work.where_to_look(workspace, folder, attempt), markup=False)
        given = _ask(criteria, given) if verdict != "rejected" else given
        verdict = verdict or _ask_verdict(given)
        failure = failure or (_ask_failure() if verdict == "rejected" else None)
    if verdict is None:
        raise click.UsageError("Say --approve or --reject.")
    kept = work.judge(
        workspace, folder, attempt,
        verdict=Verdict(verdict), answers=given, failure=failure, note=note,
        notes=work.parse_notes(notes, criteria), reviewer=reviewer,
    )  # fmt: skip
    earlier = [one for one in reversed(folder.recipe.front.reviews) if one.attempt == kept.attempt]
    if as_json:
        said = [one.model_dump(mode="json", exclude_none=True) for one in (kept, *earlier)]
        print_json({**said[0], "earlier": said[1:]})
        return
    click.echo(f"{folder.recipe.slug} {kept.attempt}: {kept.verdict}{f' ({kept.failure})' if kept.failure else ''}")
    for one in earlier:
        click.echo(f"earlier: {as_sentence(one)}")


@click.command()
@click.argument("recipe")
@click.argument("attempt")
@click.option("--dry-run", is_flag=True, help="Show the lines that would change; write nothing.")
@at_option
@json_option
def promote(recipe: str, attempt: str, dry_run: bool, start: Path, as_json: bool) -> None:
    """Write the spec that ATTEMPT was made with back into RECIPE, so that the next run begins there.

    Only lines of its edit block change. The variation axis and the number of results stay as the recipe says.
    """
    done = promote_attempt(workspace_at(start), recipe, attempt, write=not dry_run)
    if as_json:
        print_json(asdict(done))
        return
    if dry_run:
        click.echo(done.diff)
    said = "would be written" if dry_run else "written into the recipe"
    click.echo(f"{recipe} {done.attempt} ({done.became}): {', '.join(done.fields)} {said}")


def _ask(criteria: Sequence[Criterion], given: dict[str, Answer]) -> dict[str, Answer]:
    words = {"p": Answer.PASS, "f": Answer.FAIL, "n": Answer.NOT_APPLICABLE}
    answers = dict(given)
    for criterion in criteria:
        if criterion.name not in answers:
            click.echo(f"\n{criterion.name}: {criterion.question}")
            letter = click.prompt("[p]ass, [f]ail, [n]/a", type=click.Choice(list(words)), show_choices=False)
            answers[criterion.name] = words[letter]
    return answers


def _ask_verdict(answers: dict[str, Answer]) -> str:
    failed = [name for name, answer in answers.items() if answer == "fail"]
    if failed:
        click.echo(f"\nFailed: {', '.join(failed)}. That makes it a rejection.")
        return "rejected"
    return "approved" if click.confirm("\nApprove it?") else "rejected"


def _ask_failure() -> FailureClass:
    return FailureClass(click.prompt("Why did it fail?", type=click.Choice([str(failure) for failure in FailureClass])))


OPINION_SIGNS = {"pass": " ", "fail": "!", "unsure": "?"}
"""Sign before an answer, as for measurements."""


@click.command()
@click.argument("recipe")
@click.argument("attempt")
@click.option("--again", is_flag=True, help="Ask although an answer is there, or may have been paid already.")
@click.option("--budget", "budget_usd", type=Decimal, metavar="USD", help="The most it may cost.")
@at_option
@json_option
def opinion(recipe: str, attempt: str, again: bool, budget_usd: Decimal | None, start: Path, as_json: bool) -> None:
    """Ask a vision model for a second opinion on ATTEMPT of RECIPE.

    It sends both pictures to the provider and costs money, so it is off until content/studio.toml names a model
    under [opinion]. An answer that is there is shown again without asking. It never approves anything.
    """
    workspace = workspace_at(start)
    found = second_opinion(workspace, workspace.folder(recipe), attempt, again=again, budget_usd=budget_usd)
    if as_json:
        print_json(found.model_dump(mode="json", exclude_none=True))
        return
    cost = f", ${Decimal(found.cost_usd):.4f}" if found.cost_usd else ", price unknown"
    console().print(f"The opinion of a machine ({found.model}{cost}). The verdict is yours.", markup=False)
    for one in found.answers:
        console().print(f" {OPINION_SIGNS[one.answer]} {one.criterion}: {one.answer}. {one.reason}", markup=False)
