"""Giving a verdict, and taking it back, on whatever screen shows the attempt."""

from __future__ import annotations

from abc import abstractmethod

from textual import work
from textual.binding import Binding

from studio.core.attempts.review import Verdict, as_sentence
from studio.core.recipe.words import FailureClass
from studio.errors import RuleBroken, StudioError
from studio.tui.dialogs.questions import FailureDialog
from studio.tui.parts.base import StudioScreen
from studio.workflow.judging.review_session import Draft, Undo, give_verdict, take_back

RETRY_KEY = Binding("t", "retry", "Retry", id="review.retry")
VERDICT_KEYS = (
    Binding("d", "reject", "Reject", id="review.reject"),
    Binding("ctrl+z", "undo", "Undo verdict", show=False, id="review.undo"),
)
"""Keys of a `VerdictScreen`, for each such screen to put where they belong in its line of keys."""


class VerdictScreen(StudioScreen):
    """A screen on which an attempt is judged; it takes back only verdicts that were given on it."""

    def __init__(self) -> None:
        super().__init__()
        self.given: list[Undo] = []
        """Verdicts of this screen that can be taken back, the newest last."""

    @property
    @abstractmethod
    def judged(self) -> Draft | None:
        """The review of the attempt that a verdict is about; None while there is none."""

    @abstractmethod
    def show_verdict(self, slug: str, number: str) -> None:
        """Show an attempt whose verdict was given or taken back just now."""

    @work(exit_on_error=False)
    async def action_reject(self) -> None:
        """Reject it, with the class of its failure."""
        failure = await self.app.push_screen_wait(FailureDialog())
        if failure is not None:
            self.give(Verdict.REJECTED, failure)

    def give(self, verdict: Verdict, failure: FailureClass | None) -> None:
        """Write a verdict."""
        if self.judged is None:
            return
        try:
            undo = give_verdict(self.studio.workspace, self.judged, verdict, failure=failure)
        except StudioError as error:
            self.complain(error)
            return
        self.given.append(undo)
        then = f"; then {as_sentence(undo.before)} stands" if undo.before else ""
        retry = " t changes one thing." if verdict is Verdict.REJECTED else ""
        self.tell(f"{undo.slug} {undo.review.attempt}: {verdict}.{retry} Ctrl+Z takes it back{then}.")
        self.show_verdict(undo.slug, undo.review.attempt)

    def action_undo(self) -> None:
        """Take back the last verdict of this screen; again takes back the one before it."""
        if not self.given:
            self.tell("There is no verdict of this review to take back.")
            return
        undo = self.given[-1]
        try:
            take_back(self.studio.workspace, undo)
        except StudioError as error:
            self.complain(error)
            if isinstance(error, RuleBroken):  # somebody else judged: there is nothing of ours to take back any more
                self.given.pop()
            return
        self.given.pop()
        number, why = undo.review.attempt, f" ({undo.review.failure})" if undo.review.failure else ""
        now = f"What stands now: {as_sentence(undo.before)}." if undo.before else "It waits for a verdict again."
        self.tell(f"{undo.slug} {number}: {undo.review.verdict}{why} is taken back. {now}")
        self.show_verdict(undo.slug, number)

    def action_retry(self) -> None:
        """Change one thing about this attempt."""
        if self.judged is not None:
            self.studio.open_screen("retry", self.judged.slug, self.judged.attempt.id)
