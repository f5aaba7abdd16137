"""Every shape of an answer, every end of a stream, every fault of the disk, killed or not: what became of the money.

One trial runs a recipe of two results on a loopback provider that keeps a ledger. The first answer has the shape under
trial, the second is as the API gives it. Then the provider is well again, the disk too, and a person goes on as people
do: runs plainly, looks, counts, runs a neighbour. Whatever was charged and complete must be there, and nothing may have
been charged that nobody asked for.
"""

from __future__ import annotations

import contextlib
import errno
import itertools
import json
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.loopback.server import Body, Loopback
from tests.loopback.shapes import ANSWERS, STREAMS, WITHOUT, Shape
from tests.torture.trial import template
from tests.torture.zygote import forked

FAULTS = ("none", "no new file", "no room for pictures", "no sync", "no rename")
"""What the disk refuses from the charge on. `no room for pictures` takes a sidecar and no more."""
KILLS = ("none", "at the charge", "a little later")
"""When the program is killed."""
_ROOM = 20_000
_AFTERWARDS = (
    ("status",), ("run", "bag"), ("run", "bag"), ("run", "bag", "--engine", "local", "--json"), ("check",), ("ledger",),
    ("cost", "bag"), ("settle",), ("status", "--json"),
)  # fmt: skip
"""What a person does next. Exit codes 0, 1 and 3 are answers; anything else, and a traceback, is a fault."""


@dataclass(frozen=True)
class Trial:
    """One cell of the matrix."""

    family: str
    shape: str
    fault: str
    kill: str

    def __str__(self) -> str:
        return f"{self.family}: {self.shape}; disk: {self.fault}; kill: {self.kill}"

    @property
    def make(self) -> Shape:
        """The shape itself."""
        table: dict[str, Any] = {"answer": ANSWERS, "stream": STREAMS, "without": WITHOUT}[self.family]
        found = table[self.shape]
        return found[0] if isinstance(found, tuple) else found

    @property
    def holds_picture(self) -> bool:
        """Whether a complete picture is in the answer."""
        return self.family != "without"


def all_trials() -> list[Trial]:
    """The whole matrix."""
    shapes = [("answer", name) for name in ANSWERS] + [("stream", name) for name in STREAMS]
    shapes += [("without", name) for name in WITHOUT]
    return [Trial(*shape, fault, kill) for shape, fault, kill in itertools.product(shapes, FAULTS, KILLS)]


