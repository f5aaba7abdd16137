"""A process that has everything imported and forks one victim after another, so that a trial takes no start-up time.

Reads one JSON object a line: `{"workspace", "delay_s", "after", "victims", "again", "sabotage", "shadow"}`; answers
one line when all victims are dead.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import openai  # noqa: F401 - loaded before the fork

import studio.engines.finishing
import studio.engines.openai_images
import studio.evidence.measure
import studio.vision.identity_lock  # noqa: F401 - loaded before the fork
from studio.store import disk
from studio.workflow.making.plan import Choices, plan_recipe
from studio.workflow.making.run import run_now
from studio.workspace import open_workspace

SYNC = os.fsync


def victim(order: dict[str, object]) -> None:
    """Run a recipe with two results; dies when it is told to."""
    watch_syncs(Path(str(order["shadow"])), Path(str(order["workspace"])), str(order["sabotage"]))
    place = open_workspace(Path(str(order["workspace"])))
    plans = plan_recipe(place, place.folder("bag"), choices=Choices(again=bool(order["again"])))
    while time.monotonic() < float(str(order["begin_at"])):
        time.sleep(0.0005)  # several victims begin in the same moment
    run_now(place, plans, on_event=lambda _p, _e: None, on_outcome=lambda _o: None)


def watch_syncs(shadow: Path, root: Path, sabotage: str) -> None:
    """Mirror what a power cut would leave: contents at their last sync, names at the last sync of their folder."""
    (shadow / "inodes").mkdir(parents=True, exist_ok=True)
    (shadow / "names").mkdir(exist_ok=True)

    def traced(handle: int) -> None:
        path = Path(f"/proc/self/fd/{handle}").readlink()
        is_folder = path.is_dir()
        if sabotage == ("no folder sync" if is_folder else "no file sync"):
            return
        SYNC(handle)
        if is_folder:
            names = {entry.name: entry.inode() for entry in os.scandir(path) if entry.is_file()}
            replace(shadow / "names" / str(path.relative_to(root)).replace("/", "|"), json.dumps(names).encode())
        else:
            with path.open("rb") as file:
                replace(shadow / "inodes" / str(os.fstat(handle).st_ino), file.read())

    os.fsync = traced
    if sabotage == "no exclusive create":
        disk.create_exclusive = overwrite  # type: ignore[assignment]
        from studio.store import attempts

        attempts.create_exclusive = overwrite  # type: ignore[assignment]


def overwrite(path: Path, data: bytes) -> None:
    """What the exclusive create must not be."""
    disk.write_atomic(path, data)


def replace(path: Path, data: bytes) -> None:
    temporary = path.with_name(f"{path.name}~{os.getpid()}~{threading.get_ident()}")
    temporary.write_bytes(data)
    temporary.rename(path)


def forked(work: Callable[[], None]) -> int:
    pid = os.fork()
    if pid:
        return pid
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 1)
        random.seed()
        work()
    except BaseException as error:  # noqa: BLE001 - a child must never return into the loop
        sys.stderr.write(f"{type(error).__name__}: {error}\n")
    os._exit(0)


def main() -> None:
    for line in sys.stdin:
        order = json.loads(line)
        began = time.monotonic()
        order["begin_at"] = began + 0.25 * (order["victims"] > 1)
        pids = [forked(lambda: victim(order)) for _ in range(int(order["victims"]))]  # noqa: B023 - used at once
        if order["delay_s"] is not None:
            while order.get("after") and not Path(order["after"]).exists() and time.monotonic() < began + 30:
                time.sleep(0.0005)  # the clock starts with the first charge
            time.sleep(order["delay_s"])
            for pid in pids:
                os.kill(pid, signal.SIGKILL)
        for pid in pids:
            os.waitpid(pid, 0)
        print(json.dumps({"seconds": time.monotonic() - began}), flush=True)


if __name__ == "__main__":
    main()
