"""What commands and screens say of recipes: problems, prompts, standing, history, each of the recipe it names."""

from __future__ import annotations

from typing import Any

import pytest

from studio.core.attempts.attempt import Change, State
from studio.core.attempts.evidence import METHOD, Evidence, Measure
from studio.core.recipe.words import Status
from studio.errors import NotFound
from studio.store.findings import keep_evidence
from studio.workflow.browsing.attempt_history import attempt_line, became_of, history_of
from studio.workflow.browsing.overview import check_all, prompts_of, standing_of
from studio.workflow.browsing.recipe_view import picture_of_recipe, recipe_details, steps_line
from studio.workspace import Workspace
from tests.workflow.conftest import add_attempt, change_front, change_sidecar

SLUG = "recipe-00001"


def test_a_check_counts_its_recipes_and_tells_errors_from_warnings_and_answered_ones(shelf: Workspace) -> None:
    """Sorted by file and line; one recipe by its name, or all of them."""
    assert check_all(shelf).recipes == 3
    assert check_all(shelf).errors == 0
    change_front(shelf, SLUG, "job: background-replacement", "job: repairing")
    broken = check_all(shelf, [SLUG])
    assert (broken.recipes, broken.errors > 0) == (1, True)
    assert {problem.path for problem in broken.problems} == {f"content/{SLUG}/recipe.md"}
    assert broken.errors + broken.warnings + broken.silenced == len(broken.problems)
    assert [*broken.problems] == sorted(broken.problems)
    assert check_all(shelf, ["recipe-00000"]).errors == 0
    with pytest.raises(NotFound, match="recipe-00001"):
        check_all(shelf, ["recipe-0001"])


def test_a_prompt_stands_under_the_edit_and_the_variation_it_is_of(shelf: Workspace) -> None:
    """One for each; a single edit needs no label."""
    assert [label for label, _ in prompts_of(shelf, SLUG)] == [""]
    change_front(shelf, SLUG, "change: ", "vary: {style: [[daylight], [candle light]]}\nchange: ")
    found = prompts_of(shelf, SLUG)
    assert [label for label, _ in found] == ["style: daylight", "style: candle light"]
    for label, prompt in found:
        assert [word in prompt.text for word in ("daylight", "candle light")] == ["day" in label, "candle" in label]
    with pytest.raises(NotFound):
        prompts_of(shelf, SLUG, edit_name="nothing")


def test_a_row_of_the_status_says_what_was_spent_and_what_an_approved_picture_cost(shelf: Workspace) -> None:
    """Rejected attempts are part of the price of the approved one."""
    change_sidecar(shelf, SLUG, cost_usd="0.04")
    add_attempt(shelf, SLUG, "002", cost_usd="0.02")
    row = standing_of(shelf, [SLUG])[0]
    assert (row.recipe, row.attempts, row.approved) == (SLUG, 2, 1)
    assert row.each_approved == "$0.060"
    assert "0.06" in row.spent
    assert row.spent_usd == "0.06"
    assert row.status == str(Status.TO_REVIEW)
    assert row.next_step.startswith(f"judge it: `studio review {SLUG} 002`")
    assert list(row.verdicts) == ["001"]
    assert row.verdicts["001"][0].startswith("approved")
    assert row.as_cells() == (SLUG, "to review", "2", "1", row.spent, "$0.060", row.next_step)
    assert [one.recipe for one in standing_of(shelf)] == ["recipe-00000", SLUG, "recipe-00002"]


def test_the_way_to_publishing_shows_where_a_recipe_is() -> None:
    """What is done, what comes next, what is still far."""
    assert steps_line(Status.BROKEN) == "▸ define the job   · lock the subject   · run   · review   · publish"
    assert steps_line(Status.TO_REVIEW) == "✓ define the job   ✓ lock the subject   ✓ run   ▸ review   · publish"
    assert steps_line(Status.APPROVED).endswith("▸ publish")
    assert steps_line(Status.TO_REVIEW, is_defined=False).startswith("· define the job   ✓ lock the subject")
    assert {steps_line(one).count("▸") for one in Status} == {1}
    place = {one: steps_line(one).partition("▸ ")[2].partition("  ")[0] for one in Status}
    assert {one for one, step in place.items() if step == "run"} == {
        Status.READY, Status.RUNNING, Status.NEEDS_RETRY, Status.STALE, Status.UNSETTLED,
    }  # fmt: skip
    assert {one for one, step in place.items() if step == "review"} == {Status.TO_REVIEW, Status.HELD_BACK}


def test_a_recipe_is_shown_with_its_guide_its_prompt_and_its_price(shelf: Workspace) -> None:
    """As its file, its checks and its attempts say it."""
    details = recipe_details(shelf, SLUG)
    assert details.status is Status.APPROVED
    assert "title:" not in details.body
    assert details.body.strip().splitlines()[0] in (shelf.content / SLUG / "recipe.md").read_text()
    said = " ".join(text for _, text in details.prompts[0])
    assert said == prompts_of(shelf, SLUG)[0][1].text
    assert details.attempts == ("001 · approved",)
    assert details.cost.startswith("1 picture")
    assert details.line == 1, "with nothing to mend, the editor opens at the beginning"
    change_front(shelf, SLUG, "job: background-replacement", "job: repairing")
    broken = recipe_details(shelf, SLUG)
    assert (broken.status, broken.cost) == (Status.BROKEN, "")
    assert broken.line == broken.problems[0].line > 1


