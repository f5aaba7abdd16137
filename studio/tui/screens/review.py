"""Judging one attempt by keyboard: before and after, what was measured, the questions of the checklist, one verdict."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Header

from studio.background import compute_pixels, in_background
from studio.core.attempts.evidence import Evidence
from studio.core.attempts.review import Answer, Verdict
from studio.errors import StudioError
from studio.tui.dialogs.questions import TextDialog
from studio.tui.parts.keys import Keys
from studio.tui.pictures.pair import PairView
from studio.tui.screens.checklist import Checklist
from studio.tui.screens.pair_screen import PairScreen
from studio.tui.screens.verdicts import RETRY_KEY, VERDICT_KEYS, VerdictScreen
from studio.tui.words import help_texts
from studio.workflow.judging.review_session import (
    Draft,
    evidence_for,
    open_review,
    refreshed,
)


class ReviewScreen(PairScreen, VerdictScreen):
    """The checklist beside the pair."""

    HELP = help_texts.REVIEW
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "answer('pass')", "Pass", id="review.pass"),
        Binding("f", "answer('fail')", "Fail", id="review.fail"),
        Binding("x", "answer('n/a')", "N/a", id="review.na"),
        Binding("a", "approve", "Approve", id="review.approve"),
        *VERDICT_KEYS,
        Binding("n", "next(1)", "Next", id="review.next"),
        RETRY_KEY,
        Binding("N", "next(-1)", "Previous", show=False, id="review.previous"),
        Binding("c", "candidates", "Side by side", id="review.candidates"),
        Binding("m", "note", "Note", id="review.note"),
        Binding("h", "heat", "Heat", id="review.heat"),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("escape,q", "app.pop_screen", "Back", id="review.back"),
    ]

    draft: Draft | None = None
    evidence: Evidence | None = None
    is_measuring = False
    """Whether measurements on the attempt are under way."""

    def __init__(self, slug: str, number: str | None = None, order: tuple[tuple[str, str], ...] = ()) -> None:
        """Make it.

        Args:
            slug: The recipe.
            number: The attempt; without one the first that waits.
            order: Recipes and numbers in the order that the next key follows; without one, that of the library.
        """
        super().__init__()
        self.slug, self.number, self.order = slug, number, order
        self.warned: set[str] = set()
        """What was said already against approving this attempt."""

    def compose(self) -> ComposeResult:
        """The pair above, the questions below."""
        yield Header(icon="≡")
        yield PairView(id="pair", plain=self.studio.plain_pictures)
        yield Checklist(id="review")
        yield Keys()

    def on_mount(self) -> None:
        """Open the attempt, when the screen stands: reading beside the first paint would hold it up."""
        self.call_after_refresh(self.open, self.slug, self.number)

    @work(exclusive=True, group="open", exit_on_error=False)
    async def open(self, slug: str, number: str | None) -> None:
        """Show an attempt, then what was measured on it; both are read in a thread."""
        place = self.studio.workspace
        try:
            self.draft = draft = await in_background(lambda: open_review(place, slug, number))
            self.evidence, self.warned = None, set()
            self.sub_title = f"{slug} {draft.named}"
            self.pair.open(draft.before, draft.after)
            self._show()
            self.is_measuring = True
            self.evidence = await compute_pixels(evidence_for, place, draft)
        except (StudioError, OSError) as error:
            self.complain(error)
        self.is_measuring = False
        self._show()

    def _show(self, draft: Draft | None = None) -> None:
        self.draft = draft or self.draft
        if self.draft is not None:
            self.query_one(Checklist).show(self.draft, self.evidence)
            self.refresh_bindings()

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """The verdict may have been taken back, or given elsewhere; the answers stay."""
        if self.draft is not None and self.draft.slug in slugs:
            self._show(refreshed(self.studio.workspace, self.draft))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The heat map when there is one."""
        return bool(self.evidence and self.evidence.heat_map) if action == "heat" else True

    def action_answer(self, answer: str) -> None:
        """Answer the question under the cursor."""
        self._show(self.draft and self.draft.answered(Answer(answer)))

    def action_move(self, steps: int) -> None:
        """Another question."""
        self._show(self.draft and self.draft.moved(steps))

    def action_heat(self) -> None:
        """Show where the product changed instead of the photograph; again brings it back."""
        if self.draft and self.evidence and self.evidence.heat_map:
            self.pair.show_heat(self.draft.after.parent / self.evidence.heat_map)

    @work(exit_on_error=False)
    async def action_note(self) -> None:
        """Write a note on the question under the cursor."""
        if self.draft is None:
            return
        name = self.draft.question.name
        text = await self.app.push_screen_wait(TextDialog(name, value=self.draft.notes.get(name, "")))
        if text is not None:
            self._show(self.draft.noted(text))

    @property
    def judged(self) -> Draft | None:
        """The attempt on the screen."""
        return self.draft

    def show_verdict(self, slug: str, number: str) -> None:
        """Show it here, or go to the attempt that it belongs to."""
        if self.draft is not None and (self.draft.slug, self.draft.attempt.id) == (slug, number):
            self._show(refreshed(self.studio.workspace, self.draft))
        else:
            self.open(slug, number)

    def action_approve(self) -> None:
        """Approve it; refused until every question is answered and none failed, asked again in doubt."""
        if self.draft and self.draft.verdict and self.draft.verdict.verdict is Verdict.APPROVED:
            self.tell("It is approved already, with these answers. n goes to the next result.")
            return
        doubt = self._doubt()
        if doubt and doubt not in self.warned:
            self.warned.add(doubt)
            self.tell(f"{doubt} a again approves all the same.")
            return
        self.give(Verdict.APPROVED, None)

    def _doubt(self) -> str:
        """Why it is too early to approve; empty when nothing speaks against it."""
        if self.pair.is_too_small:
            return "Nothing can be seen in pictures this small. Z gives them all the room, o opens the result."
        return "What was measured on it is not here yet." if self.is_measuring else ""

    def action_candidates(self) -> None:
        """See all results of this recipe side by side."""
        if self.draft is not None:
            self.studio.open_screen("candidates", (self.draft.slug,), self.draft.attempt.id)

    @work(exclusive=True, group="next", exit_on_error=False)
    async def action_next(self, steps: int = 1) -> None:
        """Go to the next result that waits, without judging this one; N goes to the one before."""
        here = (self.draft.slug, self.draft.attempt.id) if self.draft else (self.slug, "")
        found = await self.studio.session.next_to_review(here, steps, self.order)
        self.open(*found) if found else self.tell("Nothing more waits for a verdict.")
