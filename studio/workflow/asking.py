"""One request while it is under way: what is known of it, and what that means for money."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable
from pathlib import Path

from studio.core.attempt import Attempt
from studio.engines.base import Accepted, EditResult, Event, OnEvent
from studio.errors import Cancelled, EngineBusy, EngineError, StudioError
from studio.store import answers
from studio.store import attempts as journal
from studio.workflow.pace import MOST_TRIES, Pace, back_off_s
from studio.workflow.plan import PlannedAttempt
from studio.workflow.receive import fail


def tell(listener: Callable[..., None], *what: object) -> None:
    """Hand news on. Only the person's stop comes back: a fault in what shows them must not end a paid request."""
    try:
        listener(*what)
    except Cancelled:
        raise
    except Exception:  # noqa: BLE001 - as above
        return


class Asking:
    """Asks an engine for one attempt, hears its events, and journals the request id at once.

    Args:
        folder: Folder of the recipe.
        plan: What is asked.
        attempt: As it stands in its sidecar.
        pace: The rate limit, which learns from the answer.
        on_event: Hears of progress.
    """

    def __init__(self, folder: Path, plan: PlannedAttempt, attempt: Attempt, *, pace: Pace, on_event: OnEvent) -> None:
        self.folder, self.plan, self.attempt = folder, plan, attempt
        self.is_sent = False
        """Whether a paid request may have left."""
        self.is_accepted = False
        """Whether the provider has answered."""
        self._pace, self._on_event = pace, on_event
        self._began = time.monotonic()

    @property
    def seconds(self) -> float:
        """How long it has taken so far."""
        return time.monotonic() - self._began

    async def result(self) -> EditResult:
        """The engine's picture; a request that was surely not done is asked again after a while.

        Raises:
            EngineError: There is none.
            Cancelled: The person stopped it.
        """
        for tries in range(1, MOST_TRIES + 1):
            with answers.open_raw(self.folder, self.attempt) as raw:
                self.is_sent = not self.plan.is_free
                try:
                    return await self.plan.engine.edit(self.plan.request, used=self.plan.used, on_event=self, raw=raw)
                except EngineBusy as busy:
                    self.is_sent = False
                    if tries == MOST_TRIES:
                        raise
                    wait_s = busy.wait_s
            answers.drop_raw(self.folder, self.attempt.id)
            self._pace.hold(back_off_s(tries, wait_s))
            await self._pace.turn(self)
        raise AssertionError("the last try returns or raises")

    def __call__(self, event: Event) -> None:
        """Hear an event of the engine; may raise `Cancelled`."""
        if isinstance(event, Accepted):
            self.is_accepted = True
            self._pace.learn(event.images_per_minute)
            self.attempt = self.attempt.model_copy(update={"request_id": event.request_id})
            with contextlib.suppress(OSError, StudioError):  # the picture is worth more than the note
                journal.note_on_request(self.folder, self.attempt)
        tell(self._on_event, event)

    def may_be_billed(self, error: Exception) -> bool:
        """Whether money may have been spent although an error came."""
        if isinstance(error, EngineError):
            return error.may_be_billed
        return self.is_accepted if isinstance(error, StudioError) else self.is_sent

    def end(self, error: Exception, *, may_be_billed: bool) -> Attempt:
        """Write down that there is no picture; where a disk refuses even that, the attempt counts as interrupted."""
        try:
            return fail(self.folder, self.attempt, error, may_be_billed=may_be_billed, seconds=self.seconds)
        except (OSError, StudioError):
            return self.attempt