LOST = {"kind": "EngineInterrupted", "message": "The line went dead.", "may_be_billed": True}
REFUSED = {"kind": "EngineRefused", "message": "It will not."}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, "approved"),
        ({"state": "failed", "picture": None, "failure": REFUSED}, "failed"),
        ({"state": "failed", "picture": None, "failure": LOST, "estimate_usd": "0.05"},
         "interrupted, may have been billed"),
        ({"state": "unfinished", "picture": None, "failure": LOST,
          "paid": {"file": "001.original.png", "digest": "x", "media_type": "image/png"}}, "paid, not finished"),
        ({"state": "requested", "picture": None, "owner": "studio-two:1:2:a:b"}, "running on studio-two"),
    ],
)  # fmt: skip
def test_what_became_of_an_attempt_is_said_in_its_own_words(
    shelf: Workspace, changes: dict[str, Any], words: str
) -> None:
    """One for each end it can have."""
    change_sidecar(shelf, SLUG, **changes)
    folder = shelf.folder(SLUG)
    assert became_of(folder, folder.attempts[0]) == words
    failed = recipe_details(shelf, SLUG).failed
    assert (failed is not None) == ("failure" in changes)
    assert failed is None or failed.id == "001"


def test_a_rejection_is_said_with_its_class_and_a_picture_nobody_judged_waits(shelf: Workspace) -> None:
    """In the line of the attempt, with what it came from and the one thing that changed."""
    change_front(shelf, SLUG, "verdict: approved", "verdict: rejected\n    failure: style")
    change = Change(field="style[0]", before=None, after="daylight").model_dump(mode="json")
    add_attempt(shelf, SLUG, "002", parent="001", changed=[change, {**change, "field": "add[0]"}], variation="spring")
    folder = shelf.folder(SLUG)
    assert attempt_line(folder, folder.attempts[0]) == "001 · rejected (style)"
    assert attempt_line(folder, folder.attempts[1]) == (
        "002 · to review · from 001 · Finish, no. 1: now daylight · spring"
    )


def test_the_tree_has_parents_before_their_retries_with_what_they_grew_from(shelf: Workspace) -> None:
    """A retry is seen beside its parent's picture; the first beside the photograph; one without a picture has none."""
    change = Change(field="style[0]", before=None, after="daylight").model_dump(mode="json")
    add_attempt(shelf, SLUG, "002", parent="001", changed=[change])
    add_attempt(shelf, SLUG, "003", variation="autumn", state=State.FAILED, picture=None, failure=REFUSED)
    base = shelf.content / SLUG
    rows = history_of(shelf, SLUG)
    assert [(row.number, row.depth, row.became) for row in rows] == [
        ("001", 0, "approved"), ("002", 1, "to review"), ("003", 0, "failed"),
    ]  # fmt: skip
    assert [row.before for row in rows] == [
        base / "before.jpg", base / "attempts/001.png", base / "before.jpg",
    ]  # fmt: skip
    assert [row.after for row in rows] == [base / "attempts/001.png", base / "attempts/002.png", None]
    assert [row.changed for row in rows] == ["", "Finish, no. 1: now daylight", "autumn"]
    assert rows[1].says == "Finish, no. 1: now daylight"
    assert rows[2].says == "It will not."


def test_thirty_retries_of_each_other_are_a_rail_and_a_side_way_branches_off(shelf: Workspace) -> None:
    """As in a graph of commits: a generation more takes no column more, only a second retry of one attempt does."""
    for number in range(2, 32):
        add_attempt(shelf, SLUG, f"{number:03}", parent=f"{number - 1:03}")
    assert {row.rail for row in history_of(shelf, SLUG)} == {("● ", "│ "), ("● ", "  ")}
    add_attempt(shelf, SLUG, "032", parent="029")
    add_attempt(shelf, SLUG, "033", parent="031")
    assert [(row.number, *row.rail) for row in history_of(shelf, SLUG)][-6:] == [
        ("028", "● ", "│ "), ("029", "● ", "│ "), ("030", "├─● ", "│ │ "), ("031", "│ ● ", "│ │ "),
        ("033", "│ ● ", "│   "), ("032", "● ", "  "),
    ]  # fmt: skip


def test_the_tree_says_what_a_retry_mended_and_what_it_broke(shelf: Workspace) -> None:
    """By what was measured on both; what both have is not news."""
    add_attempt(shelf, SLUG, "002", parent="001")
    for number, looks in (
        ("001", ("The border is grey.", "The logo is soft.")),
        ("002", ("The logo is soft.", "New.")),
    ):
        measures = tuple(Measure(name="m", criterion="layout and crop", flag="look", says=says) for says in looks)
        fine = Measure(name="n", criterion="layout and crop", flag="fine", says=f"Fine in {number}.")
        found = Evidence(method=METHOD, before=None, after="x", measures=(*measures, fine))
        keep_evidence(shelf.content / SLUG, number, found)
    assert history_of(shelf, SLUG)[1].says == "✓ no longer: The border is grey.\n! New."


def test_the_newest_result_stands_for_a_recipe_and_its_source_before_there_is_one(shelf: Workspace) -> None:
    """Whatever became of a later attempt without a picture."""
    add_attempt(shelf, SLUG, "002")
    add_attempt(shelf, SLUG, "003", state=State.FAILED, picture=None, failure=REFUSED)
    base = shelf.content / SLUG
    assert picture_of_recipe(shelf, shelf.folder(SLUG)) == base / "attempts" / "002.png"
    for path in (base / "attempts").iterdir():
        path.unlink()
    assert picture_of_recipe(shelf, shelf.folder(SLUG)) == base / "before.jpg"
