"""Judging one attempt by keyboard: before and after, what was measured, six questions, one verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, cast

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import Screen
from textual.widgets import Footer, Header, Static

from studio.core.evidence import Evidence
from studio.core.review import Answer, Verdict
from studio.core.words import FailureClass
from studio.errors import StudioError
from studio.tui.dialogs import FailureDialog, TextDialog
from studio.tui.picture import Picture
from studio.workflow.quietly import in_background
from studio.workflow.reviewing import Draft, evidence_for, give_verdict, open_review

if TYPE_CHECKING:
    from studio.tui.app import StudioApp

SIGNS = {Answer.PASS: ("pass", "green"), Answer.FAIL: ("FAIL", "red"), Answer.NOT_APPLICABLE: ("n/a", "bright_black")}


class ReviewScreen(Screen[None]):
    """The checklist beside the pair."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "answer('pass')", "Pass", id="pass"),
        Binding("f", "answer('fail')", "Fail", id="fail"),
        Binding("x", "answer('n/a')", "N/a", id="na"),
        Binding("m", "note", "Note", id="note"),
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("space", "flicker", "Flicker", id="flicker"),
        Binding("h", "heat", "Where it changed", id="heat"),
        Binding("a", "approve", "Approve", id="approve"),
        Binding("d", "reject", "Reject", id="reject"),
        Binding("n", "next", "Next", id="next"),
        Binding("o", "outside", "Open outside", show=False, id="outside"),
        Binding("escape,q", "app.pop_screen", "Back", id="leave_review"),
    ]

    def __init__(self, slug: str, number: str | None = None) -> None:
        super().__init__()
        self.slug, self.number = slug, number
        self.draft: Draft | None = None
        self.evidence: Evidence | None = None
        self.is_flickered = False

    @property
    def studio(self) -> StudioApp:
        """The app."""
        return cast("StudioApp", self.app)

    def compose(self) -> ComposeResult:
        """The pair above, the questions below."""
        yield Header()
        with Horizontal(id="pair"):
            yield Picture("before", id="before", plain=self.studio.plain_pictures)
            yield Picture("after", id="after", plain=self.studio.plain_pictures)
        with VerticalScroll(id="questions"):
            yield Static(id="checklist")
        yield Footer()

    def on_mount(self) -> None:
        """Open the attempt."""
        self.query_one("#questions").focus()
        self.open(self.slug, self.number)

    def open(self, slug: str, number: str | None) -> None:
        """Show an attempt."""
        try:
            self.draft = open_review(self.studio.workspace, slug, number)
        except StudioError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.evidence = None
        self.is_flickered = False
        self.sub_title = f"{slug} {self.draft.attempt.id}"
        self._pictures()
        self._show()
        self.measure(self.draft)

    @work(exclusive=True, group="measure", exit_on_error=False)
    async def measure(self, draft: Draft) -> None:
        """What was measured; measured now when it was not."""
        place = self.studio.workspace
        self.evidence = await in_background(lambda: evidence_for(place, draft))
        self._show()

    def _pictures(self) -> None:
        if self.draft is None:
            return
        pair = [(self.draft.before, "before"), (self.draft.after, "after")]
        first, second = pair[::-1] if self.is_flickered else pair
        self.query_one("#before", Picture).show(*first)
        self.query_one("#after", Picture).show(*second)

    def _show(self) -> None:
        if self.draft is not None:
            self.query_one("#checklist", Static).update(checklist_text(self.draft, self.evidence))

    def action_answer(self, answer: str) -> None:
        """Answer the question under the cursor and go to the next."""
        if self.draft is not None:
            self.draft = self.draft.answered(Answer(answer))
            self._show()

    def action_move(self, steps: int) -> None:
        """Another question."""
        if self.draft is not None:
            self.draft = self.draft.moved(steps)
            self._show()

    def action_flicker(self) -> None:
        """Swap the two pictures: what moves between them, changed."""
        self.is_flickered = not self.is_flickered
        self._pictures()

    def action_heat(self) -> None:
        """Show where the product changed instead of the photograph; again brings it back."""
        if self.draft is None or self.evidence is None or self.evidence.heat_map is None:
            self.notify("No changed part of the product was measured.", markup=False)
            return
        left, heat = self.query_one("#before", Picture), self.draft.after.parent / self.evidence.heat_map
        left.show(*((self.draft.before, "before") if left.path == heat else (heat, "where the product changed")))

    def action_outside(self) -> None:
        """Open the result in the system's viewer."""
        if self.draft is not None:
            self.app.open_url(self.draft.after.resolve().as_uri())

    @work(exit_on_error=False)
    async def action_note(self) -> None:
        """A note on the question under the cursor."""
        if self.draft is None:
            return
        name = self.draft.question.name
        text = await self.app.push_screen_wait(TextDialog(name, value=self.draft.notes.get(name, "")))
        if text is not None:
            self.draft = self.draft.noted(text)
            self._show()

    def action_approve(self) -> None:
        """Approve it; refused until every question is answered and none failed."""
        self._verdict(Verdict.APPROVED, None)

    @work(exit_on_error=False)
    async def action_reject(self) -> None:
        """Reject it, with the class of its failure."""
        failure = await self.app.push_screen_wait(FailureDialog())
        if failure is not None:
            self._verdict(Verdict.REJECTED, failure)

    def _verdict(self, verdict: Verdict, failure: FailureClass | None) -> None:
        if self.draft is None:
            return
        try:
            self.studio.undo = give_verdict(self.studio.workspace, self.draft, verdict, failure=failure)
        except StudioError as error:
            self.notify(str(error), severity="error", markup=False)
            return
        self.notify(f"{self.draft.slug} {self.draft.attempt.id}: {verdict}. Ctrl+Z takes it back.", markup=False)
        self._show()

    def action_next(self) -> None:
        """The next attempt that waits."""
        from studio.workflow.reviewing import next_to_review

        found = next_to_review(self.studio.workspace, self.draft.slug if self.draft else "")
        if found is None:
            self.notify("Nothing more waits for a verdict.", markup=False)
            return
        self.open(*found)


def checklist_text(draft: Draft, evidence: Evidence | None) -> Text:
    """The questions with their answers, and under each what was measured."""
    text = Text()
    for place, criterion in enumerate(draft.criteria):
        answer = draft.answers.get(criterion.name)
        word, colour = SIGNS[answer] if answer else ("    ", "")
        text.append("▸ " if place == draft.at else "  ", style="bold")
        text.append(f"{word:<5}", style=colour)
        text.append(f"{criterion.name}  ", style="bold" if place == draft.at else "")
        text.append(f"{criterion.question}\n", style="dim")
        for measure in evidence.of(criterion.name) if evidence else ():
            look = measure.flag == "look"
            if look or place == draft.at:
                text.append(f"         {'!' if look else '·'} {measure.says}\n", style="yellow" if look else "dim")
        if note := draft.notes.get(criterion.name):
            text.append(f"         “{note}”\n", style="italic")
    if evidence is None:
        text.append("measuring…\n", style="dim")
    return text
