"""Batches are followed and collected: any number of times, in any order, from any machine.

An output file is kept as it came until every attempt of its batch has its picture. A line that is missing or cannot be
read leaves its attempt open as "may have been billed", which a later collection or a person closes.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field
from pathlib import Path

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.status import is_unknown
from studio.engines.base import EditResult
from studio.engines.openai_batch import BatchClient, BatchLine, BatchSeen, read_lines
from studio.engines.openai_errors import from_error_object
from studio.engines.openai_images import OpenAIEngine
from studio.errors import AnswerUnreadable, EngineError, EngineRefused, StudioError
from studio.store.answers import keep_raw
from studio.store.batches import (
    BatchJournal,
    BatchStage,
    drop_outputs,
    keep_output,
    note_batch,
    read_batch,
    read_batches,
    read_outputs,
    unreadable_batches,
)
from studio.store.lock import is_elsewhere, is_gone
from studio.workflow.judging.measure import measure_attempt
from studio.workflow.making.batch_submit import BatchReport, abandon, attempts_in_batch, count_waiting, names_of
from studio.workflow.making.receive import error_in_words, fail, receive
from studio.workflow.making.recover import request_again
from studio.workspace import Workspace

_OK = 200


def collect(workspace: Workspace, name: str | None = None, *, gone: bool = False) -> tuple[BatchReport, ...]:
    """See how far batches are and put on disk what is done: one, or all that are open. None stops another.

    Args:
        workspace: Where they belong.
        name: One batch; None for all that are open.
        gone: The person says that the machine which was submitting it is gone for good.

    Raises:
        NotFound: No batch of that name.
        EngineError: There is no key.
    """
    batches = read_batches(workspace.content) if name is None else (read_batch(workspace.content, name),)
    chosen = [
        batch for batch in batches if name is not None or batch.stage in (BatchStage.PREPARING, BatchStage.SUBMITTED)
    ]
    lost = () if name is not None else tuple(_lost(path) for path in unreadable_batches(workspace.content))
    if not chosen:
        return lost
    client = BatchClient(workspace.settings.engine)
    return (*lost, *(_collect_or_say(workspace, client, batch, gone=gone) for batch in chosen))


def _lost(path: Path) -> BatchReport:
    error = f"{path}: this batch's journal cannot be read. Bring it back from a backup."
    return BatchReport(path.stem, None, "unknown", "not known", 0, error=error)


def cancel(workspace: Workspace, name: str) -> BatchReport:
    """Stop a batch, then collect what it had done.

    Raises:
        NotFound: No batch of that name.
    """
    batch = read_batch(workspace.content, name)
    client = BatchClient(workspace.settings.engine)
    if batch.stage is BatchStage.SUBMITTED and batch.batch_id:
        client.cancel(batch.batch_id)
    return _collect(workspace, client, batch, gone=False)


def _collect_or_say(workspace: Workspace, client: BatchClient, batch: BatchJournal, *, gone: bool) -> BatchReport:
    try:
        return _collect(workspace, client, batch, gone=gone)
    except (OSError, StudioError) as error:
        waiting = count_waiting(workspace, batch)
        return BatchReport(batch.run, batch.batch_id, batch.stage, "not known", waiting, error=error_in_words(error))


def _collect(workspace: Workspace, client: BatchClient, batch: BatchJournal, *, gone: bool) -> BatchReport:
    if batch.stage is BatchStage.PREPARING and not (is_gone(batch.owner) or (gone and is_elsewhere(batch.owner))):
        return _being_submitted(workspace, batch)
    if batch.batch_id is None:
        found = client.find(batch.run)
        if found is None:
            if batch.stage is BatchStage.PREPARING:
                abandon(workspace, batch, EngineRefused("The batch was never submitted; nothing was spent."))
            return BatchReport(batch.run, None, BatchStage.ABANDONED, "never submitted", 0, note="Nothing was spent.")
        batch = note_batch(
            workspace.content, batch.model_copy(update={"batch_id": found.id, "stage": BatchStage.SUBMITTED})
        )
    seen = client.look(str(batch.batch_id))
    if not seen.is_over:
        waiting = count_waiting(workspace, batch)
        return BatchReport(
            batch.run, seen.id, batch.stage, f"{seen.status} {seen.done}/{seen.total or waiting}", waiting
        )
    return _received(workspace, batch, seen, _answers(workspace, client, batch, seen))


def _being_submitted(workspace: Workspace, batch: BatchJournal) -> BatchReport:
    waiting, where, note = count_waiting(workspace, batch), "", ""
    if is_elsewhere(batch.owner):
        where = f" on {batch.owner.partition(':')[0]} since {batch.created}, which this machine cannot see"
        note = f"If that machine is off, take the batch over with `studio batch {batch.run} --gone`."
    return BatchReport(batch.run, None, batch.stage, f"being submitted{where}", waiting, note=note)


@dataclass
class Answers:
    """What the output and error files of a batch say about the attempts that it was asked for."""

    asked: frozenset[str]
    """Custom ids of all its attempts."""
    lines: dict[str, BatchLine] = field(default_factory=dict)
    """Line by custom id; of two for the same one, the first with a picture."""
    odd: int = 0
    """Lines that cannot be read, come twice, or belong to nothing that was asked."""

    def add(self, data: bytes) -> None:
        """Read one file."""
        readable = [line for line in read_lines(data) if line.custom_id in self.asked]
        self.odd += sum(bool(line.strip()) for line in data.splitlines()) - len(readable)
        for line in readable:
            earlier = self.lines.get(line.custom_id)
            self.odd += earlier is not None
            if earlier is None or (line.status == _OK and earlier.status != _OK):
                self.lines[line.custom_id] = line

    def is_whole(self, seen: BatchSeen) -> bool:
        """Whether a missing line surely means that nothing was done: no paid answer is left out or unreadable."""
        made = sum(line.status == _OK for line in self.lines.values())
        return seen.status != "completed" and not self.odd and made >= seen.done


def _answers(workspace: Workspace, client: BatchClient, batch: BatchJournal, seen: BatchSeen) -> Answers:
    """Both files, each on disk before anybody looks into it; one that the provider has deleted is read from there."""
    for name in (seen.output_file, seen.error_file):
        if name:
            try:
                keep_output(workspace.content, batch.run, name, client.download(name))
            except EngineError:
                if not read_outputs(workspace.content, batch.run):
                    raise
    found = Answers(frozenset(
        _custom_id(folder, attempt)
        for folder in workspace.folders() for attempt in folder.attempts if attempt.batch_id in names_of(batch)
    ))  # fmt: skip
    for data in read_outputs(workspace.content, batch.run):
        found.add(data)
    return found


def _custom_id(folder: RecipeFolder, attempt: Attempt) -> str:
    return f"{folder.recipe.slug}/{attempt.id}"


def _received(workspace: Workspace, batch: BatchJournal, seen: BatchSeen, answers: Answers) -> BatchReport:
    ends: list[Attempt] = []
    unsettled: list[str] = []
    for folder, attempt in attempts_in_batch(workspace, batch):
        noted = attempt.model_copy(update={"batch_id": batch.batch_id})
        ended = _ended(workspace, folder, noted, answers, seen)
        unsettled += [f"{folder.recipe.slug} {ended.id}"] if is_unknown(folder, ended) else []
        ends += [ended] if ended is not noted else []
    received = sum(a.state is State.RECEIVED for a in ends)
    unfinished = sum(a.state is State.UNFINISHED for a in ends)
    failed = sum(a.state is State.FAILED and not a.has_unknown_end for a in ends)
    stage = BatchStage.SUBMITTED if unsettled else BatchStage.COLLECTED
    note_batch(workspace.content, batch.model_copy(update={"stage": stage}))
    if stage is BatchStage.COLLECTED:
        drop_outputs(workspace.content, batch.run)
    note = _note(unsettled, odd=answers.odd, unfinished=unfinished)
    return BatchReport(batch.run, seen.id, stage, seen.status, 0, received, failed, tuple(unsettled), note)


def _note(unsettled: list[str], *, odd: int, unfinished: int) -> str:
    parts = [f"Left aside: {odd} lines that cannot be read, come twice or were not asked for."] if odd else []
    parts += [f"Paid and not finished: {unfinished}; `studio finish RECIPE` tries again."] if unfinished else []
    if unsettled:
        parts.append(
            f"May have been billed, without a picture that can be read: {', '.join(unsettled)}. "
            "`studio batch` reads it again; `studio settle RECIPE ID` closes it."
        )
    return " ".join(parts)


def _ended(workspace: Workspace, folder: RecipeFolder, attempt: Attempt, answers: Answers, seen: BatchSeen) -> Attempt:
    """Put one answer on disk, or why there is none; one whose end is known changes only for a picture."""
    place, line = workspace.content / folder.recipe.slug, answers.lines.get(_custom_id(folder, attempt))
    if not attempt.has_unknown_end and (line is None or line.status != _OK):
        return attempt
    try:
        result = _result(workspace, place, attempt, line, is_whole=answers.is_whole(seen), status=seen.status)
        named = attempt.model_copy(update={"request_id": line.request_id if line else None})
        ended = receive(place, named, result, request=request_again(workspace, folder, attempt))
    except Exception as error:  # noqa: BLE001 - one line harms no neighbour, and a paid one is never closed as free
        billed = error.may_be_billed if isinstance(error, EngineError) else True
        return fail(place, attempt, error, may_be_billed=billed, seconds=0)
    if workspace.settings.evidence.on_run and ended.state is State.RECEIVED:
        with contextlib.suppress(Exception):  # measuring helps a reviewer and is done again when one looks
            measure_attempt(workspace, workspace.folder(folder.recipe.slug), ended)
    return ended


def _result(
    workspace: Workspace, place: Path, attempt: Attempt, line: BatchLine | None, *, is_whole: bool, status: str
) -> EditResult:
    """The picture in a line, whose answer is on disk before anybody looks into it.

    Raises:
        EngineError: There is none; says whether it may have been billed.
    """
    if line is None and is_whole:
        raise EngineRefused(f"The batch ended as {status} before this edit was made; it is not billed.")
    if line is None:
        raise AnswerUnreadable("Its line in the batch's answer is missing or cannot be read.", may_be_billed=True)
    model = workspace.rules.models.find(attempt.engine.model)
    if line.status != _OK:
        said = line.response.get("body") or line.error
        raise from_error_object(said, status=line.status or 400, key="", model=model.name)
    keep_raw(place, attempt.id, line.raw)
    engine = OpenAIEngine(workspace.settings.engine, workspace.rules.models)
    return engine.read_answer(line.raw, attempt.engine, batch=True)
