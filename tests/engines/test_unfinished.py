"""What is paid is kept, counted and finished, whatever fails on this machine afterwards."""

from __future__ import annotations

import errno
import io
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from studio.engines import finishing
from studio.engines.base import Event, Progress
from studio.errors import Cancelled
from studio.store import answers, disk
from studio.vision.arrays import Image8, Matte
from studio.vision.identity_lock import Locked, lock_identity
from studio.workflow.making import receive
from studio.workflow.making.plan import Choices, PlannedAttempt, plan_recipe
from studio.workflow.making.run import Outcome, run_now
from studio.workspace import open_workspace
from tests.conftest import Studio
from tests.engines.conftest import settle, small
from tests.loopback.server import Loopback

Sidecar = Callable[[str], dict[str, object]]
Patch = pytest.MonkeyPatch
LOCKED: dict[bytes, Locked] = {}
"""What was put back in these tests, by the pixels it was put back into."""


@pytest.fixture(autouse=True)
def put_back_once(monkeypatch: Patch) -> None:
    """The same answer to the same photograph is finished in the same way: once for all tests."""

    def lock_once(before: Image8, after: Image8, matte: Matte, **options: bool) -> Locked:
        known = b"".join(part.tobytes() for part in (before, after, matte)) + repr(options).encode()
        if known not in LOCKED:
            LOCKED[known] = lock_identity(before, after, matte, **options)
        return LOCKED[known]

    monkeypatch.setattr(finishing, "lock_identity", lock_once)


@pytest.fixture
def locked(quick: Path) -> Path:
    """The paid workspace, with the product put back after every edit."""
    lock(quick)
    return quick


def lock(workspace: Path) -> None:
    path = workspace / "content/bag-on-white/recipe.md"
    path.write_text(path.read_text().replace("change: the", "lock: true\nchange: the"))


def attempts(workspace: Path) -> Path:
    return workspace / "content/bag-on-white/attempts"


