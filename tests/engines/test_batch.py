"""Batches through the real SDK: submitted once, collected in any order, found again after a crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Studio
from tests.loopback.server import Loopback, finished

Sidecar = Callable[[str], dict[str, object]]


def submit(studio: Studio, *more: str) -> object:
    return studio("run", "bag-on-white", "--engine", "openai", "--batch", *more)


def test_a_batch_is_submitted_left_and_collected(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """Pictures are uploaded once, answers come in another order, half the price is written down."""
    provider.finish_batches = False
    result = submit(studio, "-n", "2")
    assert result.exit_code == 0, result.output
    assert [purpose for purpose, _ in provider.files.values()] == ["vision", "batch"]
    assert "2 waiting" in studio("batch").output
    provider.finish_batches = True
    assert "2 received" in studio("batch").output
    assert studio("batch").output.startswith("No batch is open")
    made = [sidecar(number) for number in ("001", "002")]
    assert {one["state"] for one in made} == {"received"}
    assert {one["batch_id"] for one in made} == {"batch_000"}
    text = made[0]["usage"]["input_tokens_details"]["text_tokens"]
    assert float(made[0]["cost_usd"]) == pytest.approx((1000 * 8 + text * 5 + 1756 * 30) / 2e6)


def test_lines_that_failed_and_lines_that_never_ran_are_told_apart(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """The error file is read as well as the output file."""
    provider.batch_failures = {1: "moderated input"}
    submit(studio, "-n", "2")
    output = studio("batch").output
    assert "1 received" in output
    assert "1 failed" in output
    assert sidecar("002")["failure"]["code"] == "moderation_blocked"


def test_a_batch_that_the_provider_took_without_an_answer_is_found_again(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """The connection was lost after the work: nothing is submitted twice."""
    provider.drop = {"batches"}
    assert submit(studio).exit_code == 3
    assert "1 received" in studio("batch").output
    assert len(provider.batches) == 1
    assert sidecar("001")["state"] == "received"


def test_a_batch_that_was_never_taken_costs_nothing_and_says_so(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A process that died before submitting leaves attempts that failed for free."""
    from studio.engines.openai_batch import BatchClient
    from studio.errors import EngineInterrupted

    def die(*_: object, **__: object) -> None:
        raise EngineInterrupted("the power went out")

    monkeypatch.setattr(BatchClient, "submit", die)
    submit(studio)
    monkeypatch.undo()
    monkeypatch.setenv("OPENAI_API_KEY", "sk-canary-again")
    assert "Nothing was spent" in studio("batch").output
    assert provider.batches == {}
    assert sidecar("001")["failure"]["may_be_billed"] is False


def test_collecting_twice_changes_nothing(paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar) -> None:
    """A crash between the pictures and the batch's own journal is mended by collecting again."""
    submit(studio, "-n", "2")
    studio("batch")
    first = [sidecar(number) for number in ("001", "002")]
    journal = next((paid / "content/.studio/batches").glob("*.json"))
    data = json.loads(journal.read_text())
    journal.write_text(json.dumps({**data, "stage": "submitted"}))
    assert studio("batch").exit_code == 0
    assert [sidecar(number) for number in ("001", "002")] == first


def test_a_batch_can_be_cancelled(paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar) -> None:
    """What was not done is marked as not billed."""
    provider.finish_batches = False
    submit(studio)
    run = json.loads(studio("batch", "--json").output)[0]["run"]
    assert "cancelled" in studio("batch", run, "--cancel").output
    assert "not billed" in sidecar("001")["failure"]["message"]


def test_a_budget_stops_a_batch_before_anything_is_uploaded(paid: Path, studio: Studio, provider: Loopback) -> None:
    """All of it is added up first."""
    result = submit(studio, "-n", "5", "--budget", "0.10")
    assert result.exit_code == 3
    assert provider.files == {}
    assert not (paid / "content/bag-on-white/attempts").exists()


def test_the_built_in_engine_has_no_batches(paid: Path, studio: Studio) -> None:
    """Said in words, with the way out."""
    assert "--engine openai" in studio("run", "bag-on-white", "--batch").output


def output_of(provider: Loopback) -> str:
    """The name of the output file of the first batch, whose work is done."""
    from tests.loopback.server import finished

    name: str = finished(provider, "batch_000")["output_file_id"]
    return name


