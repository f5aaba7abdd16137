"""Batches: prepared, submitted once, left alone, collected in any order; a crash neither loses nor doubles."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from studio.core.attempt import Attempt, State
from studio.core.facts import RecipeFolder
from studio.engines.openai_answer import read_body
from studio.engines.openai_batch import BatchClient, BatchSeen, batch_line, read_lines
from studio.engines.openai_errors import from_error_object
from studio.engines.openai_images import result_of
from studio.engines.openai_request import WireEdit, wire_edit
from studio.errors import EngineError, EngineInterrupted, EngineRefused, RuleBroken
from studio.pictures import digest_of
from studio.store import attempts as journal
from studio.store.batches import BatchJournal, Stage, begin_batch, note_batch, read_batch, read_batches
from studio.store.owner import is_gone, owner_of_this_process
from studio.workflow.budget import open_purse, price_of
from studio.workflow.measure import measure_attempt
from studio.workflow.plan import PlannedAttempt
from studio.workflow.receive import fail, receive, utc_now
from studio.workflow.recover import request_again
from studio.workflow.run import draft
from studio.workspace import Workspace

PREFIX = "run:"
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
    """Attempts without an answer."""
    received: int = 0
    """Pictures that came just now."""
    failed: int = 0
    """Attempts that failed just now."""
    note: str = ""
    """What a person does next."""


def submit(
    workspace: Workspace, plans: Sequence[PlannedAttempt], *, budget_usd: Decimal | None = None
) -> tuple[BatchReport, ...]:
    """Send plans as batches, one for each model. What was made before is left out.

    Raises:
        RuleBroken: One of them is not for the OpenAI engine, or nothing is left to send.
        BudgetExceeded: All together would pass a limit; nothing was sent.
        EngineError: The provider did not take it.
    """
    fresh = [plan for plan in plans if plan.made_before is None]
    other = next((plan for plan in fresh if plan.used.name != "openai"), None)
    if other is not None:
        raise RuleBroken(
            f"{other.slug}: only the OpenAI engine has batches. Add --engine openai, or leave --batch out."
        )
    if not fresh:
        raise RuleBroken("Everything was made before; nothing was sent. Use --again to make it once more.")
    purse = open_purse(workspace, run_usd=budget_usd)
    for plan in fresh:
        purse.hold(price_of(workspace, plan, batch=True), what=plan.slug)
    models = dict.fromkeys(str(plan.used.model) for plan in fresh)
    return tuple(_submit(workspace, [p for p in fresh if p.used.model == model]) for model in models)


def _submit(workspace: Workspace, plans: Sequence[PlannedAttempt]) -> BatchReport:
    client = BatchClient(workspace.settings.engine)
    batch = BatchJournal(run=uuid.uuid4().hex[:12], created=utc_now(), owner=owner_of_this_process())
    begin_batch(workspace.content, batch)
    for plan in plans:
        _begin(workspace, plan, PREFIX + batch.run)
    try:
        batch, input_file = _uploaded(workspace, client, batch, plans)
        seen = client.submit(input_file, run=batch.run)
    except EngineInterrupted:
        note_batch(workspace.content, batch.model_copy(update={"owner": ""}))
        raise
    except EngineError as error:
        _abandon(workspace, batch, error)
        raise
    note_batch(workspace.content, batch.model_copy(update={"batch_id": seen.id, "stage": Stage.SUBMITTED}))
    note = "You can leave now. `studio batch` shows how far it is and collects what is done."
    return BatchReport(batch.run, seen.id, Stage.SUBMITTED, seen.status, len(plans), note=note)


def _begin(workspace: Workspace, plan: PlannedAttempt, mark: str) -> None:
    price = price_of(workspace, plan, batch=True)
    journal.begin_attempt(workspace.content / plan.slug, lambda number: draft(plan, number, price=price, batch_id=mark))


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
        for folder, attempt in _attempts(workspace, batch.run)
    ]
    return batch, client.upload_lines("\n".join(lines) + "\n")


def _wire(workspace: Workspace, plan: PlannedAttempt) -> WireEdit:
    return wire_edit(plan.request, model=workspace.rules.models.find(plan.used.model), settings=plan.used.settings)


def _parts(wire: WireEdit) -> Iterator[tuple[str, bytes, str]]:
    yield from wire.images
    yield from (part for part in (wire.mask, wire.markup) if part is not None)


def _attempts(workspace: Workspace, run: str) -> list[tuple[RecipeFolder, Attempt]]:
    """Attempts of a batch that wait for their answer."""
    return [
        (folder, attempt)
        for folder in workspace.folders()
        for attempt in folder.attempts
        if attempt.batch_id == PREFIX + run and attempt.state is State.REQUESTED
    ]


def _abandon(workspace: Workspace, batch: BatchJournal, error: EngineError) -> None:
    for folder, attempt in _attempts(workspace, batch.run):
        fail(workspace.content / folder.recipe.slug, attempt, error, may_be_billed=False, seconds=0)
    note_batch(workspace.content, batch.model_copy(update={"stage": Stage.ABANDONED}))


def collect(workspace: Workspace, name: str | None = None) -> tuple[BatchReport, ...]:
    """See how far batches are and put on disk what is done: one, or all that are open.

    Raises:
        NotFound: No batch of that name.
        EngineError: The provider cannot be asked.
    """
    batches = read_batches(workspace.content) if name is None else (read_batch(workspace.content, name),)
    chosen = [batch for batch in batches if name is not None or batch.stage in (Stage.PREPARING, Stage.SUBMITTED)]
    if not chosen:
        return ()
    client = BatchClient(workspace.settings.engine)
    return tuple(_collect(workspace, client, batch) for batch in chosen)


def cancel(workspace: Workspace, name: str) -> BatchReport:
    """Stop a batch, then collect what it had done.

    Raises:
        NotFound: No batch of that name.
    """
    batch = read_batch(workspace.content, name)
    client = BatchClient(workspace.settings.engine)
    if batch.stage is Stage.SUBMITTED and batch.batch_id:
        client.cancel(batch.batch_id)
    return _collect(workspace, client, batch)


def _collect(workspace: Workspace, client: BatchClient, batch: BatchJournal) -> BatchReport:
    if batch.stage is Stage.PREPARING:
        if not is_gone(batch.owner):
            return BatchReport(batch.run, None, batch.stage, "being submitted", len(_attempts(workspace, batch.run)))
        found = client.find(batch.run)
        if found is None:
            _abandon(workspace, batch, EngineRefused("The batch was never submitted; nothing was spent."))
            return BatchReport(batch.run, None, Stage.ABANDONED, "never submitted", 0, note="Nothing was spent.")
        batch = note_batch(workspace.content, batch.model_copy(update={"batch_id": found.id, "stage": Stage.SUBMITTED}))
    if batch.batch_id is None or batch.stage is not Stage.SUBMITTED:
        return BatchReport(batch.run, batch.batch_id, batch.stage, str(batch.stage), 0)
    seen = client.look(batch.batch_id)
    if not seen.is_over:
        waiting = len(_attempts(workspace, batch.run))
        return BatchReport(
            batch.run, seen.id, batch.stage, f"{seen.status} {seen.done}/{seen.total or waiting}", waiting
        )
    return _received(workspace, batch, seen, _answers(client, seen))


def _answers(client: BatchClient, seen: BatchSeen) -> dict[str, dict[str, Any]]:
    """Lines of both files by custom id; they are in no order."""
    files = [name for name in (seen.error_file, seen.output_file) if name]
    return {line["custom_id"]: line for name in files for line in read_lines(client.download(name))}


def _received(
    workspace: Workspace, batch: BatchJournal, seen: BatchSeen, answers: Mapping[str, dict[str, Any]]
) -> BatchReport:
    received = failed = 0
    for folder, attempt in _attempts(workspace, batch.run):
        noted = attempt.model_copy(update={"batch_id": batch.batch_id})
        line = answers.get(f"{folder.recipe.slug}/{attempt.id}")
        if _one(workspace, folder, noted, line, seen.status):
            received += 1
        else:
            failed += 1
    note_batch(workspace.content, batch.model_copy(update={"stage": Stage.COLLECTED}))
    return BatchReport(batch.run, seen.id, Stage.COLLECTED, seen.status, 0, received, failed)


def _one(
    workspace: Workspace, folder: RecipeFolder, attempt: Attempt, line: dict[str, Any] | None, status: str
) -> bool:
    """Put one answer on disk; True when it is a picture."""
    place = workspace.content / folder.recipe.slug
    model = workspace.rules.models.find(attempt.engine.model)
    response = (line or {}).get("response") or {}
    body = response.get("body") or {}
    try:
        if line is None:
            raise EngineRefused(f"The batch ended as {status} before this edit was made; it is not billed.")
        if response.get("status_code") != 200:
            error = body.get("error") or line.get("error") or {}
            raise from_error_object(error, status=int(response.get("status_code") or 400), key="", model=model.name)
        raw = _json(body)
        journal.keep_raw(place, attempt.id, raw)
        result = result_of(read_body(raw), model, batch=True)
    except EngineError as error:
        fail(place, attempt, error, may_be_billed=error.may_be_billed, seconds=0)
        return False
    named = attempt.model_copy(update={"request_id": response.get("request_id")})
    ended = receive(place, named, result, request=request_again(workspace, folder, attempt))
    if workspace.settings.evidence.on_run:
        measure_attempt(workspace, workspace.folder(folder.recipe.slug), ended)
    return True


def _json(body: dict[str, Any]) -> bytes:
    import json

    return json.dumps(body).encode()
