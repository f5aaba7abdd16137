"""The command that asks a vision model."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import click

from studio.cli.options import at_option, console, json_option, print_json, workspace_at
from studio.workflow.opinion import second_opinion

MARK = {"pass": " ", "fail": "!", "unsure": "?"}
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
    found = second_opinion(
        workspace, workspace.folder(recipe), attempt.zfill(3), again=again, budget_usd=budget_usd
    )  # fmt: skip
    if as_json:
        print_json(found.model_dump(mode="json", exclude_none=True))
        return
    cost = f", ${Decimal(found.cost_usd):.4f}" if found.cost_usd else ", price unknown"
    console().print(f"The opinion of a machine ({found.model}{cost}). The verdict is yours.", markup=False)
    for one in found.answers:
        console().print(f" {MARK[one.answer]} {one.criterion}: {one.answer}. {one.reason}", markup=False)
