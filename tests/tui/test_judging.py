"""Going through the results that wait."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from textual.pilot import Pilot

from studio.core.attempts.evidence import METHOD, Evidence, Measure
from studio.store.findings import keep_evidence
from studio.tui.app import StudioApp
from studio.tui.pictures.pair import PairView
from studio.tui.screens.candidates import CandidatePicture, CandidatesScreen
from studio.tui.screens.retry import RetryScreen
from studio.tui.screens.review import ReviewScreen
from studio.workflow.judging.measure import evidence_of
from studio.workflow.judging.review_session import open_review
from studio.workspace import open_workspace
from tests.bench.corpus import workspace as corpus
from tests.conftest import Studio
from tests.tui.using import press, said, text_of, use

SLUG = "bag-on-white"


def test_results_are_passed_over_without_a_verdict_and_come_again(workspace: Path, studio: Studio) -> None:
    """N and N go round through all that wait, and nothing is written; t changes one thing about the one on screen."""
    for _ in range(3):
        studio("run", SLUG, "--again")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v")
        shown = []
        for key in ("n", "n", "n", "N", "N"):
            await press(pilot, key)
            shown.append(str(app.screen.sub_title).rpartition(" ")[2])
        assert shown == ["002", "003", "001", "003", "002"]
        assert not open_workspace(workspace).folder(SLUG).recipe.front.reviews
        await press(pilot, "t", "3")
        assert isinstance(app.screen, RetryScreen)
        assert app.screen.number == "002"

    use(workspace, work, start=workspace)


def test_ten_results_are_compared_side_by_side_and_judged_in_under_sixty_keys(workspace: Path, studio: Studio) -> None:
    """Nine are thrown out in the grid, each with its reason, and the best is judged question by question."""
    studio("run", SLUG, "-n", "10")
    reject = ["d", "3", "n"]
    keys = ["enter", "c", *reject * 4, "right", *reject * 5, "n", "enter", *"ppppppppp", "a"]

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "c")
        assert isinstance(app.screen, CandidatesScreen)
        assert len(app.screen.query(CandidatePicture)) == 10
        assert all(picture.region.height >= 7 for picture in app.screen.query(CandidatePicture))
        await press(pilot, *keys[2:])
        reviews = open_workspace(workspace).folder(SLUG).recipe.front.reviews
        assert sorted(str(review.verdict) for review in reviews) == ["approved", *["rejected"] * 9]

    assert len(keys) < 60
    use(workspace, work, start=workspace, size=(80, 24))


def test_what_waits_in_many_recipes_is_seen_side_by_side_most_to_look_at_first(tmp_path: Path) -> None:
    """One grid for thirty uses: rejected in place, judged in the grid's order, back where one was; marks narrow it."""
    place = open_workspace(corpus(30, tmp_path / "shop", side=32))
    for path in place.content.glob("*/recipe.md"):
        head, _, rest = path.read_text().partition("reviews:\n")
        path.write_text(f"{head}---\n{rest.partition('---' + chr(10))[2]}")
    for slug, looks in (("recipe-00020", 1), ("recipe-00007", 3)):
        measures = tuple(Measure(name=f"edge {n}", criterion="layout", flag="look", says="?") for n in range(looks))
        keep_evidence(place.content / slug, "001", Evidence(method=METHOD, after="", measures=measures))

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "c")
        screen = app.screen
        assert isinstance(screen, CandidatesScreen)
        assert [one.slug for one in screen.all][:3] == ["recipe-00007", "recipe-00020", "recipe-00000"]
        assert len(screen.query(CandidatePicture)) == 30
        assert "3 to look at" in text_of(app)
        await press(pilot, "d", "3")
        assert "rejected (lighting)" in text_of(app)
        assert [one.slug for one in screen.all][:2] == ["recipe-00007", "recipe-00020"]
        await press(pilot, "n", "enter")
        assert str(app.screen.sub_title) == "recipe-00020 001"
        await press(pilot, "n")
        assert str(app.screen.sub_title) == "recipe-00000 001"
        await press(pilot, "escape", "escape", "space", "space", "c")
        assert [one.slug for one in app.screen.all] == ["recipe-00000", "recipe-00001"]  # type: ignore[attr-defined]

    use(place.content.parent, work, start=place.content.parent, size=(200, 60))


