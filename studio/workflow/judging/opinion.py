"""A second opinion by a vision model: asked on purpose, within the budget, and never a verdict."""

from __future__ import annotations

import asyncio
import os
from decimal import Decimal
from pathlib import Path

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.opinion import (
    Opinion,
    OpinionState,
    answer_schema,
    charge_of_opinion,
    price_after,
    price_before,
    question_of,
)
from studio.engines.openai_client import require_access
from studio.engines.openai_opinion import ask_opinion
from studio.errors import EngineError, RuleBroken
from studio.pictures import bytes_of, encode, preview
from studio.store.attempts import ATTEMPTS
from studio.store.findings import begin_opinion, end_opinion, read_opinion
from studio.store.inside import inside
from studio.store.lock import is_gone, owner_of_this_process
from studio.workflow.judging.retry import find_attempt
from studio.workflow.judging.verdict import checklist_of
from studio.workflow.making.receive import utc_now
from studio.workflow.making.spending import open_budget
from studio.workspace import Workspace

_LONGEST_PX = 1024


def second_opinion(
    workspace: Workspace, folder: RecipeFolder, number: str, *, again: bool = False, budget_usd: Decimal | None = None
) -> Opinion:
    """The opinion on an attempt: the one that is there, or a new and paid one.

    Args:
        workspace: The workspace, whose settings name the model.
        folder: The recipe.
        number: The attempt.
        again: Ask although there is one, or although an earlier question may have been billed.
        budget_usd: The most this question may cost.

    Raises:
        NotFound: No such attempt.
        RuleBroken: It is switched off, there is no picture, or an earlier question's outcome is unknown.
        BudgetExceeded: It would pass a limit.
        EngineError: The provider did not answer.
    """
    attempt = find_attempt(folder, number)
    number = attempt.id
    if attempt.picture is None:
        raise RuleBroken(f"{folder.recipe.slug}: attempt {number} has no picture to look at.")
    base = workspace.content / folder.recipe.slug
    earlier = read_opinion(base, number)
    if earlier is not None and not again:
        if earlier.state is OpinionState.RECEIVED and earlier.picture == attempt.picture.digest:
            return earlier
        if earlier.state is OpinionState.REQUESTED and not is_gone(earlier.owner or ""):
            raise RuleBroken(f"{folder.recipe.slug} {number}: another program asks for it at this moment.")
        if earlier.state is OpinionState.REQUESTED or earlier.may_be_billed:
            raise RuleBroken(
                f"{folder.recipe.slug} {number}: the last question was cut off and may have been billed. "
                "Ask again with --again."
            )
    return _asked(workspace, folder, attempt, earlier=earlier, budget_usd=budget_usd)


def _asked(
    workspace: Workspace, folder: RecipeFolder, attempt: Attempt, *, earlier: Opinion | None, budget_usd: Decimal | None
) -> Opinion:
    options = workspace.settings.opinion
    if options.model is None or attempt.picture is None:
        raise RuleBroken(
            "The second opinion is off, because it is paid and sends both pictures to a provider. "
            'Name a model that sees pictures in content/studio.toml: [opinion], then model = "…".'
        )
    base, criteria = workspace.content / folder.recipe.slug, checklist_of(workspace, folder)
    question = question_of(attempt, folder.recipe.front.asset, criteria)
    price = price_before(options, question)
    open_budget(workspace, run_usd=budget_usd).reserve(
        price, what=f"A second opinion on {folder.recipe.slug} {attempt.id}"
    )
    pictures = [_small(inside(base, used)) for used in (attempt.inputs[0].image, f"{ATTEMPTS}/{attempt.picture.file}")]
    require_access(workspace.settings.engine, os.environ)
    begun = Opinion(
        state=OpinionState.REQUESTED, model=options.model, asked=utc_now(), picture=attempt.picture.digest,
        owner=owner_of_this_process(), estimate_usd=str(price) if price is not None else None,
        earlier_usd=str(charge_of_opinion(earlier)) if earlier else "0",
    )  # fmt: skip
    begin_opinion(base, attempt.id, begun, over=earlier is not None)
    try:
        answered = asyncio.run(ask_opinion(
            workspace.settings.engine, os.environ, model=options.model, question=question,
            schema=answer_schema(criteria), pictures=pictures,
        ))  # fmt: skip
    except EngineError as error:
        ended = {"state": OpinionState.FAILED, "owner": None, "failure": str(error),
                 "may_be_billed": error.may_be_billed}  # fmt: skip
        end_opinion(base, attempt.id, begun.model_copy(update=ended))
        raise
    cost = price_after(options, answered.usage)
    known = {criterion.name for criterion in criteria}
    got = begun.model_copy(update={
        "state": OpinionState.RECEIVED, "owner": None, "usage": answered.usage, "request_id": answered.request_id,
        "answers": tuple(answer for answer in answered.answers if answer.criterion in known),
        "cost_usd": str(cost) if cost is not None else None,
    })  # fmt: skip
    end_opinion(base, attempt.id, got)
    return got


def _small(path: Path) -> bytes:
    """A picture as the model gets it: JPEG, at most 1024 px, nothing but pixels."""
    return encode(preview(bytes_of(path), name=str(path), longest_px=_LONGEST_PX), "JPEG", quality=90)
