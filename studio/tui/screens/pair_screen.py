"""Keys that look at a pair: flicker, wipe, zoom, pan."""

from __future__ import annotations

from typing import ClassVar

from textual.binding import Binding, BindingType

from studio.tui.parts.base import StudioScreen
from studio.tui.pictures.pair import PairView


class PairScreen(StudioScreen):
    """A screen with a `PairView`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "flicker", "Flicker", show=False, id="pair.flicker"),
        Binding("w", "wipe", "Wipe", show=False, id="pair.wipe"),
        Binding("z", "zoom", "Zoom", show=False, id="pair.zoom"),
        Binding("Z", "whole", "Whole screen", show=False, id="pair.whole"),
        Binding("left", "edge(-0.05)", "Edge left", show=False),
        Binding("right", "edge(0.05)", "Edge right", show=False),
        Binding("shift+left", "pan(-0.25, 0)", "Pan left", show=False),
        Binding("shift+right", "pan(0.25, 0)", "Pan right", show=False),
        Binding("shift+up", "pan(0, -0.25)", "Pan up", show=False),
        Binding("shift+down", "pan(0, 0.25)", "Pan down", show=False),
        Binding("o", "outside", "Open outside", show=False, id="pair.outside"),
    ]

    @property
    def pair(self) -> PairView:
        """The two pictures."""
        return self.query_one(PairView)

    def action_flicker(self) -> None:
        """Swap the two pictures: what jumps, changed."""
        self.pair.swap()

    def action_wipe(self) -> None:
        """Lay one over the other, ← → or the mouse move the edge; again puts them side by side."""
        self.pair.wipe()

    def action_edge(self, step: float) -> None:
        """Move the wipe's edge."""
        self.pair.show(self.pair.look.wiped(step))

    def action_zoom(self) -> None:
        """Show both twice as large, four times, pixel for pixel, whole; shift and arrows move."""
        self.pair.show(self.pair.look.zoomed())

    def action_whole(self) -> None:
        """Give the pictures the whole screen; again brings everything back."""
        self.toggle_whole(self.pair)

    def action_pan(self, right: float, down: float) -> None:
        """Another part of both pictures."""
        self.pair.show(self.pair.look.panned(right, down))

    def action_outside(self) -> None:
        """Open the result in the system's viewer."""
        if self.pair.after is not None:
            self.studio.open_outside(self.pair.after.resolve().as_uri())
