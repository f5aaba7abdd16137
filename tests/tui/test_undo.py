"""Taking a verdict back: only one's own, only where it was given, and never by a key meant for something else."""

from __future__ import annotations

from pathlib import Path

from textual.pilot import Pilot

from studio.core.attempts.review import Verdict
from studio.tui.app import StudioApp
from studio.workspace import open_workspace
from tests.conftest import ALL_PASS, Studio
from tests.tui.using import press, said, use

SLUG = "bag-on-white"
APPROVE = (*"pppppp", "a")


def verdict(workspace: Path, number: str = "001") -> Verdict | None:
    """What stands in the file."""
    review = open_workspace(workspace).folder(SLUG).recipe.review_of(number)
    return review.verdict if review else None


def test_no_key_in_a_text_field_or_on_another_screen_takes_a_verdict_back(workspace: Path, studio: Studio) -> None:
    """Ctrl+Z in a retry's field means the letters just typed; in the library it means nothing."""
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v", *APPROVE, "d", "3", "m", *"no", "ctrl+z", "escape")
        assert verdict(workspace) is Verdict.REJECTED
        await press(pilot, "escape", "ctrl+z", "enter", "ctrl+z", "t", "ctrl+z", "enter", *"0.9", "ctrl+z")
        assert verdict(workspace) is Verdict.REJECTED

    use(workspace, work, start=workspace)


def test_a_verdict_that_somebody_else_gave_meanwhile_stands(workspace: Path, studio: Studio) -> None:
    """From a second studio, the command line or a pull: it is named, and nothing is taken back."""
    studio("run", SLUG)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v", *APPROVE)
        studio("review", SLUG, "1", "--reject", "--because", "lighting", "--reviewer", "Colleague")
        await press(pilot, "ctrl+z")
        assert verdict(workspace) is Verdict.REJECTED
        assert "judged again" in said(app)
        assert "Colleague" in said(app)

    use(workspace, work, start=workspace)


def test_several_verdicts_are_taken_back_one_by_one_and_each_time_it_is_said_what_stands(
    workspace: Path, studio: Studio
) -> None:
    """The newest first; the screen goes to the attempt whose verdict it was."""
    studio("run", SLUG)
    studio("run", SLUG, "--again")
    studio("review", SLUG, "2", "--reject", "--because", "lighting")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v", *APPROVE)
        await press(pilot, "d", "1")
        assert "then approved" in said(app)
        await press(pilot, "ctrl+z")
        assert verdict(workspace) is Verdict.APPROVED
        assert "001: rejected (subject) is taken back. What stands now: approved" in said(app)
        await press(pilot, "ctrl+z")
        assert verdict(workspace) is None
        assert "001: approved is taken back. It waits for a verdict again." in said(app)
        await press(pilot, "ctrl+z")
        assert "no verdict of this review to take back" in said(app)
        assert verdict(workspace, "002") is Verdict.REJECTED

    use(workspace, work, start=workspace)


def test_undo_goes_to_the_attempt_whose_verdict_it_takes_back(workspace: Path, studio: Studio) -> None:
    """Nothing changes out of sight."""
    studio("run", SLUG)
    studio("run", SLUG, "--again")

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "v", *APPROVE, "n")
        assert f"{SLUG} 002" in str(app.screen.sub_title)
        await press(pilot, "ctrl+z")
        assert f"{SLUG} 001" in str(app.screen.sub_title)
        assert verdict(workspace) is None

    use(workspace, work, start=workspace)


def test_undo_in_a_review_that_gave_no_verdict_leaves_the_old_one(workspace: Path, studio: Studio) -> None:
    """A verdict of another day, or of the command line, is not this review's to take back."""
    studio("run", SLUG)
    studio("review", SLUG, "1", "--approve", *ALL_PASS)

    async def work(pilot: Pilot[None], app: StudioApp) -> None:
        await press(pilot, "enter", "v", "ctrl+z")
        assert verdict(workspace) is Verdict.APPROVED
        assert "no verdict of this review to take back" in said(app)

    use(workspace, work, start=workspace)
