"""One trial: run, kill, look at what is left, recover, run plainly, settle what nobody knows, run plainly again.

The same is looked at once more as a power cut would have left it, up to the recovery.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from PIL import Image

from studio.core.attempts.attempt import Attempt, State
from studio.core.money.ledger import ledger_of
from studio.pictures import digest_of
from studio.store.answers import read_raw
from studio.workflow.making.plan import Choices, plan_recipe
from studio.workflow.making.recover import recover, settle
from studio.workflow.making.run import run_now
from studio.workspace import Workspace, open_workspace
from tests.conftest import PHOTOS
from tests.loopback.server import Loopback

RECIPE = """---
title: A bag
summary: A bag.
asset: A test
job: background-replacement
rights: own
created: 2026-11-01
---
A bag.

## Edit

```yaml edit
source: before.png
preserve: [bag shape]
change: the background to white
size: 832x800
engine: {name: openai, quality: low, n: 2}
```
"""


@dataclass
class Tally:
    """What all trials found."""

    counts: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def line(self) -> str:
        """The figures."""
        words = ("killed", "charged", "received", "recovered", "unknown and shown", "settled",
                 "bought after settling", "after a power cut")  # fmt: skip
        return ", ".join(f"{word}: {self.counts[word]}" for word in words) + f"; faults: {len(self.faults)}"


def template(folder: Path, url: str) -> None:
    """A workspace with one small recipe that is run on the loopback server."""
    (folder / "content/bag").mkdir(parents=True)
    (folder / "content/bag/recipe.md").write_text(RECIPE)
    (folder / "content/studio.toml").write_text(
        f'[engine]\nname = "openai"\nbase_url = "{url}"\nconcurrency = 2\n'
        "[evidence]\non_run = false\n"  # derived, and slower than all that is killed here
    )
    with Image.open(PHOTOS / "bag_before.jpg") as photo:
        photo.resize((208, 200)).save(folder / "content/bag/before.png")


@contextmanager
def zygote() -> Iterator[subprocess.Popen[str]]:
    """The process that forks victims."""
    command = [sys.executable, "-m", "tests.torture.zygote"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


def order(process: subprocess.Popen[str], **what: object) -> float:
    """Have victims run and die; returns how long it took, in seconds."""
    assert process.stdin
    assert process.stdout
    process.stdin.write(json.dumps(what) + "\n")
    process.stdin.flush()
    seconds: float = json.loads(process.stdout.readline())["seconds"]
    return seconds


def trials(
    folder: Path,
    provider: Loopback,
    *,
    count: int,
    victims: int = 1,
    sabotage: str = "",
    seed: int = 1,
    kill: bool = True,
) -> Tally:
    """So many trials, each in a workspace of its own.

    Every other kill waits for the first charge: most of a run's time goes by before anything is paid, so kills spread
    over the whole of it would seldom meet the moments that matter.
    """
    tally, chance = Tally(), random.Random(seed)
    template(folder / "template", provider.url)
    with zygote() as process:
        warm = folder / "warm"
        shutil.copytree(folder / "template", warm)
        common = {"victims": victims, "sabotage": sabotage, "again": victims > 1}
        full = order(process, workspace=str(warm), shadow=str(folder / "warm-shadow"), delay_s=None, **common)
        for number in range(count):
            place, shadow = folder / f"w{number}", folder / f"s{number}"
            shutil.copytree(folder / "template", place)
            provider.requests.clear()
            charge = folder / f"c{number}" if number % 2 else None
            provider.on_charge = charge.touch if charge else None
            delay = chance.uniform(0, full / 2 if charge else full) if kill else None
            after = str(charge) if charge else ""
            order(process, workspace=str(place), shadow=str(shadow), delay_s=delay, after=after, **common)
            provider.settle()
            judge(tally, place, shadow, provider, name=f"{number} at {delay}{' after a charge' * bool(charge)}")
            shutil.rmtree(place)
            shutil.rmtree(shadow, ignore_errors=True)
    return tally


def judge(tally: Tally, place: Path, shadow: Path, provider: Loopback, *, name: str) -> None:
    """Everything that must be true after one kill."""
    charged = len(provider.charges)
    tally.counts.update(killed=1, charged=charged)
    cut = place.with_name(place.name + "-cut")
    rebuilt(shadow, place, cut)
    for where, root in (("kill", place), ("power cut", cut)):
        for fault in faults(tally, root, charged, provider, is_cut=root is cut):
            tally.faults.append(f"{name}, {where}: {fault}")
    shutil.rmtree(cut, ignore_errors=True)


def faults(tally: Tally, root: Path, charged: int, provider: Loopback, *, is_cut: bool) -> Iterator[str]:
    folder = root / "content/bag"
    workspace = open_workspace(root)
    complete = {path.stem for path in (folder / "attempts").glob("*.raw") if is_complete(folder, path.stem)}
    asked = len(provider.requests)
    try:
        recovered = recover(workspace)
    except Exception as error:  # noqa: BLE001 - any failure to start again is what this looks for
        yield f"recovery broke: {type(error).__name__}: {error}"
        return
    if len(provider.requests) != asked:
        yield "recovery asked the provider"
    attempts = workspace.folder("bag").attempts
    yield from torn(folder, attempts)
    accounted = [a for a in attempts if a.state is State.RECEIVED or is_shown_unknown(workspace, a)]
    if charged > len(accounted):
        yield f"{charged} charges, {len(accounted)} attempts that show one"
    for number in complete:
        attempt = next((a for a in attempts if a.id == number), None)
        if attempt is None or attempt.state is not State.RECEIVED:
            yield f"the complete answer of {number} was lost"
    if is_cut:
        tally.counts["after a power cut"] += len(attempts)
        return
    tally.counts["received"] += sum(a.state is State.RECEIVED for a in attempts)
    tally.counts["recovered"] += sum(one.is_complete for one in recovered)
    tally.counts["unknown and shown"] += sum(is_shown_unknown(workspace, a) for a in attempts)
    yield from afterwards(tally, workspace, provider, random.Random(len(attempts) + charged))


def afterwards(tally: Tally, workspace: Workspace, provider: Loopback, chance: random.Random) -> Iterator[str]:
    """A plain run buys what was never asked for and nothing else; a word settles the rest, and the next one buys it."""
    provider.on_charge = None
    before = workspace.folder("bag").attempts
    yield from plain_run(workspace, provider, "a plain run")
    unknown = [attempt for attempt in before if is_shown_unknown(workspace, attempt)]
    for attempt in unknown:
        if not is_shown_unknown(workspace, attempt):
            yield f"the unknown outcome of {attempt.id} was forgotten by a plain run"
        settle(workspace, "bag", attempt.id, billed=chance.random() < 0.5)
        tally.counts["settled"] += 1
    sent = len(provider.requests)
    yield from plain_run(workspace, provider, "a run after settling")
    tally.counts["bought after settling"] += len(provider.requests) - sent
    folder = workspace.folder("bag")
    yield from torn(workspace.content / "bag", folder.attempts)
    if (
        held(workspace) != {a.fingerprint for a in folder.attempts if a.state is State.RECEIVED}
        or len(held(workspace)) < 2
    ):
        yield "something is missing or unknown after everything was settled"
    for attempt in before:
        if attempt.state is State.RECEIVED and folder.attempt(attempt.id) != attempt:
            yield f"the picture of {attempt.id} did not stay as it was"


def held(workspace: Workspace) -> set[str]:
    """What must not be sent again without a word: made, or with an unknown outcome."""
    attempts = workspace.folder("bag").attempts
    return {a.fingerprint for a in attempts if a.state is State.RECEIVED or is_shown_unknown(workspace, a)}


def plain_run(workspace: Workspace, provider: Loopback, what: str) -> Iterator[str]:
    """Run the recipe as a person does, without a further word: only what was never asked for may be sent."""
    recover(workspace, ("bag",))
    plans, sent = plan_recipe(workspace, workspace.folder("bag"), choices=Choices()), len(provider.requests)
    may_send = {plan.fingerprint for plan in plans} - held(workspace)
    run_now(workspace, plans, on_event=lambda *_: None, on_outcome=lambda _: None)
    if len(provider.requests) - sent != len(may_send):
        yield f"{what} sent {len(provider.requests) - sent} requests where {len(may_send)} were never asked for"


def is_complete(folder: Path, number: str) -> bool:
    from studio.engines.openai_answer import read_body
    from studio.errors import EngineError

    try:
        read_body(read_raw(folder, number) or b"")
    except EngineError:
        return False
    return True


def is_shown_unknown(workspace: Workspace, attempt: Attempt) -> bool:
    entry = next(entry for entry in ledger_of([workspace.folder("bag")]) if entry.attempt == attempt.id)
    return entry.outcome.startswith("unknown")


def torn(folder: Path, attempts: tuple[Attempt, ...]) -> Iterator[str]:
    known = {attempt.id for attempt in attempts}
    for path in (folder / "attempts").glob("*"):
        if path.name.startswith(".studio-"):
            yield f"{path.name} was left"
        elif path.name.count(".") == 1 and path.suffix == ".json" and path.stem not in known:
            yield f"{path.name} cannot be read"
    for attempt in attempts:
        if attempt.picture is None:
            continue
        path = folder / "attempts" / attempt.picture.file
        if not path.is_file() or digest_of(path.read_bytes()) != attempt.picture.digest:
            yield f"{attempt.picture.file} is not what its sidecar says"


def rebuilt(shadow: Path, place: Path, cut: Path) -> None:
    """The workspace as the disk holds it when the power goes now."""
    shutil.copytree(place, cut, ignore=shutil.ignore_patterns("attempts"))
    folder = cut / "content/bag/attempts"
    listing = shadow / "names" / "content|bag|attempts"
    if not listing.is_file():
        return
    folder.mkdir()
    for name, inode in json.loads(listing.read_text()).items():
        kept = shadow / "inodes" / str(inode)
        (folder / name).write_bytes(kept.read_bytes() if kept.is_file() else b"")