def rewrite(provider: Loopback, change: Callable[[list[bytes]], list[bytes]]) -> bytes:
    """Change the lines of the output file; returns it as it was."""
    name = output_of(provider)
    purpose, whole = provider.files[name]
    provider.files[name] = (purpose, b"\n".join(change(whole.split(b"\n"))))
    return whole


SPOILS: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "an unreadable line": lambda lines: [lines[0], lines[1].replace(b'"custom_id"', b"custom_id", 1), lines[2]],
    "a missing line": lambda lines: [lines[0], lines[2]],
    "a cut file": lambda lines: [lines[2], lines[0], lines[1][: len(lines[1]) // 2]],
    "a wrong name": lambda lines: [lines[0], lines[1].replace(b"/002", b"/999", 1), lines[2]],
    "a name that comes twice": lambda lines: [lines[0], lines[1].replace(b"/002", b"/001", 1), lines[2]],
    "a line nested without end": lambda lines: [lines[0], b'{"custom_id": ' + b"[" * 100_000, lines[2]],
    "a body of another kind": lambda lines: [
        lines[0], lines[1].partition(b'"body": ')[0] + b'"body": [1]}}', lines[2]
    ],
}  # fmt: skip


@pytest.mark.parametrize("spoil", SPOILS)
def test_one_bad_line_harms_no_neighbour_and_stays_open_until_it_can_be_read(
    quick: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, spoil: str
) -> None:
    """It is paid: never closed as free, kept as it came, collected again, or settled by a person."""
    submit(studio, "-n", "3")
    whole = rewrite(provider, SPOILS[spoil])
    result = studio("batch")
    assert result.exit_code == 1
    assert "2 received" in result.output
    assert "bag-on-white 002" in result.output
    assert sidecar("002")["failure"]["may_be_billed"] is True
    assert "`studio settle bag-on-white 002" in studio("status").output
    kept = next((quick / "content/.studio/batches").glob("*.jsonl"))
    assert kept.read_bytes() == provider.files[output_of(provider)][1]
    assert studio("run", "bag-on-white", "-n", "3").exit_code == 1  # nothing is bought while it is open
    assert len(provider.requests) == 3
    provider.files[output_of(provider)] = ("batch_output", whole)
    assert "1 received" in studio("batch").output
    assert [sidecar(number)["state"] for number in ("001", "002", "003")] == ["received"] * 3
    assert not kept.exists()


def test_an_open_line_of_a_batch_can_be_settled(quick: Path, studio: Studio, provider: Loopback) -> None:
    """Then nothing of it is open any more."""
    submit(studio, "-n", "3")
    rewrite(provider, SPOILS["a missing line"])
    studio("batch")
    assert studio("settle", "bag-on-white", "002", "--billed").exit_code == 0
    assert studio("batch").exit_code == 0
    assert studio("batch").output.startswith("No batch is open")


def test_an_answer_that_cannot_be_finished_is_kept_and_the_others_are_received(
    quick: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Priced as a batch, and finished later without asking anybody."""
    from studio.workflow.making import receive

    real, calls = receive.finish_picture, list[object]()

    def fails_once(*arguments: object) -> object:
        calls.append(arguments)
        if len(calls) == 1:
            raise MemoryError
        return real(*arguments)

    monkeypatch.setattr(receive, "finish_picture", fails_once)
    submit(studio, "-n", "3")
    said = studio("batch").output
    assert "2 received" in said
    assert "Paid and not finished: 1; `studio finish RECIPE` tries again." in said
    assert sidecar("001")["state"] == "unfinished"
    asked = len(provider.requests)
    assert studio("finish", "bag-on-white").exit_code == 0
    assert sidecar("001")["cost_usd"] == sidecar("002")["cost_usd"]
    assert len(provider.requests) == asked


def test_a_paid_line_that_breaks_its_reader_is_never_closed_as_free(
    quick: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever it is that breaks: the line is there, so it was paid."""

    def no_memory(*_: object, **__: object) -> None:
        raise MemoryError

    submit(studio)
    with monkeypatch.context() as patch:
        patch.setattr("studio.engines.openai_images.result_of", no_memory)
        assert studio("batch").exit_code == 1
    assert sidecar("001")["failure"]["may_be_billed"] is True
    assert "1 received" in studio("batch").output


@pytest.fixture
def elsewhere(quick: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A batch that another machine is just submitting."""
    from studio.engines.openai_batch import BatchClient

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(BatchClient, "submit", die)
        submit(studio)
    journal = next((quick / "content/.studio/batches").glob("*.json"))
    data = json.loads(journal.read_text())
    owner = "studio-two:4711:99:aaaaaaaaaaaa-bbbbbbbbbbbb:cccccccccccc"
    journal.write_text(json.dumps({**data, "owner": owner}))
    return journal


def test_a_batch_that_another_machine_submits_is_left_alone(
    elsewhere: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """Its name and the time are shown; only a person's word takes it over."""
    result = studio("batch")
    assert "being submitted on studio-two since" in result.output
    assert "--gone" in result.output
    assert sidecar("001")["state"] == "requested"
    assert studio("run", "bag-on-white", "--engine", "openai").exit_code == 1
    assert provider.requests == []
    run = json.loads(elsewhere.read_text())["run"]
    assert "Nothing was spent" in studio("batch", run, "--gone").output
    assert sidecar("001")["failure"]["may_be_billed"] is False


def test_a_batch_that_was_given_up_is_not_submitted_by_the_machine_that_comes_back(
    elsewhere: Path, studio: Studio, provider: Loopback
) -> None:
    """It looks at the journal in the last moment."""
    from studio.engines.openai_batch import BatchClient
    from studio.errors import RuleBroken
    from studio.store.batches import BatchJournal
    from studio.workflow.making.batch_submit import _submitted
    from studio.workspace import open_workspace

    batch = BatchJournal.model_validate_json(elsewhere.read_text())
    studio("batch", batch.run, "--gone")
    place = open_workspace(elsewhere.parents[3])
    with pytest.raises(RuleBroken, match="given up"):
        _submitted(place, BatchClient(place.settings.engine), batch, "file-0001")
    assert provider.batches == {}


def test_a_batch_that_was_taken_after_all_is_collected(
    elsewhere: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """The other machine was not off: it had sent it. What was closed as free becomes a picture."""
    run = json.loads(elsewhere.read_text())["run"]
    studio("batch", run, "--gone")
    file = next(name for name, (purpose, _) in provider.files.items() if purpose == "batch")
    provider.batches["batch_000"] = {
        "id": "batch_000", "object": "batch", "status": "in_progress", "created_at": 1, "input_file_id": file,
        "endpoint": "/v1/images/edits", "completion_window": "24h", "metadata": {"studio_run": run},
        "output_file_id": None, "error_file_id": None,
    }  # fmt: skip
    assert "1 received" in studio("batch", run).output
    assert sidecar("001")["state"] == "received"


def test_one_batch_that_cannot_be_asked_about_stops_no_other(
    quick: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """The provider has forgotten one, and the journal of another is torn."""
    submit(studio)
    submit(studio, "-n", "2")
    del provider.batches["batch_000"]
    (quick / "content/.studio/batches/torn.json").write_text("{")
    result = studio("batch")
    assert result.exit_code == 3
    assert "1 received" in result.output
    assert "torn.json" in result.output
    assert [sidecar(number)["state"] for number in ("001", "002")] == ["requested", "received"]
    assert "waits in a batch" in studio("settle", "bag-on-white", "001", "--billed").output
    assert studio("settle", "bag-on-white", "001", "--billed", "--gone").exit_code == 0


@pytest.mark.parametrize(
    "mend",
    [
        lambda line: line.replace(b'"usage": {', b'"usage": {"x": ' + b"[" * 3000 + b"]" * 3000 + b", "),
        lambda line: line.replace(b'"request_id": "req_b0"', b'"request_id": {"a": 1}'),
        lambda line: line.replace(b'"status_code": 200', b'"status_code": "200"'),
        lambda line: line[:-3],
        lambda line: b"\xef\xbb\xbf" + line,
    ],
    ids=["usage without end", "a table for a name", "a status as text", "cut behind the picture", "a byte order mark"],
)
def test_a_line_of_a_batch_gives_its_picture_whatever_stands_beside_it(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, mend: Callable[[bytes], bytes]
) -> None:
    """It is paid, and read as a live answer is."""
    submit(studio)
    finished(provider, "batch_000")
    name = provider.batches["batch_000"]["output_file_id"]
    purpose, data = provider.files[name]
    provider.files[name] = (purpose, mend(data))
    assert "1 received" in studio("batch").output
    assert sidecar("001")["state"] == "received"
    assert studio("status").exit_code == 0
