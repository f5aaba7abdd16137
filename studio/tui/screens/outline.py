"""Where the product is: a box on its photograph by keys or mouse, or an outline on a local page."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from PIL import Image, ImageDraw
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import MouseDown, MouseMove, MouseUp
from textual.widgets import Header, Static

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.parts.base import StudioScreen
from studio.tui.parts.keys import Keys
from studio.tui.pictures.picture import Picture, load_preview
from studio.tui.words import help_texts
from studio.workflow.writing.outline import (
    Box,
    ProductOutline,
    Ring,
    found_in_box,
    save_outline,
    source_of,
    starting_box,
    starting_guess,
)
from studio.workflow.writing.outline_page import OutlinePage, page_for

if TYPE_CHECKING:
    from studio.workspace import Workspace

ASKED = (
    "Put the box around the product: arrows move it, shift and arrows change its size, the mouse drags a new one. "
    "Enter finds the product in it."
)


class OutlineScreen(StudioScreen):
    """Say where the product is."""

    HELP = help_texts.OUTLINE
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "save", "Find it, then write it", id="outline.save"),
        Binding("b", "box", "The box itself", id="outline.box"),
        Binding("p", "page", "Outline on a page", id="outline.page"),
        *(
            Binding(f"{shift}{key}", f"{does}({x}, {y})", f"{does} {key}".capitalize(), show=False)
            for shift, does in (("", "move"), ("shift+", "grow"))
            for key, x, y in (("left", -1, 0), ("right", 1, 0), ("up", 0, -1), ("down", 0, 1))
        ),
        Binding("escape,q", "app.pop_screen", "Back", id="outline.back"),
    ]

    def __init__(self, slug: str, edit: str) -> None:
        """Make it.

        Args:
            slug: The recipe.
            edit: Name of the edit whose product it is.
        """
        super().__init__()
        self.slug, self.edit = slug, edit
        self.box = Box(0.2, 0.2, 0.6, 0.6)
        self.photograph: Image.Image | None = None
        self.page: OutlinePage | None = None
        self.found: ProductOutline | None = None
        """What was found in the box and is on the screen."""
        self.is_touched = False
        """Whether the person has moved the box: the studio's own guess comes too late then."""
        self._corner: tuple[float, float] | None = None
        """Where the mouse went down."""

    def compose(self) -> ComposeResult:
        """The photograph with the box, and what to do."""
        yield Header(icon="≡")
        yield Static(ASKED, id="progress", markup=False)
        yield Picture(id="picture", plain=self.studio.plain_pictures)
        yield Keys()

    def on_mount(self) -> None:
        """Read the photograph once the screen is painted."""
        self.sub_title = f"where the product is in {self.slug}"
        self.call_after_refresh(self.read)

    def on_unmount(self) -> None:
        """The page is of no use any more."""
        if self.page is not None:
            self.page.finish()

    @work(exclusive=True, group="read", exit_on_error=False)
    async def read(self) -> None:
        """The photograph first, then where the studio would look for the product."""
        place = self.studio.workspace
        try:
            folder = await in_background(lambda: place.folder(self.slug))
            path = Path(source_of(place, folder, self.edit)[1])
            self.photograph = await in_background(lambda: load_preview(path))
            self._draw()
            guess = await in_background(lambda: starting_box(place, folder, self.edit))
        except StudioError as error:
            self.complain(error)
            return
        if guess is not None and not self.is_touched:
            self.box = guess
            self._draw()

    def _draw(self) -> None:
        if self.photograph is None:
            return
        rings = (self.found.points, *self.found.holes) if self.found else (self.box.corners,)
        box, found = self.box, self.found
        says = f"left {box.x:.2f}, top {box.y:.2f}, width {box.width:.2f}, height {box.height:.2f}"
        self.query_one("#progress", Static).update(
            f"Bright is what it takes for the product: {found.note}. Enter writes it; an arrow goes back to the box."
            if found else ASKED
        )  # fmt: skip
        self.query_one(Picture).show_image(with_outline(self.photograph, rings), says)

    def _put(self, box: Box) -> None:
        self.is_touched, self.box, self.found = True, box, None
        self._draw()

    def action_move(self, right: int, down: int) -> None:
        """Move the box by a fiftieth of the picture."""
        x = min(1 - self.box.width, max(0.0, self.box.x + right / 50))
        y = min(1 - self.box.height, max(0.0, self.box.y + down / 50))
        self._put(replace(self.box, x=x, y=y))

    def action_grow(self, right: int, down: int) -> None:
        """Make the box wider, narrower, higher or lower by a fiftieth of the picture."""
        width = min(1 - self.box.x, max(0.02, self.box.width + right / 50))
        height = min(1 - self.box.y, max(0.02, self.box.height + down / 50))
        self._put(replace(self.box, width=width, height=height))

    def _at(self, event: MouseDown | MouseMove | MouseUp) -> tuple[float, float]:
        """Place of the mouse as fractions of the photograph."""
        image = self.query_one(".image").region
        x, y = (event.screen_x - image.x) / max(1, image.width), (event.screen_y - image.y) / max(1, image.height)
        return min(1.0, max(0.0, x)), min(1.0, max(0.0, y))

    def on_mouse_down(self, event: MouseDown) -> None:
        """Begin a box at a corner, where the mouse is on the photograph."""
        if self.photograph is not None and self.query_one(".image").region.contains(event.screen_x, event.screen_y):
            self._corner = self._at(event)

    def on_mouse_move(self, event: MouseMove) -> None:
        """Drag its other corner."""
        self._drag(event)

    def _drag(self, event: MouseMove | MouseUp) -> None:
        if self._corner is None:
            return
        (ax, ay), (bx, by) = self._corner, self._at(event)
        if abs(ax - bx) > 0.01 and abs(ay - by) > 0.01:
            self._put(Box(min(ax, bx), min(ay, by), abs(ax - bx), abs(ay - by)))

    def on_mouse_up(self, event: MouseUp) -> None:
        """Let go."""
        self._drag(event)
        self._corner = None

    @work(exclusive=True, group="save", exit_on_error=False)
    async def action_save(self) -> None:
        """Find the product in the box and show it; again writes that outline into the recipe."""
        if self.found is not None:
            self._write(self.found.points, self.found.holes)
            return
        place, box = self.studio.workspace, self.box
        self.query_one("#progress", Static).update("Looking for the product in the box…")
        try:
            found = await in_background(lambda: found_in_box(place, place.folder(self.slug), box, edit_name=self.edit))
        except StudioError as error:
            self.complain(error)
            return
        finally:
            self.query_one("#progress", Static).update(ASKED)
        if not found.points:
            self.complain("Nothing was found in the box. b takes the box itself, p draws the outline on a page.")
        elif self.box == box:
            self.found = found
            self._draw()

    def action_box(self) -> None:
        """Write the box itself into the recipe as the outline."""
        self._write(self.box.corners, ())

    def _write(self, points: Ring, holes: tuple[Ring, ...]) -> None:
        place = self.studio.workspace
        try:
            save_outline(place, place.folder(self.slug), points=points, holes=holes, edit_name=self.edit)
        except StudioError as error:
            self.complain(error)
            return
        self.app.pop_screen()
        self.app.notify("The outline stands in the recipe now. r runs it again.", markup=False)

    @work(exclusive=True, group="page", exit_on_error=False)
    async def action_page(self) -> None:
        """Draw the outline point by point on a page of this computer."""
        if self.page is None:
            place = self.studio.workspace
            try:
                self.page = await in_background(lambda: self._made_page(place))
            except StudioError as error:
                self.complain(error)
                return
            threading.Thread(target=self.page.serve, daemon=True).start()
        self.studio.open_outside(self.page.address)

    def _made_page(self, place: Workspace) -> OutlinePage:
        folder = place.folder(self.slug)
        return page_for(place, folder, starting_guess(place, folder, self.edit), edit_name=self.edit)


def with_outline(photograph: Image.Image, rings: Sequence[Ring]) -> Image.Image:
    """The photograph, pale outside the first ring and inside the others."""
    width, height = photograph.size
    mask = Image.new("L", photograph.size, 0)
    for at, ring in enumerate(rings):
        ImageDraw.Draw(mask).polygon([(x * width, y * height) for x, y in ring], fill=0 if at else 255)
    picture = photograph.convert("RGB")
    return Image.composite(picture, picture.point(lambda value: value // 4), mask)