def cut(target: bytes, size: tuple[int, int]) -> bytes:
    """A picture that breaks off in the middle."""
    whole = io.BytesIO()
    Image.open(io.BytesIO(target)).convert("RGB").resize(size).save(whole, "PNG")
    return whole.getvalue()[: whole.tell() // 2]


def oversized(_target: bytes, _size: tuple[int, int]) -> bytes:
    """A picture with more pixels than the studio decodes."""
    whole = io.BytesIO()
    Image.new("1", (8000, 7000)).save(whole, "PNG")
    return whole.getvalue()


def full(*_: object, **__: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def no_memory(*_: object, **__: object) -> None:
    raise MemoryError("could not allocate 300 MB")


FAULTS: dict[str, Callable[[Patch, Loopback], None]] = {
    "a damaged answer": lambda _, provider: setattr(provider, "make", cut),
    "an oversized answer": lambda _, provider: setattr(provider, "make", oversized),
    "no memory for the lock": lambda patch, _: patch.setattr(receive, "finish_picture", no_memory),
    "no room for the picture": lambda patch, _: patch.setattr(answers, "keep_picture", full),
}


@pytest.mark.parametrize("is_locked", [True, False])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_after_the_answer_keeps_the_paid_bytes_and_never_buys_again(
    quick: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, monkeypatch: Patch, fault: str, is_locked: bool
) -> None:
    """The attempt is unfinished, priced and counted; a plain run sends nothing, and says how to finish it."""
    if is_locked:
        lock(quick)
    with monkeypatch.context() as patch:
        FAULTS[fault](patch, provider)
        first = studio("run", "bag-on-white")
        again = studio("run", "bag-on-white")
    assert (first.exit_code, again.exit_code) == (1, 1)
    assert "studio finish bag-on-white 001" in first.output
    assert "studio finish bag-on-white 001" in again.output
    assert "bag-on-white 001: paid and not finished: " in again.output
    assert len(provider.charges) == 1
    kept = sidecar("001")
    assert kept["state"] == "unfinished"
    assert float(str(kept["cost_usd"])) > 0.05
    assert (attempts(quick) / kept["paid"]["file"]).stat().st_size > 0
    row = json.loads(studio("ledger", "--json").output)[0]
    assert row["outcome"] == "unfinished"
    assert row["counted usd"] == row["cost usd"] == kept["cost_usd"]
    assert "paid and not finished" in studio("status").output


@pytest.mark.parametrize("fault", ["no memory for the lock", "no room for the picture"])
def test_what_failed_once_is_finished_by_the_next_run_without_paying(
    locked: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, monkeypatch: Patch, fault: str
) -> None:
    """The price stays, the original stays beside the finished picture, and the same run goes on as made before."""
    with monkeypatch.context() as patch:
        FAULTS[fault](patch, provider)
        studio("run", "bag-on-white")
    paid = sidecar("001")
    result = studio("run", "bag-on-white")
    assert result.exit_code == 0, result.output
    assert len(provider.requests) == 1
    now = sidecar("001")
    assert now["state"] == "received"
    assert now["cost_usd"] == paid["cost_usd"]
    assert now["picture"]["original"] == "001.original.png"
    assert "failure" not in now
    assert "paid" not in now
    assert not (attempts(locked) / "001.raw").exists()


def test_a_person_may_take_the_picture_as_it_came(
    locked: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, monkeypatch: Patch
) -> None:
    """Said in the warnings; without the word it stays unfinished and there is nothing to judge."""
    monkeypatch.setattr(receive, "finish_picture", no_memory)
    studio("run", "bag-on-white")
    assert studio("finish", "bag-on-white", "1").exit_code == 1
    assert "no picture" in studio("review", "bag-on-white", "001", "--approve").output
    taken = studio("finish", "bag-on-white", "1", "--as-it-came", "--json")
    assert taken.exit_code == 0, taken.output
    now = sidecar("001")
    assert now["state"] == "received"
    assert now["warnings"] == ["Taken as it came: MemoryError: could not allocate 300 MB."]
    assert (now["picture"]["width_px"], now["picture"]["height_px"]) == (832, 800)
    assert not (attempts(locked) / "001.original.png").exists()
    assert len(provider.requests) == 1


def test_a_picture_that_cannot_be_read_is_not_taken_as_it_came(
    locked: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """What nobody can see cannot be judged."""
    provider.make = cut
    studio("run", "bag-on-white")
    assert studio("finish", "bag-on-white", "001", "--as-it-came").exit_code == 1
    assert sidecar("001")["state"] == "unfinished"


@pytest.mark.parametrize("name", ["before.jpg", "subject.png"])
def test_a_picture_that_changed_meanwhile_is_not_locked_into_the_result(
    locked: Path, studio: Studio, sidecar: Sidecar, monkeypatch: Patch, name: str
) -> None:
    """The product of another photograph, or another outline, would stand in it; the words say why it waits."""
    with monkeypatch.context() as patch:
        patch.setattr(receive, "finish_picture", no_memory)
        studio("run", "bag-on-white")
    source = locked / "content/bag-on-white" / name
    with Image.open(source) as photo:
        photo.rotate(180).save(source)
    assert studio("finish", "bag-on-white", "001").exit_code == 1
    assert sidecar("001")["state"] == "unfinished"
    assert "have changed" in str(sidecar("001")["failure"])
    assert studio("finish", "bag-on-white", "001", "--as-it-came").exit_code == 0


def test_a_disk_that_takes_nothing_is_said_and_the_answer_is_found_at_the_next_run(
    locked: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, monkeypatch: Patch
) -> None:
    """It is billed, the words say so and where the answer is; nothing is asked a second time."""
    with monkeypatch.context() as patch:
        patch.setattr(answers, "create_exclusive", full)
        patch.setattr("studio.store.attempts.write_atomic", full)
        result = studio("run", "bag-on-white")
    assert result.exit_code == 1
    assert "is billed" in result.output
    assert "001.raw" in result.output
    _let_go(locked, sidecar("001"))
    assert "made before" in studio("run", "bag-on-white").output
    assert sidecar("001")["state"] == "received"
    assert len(provider.requests) == 1


def _let_go(workspace: Path, sidecar: dict[str, object]) -> None:
    """As if the process that wrote it had ended: its start was another."""
    host, pid, _, *rest = str(sidecar["owner"]).split(":")
    sidecar["owner"] = ":".join((host, pid, "1", *rest))
    (attempts(workspace) / "001.json").write_text(json.dumps(sidecar))


def test_a_disk_that_refuses_the_raw_answer_costs_no_picture(
    locked: Path, studio: Studio, sidecar: Sidecar, monkeypatch: Patch
) -> None:
    """The answer is in memory as well."""
    monkeypatch.setattr(answers.AnswerFile, "_take", full)
    result = studio("run", "bag-on-white")
    assert result.exit_code == 0, result.output
    assert sidecar("001")["state"] == "received"


def test_a_request_id_that_cannot_be_noted_costs_no_picture(
    locked: Path, studio: Studio, sidecar: Sidecar, monkeypatch: Patch
) -> None:
    """It is written with the picture."""
    monkeypatch.setattr("studio.store.attempts.note_on_request", full)
    assert studio("run", "bag-on-white").exit_code == 0
    assert sidecar("001")["request_id"] == "req_00000"


def test_a_measurement_that_fails_costs_nothing(
    locked: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, monkeypatch: Patch
) -> None:
    """The picture is there, and why nothing was measured is said."""
    settle(locked, provider, name="openai")
    settings = locked / "content/studio.toml"
    settings.write_text(settings.read_text().replace("on_run = false", "on_run = true"))
    monkeypatch.setattr("studio.workflow.making.run.measure_attempt", no_memory)
    result = studio("run", "bag-on-white")
    assert result.exit_code == 0, result.output
    assert "could not be measured: MemoryError" in result.output
    assert sidecar("001")["state"] == "received"


def outcomes(workspace: Path, on_event: Callable[[PlannedAttempt, Event], None], *, n: int = 1) -> tuple[Outcome, ...]:
    place = open_workspace(workspace)
    plans = plan_recipe(place, place.folder("bag-on-white"), choices=Choices(n=n))
    return run_now(place, plans, on_event=on_event, on_outcome=no_memory)


def test_a_fault_in_what_shows_the_progress_ends_no_paid_request(paid: Path, provider: Loopback) -> None:
    """Neither for this attempt nor for its neighbours."""
    small(paid, provider, previews=2)
    ended = outcomes(paid, no_memory, n=2)
    assert [outcome.attempt.state for outcome in ended if outcome.attempt] == ["received", "received"]


def test_a_stop_after_the_provider_answered_may_be_billed(paid: Path, provider: Loopback, sidecar: Sidecar) -> None:
    """And before that nothing was sent."""
    small(paid, provider, previews=1)

    def stop_when_it_comes(_plan: object, event: Event) -> None:
        if isinstance(event, Progress) and event.label.startswith("preview"):
            raise Cancelled("Stopped.")

    def stop_at_once(_plan: object, _event: Event) -> None:
        raise Cancelled("Stopped.")

    outcomes(paid, stop_at_once)
    assert provider.requests == []
    outcomes(paid, stop_when_it_comes)
    assert [sidecar(number)["failure"]["may_be_billed"] for number in ("001", "002")] == [False, True]


def test_one_attempt_that_cannot_begin_stops_no_neighbour(
    paid: Path, studio: Studio, provider: Loopback, monkeypatch: Patch
) -> None:
    """A disk that refuses one sidecar: the other is made."""
    small(paid, provider, concurrency=1)
    real, calls = disk.create_exclusive, list[Path]()

    def refuse_first(path: Path, data: bytes) -> None:
        calls.append(path)
        if len(calls) == 1:
            full()
        real(path, data)

    monkeypatch.setattr("studio.store.attempts.create_exclusive", refuse_first)
    result = studio("run", "bag-on-white", "-n", "2")
    assert result.exit_code == 1
    assert "the disk is full" in result.output
    assert len(provider.charges) == 1


@pytest.mark.parametrize("name", ["before.jpg", "style.jpg", "mask.png"])
def test_nothing_is_sent_with_a_picture_that_breaks_off(
    paid: Path, studio: Studio, provider: Loopback, name: str
) -> None:
    """Source, reference, mask: each is read to its end before anything is paid."""
    small(paid, provider)
    folder = paid / "content/bag-on-white"
    Image.effect_noise((300, 300), 90).convert("RGB").save(folder / "style.jpg")
    mask = Image.effect_noise((300, 300), 90).convert("RGBA")
    mask.putalpha(Image.effect_noise((300, 300), 90))
    mask.save(folder / "mask.png")
    recipe = folder / "recipe.md"
    extra = (
        "scope: {mask: mask.png}\nreferences: [{image: style.jpg, role: style, rights: own, publish: hide}]\nlock: true"
    )
    recipe.write_text(recipe.read_text().replace("change: the", f"{extra}\nchange: the"))
    whole = (folder / name).read_bytes()
    (folder / name).write_bytes(whole[: len(whole) * 2 // 3])
    result = studio("run", "bag-on-white")
    assert result.exit_code == 1
    assert name in result.output
    assert provider.requests == []
    (folder / name).write_bytes(whole)
    assert studio("run", "bag-on-white").exit_code == 0


def test_nothing_is_sent_when_the_answer_could_not_be_saved(
    locked: Path, studio: Studio, provider: Loopback, monkeypatch: Patch
) -> None:
    """A nearly full disk is said before anything is paid."""
    monkeypatch.setattr(answers, "ROOM_BYTES", 10**18)
    result = studio("run", "bag-on-white")
    assert result.exit_code == 1
    assert "are free" in result.output
    assert provider.requests == []
