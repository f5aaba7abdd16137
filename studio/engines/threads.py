"""Long computing beside an event loop, in a thread that never delays quitting."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

Answer = TypeVar("Answer")


async def compute(work: Callable[[], Answer]) -> Answer:
    """The answer of `work`, computed in a daemon thread.

    A daemon thread, because asyncio's own pool is joined at exit and would hold a quitting program
    until the last computation ends (Textual issue 3966). A write in such a thread is
    whole or absent, as every write of the store, so that losing the thread loses nothing.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Answer] = loop.create_future()

    def settle(answer: Answer | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(answer)  # type: ignore[arg-type]  # an answer of None is an Answer too

    def run() -> None:
        answer, failure = None, None
        try:
            answer = work()
        except BaseException as error:  # noqa: BLE001 - the outermost frame of a worker hands everything over
            failure = error
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody is waiting any more
            loop.call_soon_threadsafe(settle, answer, failure)

    threading.Thread(target=run, name="edit", daemon=True).start()
    return await done


async def compute_to_the_end(work: Callable[[], Answer]) -> Answer:
    """The same for work that must come to its end, whoever stops waiting for it: an answer that is put on disk."""
    task = asyncio.ensure_future(compute(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise
