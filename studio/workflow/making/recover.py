"""What is paid and not finished, and requests of which nobody knows whether they were billed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.core.attempts.attempt import Attempt, Failure, Settled, State
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.status import finish_step, is_unknown, unknown_step
from studio.engines.base import EditRequest, EditResult
from studio.engines.catalogue import engine_facts, open_engine
from studio.engines.openai_picture import LINK
from studio.errors import AnswerUnreadable, EngineRefused, RuleBroken, StudioError
from studio.pictures import digest_of
from studio.store import answers
from studio.store import attempts as journal
from studio.store.attempts import finish_attempt
from studio.store.disk import sweep_temporaries
from studio.workflow.judging.retry import find_attempt
from studio.workflow.judging.verdict import user_name
from studio.workflow.making.edit_request import attempt_request
from studio.workflow.making.receive import error_in_words, fail, receive, utc_now
from studio.workspace import Workspace


@dataclass(frozen=True)
class Recovered:
    """What became of one attempt that was not finished."""

    recipe: str
    attempt: Attempt
    fault: str = ""
    """Why nothing could be done about it."""

    @property
    def is_complete(self) -> bool:
        """Whether its picture is finished."""
        return self.attempt.state is State.RECEIVED

    def __str__(self) -> str:
        name = f"{self.recipe} {self.attempt.id}"
        if self.fault:
            return f"{name}: {self.fault}"
        if self.is_complete:
            return f"{name}: finished; its answer had arrived before"
        if self.attempt.state is State.UNFINISHED:
            why = self.attempt.failure.message if self.attempt.failure else ""
            return f"{name}: paid and not finished: {why} {finish_step(self.recipe, self.attempt.id)}"
        if self.attempt.has_unknown_end:
            return f"{name}: {unknown_step(self.recipe, self.attempt.id)}."
        return f"{name}: interrupted; nothing was spent"


def recover(workspace: Workspace, slugs: Sequence[str] | None = None) -> tuple[Recovered, ...]:
    """Finish what can be finished, of some recipes or of all. What cannot stops nothing else."""
    own = workspace.content / ".studio"
    sweep_temporaries(workspace.root, workspace.content, own, own / "batches")
    return tuple(
        _recovered(workspace, workspace.folder(slug), attempt)
        for slug in (slugs if slugs is not None else workspace.slugs())
        for attempt in _waiting(workspace, slug)
    )


def _recovered(workspace: Workspace, folder: RecipeFolder, attempt: Attempt, *, as_it_came: bool = False) -> Recovered:
    slug = folder.recipe.slug
    try:
        return Recovered(slug, finish_or_leave(workspace, folder, attempt, as_it_came=as_it_came))
    except (OSError, StudioError) as error:
        return Recovered(slug, attempt, error_in_words(error))


def _waiting(workspace: Workspace, slug: str) -> Iterator[Attempt]:
    place = workspace.content / slug
    if not (place / journal.ATTEMPTS).is_dir():
        return
    sweep_temporaries(place, place / journal.ATTEMPTS)
    folder = workspace.folder(slug)
    yield from (a for a in folder.attempts if is_waiting(folder, a))


def is_waiting(folder: RecipeFolder, attempt: Attempt) -> bool:
    """Whether an attempt is paid and not finished, or its end is not known, or its process died."""
    is_left = attempt.state is State.UNFINISHED or attempt.id in folder.interrupted
    return is_left or is_unknown(folder, attempt)


def finish_or_leave(
    workspace: Workspace, folder: RecipeFolder, attempt: Attempt, *, as_it_came: bool = False
) -> Attempt:
    """The attempt as it stands after everything was done that needs no money.

    Args:
        workspace: Where it is.
        folder: Its recipe.
        attempt: One that waits.
        as_it_came: Take the provider's picture without the crop and the lock that it should have had.

    Raises:
        PaidUnfinished: The disk takes nothing at all.
    """
    place = workspace.content / folder.recipe.slug
    if attempt.is_free or engine_facts(attempt.engine.name).is_free:
        gone = EngineRefused("Interrupted. Nothing was spent; run it again.")
        is_over = attempt.id in folder.interrupted or is_unknown(folder, attempt)
        return fail(place, attempt, gone, may_be_billed=False, seconds=0) if is_over else attempt
    result = _paid_result(workspace, folder, attempt)
    if result is None:
        return attempt
    return receive(place, attempt, result, request=request_again(workspace, folder, attempt), as_it_came=as_it_came)


def _paid_result(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> EditResult | None:
    """The result in the picture that was kept, else in the answer that was kept; None where there is no whole one.

    Raises:
        AnswerUnreadable: The answer only links to its picture, which cannot be fetched.
    """
    place = workspace.content / folder.recipe.slug
    if attempt.paid is not None:
        return EditResult(answers.read_paid(place, attempt.paid), attempt.paid.media_type)
    raw = answers.read_raw(place, attempt.id)
    if raw is None or attempt.batch_id is not None:  # a batch is collected again, at its own price
        return None
    try:
        engine = open_engine(attempt.engine.name, workspace.settings.engine, workspace.rules.models)
        return engine.read_answer(raw, attempt.engine)
    except AnswerUnreadable as error:
        if error.code == LINK:  # the person can do something about it
            raise
        return None
    except Exception:  # noqa: BLE001 - cut off, or no answer that this version can read
        return None


def request_again(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> EditRequest | None:
    """The edit of an attempt, as long as its inputs are still the ones that were sent; else None."""
    try:
        request = attempt_request(workspace, folder, attempt)
    except StudioError:
        return None
    inputs = [digest_of(picture.data) for picture in request.inputs] == [used.digest for used in attempt.inputs]
    files = all(digest_of(request.files.get(name, b"")) == sent for name, sent in attempt.files.items())
    return request if inputs and files else None


def finish(
    workspace: Workspace, name: str, number: str | None = None, *, as_it_came: bool = False
) -> tuple[Recovered, ...]:
    """Finish one attempt of a recipe by hand, or all that wait.

    Raises:
        NotFound: No such recipe or attempt.
        RuleBroken: The attempt has nothing to finish.
    """
    folder = workspace.folder(name)
    slug = folder.recipe.slug
    if number is None:
        chosen = [a for a in folder.attempts if is_waiting(folder, a)]
    else:
        chosen = [find_attempt(folder, number)]
        if not is_waiting(folder, chosen[0]):
            raise RuleBroken(f"{slug}: attempt {chosen[0].id} has nothing to finish; it is {chosen[0].state}.")
    return tuple(_recovered(workspace, folder, attempt, as_it_came=as_it_came) for attempt in chosen)


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
