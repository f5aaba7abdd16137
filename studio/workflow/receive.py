"""From an answer to an attempt on disk. Doing it twice changes nothing, so that it can be done again after a crash."""

from __future__ import annotations

import datetime
from pathlib import Path

from studio.core.attempt import Attempt, Failure, State
from studio.engines.base import EditRequest, EditResult
from studio.engines.finishing import Finished, finish
from studio.errors import StudioError
from studio.store import attempts as journal


def utc_now() -> str:
    """This moment as UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def receive(
    folder: Path, attempt: Attempt, result: EditResult, *, request: EditRequest | None, seconds: float | None = None
) -> Attempt:
    """Put a result on disk: the provider's bytes, the finished picture, then the sidecar as `received`.

    Args:
        folder: Folder of the recipe.
        attempt: As it stands in its sidecar, `requested`.
        result: What came.
        request: The edit, for what is finished from it; None when its inputs are gone.
        seconds: How long it took.
    """
    finished = _finished(request, attempt, result)
    original = (result.data, result.media_type) if finished.differs_from(result) else None
    picture = journal.keep_picture(folder, attempt, finished.data, media_type=finished.media_type, original=original)
    ended = attempt.model_copy(
        update={
            "state": State.RECEIVED,
            "picture": picture,
            "finished": utc_now(),
            "owner": None,
            "seconds": None if seconds is None else round(seconds, 2),
            "warnings": finished.warnings,
            "usage": result.usage,
            "cost_usd": None if result.cost_usd is None else str(result.cost_usd),
            "request_id": result.request_id or attempt.request_id,
        }
    )
    done = journal.finish_attempt(folder, ended)
    journal.drop_raw(folder, attempt.id)
    return done


def _finished(request: EditRequest | None, attempt: Attempt, result: EditResult) -> Finished:
    if request is not None:
        return finish(request, attempt.engine, result)
    lost = "The pictures it was made from have changed, so it was neither cropped nor locked."
    return Finished(result.data, result.media_type, (*result.warnings, lost))


def fail(folder: Path, attempt: Attempt, error: StudioError, *, may_be_billed: bool, seconds: float) -> Attempt:
    """Write down why there is no picture."""
    failure = Failure(
        kind=type(error).__name__, message=str(error), code=getattr(error, "code", None), may_be_billed=may_be_billed
    )
    return journal.finish_attempt(folder, journal.failed(attempt, failure, finished=utc_now(), seconds=seconds))
