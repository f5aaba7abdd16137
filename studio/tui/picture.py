"""Pictures in the terminal: sixel or kitty graphics where there are some, half blocks everywhere else."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from studio.tui.base import latest
from studio.tui.graphics import image_class
from studio.workflow.quietly import in_background

if TYPE_CHECKING:
    from PIL import Image as Pillow

LARGEST_PX = 1600
"""Longer side of what is handed to the terminal: a large photograph would stop the keyboard while it is scaled."""


def load_preview(path: Path) -> Pillow.Image:
    """A picture, bounded; runs in a worker."""
    from PIL import Image as Pillow

    with Pillow.open(path) as opened:
        opened.draft("RGB", (LARGEST_PX, LARGEST_PX))
        small = opened.convert("RGB")
    small.thumbnail((LARGEST_PX, LARGEST_PX))
    return small


class Picture(Vertical):
    """A picture with its caption; the caption alone until it is loaded."""

    DEFAULT_CSS = """
    Picture { height: 1fr; width: 1fr; align: center middle; }
    Picture > .caption { height: 1; width: 100%; text-align: center; color: $text-muted; }
    Picture > .image { width: auto; height: 1fr; }
    """

    def __init__(self, caption: str = "", *, id: str | None = None, plain: bool = False) -> None:  # noqa: A002 - Textual's word
        super().__init__(id=id)
        self.caption = caption
        self.plain = plain
        self.path: Path | None = None
        self.pixels: Pillow.Image | None = None

    def compose(self) -> ComposeResult:
        """The caption; the image joins it when its library is loaded."""
        yield Static(self.caption, classes="caption", markup=False)

    def on_mount(self) -> None:
        """Load what shows pictures, beside the keyboard."""
        latest(self, self._load_image, group="class")

    async def _load_image(self) -> None:
        kind = await in_background(lambda: image_class(plain=self.plain))
        image = kind(classes="image")
        await self.mount(image, before=0)
        image.image = self.pixels

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
        self.caption = caption
        self.query_one(".caption", Static).update(caption)

    def _give(self, pixels: Pillow.Image | None) -> None:
        self.pixels = pixels
        for image in self.query(".image"):  # there is none yet for a moment
            image.image = pixels  # type: ignore[attr-defined]  # the classes share no base with it

    def show_bytes(self, data: bytes, caption: str) -> None:
        """Show an encoded picture that is in no file yet."""
        from PIL import Image as Pillow

        with contextlib.suppress(OSError), Pillow.open(io.BytesIO(data)) as opened:
            self.show_image(opened.convert("RGB"), caption)

    async def _load(self, path: Path | None) -> None:
        picture = None
        if path is not None:
            with contextlib.suppress(OSError, ValueError):
                picture = await in_background(lambda: load_preview(path))
        self._give(picture)