@dataclass
class Table:
    """What became of all trials."""

    rows: dict[tuple[str, str, str], Counter[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    def count(self, trial: Trial, became: Sequence[str]) -> None:
        """Take in one trial."""
        self.rows.setdefault((trial.family, trial.fault, trial.kill), Counter()).update(["trials", *became])

    def lines(self) -> Iterator[str]:
        """One line a family, fault and kill."""
        words = ("trials", "charged", "received", "unfinished", "unknown", "not charged", "charged again")
        yield f"{'answer':<9}{'disk refuses':<22}{'killed':<17}" + "".join(f"{word:>14}" for word in words)
        for (family, fault, kill), counts in self.rows.items():
            yield f"{family:<9}{fault:<22}{kill:<17}" + "".join(f"{counts[word]:>14}" for word in words)


def run_matrix(folder: Path, provider: Loopback, trials: Sequence[Trial]) -> Table:
    """Run trials one after the other, each in a workspace of its own."""
    table = Table()
    template(folder / "template", provider.url)
    settings = folder / "template/content/studio.toml"
    settings.write_text(settings.read_text().replace("[evidence]", "previews = 1\n[evidence]"))
    with _runner() as process:
        for number, trial in enumerate(trials):
            place, charge = folder / f"w{number}", folder / f"c{number}"
            shutil.copytree(folder / "template", place)
            _ask(provider, trial, charge)
            told = _order(process, workspace=str(place), fault=trial.fault, charge=str(charge), kill=trial.kill)
            provider.settle()
            before = len(provider.charges)
            sent = [one.fully_sent for one in provider.charges]
            provider.shape, provider.on_charge = None, None
            told = _order(process, workspace=str(place), afterwards=True)
            _judge(table, trial, place, provider, before=before, sent=sent, told=told)
            shutil.rmtree(place)
    return table


def _ask(provider: Loopback, trial: Trial, charge: Path) -> None:
    """Make the provider give the first answer in the shape under trial, and later ones as usual."""
    provider.requests.clear()
    first = iter([trial.make])

    def shape(picture: bytes, used: dict[str, Any]) -> Body:
        return next(first, STREAMS["as the API gives it"])(picture, used)

    provider.shape, provider.on_charge = shape, charge.touch


def _judge(
    table: Table, trial: Trial, place: Path, provider: Loopback, *, before: int, sent: list[bool], told: dict[str, Any]
) -> None:
    again = len(provider.charges) - before
    attempts = [json.loads(path.read_text()) for path in sorted((place / "content/bag/attempts").glob("???.json"))]
    paid = [one for one in attempts if one["engine"]["name"] == "openai"]
    states = Counter(_state(one) for one in paid)
    became = ["charged"] * before + ["charged again"] * max(0, again - (2 - before))
    became += list(itertools.chain.from_iterable([word] * count for word, count in states.items()))
    table.count(trial, became)
    whole = trial.kill == "none" and trial.fault != "no room for pictures"  # else the answer found no place anywhere
    kept = states["received"] + states["unfinished"]
    if again > 2 - len(paid[:2]) and again + before > 2:
        table.faults.append(f"{trial}: {before} charges, then {again} more that nobody asked for")
    if before > kept + states["unknown"]:
        table.faults.append(f"{trial}: {before} charges, but {dict(states)}")
    expected = sum(sent) - (0 if trial.holds_picture else 1)
    if whole and kept < expected:
        table.faults.append(f"{trial}: {sum(sent)} complete answers, but {dict(states)}")
    for command, code, error in told["commands"]:
        if code not in (0, 1, 3) or error:
            table.faults.append(f"{trial}: {' '.join(command)} ended with {code}: {error}")


def _state(attempt: dict[str, Any]) -> str:
    state = str(attempt["state"])
    failure = attempt.get("failure") or {}
    if state == "requested" or (state == "failed" and failure.get("may_be_billed")):
        return "unknown"
    return "not charged" if state == "failed" else state


@contextlib.contextmanager
def _runner() -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.torture.matrix"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def _order(process: subprocess.Popen[str], **what: object) -> dict[str, Any]:
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()
    answer: dict[str, Any] = json.loads(process.stdout.readline())
    return answer


def victim(order: dict[str, Any]) -> None:
    """Run the recipe plainly on a disk that fails from the charge on."""
    _break_disk(str(order["fault"]), Path(order["charge"]), str(order["workspace"]))
    _command(("run", "bag"), str(order["workspace"]))


def _break_disk(fault: str, charge: Path, root: str) -> None:
    """Let the system refuse what the fault says, for files of the workspace, once the provider has charged."""
    if fault == "no room for pictures":
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (_ROOM, _ROOM))

    def refuse(event: str, arguments: tuple[Any, ...]) -> None:
        writes = event == "open" and isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        opens = fault == "no new file" and writes
        renames = fault == "no rename" and event in {"os.rename", "os.link"}
        if (opens or renames) and str(arguments[0]).startswith(root) and charge.exists():
            raise OSError(errno.ENOSPC, "No space left on device", str(arguments[0]))

    if fault in {"no new file", "no rename"}:
        sys.addaudithook(refuse)
    if fault == "no sync":
        real = os.fsync

        def fsync(handle: int) -> None:
            if charge.exists():
                raise OSError(errno.EIO, "Input/output error")
            real(handle)

        os.fsync = fsync  # type: ignore[assignment]


def _command(arguments: Sequence[str], root: str) -> tuple[int, str]:
    """Exit code and traceback of one command, in this process."""
    import traceback

    from studio.cli.main import main as studio

    with open(os.devnull, "w") as null, contextlib.redirect_stdout(null), contextlib.redirect_stderr(null):  # noqa: PTH123
        try:
            studio([*arguments, "--at", root])
        except SystemExit as done:
            return (int(done.code or 0), "")
        except BaseException as error:  # noqa: BLE001 - a traceback is what this looks for
            return (99, "".join(traceback.format_exception_only(error)).strip())
    return (0, "")


def afterwards(order: dict[str, Any], out: int) -> None:
    """Go on as a person would; what every command ended with goes to the pipe."""
    root = str(order["workspace"])
    ended = [(list(command), *_command(command, root)) for command in _AFTERWARDS]
    os.write(out, json.dumps({"commands": ended}).encode())


def main() -> None:
    """Read one order a line; fork for each, so that no trial pays for start-up."""
    for module in ("studio.engines.openai_images", "studio.engines.finishing", "studio.vision.identity_lock",
                   "studio.cli.make", "studio.cli.look", "studio.cli.money", "openai", "cv2"):  # fmt: skip
        __import__(module)
    for line in sys.stdin:
        order = json.loads(line)
        print(json.dumps(_afterwards(order) if order.get("afterwards") else _first(order)), flush=True)


def _first(order: dict[str, Any]) -> dict[str, Any]:
    pid, charge = forked(lambda: victim(order)), Path(order["charge"])
    if order["kill"] != "none":
        end = time.monotonic() + 20
        while not charge.exists() and time.monotonic() < end and os.waitpid(pid, os.WNOHANG) == (0, 0):
            time.sleep(0.0005)
        time.sleep(0.0 if order["kill"] == "at the charge" else random.uniform(0.01, 0.2))
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        os.waitpid(pid, 0)
    return {}


def _afterwards(order: dict[str, Any]) -> dict[str, Any]:
    read, write = os.pipe()
    pid = forked(lambda: afterwards(order, write))
    os.close(write)
    with os.fdopen(read) as answer:
        told = answer.read()
    os.waitpid(pid, 0)
    return json.loads(told) if told else {"commands": [[["all"], 98, "the process died"]]}  # type: ignore[no-any-return]


if __name__ == "__main__":
    main()