def test_a_verdict_in_the_grid_is_taken_back_there(workspace: Path, studio: Studio) -> None:
    """And the border says again that the result waits."""
    studio("run", SLUG)
    studio("run", SLUG, "--again")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "c", "d", "3")
        assert "rejected (lighting)" in text_of(app)
        await press(pilot, "ctrl+z")
        assert "rejected" not in text_of(app)
        assert not open_workspace(workspace).folder(SLUG).recipe.front.reviews

    use(workspace, work, start=workspace)


def test_approving_before_the_measurements_are_there_asks_once(
    workspace: Path, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first key only says so; the second approves without them."""
    studio("run", SLUG)
    arrived = asyncio.Event()

    async def late(*_: object) -> None:
        await arrived.wait()

    monkeypatch.setattr("studio.tui.screens.review.compute_pixels", late)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await pilot.press("v")
        while not isinstance(app.screen, ReviewScreen) or not app.screen.is_measuring:
            await pilot.pause(0.01)
        await pilot.press(*"pppppppp", "a")
        assert not open_workspace(workspace).folder(SLUG).recipe.front.reviews
        assert "is not here yet" in said(app)
        await pilot.press("a")
        assert [str(r.verdict) for r in open_workspace(workspace).folder(SLUG).recipe.front.reviews] == ["approved"]
        arrived.set()

    use(workspace, work, start=workspace)


def test_a_review_begins_with_what_was_measured_as_worth_a_look(workspace: Path, studio: Studio) -> None:
    """The cursor stands on the question that flagged evidence speaks to."""
    studio("run", SLUG)
    folder = workspace / "content" / SLUG
    place = open_workspace(workspace)
    evidence = evidence_of(place, place.folder(SLUG), place.folder(SLUG).attempts[0])
    fine = [measure.model_copy(update={"flag": "fine"}) for measure in evidence.measures]
    last = fine[-1].criterion
    flagged = [m.model_copy(update={"flag": "look"}) if m.criterion == last else m for m in fine]
    keep_evidence(folder, "001", evidence.model_copy(update={"measures": tuple(flagged)}))
    assert open_review(place, SLUG).question.name == last


def test_in_a_chain_the_name_of_the_edit_stands_with_the_number(workspace: Path, studio: Studio) -> None:
    """In the title of a review and in the grid."""
    recipe = workspace / "content" / SLUG / "recipe.md"
    recipe.write_text(recipe.read_text().replace("```yaml edit", "```yaml edit cut-out", 1))
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v")
        assert str(app.screen.sub_title) == f"{SLUG} 001 cut-out"
        await press(pilot, "c")
        assert "001 cut-out" in text_of(app)

    use(workspace, work, start=workspace)


def test_a_key_gives_the_pictures_the_whole_screen_and_brings_everything_back(workspace: Path, studio: Studio) -> None:
    """In the review, and in the grid the one under the cursor."""
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v", "Z")
        assert app.screen.query_one(PairView).size.height == 24
        await press(pilot, "Z")
        assert app.screen.query_one(PairView).size.height < 14
        await press(pilot, "c", "Z")
        assert app.screen.query_one(CandidatePicture).region.height == 24

    use(workspace, work, start=workspace, size=(80, 24))


def test_pictures_too_small_to_judge_say_so_before_an_approval(workspace: Path, studio: Studio) -> None:
    """At 100×14 nothing can be seen; the first key says so, and the whole screen helps."""
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v", *"pppppppp", "a")
        assert "Nothing can be seen" in said(app)
        assert not open_workspace(workspace).folder(SLUG).recipe.front.reviews
        await press(pilot, "Z", "a")
        assert [str(r.verdict) for r in open_workspace(workspace).folder(SLUG).recipe.front.reviews] == ["approved"]

    use(workspace, work, start=workspace, size=(100, 14))
