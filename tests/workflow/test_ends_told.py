"""What an attempt came to is told as it is on the disk, also where something went, waits or was cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.attempts.attempt import State
from studio.core.attempts.evidence import METHOD, Evidence, Flag, Measure
from studio.core.attempts.opinion import Opinion, OpinionState
from studio.core.attempts.status import open_matters
from studio.engines.openai_batch import BatchClient
from studio.errors import EngineInterrupted, EngineRefused, NotFound, RuleBroken, StoreError
from studio.store.attempts import begin_attempt, finish_attempt, note_on_request, read_attempt
from studio.store.findings import begin_opinion, keep_evidence
from studio.store.lock import owner_of_this_process
from studio.workflow.browsing.attempt_history import became_of, history_of
from studio.workflow.browsing.remembered import remember, remembered, write_fault_log
from studio.workflow.judging.opinion import second_opinion
from studio.workflow.judging.verdict import where_to_look
from studio.workflow.making.batch_submit import submit
from studio.workflow.making.plan import Choices, plan_recipe
from studio.workspace import Workspace
from tests.workflow.conftest import add_attempt, change_sidecar

SLUG = "recipe-00001"
FLAGS: tuple[Flag, ...] = ("fine", "look", "unknown")
HOST, PID, _, *BOOT = owner_of_this_process().split(":")
GONE = ":".join((HOST, PID, "1", *BOOT))
"""A process of this number that began at another time, and has ended."""


def test_an_attempt_of_this_machine_is_simply_running(shelf: Workspace) -> None:
    """The machine is named only where it is another one."""
    change_sidecar(shelf, SLUG, state="requested", picture=None, owner=owner_of_this_process())
    folder = shelf.folder(SLUG)
    assert became_of(folder, folder.attempts[0]) == "running"


def test_a_history_shows_no_picture_that_is_gone(shelf: Workspace) -> None:
    """The photograph it began with stands beside it for as long as it is there; a retry begins with its parent's."""
    add_attempt(shelf, SLUG, "002", parent="001")
    first, retry = history_of(shelf, SLUG)
    folder = shelf.content / SLUG
    assert first.before is not None
    assert (first.after, retry.before) == (folder / "attempts" / "001.png", folder / "attempts" / "001.png")
    first.before.unlink()
    (folder / "attempts" / "002.png").unlink()
    first, retry = history_of(shelf, SLUG)
    assert first.before is None
    assert (retry.before, retry.after) == (folder / "attempts" / "001.png", None)


@pytest.mark.parametrize(
    ("owner", "words"),
    [
        (owner_of_this_process(), "another program asks for it at this moment"),
        (GONE, "was cut off and may have been billed"),
        (None, "was cut off and may have been billed"),
    ],
    ids=["under way", "cut off", "without an owner"],
)
def test_a_question_that_is_under_way_or_was_cut_off_is_not_asked_a_second_time(
    shelf: Workspace, owner: str | None, words: str
) -> None:
    """It would be paid twice; the person says so with --again."""
    earlier = Opinion(state=OpinionState.REQUESTED, model="m", asked="2026", picture="x", owner=owner)
    begin_opinion(shelf.content / SLUG, "001", earlier, over=False)
    with pytest.raises(RuleBroken, match=words):
        second_opinion(shelf, shelf.folder(SLUG), "001")


def test_what_is_paid_and_not_finished_is_told_in_one_sentence(shelf: Workspace) -> None:
    """With the command that finishes it, and one full stop, which the list of them puts there."""
    paid = {"file": "001.original.png", "digest": "x", "media_type": "image/png"}
    change_sidecar(shelf, SLUG, state="unfinished", picture=None, paid=paid)
    (said,) = open_matters(shelf.folder(SLUG))
    assert said.startswith("attempt 001 is paid and not finished: ")
    assert f"studio finish {SLUG} 001" in said
    assert not said.endswith(".")


