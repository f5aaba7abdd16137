"""Pictures in the terminal: sixel or kitty graphics where there are some, half blocks everywhere else."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from studio.background import in_background
from studio.errors import PictureUnreadable
from studio.pictures import bytes_of, preview
from studio.tui.parts.base import latest
from studio.tui.pictures.graphics import cell_pixels, image_class

if TYPE_CHECKING:
    from PIL import Image as Pillow

LARGEST_PX = 1600
"""Longer side of what is handed to the terminal: scaling a large photograph would block the event loop."""


def load_preview(path: Path, longest_px: int = LARGEST_PX) -> Pillow.Image:
    """A picture, bounded; runs in a worker."""
    return preview(bytes_of(path), name=path.name, longest_px=longest_px)


def fitted(picture: tuple[int, int], room: tuple[int, int], *, cell: tuple[int, int]) -> tuple[int, int]:
    """Columns and lines that a picture takes when it fills a room without being stretched.

    Args:
        picture: Width and height in pixels.
        room: Columns and lines there are.
        cell: Width and height of a character in pixels.
    """
    scale = min(side * unit / pixels for side, unit, pixels in zip(room, cell, picture, strict=True))
    across, down = (round(pixels * scale / unit) for pixels, unit in zip(picture, cell, strict=True))
    return max(1, across), max(1, down)


class Picture(Vertical):
    """A picture with its caption; the caption alone until it is loaded."""

    DEFAULT_CSS = """
    Picture { height: 1fr; width: 1fr; align: center middle; }
    Picture > .caption { height: 1; width: 100%; text-align: center; color: $text-muted; }
    Picture > .frame { height: 1fr; width: 100%; align: center middle; }
    """

    def __init__(self, caption: str = "", *, id: str | None = None, plain: bool = False) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.caption = caption
        self.plain = plain
        self.path: Path | None = None
        self.longest_px = LARGEST_PX
        self.pixels: Pillow.Image | None = None

    def compose(self) -> ComposeResult:
        """The caption; the image joins it when its library is loaded."""
        yield Vertical(classes="frame")
        yield Static(self.caption, classes="caption", markup=False)

    def on_mount(self) -> None:
        """Import what shows pictures in a thread, once the screen is painted."""
        self.call_after_refresh(latest, self, self._load_image, group="class")

    async def _load_image(self) -> None:
        kind = await in_background(lambda: image_class(plain=self.plain))
        image = kind(classes="image")
        await self.query_one(".frame").mount(image)
        self._give(self.pixels)

    def show(self, path: Path | None, caption: str) -> None:
        """Show a file, or nothing."""
        self._say(caption)
        if path != self.path:
            self.path = path

            async def work() -> None:
                await self._load(path)

            latest(self, work)

    def show_image(self, image: Pillow.Image | None, caption: str) -> None:
        """Show pixels that were made elsewhere."""
        self.path = None
        self._say(caption)
        self._give(image)

    def _say(self, caption: str) -> None:
        if caption != self.caption:
            self.caption = caption
            self.query_one(".caption", Static).update(caption)

    def _give(self, pixels: Pillow.Image | None) -> None:
        self.pixels = pixels
        for image in self.query(".image"):  # none until its library is imported
            image.image = pixels  # type: ignore[attr-defined]  # the classes share no base with it
        self.on_resize()

    def on_resize(self) -> None:
        """As large as there is room, in the picture's own proportions."""
        room = self.query_one(".frame").size
        for image in self.query(".image"):
            if self.pixels is not None:
                image.styles.width, image.styles.height = fitted(
                    self.pixels.size, (room.width, room.height), cell=cell_pixels(plain=self.plain)
                )

    def show_bytes(self, data: bytes, caption: str) -> None:
        """Show an encoded picture that is in no file yet."""
        with contextlib.suppress(PictureUnreadable):
            self.show_image(preview(data, name=caption, longest_px=LARGEST_PX), caption)

    async def _load(self, path: Path | None) -> None:
        picture = None
        if path is not None:
            with contextlib.suppress(PictureUnreadable):
                picture = await in_background(lambda: load_preview(path, self.longest_px))
        if path == self.path:  # pixels may have been shown meanwhile
            self._give(picture)
