"""Long work beside an event loop: in a thread that never delays quitting, or in a helper process.

On pixels a thread would hold Python's lock, and with it the event loop; it is quicker to begin, so the command line
uses threads, and the terminal studio asks for the helper with `computes_apart`. The helper lives for the next job, and
ends when its pipe does, whatever became of the studio.
"""

from __future__ import annotations

import asyncio
import atexit
import contextlib
import ctypes
import os
import pickle
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from typing import Any, BinaryIO, TypeVar

from studio.errors import EngineUnavailable

Result = TypeVar("Result")


async def in_background(work: Callable[[], Result]) -> Result:
    """The answer of `work`, computed in a daemon thread.

    A daemon thread, because asyncio's own pool is joined at exit and would hold a quitting program
    until the last computation ends (Textual issue 3966). A write in such a thread is
    whole or absent, as every write of the store, so that losing the thread loses nothing.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[Result] = loop.create_future()

    def settle(answer: Result | None, error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(answer)  # type: ignore[arg-type]  # an answer of None is a Result too

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


async def in_background_to_the_end(work: Callable[[], Result]) -> Result:
    """The same for work that must come to its end, whoever stops waiting for it: an answer that is put on disk."""
    task = asyncio.ensure_future(in_background(work))
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await task
        raise


Tell = Callable[[Any], None]
"""Hears what the work has to say while it goes on; may raise to stop it."""
Ask = Callable[[Callable[..., Any], tuple[object, ...], Tell | None], Any]
"""Has work done elsewhere and waits for its answer."""
_APART: ContextVar[bool] = ContextVar("apart", default=False)
_FAR: ContextVar[Ask | None] = ContextVar("far", default=None)


@contextlib.contextmanager
def computes_apart() -> Iterator[None]:
    """Everything begun inside does its long work in a helper process."""
    token = _APART.set(True)
    try:
        yield
    finally:
        _APART.reset(token)


@contextlib.contextmanager
def computes_far(ask: Ask) -> Iterator[None]:
    """What is begun inside and needs nothing of this machine's disk is done where `ask` has it done."""
    token = _FAR.set(ask)
    try:
        yield
    finally:
        _FAR.reset(token)


async def compute_pixels(
    work: Callable[..., Result], *arguments: object, tell: Tell | None = None, needs_disk: bool = True
) -> Result:
    """The answer of long work on pixels, without holding the event loop up.

    Args:
        work: A function of a module; it gets the arguments, and `tell` last when there is one.
        arguments: Plain values.
        tell: Hears what the work says, in another thread; may raise to stop the work.
        needs_disk: Whether it reads files of this machine; else another machine may do it.

    Raises:
        EngineUnavailable: The helper process ended, for want of memory perhaps.
    """
    far = _FAR.get()
    if far is not None and not needs_disk:
        answer: Result = await in_background(lambda: far(work, arguments, tell))
        return answer
    if _APART.get():
        return await in_background(lambda: _HELPERS.ask(work, arguments, tell))
    return await in_background(lambda: work(*arguments) if tell is None else work(*arguments, tell))


_KEEP_MEMORY = {"MALLOC_MMAP_THRESHOLD_": str(4 << 30), "MALLOC_TRIM_THRESHOLD_": str(256 << 20)}
"""For glibc: what one step over a picture has freed, the next one takes. Without it each array of some hundred MB is
asked from the system and given back: 490,000 page faults in an edit of 24 megapixels instead of 160,000."""


class _Helper:
    """One helper process."""

    def __init__(self) -> None:
        command = [sys.executable, "-m", "studio.background"]
        pipe = subprocess.PIPE
        environment = {**_KEEP_MEMORY, **os.environ}
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, env=environment)  # noqa: S603 - this package

    def ask(self, work: Callable[..., Result], arguments: tuple[object, ...], tell: Tell | None) -> Result:
        """The answer; the process is killed when `tell` raises."""
        if self._process.stdin is None or self._process.stdout is None:
            raise AssertionError("made with pipes")
        try:
            pickle.dump((work, arguments, tell is not None), self._process.stdin, protocol=pickle.HIGHEST_PROTOCOL)
            self._process.stdin.flush()
            while True:
                kind, value = pickle.load(self._process.stdout)  # noqa: S301 - written by our own process
                if kind == "answer":
                    answer: Result = value
                    return answer
                if kind == "error":
                    failure: Exception = value
                    break
                if tell is not None:
                    tell(value)
        except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
            self.end()
            raise EngineUnavailable(
                "The helper that works on pixels ended, perhaps for want of memory. Close other programs and try again."
            ) from error
        except BaseException:  # `tell` said stop: the job is given up, and the helper with it
            self.end()
            raise
        raise failure

    @property
    def is_alive(self) -> bool:
        """Whether it can be asked again."""
        return self._process.poll() is None

    def end(self) -> None:
        """End it at once."""
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()


class _Helpers:
    """The helper processes of this program: as many as jobs at once, each kept for the next one."""

    def __init__(self) -> None:
        self._free: list[_Helper] = []
        self._all: set[_Helper] = set()
        self._lock = threading.Lock()
        atexit.register(self.end)

    def ask(self, work: Callable[..., Result], arguments: tuple[object, ...], tell: Tell | None) -> Result:
        """The answer of one helper."""
        with self._lock:
            helper = self._free.pop() if self._free else _Helper()
            self._all.add(helper)
        try:
            return helper.ask(work, arguments, tell)
        finally:
            with self._lock:
                if helper.is_alive:
                    self._free.append(helper)
                else:
                    self._all.discard(helper)

    def end(self) -> None:
        """End them all: nothing they do is on disk before it is whole."""
        for helper in tuple(self._all):
            helper.end()


_HELPERS = _Helpers()


def _serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Do one job after another until the pipe ends."""

    def say(kind: str, value: object) -> None:
        pickle.dump((kind, value), answers, protocol=pickle.HIGHEST_PROTOCOL)
        answers.flush()

    while True:
        try:
            work, arguments, tells = pickle.load(requests)  # noqa: S301 - written by the studio itself
        except EOFError:
            return
        try:
            answer = work(*arguments, lambda event: say("event", event)) if tells else work(*arguments)
        except Exception as error:  # noqa: BLE001 - the outermost frame of a worker hands everything over
            say("error", error)
        else:
            say("answer", answer)
        answer = arguments = None
        _give_memory_back()


def _give_memory_back() -> None:
    """A helper that waits holds nothing of the last picture; only glibc has to be told."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)


if __name__ == "__main__":
    own = sys.stdout.buffer
    with contextlib.suppress(AttributeError, OSError):  # no such thing on Windows
        os.nice(10)  # the event loop comes first
    sys.stdout = sys.stderr  # a library that prints must not write between the answers
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        _serve(sys.stdin.buffer, own)
