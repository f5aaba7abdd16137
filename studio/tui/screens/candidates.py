"""Results side by side, of a recipe or of many: throw out at once what is no use, then judge the best."""

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
from studio.tui.pictures.picture import LARGEST_PX, Picture
from studio.tui.screens.verdicts import RETRY_KEY, VERDICT_KEYS, VerdictScreen
from studio.tui.words import help_texts
from studio.workflow.judging.candidates import Candidate, columns_for, read_again, results_of, waiting_in
from studio.workflow.judging.review_session import Draft, open_review

FRAME = (2, 2)
"""Columns and lines of a border."""
LOWEST = 7
"""Lines of a picture with its border below which the grid scrolls instead."""
AT_ONCE = 12
"""Pictures the grid shows before it scrolls; more would be too small to tell apart."""
SMALLEST = (26, 11)
"""Columns and lines of a picture at least, where several recipes stand together: names take room."""


class CandidatePicture(Picture, can_focus=True):
    """A result in the grid; the cursor is the focus."""

    ALLOW_MAXIMIZE = True

    def tell(self, candidate: Candidate, *, of: str, count: int) -> None:
        """Show its picture, and in the border which it is and what became of it, or what to look at while it waits.

        Args:
            candidate: The result.
            of: Its recipe, where the grid has several; empty where it has one.
            count: How many there are: of many, each is read smaller, so that all need no more memory than twelve.
        """
        self.longest_px = int(LARGEST_PX * min(1, AT_ONCE / count) ** 0.5)
        named = f"{candidate.number} {candidate.edit}".rstrip()
        looks = f"{candidate.looks} to look at" if candidate.is_waiting and candidate.looks else ""
        became = looks or candidate.became
        self.border_title, self.border_subtitle = (of, f"{named} · {became}") if of else (named, became)
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

    def __init__(self, slugs: tuple[str, ...], number: str = "") -> None:
        """Make it.

        Args:
            slugs: The recipe, all of whose results are shown; or several, of which what waits is.
            number: The attempt on which the cursor begins.
        """
        super().__init__()
        self.slugs, self.number = slugs, number
        self.all: tuple[Candidate, ...] = ()
        self.columns = 1

    def compose(self) -> ComposeResult:
        """The grid alone."""
        yield Header(icon="≡")
        yield Grid(id="candidates")
        yield Keys()

    def on_mount(self) -> None:
        """Read them when the screen stands."""
        one = len(self.slugs) == 1
        self.sub_title = f"results of {self.slugs[0]}" if one else "what waits, most to look at first"
        self.call_after_refresh(self.read)

    def on_screen_resume(self) -> None:
        """Back from a review: verdicts may have been given."""
        if self.all:
            self.read()

    def changed_outside(self, slugs: frozenset[str]) -> None:
        """A verdict was given elsewhere, or a run ended."""
        if slugs & set(self.slugs):
            self.read()

    @work(exclusive=True, group="read", exit_on_error=False)
    async def read(self) -> None:
        """All results; pictures that are shown already stay."""
        grid = self.query_one(Grid)
        try:
            self.all = await in_background(self._now)
        except StudioError as error:
            self.complain(error)
            return
        shown = self.query(CandidatePicture)
        await grid.mount_all(CandidatePicture(plain=self.studio.plain_pictures) for _ in self.all[len(shown) :])
        for extra in shown[len(self.all) :]:
            await extra.remove()
        for picture, candidate in zip(self.query(CandidatePicture), self.all, strict=True):
            picture.tell(candidate, of="" if len(self.slugs) == 1 else candidate.slug, count=len(self.all))
        self.on_resize()
        if not isinstance(self.focused, CandidatePicture):
            numbers = [candidate.number for candidate in self.all]
            self._put(numbers.index(self.number) if self.number in numbers else 0)
        self.refresh_bindings()

    def _now(self) -> tuple[Candidate, ...]:
        """The results as they stand; of several recipes in the order in which they were first seen."""
        place = self.studio.workspace
        if len(self.slugs) == 1:
            return results_of(place, self.slugs[0])
        return read_again(place, [(one.slug, one.number) for one in self.all]) or waiting_in(place, self.slugs)

    def on_resize(self) -> None:
        """As many columns as make the pictures largest."""
        grid, width, height = self.query_one(Grid), self.size.width, self.size.height - 2
        fit = AT_ONCE if len(self.slugs) == 1 else max(1, width // SMALLEST[0] * (height // SMALLEST[1]))
        count = max(1, min(len(self.all), AT_ONCE, fit))
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
        here = self.all[self.place]
        return open_review(self.studio.workspace, here.slug, here.number)

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
            self.tell("No other result here waits for a verdict.")
        else:
            self._put(waiting)

    def action_judge(self) -> None:
        """Judge the result under the cursor."""
        if self.all:
            here = self.all[self.place]
            self.studio.open_screen("review", here.slug, here.number, tuple((one.slug, one.number) for one in self.all))
