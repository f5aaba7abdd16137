"""Batches are prepared and submitted once. `batch_collect` follows them; a crash neither loses nor doubles."""

from __future__ import annotations

import contextlib
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.facts import RecipeFolder
from studio.engines.openai_batch import BatchClient, BatchSeen, batch_line
from studio.engines.openai_request import WireEdit, wire_edit
from studio.errors import EngineBusy, EngineInterrupted, EngineRefused, EngineUnavailable, RuleBroken, StudioError
from studio.pictures import digest_of
from studio.store.batches import BatchJournal, BatchStage, begin_batch, note_batch, read_batch
from studio.store.lock import owner_of_this_process
from studio.workflow.making.plan import PlannedAttempt
from studio.workflow.making.receive import fail, utc_now
from studio.workflow.making.sending import AskedBefore, journal_request, require_sendable
from studio.workflow.making.spending import open_budget, price_of
from studio.workspace import Workspace

RUN_PREFIX = "run:"
"""Before a run's name in a sidecar's `batch_id`, until the answer has come."""


@dataclass(frozen=True)
class BatchReport:
    """Where one batch stands."""

    run: str
    """The studio's name."""
    batch_id: str | None
    """The provider's name."""
    stage: str
    """How far it came here."""
    status: str
    """How far it came there."""
    waiting: int
    """Attempts without an answer that may still come."""
    received: int = 0
    """Pictures that came just now."""
    failed: int = 0
    """Attempts that failed just now, and are not billed as far as the provider says."""
    unsettled: tuple[str, ...] = ()
    """Attempts that may have been billed and whose answer cannot be read, as `recipe number`."""
    note: str = ""
    """What a person does next."""
    error: str = ""
    """Why nothing could be found out."""


def submit(
    workspace: Workspace, plans: Sequence[PlannedAttempt], *, budget_usd: Decimal | None = None
) -> tuple[BatchReport, ...]:
    """Send plans as batches, one for each model. What was made before or has an unknown outcome is left out.

    Raises:
        RuleBroken: The engine of one of them has no batches, or nothing is left to send.
        BudgetExceeded: All together would pass a limit; nothing was sent.
        PictureUnreadable: A picture is cut or damaged; nothing was sent.
        EngineError: The provider did not take it.
    """
    fresh = [plan for plan in plans if plan.is_fresh]
    other = next((plan for plan in fresh if not plan.resolved.facts.has_batch), None)
    if other is not None:
        raise RuleBroken(
            f"{other.slug}: {other.resolved.facts} has no batches. Add --engine openai, or leave --batch out."
        )
    if not fresh:
        raise RuleBroken("Nothing new to send: everything was made or asked for before. --again asks once more.")
    budget = open_budget(workspace, run_usd=budget_usd)
    for plan in fresh:
        budget.reserve(price_of(workspace, plan, batch=True), what=plan.slug)
        require_sendable(workspace, plan)
    models = dict.fromkeys(str(plan.used.model) for plan in fresh)
    return tuple(_submit(workspace, [p for p in fresh if p.used.model == model]) for model in models)


def _submit(workspace: Workspace, plans: Sequence[PlannedAttempt]) -> BatchReport:
    client = BatchClient(workspace.settings.engine)
    batch = BatchJournal(run=uuid.uuid4().hex[:12], created=utc_now(), owner=owner_of_this_process())
    begin_batch(workspace.content, batch)
    for plan in plans:
        with contextlib.suppress(AskedBefore):  # another program was quicker
            price = price_of(workspace, plan, batch=True)
            journal_request(workspace, plan, price=price, batch_id=RUN_PREFIX + batch.run)
    try:
        batch, input_file = _uploaded(workspace, client, batch, plans)
    except EngineInterrupted:
        note_batch(workspace.content, batch.model_copy(update={"owner": ""}))
        raise
    except (StudioError, OSError) as error:
        abandon(workspace, batch, error)
        raise
    seen = _submitted(workspace, client, batch, input_file)
    note_batch(workspace.content, batch.model_copy(update={"batch_id": seen.id, "stage": BatchStage.SUBMITTED}))
    note = "You can leave now. `studio batch` shows how far it is and collects what is done."
    return BatchReport(batch.run, seen.id, BatchStage.SUBMITTED, seen.status, len(plans), note=note)


def _submitted(workspace: Workspace, client: BatchClient, batch: BatchJournal, input_file: str) -> BatchSeen:
    """The batch as the provider took it. Whatever leaves that open is found out later, by the batch's metadata."""
    if read_batch(workspace.content, batch.run).stage is not BatchStage.PREPARING:
        raise RuleBroken(f"Batch {batch.run} was given up meanwhile, perhaps from another machine; nothing was sent.")
    try:
        return client.submit(input_file, run=batch.run)
    except (EngineRefused, EngineUnavailable, EngineBusy) as error:
        abandon(workspace, batch, error)
        raise
    except BaseException:
        note_batch(workspace.content, batch.model_copy(update={"owner": ""}))
        raise


def _uploaded(
    workspace: Workspace, client: BatchClient, batch: BatchJournal, plans: Sequence[PlannedAttempt]
) -> tuple[BatchJournal, str]:
    """The journal and the input file's name, once every picture is uploaded."""
    wires = {plan.fingerprint: _wire(workspace, plan) for plan in plans}
    ids: dict[bytes, str] = {}
    for part in (part for wire in wires.values() for part in _parts(wire)):
        if part[1] not in ids:
            ids[part[1]] = client.upload(part)
    uploads = {digest_of(data): name for data, name in ids.items()}
    batch = note_batch(workspace.content, batch.model_copy(update={"uploads": uploads}))
    lines = [
        batch_line(f"{folder.recipe.slug}/{attempt.id}", wires[attempt.fingerprint], ids)
        for folder, attempt in attempts_in_batch(workspace, batch)
    ]
    return batch, client.upload_lines("\n".join(lines) + "\n")


def _wire(workspace: Workspace, plan: PlannedAttempt) -> WireEdit:
    return wire_edit(plan.request, model=workspace.rules.models.find(plan.used.model), settings=plan.used.settings)


def _parts(wire: WireEdit) -> Iterator[tuple[str, bytes, str]]:
    yield from wire.images
    yield from (part for part in (wire.mask, wire.markup) if part is not None)


def names_of(batch: BatchJournal) -> frozenset[str]:
    """What stands in a sidecar's `batch_id`: the run's name, and the provider's once an answer has come."""
    return frozenset({RUN_PREFIX + batch.run, batch.batch_id or RUN_PREFIX + batch.run})


def attempts_in_batch(workspace: Workspace, batch: BatchJournal) -> list[tuple[RecipeFolder, Attempt]]:
    """Attempts of a batch that have no picture."""
    return [
        (folder, attempt)
        for folder in workspace.folders()
        for attempt in folder.attempts
        if attempt.batch_id in names_of(batch) and attempt.state in (State.REQUESTED, State.FAILED)
    ]


def count_waiting(workspace: Workspace, batch: BatchJournal) -> int:
    """How many attempts of a batch wait for an answer."""
    return sum(attempt.state is State.REQUESTED for _, attempt in attempts_in_batch(workspace, batch))


def abandon(workspace: Workspace, batch: BatchJournal, error: Exception) -> None:
    """Close a batch that was surely never submitted, and its attempts as not billed."""
    for folder, attempt in attempts_in_batch(workspace, batch):
        if attempt.state is State.REQUESTED:
            fail(workspace.content / folder.recipe.slug, attempt, error, may_be_billed=False, seconds=0)
    note_batch(workspace.content, batch.model_copy(update={"stage": BatchStage.ABANDONED}))
