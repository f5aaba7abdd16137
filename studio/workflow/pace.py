"""How fast requests may leave: so many at once, so many pictures a minute, and longer when the provider says so."""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from collections.abc import Awaitable, Callable

from studio.engines.base import OnEvent, Waiting

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
