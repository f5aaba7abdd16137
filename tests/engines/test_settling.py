"""An outcome that nobody knows: nothing is asked again until a person has said what became of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from studio.store import lock
from studio.workflow.making.plan import Choices, plan_recipe
from studio.workflow.making.run import run_now
from studio.workspace import open_workspace
from tests.conftest import Studio
from tests.engines.conftest import small
from tests.loopback.server import Loopback

Sidecar = Callable[[str], dict[str, object]]
SLUG = "bag-on-white"


@pytest.fixture(autouse=True)
def _asks_the_provider(quick: Path) -> None:
    """Every test here asks the loopback provider for small pictures."""


def sidecar_file(workspace: Path, number: str = "001") -> Path:
    return workspace / "content" / SLUG / "attempts" / f"{number}.json"


def leave_open(workspace: Path, **changes: object) -> None:
    """The first attempt as a process leaves it that dies while its request is under way."""
    data = json.loads(sidecar_file(workspace).read_text())
    for name in ("picture", "failure", "finished", "cost_usd", "usage"):
        data.pop(name, None)
    sidecar_file(workspace).write_text(json.dumps({**data, "state": "requested", **changes}))


def test_an_unknown_outcome_is_paid_once_however_often_everything_is_run(
    studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """Each run says which attempt it is and both ways out; status and the ledger say it too."""
    provider.plan = ["drop after"] * 3
    results = [studio("run", "--all") for _ in range(3)]
    assert [result.exit_code for result in results] == [3, 1, 1]
    for result in results:
        assert f"studio settle {SLUG} 001 --billed" in result.output
    assert "--again" in results[1].output
    assert len(provider.charges) == 1
    assert f"studio settle {SLUG} 001" in studio("status").output
    assert "`studio settle` lists them" in studio("ledger").output
    assert "1 picture" not in studio("run", SLUG, "--dry-run").output


@pytest.mark.parametrize(("failure", "charges"), [("broken", 1), ("overloaded", 1), ("drop before", 0), ("cut", 1)])
def test_every_kind_of_unknown_outcome_holds_the_same_edit_back(
    studio: Studio, provider: Loopback, failure: str, charges: int
) -> None:
    """Whether the work was done cannot be told from here."""
    provider.plan = [failure]
    studio("run", SLUG)
    assert studio("run", SLUG).exit_code == 1
    assert len(provider.requests) == 1
    assert len(provider.charges) == charges


def test_again_is_the_persons_word(studio: Studio, provider: Loopback, sidecar: Sidecar) -> None:
    """And another edit is another thing."""
    provider.plan = ["drop after"]
    studio("run", SLUG)
    assert studio("run", SLUG, "--quality", "low").exit_code == 0
    assert studio("run", SLUG, "--again").exit_code == 0
    assert len(provider.charges) == 3
    assert sidecar("001")["state"] == "failed"


def test_what_a_person_says_is_written_down_and_counts(studio: Studio, provider: Loopback, sidecar: Sidecar) -> None:
    """Billed at a price, billed at the estimate, not billed; afterwards a plain run may ask again."""
    provider.plan = ["drop after"]
    studio("run", SLUG)
    estimate = json.loads(studio("ledger", "--json").output)[0]["counted usd"]
    assert [one["attempt"] for one in json.loads(studio("settle", "--json").output)] == ["001"]
    for words, counted, outcome in (
        (["--billed"], estimate, "settled: billed"),
        (["--billed", "0.11"], "0.11", "settled: billed"),
        (["--not-billed"], "0", "settled: not billed"),
    ):
        result = studio("settle", SLUG, "1", *words, "--json")
        assert result.exit_code == 0, result.output
        row = json.loads(studio("ledger", "--json").output)[0]
        assert (row["counted usd"], row["outcome"]) == (counted, outcome)
    settled = sidecar("001")["settled"]
    assert settled["billed"] is False
    assert settled["at"].endswith("Z")
    assert settled["by"]
    assert studio("settle").output == "Every outcome is known.\n"
    assert studio("run", SLUG).exit_code == 0
    assert len(provider.charges) == 2


def test_only_what_is_unknown_can_be_settled(studio: Studio) -> None:
    """A picture that came is not talked away."""
    studio("run", SLUG)
    assert "nothing to settle" in studio("settle", SLUG, "001", "--not-billed").output
    assert studio("settle", SLUG, "001").exit_code == 2
    assert studio("settle", SLUG, "001", "--billed", "--not-billed").exit_code == 2
    assert studio("settle", SLUG, "001", "--billed", "a lot").exit_code == 2


def test_a_complete_answer_on_disk_is_finished_instead_of_settled(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody has to say anything about a picture that is here."""
    monkeypatch.setattr("studio.store.answers.drop_raw", lambda *_: None)
    studio("run", SLUG)
    (sidecar_file(paid).with_suffix(".png")).unlink()
    leave_open(paid, owner="")
    assert "its answer was on disk" in studio("settle", SLUG, "001", "--not-billed").output
    assert sidecar("001")["state"] == "received"
    assert len(provider.requests) == 1


def test_neighbours_go_on_and_a_retry_and_a_batch_are_held_back_too(studio: Studio, provider: Loopback) -> None:
    """Two results are asked for, one has an unknown outcome: a second run makes only what is missing."""
    set_plan = ["drop after", None, "drop after"]
    provider.plan = set_plan
    studio("run", SLUG, "-n", "2")
    assert studio("run", SLUG, "-n", "3").exit_code == 3
    assert len(provider.requests) == 3
    held = studio("run", SLUG, "-n", "3", "--batch")
    assert held.exit_code == 1
    assert held.output.count("studio settle") == 2
    provider.plan = ["drop after"]
    for code in (3, 1):
        assert studio("retry", SLUG, "002", "--because", "style", "--set", "style=[daylight]").exit_code == code
    assert len(provider.requests) == 4