@pytest.mark.parametrize("step", ["upload_lines", "submit"])
def test_a_batch_that_is_cut_off_is_told_and_its_attempts_wait(
    shelf: Workspace, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    """Nobody knows whether the provider has it; that is found out later, and nothing is given up."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setattr(BatchClient, "upload", lambda *_: "file-1")
    monkeypatch.setattr(BatchClient, "upload_lines", lambda *_: "file-2")

    def die(*_: object, **__: object) -> None:
        raise EngineInterrupted("the line went dead")

    monkeypatch.setattr(BatchClient, step, die)
    plans = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(engine="openai", quality="low"))
    with pytest.raises(EngineInterrupted, match="the line went dead"):
        submit(shelf, plans)
    assert read_attempt(shelf.content / SLUG, "002").state is State.REQUESTED


def test_a_batch_that_is_refused_costs_nothing_and_its_attempts_have_failed(
    shelf: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The provider has said so; the words are its own."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-x")
    monkeypatch.setattr(BatchClient, "upload", lambda *_: "file-1")
    monkeypatch.setattr(BatchClient, "upload_lines", lambda *_: "file-2")

    def refuse(*_: object, **__: object) -> None:
        raise EngineRefused("The account has no batches.")

    monkeypatch.setattr(BatchClient, "submit", refuse)
    plans = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(engine="openai", quality="low"))
    with pytest.raises(EngineRefused, match="no batches"):
        submit(shelf, plans)
    ended = read_attempt(shelf.content / SLUG, "002")
    assert ended.state is State.FAILED
    assert ended.failure is not None
    assert not ended.failure.may_be_billed


def test_what_to_open_before_judging_is_named_with_what_was_said(shelf: Workspace) -> None:
    """Both pictures by their path, what the engine wants to be looked at, the verdict that stands."""
    change_sidecar(shelf, SLUG, warnings=["The frame was cut."])
    folder, base = shelf.folder(SLUG), shelf.content / SLUG
    picture, before = folder.attempts[0].picture, folder.attempts[0].inputs[0].digest
    assert picture is not None
    measures = tuple(
        Measure(name=flag, criterion="layout and crop", flag=flag, says=f"It is {flag}.") for flag in FLAGS
    )
    keep_evidence(base, "001", Evidence(method=METHOD, before=before, after=picture.digest, measures=measures))
    said = where_to_look(shelf, folder, "1").splitlines()
    assert [line for line in said if "layout and crop" in line] == [
        "seen    layout and crop: It is fine.", "look    layout and crop: It is look.",
        "seen    layout and crop: It is unknown.",
    ]  # fmt: skip
    assert said[0] == f"before  {base / folder.attempts[0].inputs[0].image}"
    assert said[1] == f"after   {base / 'attempts' / '001.png'}"
    assert "look    The frame was cut." in said
    assert any(line.startswith("judged  approved") for line in said)
    (base / folder.attempts[0].inputs[0].image).unlink()
    assert where_to_look(shelf, shelf.folder(SLUG), "001").startswith("before  is gone\nafter ")


def test_an_attempt_takes_the_next_number_that_no_file_has_and_never_changes_when_it_has_ended(
    shelf: Workspace,
) -> None:
    """A picture that was left without its record keeps its number."""
    folder = shelf.content / SLUG
    with pytest.raises(NotFound, match=r"no attempt 009\. There are: 001\."):
        read_attempt(folder, "009")
    (folder / "attempts" / "007.original.png").write_bytes(b"left")
    first = read_attempt(folder, "001")
    fresh = first.model_copy(update={"state": State.REQUESTED, "picture": None})
    begun = begin_attempt(folder, lambda number: fresh.model_copy(update={"id": number}))
    assert begun.id == "008"
    noted = note_on_request(folder, begun, request_id="req_1")
    assert read_attempt(folder, "008").request_id == noted.request_id == "req_1"
    for change in (lambda: note_on_request(folder, first, request_id="x"), lambda: finish_attempt(folder, first)):
        with pytest.raises(StoreError, match="attempt 001 has ended already and never changes"):
            change()
    with pytest.raises(ValueError, match="received, unfinished or failed"):
        finish_attempt(folder, begun)
    (folder / "attempts" / "003.json").write_text("{")
    with pytest.raises(StoreError, match="Nothing was sent"):
        begin_attempt(folder, lambda number: fresh.model_copy(update={"id": number}), look=lambda _: None)


def test_each_workspace_remembers_its_own_and_all_of_them_what_holds_everywhere(tmp_path: Path) -> None:
    """A file that nobody can read is forgotten, and one that nobody can write is no error."""
    one, other = tmp_path / "one", tmp_path / "other"
    remember(one, everywhere={"theme": "dark"}, here={"at": "bag"})
    remember(other, everywhere={"theme": "light"}, here={"at": "cup"})
    remember(None, everywhere={"theme": "paper"}, here={"at": "nowhere"})
    assert remembered(one) == {"theme": "paper", "at": "bag"}
    assert remembered(other) == {"theme": "paper", "at": "cup"}
    log = write_fault_log("It broke \udcff.")
    assert log.read_text() == "It broke \\udcff."
    for path in log.parent.glob("*.json"):
        path.write_text("{")
    assert remembered(one) == {}
    remember(one, everywhere={}, here={"at": "mug"})
    assert remembered(one) == {"at": "mug"}
