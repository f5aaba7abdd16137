"""Requests whose outcome nobody knows, and a person's word on whether they were billed."""

from __future__ import annotations

from decimal import Decimal

from studio.core.attempt import Attempt, Failure, Settled, State
from studio.core.facts import RecipeFolder
from studio.core.status import is_unknown
from studio.errors import RuleBroken
from studio.store.attempts import finish_attempt
from studio.workflow.judge import user_name
from studio.workflow.receive import utc_now
from studio.workflow.recover import finish_or_leave
from studio.workflow.retry import find_attempt
from studio.workspace import Workspace


def unsettled(workspace: Workspace) -> tuple[tuple[str, Attempt], ...]:
    """Every attempt with an unknown outcome, with its recipe."""
    return tuple(
        (folder.recipe.slug, attempt)
        for folder in workspace.folders() for attempt in folder.attempts if is_unknown(folder, attempt)
    )  # fmt: skip


def settle(
    workspace: Workspace, name: str, number: str, *, billed: bool, cost_usd: Decimal | None = None, gone: bool = False
) -> Attempt:
    """Record a person's word on an unknown outcome. An answer that is complete on disk is finished instead.

    Args:
        workspace: Where it is.
        name: The recipe.
        number: The attempt.
        billed: Whether the account shows it.
        cost_usd: What it cost; None leaves the estimate in the budget.
        gone: The person says that what holds it open, another machine or a batch, is gone for good.

    Raises:
        NotFound: No such recipe or attempt.
        RuleBroken: Its outcome is known, or it is under way.
    """
    folder = workspace.folder(name)
    slug, attempt = folder.recipe.slug, find_attempt(folder, number)
    _require_unknown(folder, attempt, gone=gone)
    found = finish_or_leave(workspace, folder, attempt)
    if found.state in (State.RECEIVED, State.UNFINISHED):
        return found
    word = Settled(
        billed=billed, cost_usd=None if cost_usd is None else str(cost_usd), at=utc_now(),
        by=workspace.settings.reviewer or user_name(),
    )  # fmt: skip
    lost = Failure(kind="EngineInterrupted", message="Nobody knew what became of it.", may_be_billed=True)
    changes = {"state": State.FAILED, "settled": word, "failure": attempt.failure or lost, "owner": None,
               "finished": attempt.finished or word.at}  # fmt: skip
    return finish_attempt(workspace.content / slug, attempt.model_copy(update=changes))


def _require_unknown(folder: RecipeFolder, attempt: Attempt, *, gone: bool) -> None:
    name = f"{folder.recipe.slug} {attempt.id}"
    if attempt.settled is not None and attempt.state is State.FAILED:
        return  # a word may be corrected
    if not attempt.has_unknown_end:
        raise RuleBroken(f"{name}: there is nothing to settle; it is {attempt.state}.")
    if is_unknown(folder, attempt) or (gone and (attempt.batch_id is not None or attempt.id in folder.elsewhere)):
        return
    if attempt.batch_id is not None:
        raise RuleBroken(
            f"{name}: it waits in a batch; `studio batch` collects it. If the provider has lost that batch, add --gone."
        )
    if attempt.id in folder.elsewhere:
        raise RuleBroken(
            f"{name}: it is under way on {attempt.host} since {attempt.requested}, which this machine cannot see. "
            "If that machine is off, add --gone."
        )
    raise RuleBroken(f"{name}: it is under way on this machine. Wait for it, or stop that program first.")
