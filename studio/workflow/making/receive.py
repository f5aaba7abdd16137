"""From an answer to an attempt on disk. Doing it twice changes nothing, so that it can be done again after a crash.

An answer is paid when it is here. Whatever fails from then on, its bytes are kept, its price counts, and the attempt
becomes `unfinished`: it can be finished later without paying.
"""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

from studio.core.attempts.attempt import Attempt, Failure, State
from studio.core.money.usage import plain_usage
from studio.engines.base import EditRequest, EditResult
from studio.engines.finishing import Finished, finish_picture
from studio.errors import ContentError, PaidUnfinished, StudioError
from studio.files import in_one_line
from studio.pictures import decode
from studio.store import answers
from studio.store import attempts as journal


def utc_now() -> str:
    """This moment as UTC, to the second."""
    return datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def receive(
    folder: Path,
    attempt: Attempt,
    result: EditResult,
    *,
    request: EditRequest | None,
    seconds: float | None = None,
    as_it_came: bool = False,
) -> Attempt:
    """Put a result on disk: `received` with its finished picture, or `unfinished` when a step on this machine fails.

    Args:
        folder: Folder of the recipe.
        attempt: As it stands in its sidecar.
        result: What came.
        request: The edit, for what is finished from it; None when its inputs are gone.
        seconds: How long it took.
        as_it_came: Take the provider's picture without the crop and the lock that it should have had.

    Raises:
        PaidUnfinished: The disk takes nothing at all.
        Exception: A step failed on a result that costs nothing.
    """
    noted = attempt.model_copy(update=_facts(attempt, result, seconds))
    try:
        return _finish(folder, noted, result, _finished(request, attempt, result, as_it_came=as_it_came))
    except Exception as error:
        if attempt.is_free:
            raise
        now = journal.read_attempt(folder, attempt.id)
        return now if now.state is State.RECEIVED else _unfinished(folder, noted, result, error)


def _facts(attempt: Attempt, result: EditResult, seconds: float | None) -> dict[str, Any]:
    """What the sidecar says of an answer, finished or not."""
    cost = str(result.cost_usd) if attempt.cost_usd is None and result.cost_usd is not None else attempt.cost_usd
    return {
        "finished": utc_now(),
        "owner": None,
        "seconds": attempt.seconds if seconds is None else round(seconds, 2),
        "usage": plain_usage(result.usage) or attempt.usage,
        "cost_usd": cost,
        "request_id": result.request_id or attempt.request_id,
    }


def _finished(request: EditRequest | None, attempt: Attempt, result: EditResult, *, as_it_came: bool) -> Finished:
    """The picture that will be judged, decoded once to its end when it is the provider's own.

    Raises:
        StudioError: It cannot be read or finished.
    """
    if as_it_came:
        skipped = attempt.failure.message if attempt.failure else "a step on this machine failed."
        finished = Finished(result.data, result.media_type, (*result.warnings, f"Taken as it came: {skipped}"))
    elif request is not None:
        finished = finish_picture(request, attempt.engine, result)
    elif attempt.spec.lock or attempt.engine.settings.get("finish"):
        raise ContentError("The pictures it was made from have changed, so it can be neither cropped nor locked.")
    else:
        finished = Finished(result.data, result.media_type, result.warnings)
    if not finished.differs_from(result):
        decode(result.data, name="the provider's picture")
    return finished


def _finish(folder: Path, noted: Attempt, result: EditResult, finished: Finished) -> Attempt:
    original = (result.data, result.media_type) if finished.differs_from(result) else None
    picture = answers.keep_picture(folder, noted, finished.data, media_type=finished.media_type, original=original)
    made = {
        "state": State.RECEIVED,
        "picture": picture,
        "warnings": finished.warnings,
        "subject": result.subject,
        "failure": None,
        "paid": None,
    }
    done = journal.finish_attempt(folder, noted.model_copy(update=made))
    if not result.holds_more:
        answers.drop_raw(folder, noted.id)
    if noted.paid is not None and noted.paid.file != picture.original:
        answers.drop_paid(folder, noted.paid)
    return done


def _unfinished(folder: Path, noted: Attempt, result: EditResult, error: Exception) -> Attempt:
    """The attempt with its paid bytes kept and what failed."""
    failure = Failure(kind=type(error).__name__, message=error_in_words(error), may_be_billed=True)
    try:
        paid = noted.paid or answers.keep_paid(folder, noted, result.data, media_type=result.media_type)
        kept = noted.model_copy(update={"state": State.UNFINISHED, "paid": paid, "failure": failure})
        return journal.finish_attempt(folder, kept)
    except (OSError, StudioError) as refused:
        where = answers.where_kept(folder, noted.id)
        raise PaidUnfinished(
            f"The picture of {noted.recipe} {noted.id} came and is billed, but it cannot be saved here "
            f"({error_in_words(refused)}) {where} Then run `studio finish {noted.recipe} {noted.id}`."
        ) from error


def error_in_words(error: BaseException) -> str:
    """An error as a sentence for a person: the studio's own words, or what the system or a library says."""
    if isinstance(error, StudioError):
        return str(error)
    if isinstance(error, OSError):
        return in_one_line(error)
    return f"{type(error).__name__}: {error}."


def fail(folder: Path, attempt: Attempt, error: Exception, *, may_be_billed: bool, seconds: float) -> Attempt:
    """Write down why there is no picture."""
    failure = Failure(
        kind=type(error).__name__, message=error_in_words(error), code=getattr(error, "code", None),
        may_be_billed=may_be_billed,
    )  # fmt: skip
    return journal.finish_attempt(folder, journal.failed(attempt, failure, finished=utc_now(), seconds=seconds))
