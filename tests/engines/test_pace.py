"""The rate limit, with a clock of its own."""

from __future__ import annotations

import asyncio

from studio.engines.base import Event, Waiting
from studio.workflow.making.sending import Pace, back_off_s


class Clock:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.now += seconds


def leave(pace: Pace, count: int, clock: Clock) -> tuple[list[float], list[Event]]:
    told: list[Event] = []

    async def go() -> list[float]:
        times = []
        for _ in range(count):
            await pace.turn(told.append)
            times.append(clock.now - 100)
        return times

    return asyncio.run(go()), told


def test_never_more_than_the_limit_in_any_minute() -> None:
    """Five a minute: the sixth leaves after a minute, and the wait is told every second."""
    clock = Clock()
    times, told = leave(Pace(5, clock=clock, sleep=clock.sleep), 11, clock)
    assert times[:5] == [0] * 5
    assert times[5] >= 60
    assert times[10] >= 120
    waits = [event.seconds for event in told if isinstance(event, Waiting)]
    assert len(waits) >= 120
    assert waits[0] == 60


def test_the_providers_limit_is_learned_and_never_raises_the_persons_own() -> None:
    """The smaller one holds."""
    pace = Pace(None)
    pace.learn(20)
    pace.learn(50)
    assert pace.per_minute == 20
    own = Pace(5)
    own.learn(250)
    assert own.per_minute == 5


def test_a_wait_that_the_provider_asks_for_holds_everything_of_that_model() -> None:
    """Retry-After is for all."""
    clock = Clock()
    pace = Pace(None, clock=clock, sleep=clock.sleep)
    pace.hold(7)
    times, _ = leave(pace, 2, clock)
    assert times[0] >= 7


def test_the_back_off_doubles_and_is_bounded() -> None:
    """1, 2, 4 … 60 seconds, up to half of it left to chance; what the provider asks for wins."""
    assert [back_off_s(n, None, chance=lambda: 1.0) for n in (1, 2, 3, 9)] == [1, 2, 4, 60]
    assert back_off_s(1, None, chance=lambda: 0.0) == 0.5
    assert back_off_s(5, 3.5) == 3.5
