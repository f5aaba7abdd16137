"""One request: what is looked at before it is sent, how fast requests may leave, and what its end means for money."""

from __future__ import annotations

import asyncio
import contextlib
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal
from pathlib import Path

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.status import earlier_attempt, why_held_back
from studio.engines.base import Accepted, EditResult, Event, OnEvent, Waiting
from studio.errors import Cancelled, EngineBusy, EngineError, RuleBroken, StudioError
from studio.pictures import decode
from studio.store import answers
from studio.store import attempts as journal
from studio.store.answers import require_room
from studio.store.attempts import begin_attempt
from studio.store.lock import owner_of_this_process
from studio.workflow.making.plan import PlannedAttempt
from studio.workflow.making.receive import fail, utc_now
from studio.workspace import Workspace


class AskedBefore(RuleBroken):
    """The same edit was asked for since it was planned, perhaps by another program.

    Args:
        message: Why it is not sent now.
        attempt: The earlier one.
    """

    def __init__(self, message: str, attempt: Attempt) -> None:
        super().__init__(message)
        self.attempt = attempt


def require_sendable(workspace: Workspace, plan: PlannedAttempt) -> None:
    """See that every picture of a paid request can be read to its end, and that its answer can be saved.

    Raises:
        PictureUnreadable: A picture is cut or damaged; nothing was sent.
        StoreError: The disk has no room for the answer.
    """
    request = plan.request
    for name, data in {**request.files, **{picture.name: picture.data for picture in request.inputs}}.items():
        decode(data, name=f"{plan.slug}/{name}")
    require_room(workspace.content / plan.slug)


def journal_request(
    workspace: Workspace, plan: PlannedAttempt, *, price: Decimal | None, batch_id: str | None = None
) -> Attempt:
    """Write the sidecar of a plan in state `requested`, before its request leaves.

    Raises:
        AskedBefore: The same was made or asked for since; without `again` it is not sent a second time.
    """

    def look(attempts: Sequence[Attempt]) -> None:
        earlier = earlier_attempt(attempts, (plan.fingerprint, plan.fingerprint_without_files))
        if earlier is not None:
            raise AskedBefore(why_held_back(workspace.folder(plan.slug), earlier), earlier)

    is_free = plan.again or plan.is_free
    return begin_attempt(
        workspace.content / plan.slug,
        lambda number: _draft(plan, number, price=price, batch_id=batch_id),
        look=None if is_free else look,
    )


def _draft(plan: PlannedAttempt, number: str, *, price: Decimal | None, batch_id: str | None) -> Attempt:
    return Attempt(
        id=number,
        recipe=plan.slug,
        edit=plan.edit,
        state=State.REQUESTED,
        spec=plan.request.spec.model_copy(update={"vary": {}}),
        prompt=plan.request.prompt,
        engine=plan.used,
        inputs=plan.inputs,
        files=plan.files,
        fingerprint=plan.fingerprint,
        parent=plan.ancestry.parent,
        changed=plan.ancestry.changed,
        because=plan.ancestry.because,
        allow_many=plan.ancestry.allow_many,
        start="parent" if plan.ancestry.start_picture else "source",
        variation=plan.variation,
        requested=utc_now(),
        owner=owner_of_this_process(),
        estimate_usd=None if price is None else str(price),
        batch_id=batch_id,
    )


MINUTE_S = 60.0
"""Window of the rate limit."""
MOST_TRIES = 8
"""How often a request that was not done is asked again."""
_FIRST_S, _LONGEST_S = 1.0, 60.0
_TICK_S = 1.0

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Pace:
    """The rate limit of one model, shared by all requests of a run."""

    def __init__(self, per_minute: int | None, *, clock: Clock = time.monotonic, sleep: Sleep = asyncio.sleep) -> None:
        self.per_minute = per_minute
        """Pictures a minute; None when nobody has said."""
        self._clock = clock
        self._sleep = sleep
        self._left: deque[float] = deque()
        self._not_before = 0.0

    def learn(self, per_minute: int | None) -> None:
        """Take over the limit that the provider's headers state; a smaller one of the person's own stays."""
        if per_minute is not None:
            self.per_minute = min(self.per_minute or per_minute, per_minute)

    def hold(self, seconds: float) -> None:
        """Let nothing leave for so long."""
        self._not_before = max(self._not_before, self._clock() + seconds)

    async def turn(self, on_event: OnEvent) -> None:
        """Wait until the next request may leave; tells of the wait every second."""
        while (wait := self._wait_s()) > 0:
            reason = (
                "as the provider asks" if self._not_before > self._clock() else f"{self.per_minute} pictures a minute"
            )
            on_event(Waiting(wait, reason))
            await self._sleep(min(_TICK_S, wait))
        self._left.append(self._clock())

    def _wait_s(self) -> float:
        now = self._clock()
        while self._left and self._left[0] <= now - MINUTE_S:
            self._left.popleft()
        wait = self._not_before - now
        if self.per_minute is not None and len(self._left) >= self.per_minute:
            wait = max(wait, self._left[len(self._left) - self.per_minute] + MINUTE_S - now)
        return wait


def back_off_s(tries: int, asked: float | None, *, chance: Callable[[], float] = random.random) -> float:
    """Seconds before the next try: what the provider asked for, else doubling, with up to half of it random.

    Args:
        tries: How many have failed, from 1.
        asked: Retry-After in seconds.
        chance: 0 to 1.
    """
    if asked is not None:
        return asked
    longest = min(_LONGEST_S, _FIRST_S * 2 ** (tries - 1))
    return float(longest * (0.5 + 0.5 * chance()))


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
