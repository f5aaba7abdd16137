"""The checklist on the screen: how far it is, and the questions, the one under the cursor in sight."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.geometry import Region
from textual.widgets import Static

from studio.core.attempts.evidence import Evidence
from studio.tui.parts.base import entitle
from studio.tui.words.review_text import checklist_text, cursor_lines, standing_text
from studio.workflow.judging.review_session import Draft


class Checklist(Vertical):
    """Standing above, questions below."""

    shown: tuple[Draft, Evidence | None] | None = None
    """What stands here."""

    def compose(self) -> ComposeResult:
        """A line and a list that scrolls."""
        yield Static(id="standing")
        with VerticalScroll(id="questions", can_focus=False):  # the arrows go from question to question
            yield Static(id="checklist")

    def on_resize(self) -> None:
        """Lines are laid for the room there is."""
        if self.shown is not None:
            self.show(*self.shown)

    def show(self, draft: Draft, evidence: Evidence | None) -> None:
        """Show a review as far as it is."""
        self.shown = (draft, evidence)
        shown = checklist_text(draft, evidence, width=self.size.width - 4)
        standing = self.query_one("#standing", Static)
        answered = sum(criterion.name in draft.answers for criterion in draft.criteria)
        entitle(standing, f" Questions · {answered} of {len(draft.criteria)} answered ")
        standing.update(standing_text(draft))
        self.query_one("#checklist", Static).update(shown)
        first, lines = cursor_lines(shown)
        self.query_one("#questions").scroll_to_region(Region(0, first, 1, lines), animate=False)
