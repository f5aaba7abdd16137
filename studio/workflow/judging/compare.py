"""How before and after are laid beside or over each other: pure pictures, so that every screen shows the same."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from studio.pictures import on_white, read

if TYPE_CHECKING:
    from PIL.Image import Image

ZOOMS = (1.0, 2.0, 4.0, 0.0)
"""Steps of the zoom: whole, twice, four times, and 0 for one pixel of the picture on one of the screen."""
LARGEST_PX = 1600
"""Longer side of what is handed to a terminal."""


@dataclass(frozen=True)
class Arrangement:
    """How a pair is looked at."""

    is_wipe: bool = False
    """One over the other with a moving edge, instead of side by side."""
    is_swapped: bool = False
    """After on the left, for flicker."""
    edge: float = 0.5
    """Place of the wipe's edge, 0 to 1 from the left."""
    zoom: float = 1.0
    """One of `ZOOMS`."""
    centre: tuple[float, float] = (0.5, 0.5)
    """Middle of what is seen, as fractions."""

    def zoomed(self) -> Arrangement:
        """The next step of the zoom."""
        return replace(self, zoom=ZOOMS[(ZOOMS.index(self.zoom) + 1) % len(ZOOMS)])

    def panned(self, right: float, down: float) -> Arrangement:
        """Another part of the pictures; steps are shares of what is seen."""
        step = 1 / (self.zoom or 4)
        x, y = self.centre
        return replace(self, centre=(_unit(x + right * step), _unit(y + down * step)))

    def wiped(self, step: float) -> Arrangement:
        """The wipe's edge moved, or put by a mouse."""
        return replace(self, edge=_unit(self.edge + step))

    def at_edge(self, place: float) -> Arrangement:
        """The wipe's edge at a place."""
        return replace(self, edge=_unit(place))

    def captions(self, before: str, *, is_roomy: bool) -> tuple[str, str]:
        """What stands under the pictures: which is which, how large, and the keys where there is room."""
        size = "" if self.zoom == 1 else " · 1:1" if self.zoom == 0 else f" · {self.zoom:.0f}×"
        if self.is_wipe:
            return f"{before} │ after{size} · ← → move the edge", ""
        keys = (" · space flicker · w wipe", " · z zoom") if is_roomy else ("", "")
        if is_roomy and self.zoom != 1:
            keys = (" · space flicker · w wipe", " · shift+arrows move")
        left, right = ("after", before) if self.is_swapped else (before, "after")
        return f"{left}{size}{keys[0]}", f"{right}{keys[1]}"


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def seen_box(size: tuple[int, int], look: Arrangement, room: tuple[int, int]) -> tuple[int, int, int, int]:
    """The part of a picture that is seen: left, top, right, bottom in its pixels.

    Args:
        size: Of the picture.
        look: Zoom and centre.
        room: Pixels of the screen it is shown on.
    """
    width, height = size
    if look.zoom == 0:
        part = (min(width, room[0]), min(height, room[1]))
    else:
        part = (max(1, round(width / look.zoom)), max(1, round(height / look.zoom)))
    left = round(min(max(0.0, look.centre[0] * width - part[0] / 2), width - part[0]))
    top = round(min(max(0.0, look.centre[1] * height - part[1] / 2), height - part[1]))
    return left, top, left + part[0], top + part[1]


def arrange(
    before: Path | None, after: Path, look: Arrangement, room: tuple[int, int]
) -> tuple[Image | None, Image | None]:
    """What is shown on the left and on the right; a wipe is one picture on the left.

    Args:
        before: The photograph, if there is one.
        after: The result.
        look: How they are looked at.
        room: Pixels of the screen for one picture.
    """
    new = load(after)
    seen_after = _cut(new, look, room)
    if before is None:
        return None, seen_after
    old = load(before)
    if look.is_wipe:
        fitted = old.resize(new.size) if old.size != new.size else old
        return _wiped(_cut(fitted, look, room), seen_after, look.edge), None
    pair = (_cut(old, look, room), seen_after)
    return pair[::-1] if look.is_swapped else pair


def _cut(picture: Image, look: Arrangement, room: tuple[int, int]) -> Image:
    seen = picture.crop(seen_box(picture.size, look, room))
    seen.thumbnail((LARGEST_PX, LARGEST_PX))
    return seen


def _wiped(old: Image, new: Image, edge: float) -> Image:
    """The old picture left of the edge, the new one right of it, a line between."""
    at = round(edge * new.width)
    laid = new.copy()
    laid.paste(old.crop((0, 0, at, old.height)), (0, 0))
    laid.paste((255, 255, 255), (max(0, at - 1), 0, min(new.width, at + 1), new.height))
    return laid


@lru_cache(maxsize=4)
def _loaded(path: Path, _changed_ns: int) -> Image:
    return on_white(read(path))


def load(path: Path) -> Image:
    """A picture at full size, kept for the next look as long as its file is the same.

    Raises:
        PictureUnreadable: It is none.
        OSError: It is gone.
    """
    return _loaded(path, path.stat().st_mtime_ns)
