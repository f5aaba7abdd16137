"""Results of a recipe side by side: see all of them, throw out at once what is no use, then judge the best."""

from __future__ import annotations

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Grid
from textual.widgets import Header

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.parts.keys import Keys
from studio.tui.pictures.picture import Picture
from studio.tui.screens.verdicts import RETRY_KEY, VERDICT_KEYS, VerdictScreen
from studio.tui.words import help_texts
from studio.workflow.judging.candidates import Candidate, candidates, columns_for
from studio.workflow.judging.review_session import Draft, open_review

FRAME = (2, 2)
"""Columns and lines of a border."""
LOWEST = 7
"""Lines of a picture with its border below which the grid scrolls instead."""


class CandidatePicture(Picture, can_focus=True):
    """A result in the grid; the cursor is the focus."""

    ALLOW_MAXIMIZE = True

    def tell(self, candidate: Candidate) -> None:
        """Show its picture, and in the border its number and what became of it."""
        self.border_title = f"{candidate.number} {candidate.edit}".rstrip()
        self.border_subtitle = candidate.became
        self.set_class(not candidate.is_waiting, "-judged")
        self.show(candidate.picture, "")


class CandidatesScreen(VerdictScreen):
    """A grid of pictures."""

    HELP = help_texts.CANDIDATES
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "judge", "Judge", id="candidates.judge"),
        *VERDICT_KEYS,
        RETRY_KEY,
        Binding("Z", "whole", "Whole screen", id="candidates.whole"),
        Binding("left,h", "go(-1, 0)", "Left", show=False),
        Binding("right,l", "go(1, 0)", "Right", show=False),
        Binding("up,k", "go(0, -1)", "Up", show=False),
        Binding("down,j", "go(0, 1)", "Down", show=False),
        Binding("n", "next", "Next waiting", id="candidates.next"),
        Binding("escape,q", "app.pop_screen", "Back", id="candidates.back"),
    ]

    def __init__(self, slug: str, number: str = "") -> None:
        """Make it.

        Args:
            slug: The recipe.
            number: The attempt on which the cursor begins.
        """
        super().__init__()
        self.slug, self.number = slug, number
        self.all: tuple[Candidate, ...] = ()
        self.columns = 1

    def compose(self) -> ComposeResult:
        """The grid alone."""
        yield Header(icon="≡")
        yield Grid(id="candidates")
        yield Keys()

    def on_mount(self) -> None:
        """Read them when the screen stands."""
        self.sub_title = f"results of {self.slug}"
        self.call_after_refresh(self.read)

    def on_screen_resume(self) -> None:
        """Back from a review: verdicts may have been given."""
        if self.all:
            self.read()

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """A verdict was given elsewhere, or a run ended."""
        if self.slug in slugs:
            self.read()

    @work(exclusive=True, group="read", exit_on_error=False)
    async def read(self) -> None:
        """All results; pictures that are shown already stay."""
        place, grid = self.studio.workspace, self.query_one(Grid)
        try:
            self.all = await in_background(lambda: candidates(place, self.slug))
        except StudioError as error:
            self.complain(error)
            return
        shown = self.query(CandidatePicture)
        await grid.mount_all(CandidatePicture(plain=self.studio.plain_pictures) for _ in self.all[len(shown) :])
        for extra in shown[len(self.all) :]:
            await extra.remove()
        for picture, candidate in zip(self.query(CandidatePicture), self.all, strict=True):
            picture.tell(candidate)
        self.on_resize()
        if not isinstance(self.focused, CandidatePicture):
            numbers = [candidate.number for candidate in self.all]
            self._put(numbers.index(self.number) if self.number in numbers else 0)
        self.refresh_bindings()

    def on_resize(self) -> None:
        """As many columns as make the pictures largest."""
        grid, count = self.query_one(Grid), max(1, len(self.all))
        width, height = self.size.width, self.size.height - 2
        self.columns = columns_for(count, (width, height), frame=FRAME)
        rows = -(-count // self.columns)
        grid.styles.grid_size_columns = self.columns
        grid.styles.grid_rows = str(max(LOWEST, height // rows))

    @property
    def place(self) -> int:
        """Where the cursor stands."""
        pictures = list(self.query(CandidatePicture))
        return pictures.index(self.focused) if isinstance(self.focused, CandidatePicture) else 0

    @property
    def judged(self) -> Draft | None:
        """A review of the result under the cursor."""
        if not self.all:
            return None
        return open_review(self.studio.workspace, self.slug, self.all[self.place].number)

    def show_verdict(self, slug: str, number: str) -> None:
        """Read what stands now; the cursor goes to what was judged when it is taken back, else stays."""
        self.number = number
        self.read()

    def _put(self, place: int) -> None:
        pictures = self.query(CandidatePicture)
        if 0 <= place < len(pictures):
            pictures[place].focus()

    def action_go(self, right: int, down: int) -> None:
        """Another picture."""
        self._put(self.place + right + down * self.columns)

    def action_whole(self) -> None:
        """Give the picture under the cursor the whole screen; again shows all."""
        self.toggle_whole(self.query(CandidatePicture)[self.place])

    def action_next(self) -> None:
        """The next result that waits, without judging this one."""
        count = len(self.all)
        after = [(self.place + step) % count for step in range(1, count)]
        waiting = next((place for place in after if self.all[place].is_waiting), None)
        if waiting is None:
            self.tell("No other result of this recipe waits for a verdict.")
        else:
            self._put(waiting)

    def action_judge(self) -> None:
        """Judge the result under the cursor."""
        if self.all:
            self.studio.open_screen("review", self.slug, self.all[self.place].number)
