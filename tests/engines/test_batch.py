"""Batches through the real SDK: submitted once, collected in any order, found again after a crash."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Studio
from tests.loopback.server import Loopback

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