def test_each_of_several_results_is_asked_for(studio: Studio, provider: Loopback) -> None:
    """They differ in nothing but their place among the results, and none is taken for another."""
    assert studio("run", SLUG, "-n", "3").exit_code == 0
    assert len(provider.charges) == 3
    assert studio("run", SLUG, "-n", "3").output.count("made before") == 3
    assert len(provider.charges) == 3


def test_two_programs_that_planned_the_same_buy_it_once(paid: Path, provider: Loopback) -> None:
    """The second sees the first one's attempt in the moment it would begin its own."""
    place = open_workspace(paid)
    both = [plan_recipe(place, place.folder(SLUG), choices=Choices()) for _ in range(2)]
    ends = [run_now(place, plans, on_event=lambda *_: None, on_outcome=lambda _: None)[0] for plans in both]
    assert [end.was_there for end in ends] == [False, True]
    assert len(provider.charges) == 1


def test_a_request_under_way_on_this_machine_is_waited_for(paid: Path, studio: Studio, provider: Loopback) -> None:
    """It is neither asked for a second time nor settled."""
    studio("run", SLUG)
    leave_open(paid, owner=lock.owner_of_this_process())
    result = studio("run", SLUG)
    assert result.exit_code == 1
    assert "at this moment" in result.output
    assert "under way on this machine" in studio("settle", SLUG, "001", "--not-billed", "--gone").output
    assert len(provider.requests) == 1


def test_nobody_is_declared_dead_from_another_machine(
    paid: Path, studio: Studio, provider: Loopback, sidecar: Sidecar
) -> None:
    """A shared folder: the other machine's request is shown with its name, and only a person's word closes it."""
    studio("run", SLUG)
    leave_open(paid, owner="studio-two:4711:99:aaaaaaaaaaaa-bbbbbbbbbbbb:cccccccccccc")
    result = studio("run", "--all")
    assert result.exit_code == 1
    assert "under way on studio-two since" in result.output
    assert "studio-two" in studio("status").output
    assert json.loads(studio("ledger", "--json").output)[0]["outcome"] == "under way"
    assert "--gone" in studio("settle", SLUG, "001", "--not-billed").output
    assert sidecar("001")["state"] == "requested"
    assert studio("settle", SLUG, "001", "--billed", "--gone").exit_code == 0
    assert sidecar("001")["settled"]["billed"] is True
    assert len(provider.requests) == 1


def test_a_picture_that_comes_after_all_is_kept(
    paid: Path, studio: Studio, sidecar: Sidecar, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The machine that was thought to be off was not: its paid picture takes the place of the person's word."""
    from studio.workflow.making import run

    real = run.receive

    def late(*arguments: object, **more: object) -> object:
        leave_open(paid, owner="studio-two:4711:99:aaaaaaaaaaaa-bbbbbbbbbbbb:cccccccccccc")
        assert studio("settle", SLUG, "001", "--not-billed", "--gone", "--json").exit_code == 0
        return real(*arguments, **more)

    monkeypatch.setattr(run, "receive", late)
    (sidecar_file(paid).parent).mkdir(exist_ok=True)
    monkeypatch.setattr("studio.store.answers.read_raw", lambda *_: None)
    assert studio("run", SLUG).exit_code == 0
    assert sidecar("001")["state"] == "received"


def test_an_interrupted_edit_of_the_built_in_engine_costs_nothing_and_holds_nothing_back(
    paid: Path, studio: Studio, sidecar: Sidecar
) -> None:
    """It is simply made."""
    studio("run", SLUG, "--engine", "local")
    leave_open(paid, owner="")
    assert "may have been billed" not in studio("status").output
    result = studio("run", SLUG, "--engine", "local")
    assert result.exit_code == 0, result.output
    assert sidecar("001")["failure"]["may_be_billed"] is False
    assert sidecar("002")["state"] == "received"


def test_what_is_dearer_than_estimated_stops_a_run_at_its_limit(paid: Path, studio: Studio, provider: Loopback) -> None:
    """The real price replaces the reserved one: by the estimates alone the second picture would still fit."""
    small(paid, provider, concurrency=1)
    studio("run", SLUG)
    real = float(str(json.loads(sidecar_file(paid).read_text())["cost_usd"]))
    estimate = float(json.loads(sidecar_file(paid).read_text())["estimate_usd"])
    assert real > estimate * 1.1
    result = studio("run", SLUG, "--again", "-n", "2", "--budget", f"{estimate * 2.05:.5f}")
    assert result.exit_code == 3
    assert "pass the run's limit" in result.output
    assert len(provider.charges) == 2


def test_an_unreadable_sidecar_lets_nothing_be_sent(paid: Path, studio: Studio, provider: Loopback) -> None:
    """It may be about the same edit; a retry says so as a run does."""
    studio("run", SLUG)
    sidecar_file(paid, "002").write_text("{")
    assert studio("run", SLUG).exit_code == 1
    result = studio("retry", SLUG, "001", "--because", "style", "--set", "style=[daylight]")
    assert result.exit_code == 1
    assert "002.json" in result.output
    assert len(provider.requests) == 1
