"""Pictures in the terminal: sixel or kitty graphics where there are some, half blocks everywhere else.

`textual_image` asks the terminal what it can do when it is imported, so it must be imported before the app runs.
"""

from __future__ import annotations

import contextlib
import io
from pathlib import Path
from typing import Any

from PIL import Image as Pillow
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from studio.tui.base import latest

LARGEST_PX = 1600
"""Longer side of what is handed to the terminal: a large photograph would stop the keyboard while it is scaled."""


def load_preview(path: Path) -> Pillow.Image:
    """A picture, bounded; runs in a worker."""
    with Pillow.open(path) as opened:
        opened.draft("RGB", (LARGEST_PX, LARGEST_PX))
        small = opened.convert("RGB")
    small.thumbnail((LARGEST_PX, LARGEST_PX))
    return small


def image_class(*, plain: bool) -> Any:  # noqa: ANN401 - one of the classes of textual_image
    """The widget for pictures; `plain` in tests and in the browser."""
    from textual_image.widget import HalfcellImage, Image

    return HalfcellImage if plain else Image


def cell_pixels(*, plain: bool) -> tuple[int, int]:
    """Width and height of a character cell in pixels of a picture: half blocks have one by two."""
    from textual_image._terminal import get_cell_size
    from textual_image.renderable import HalfcellImage, Image, UnicodeImage

    if plain or Image in (HalfcellImage, UnicodeImage):
        return 1, 2
    size = get_cell_size()
    return size.width, size.height


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

    def compose(self) -> ComposeResult:
        """The image and its caption."""
        yield image_class(plain=self.plain)(classes="image")
        yield Static(self.caption, classes="caption", markup=False)

    def show(self, path: Path | None, caption: str) -> None:
        """Show a file, or nothing."""
        self.caption = caption
        self.query_one(".caption", Static).update(caption)
        if path != self.path:
            self.path = path

            async def work() -> None:
                await self._load(path)

            latest(self, work)

    def show_image(self, image: Pillow.Image | None, caption: str) -> None:
        """Show pixels that were made elsewhere."""
        self.path = None
        self.caption = caption
        self.query_one(".caption", Static).update(caption)
        self.query_one(".image").image = image  # type: ignore[attr-defined]  # the classes share no base with it

    def show_bytes(self, data: bytes, caption: str) -> None:
        """Show an encoded picture that is in no file yet."""
        with contextlib.suppress(OSError), Pillow.open(io.BytesIO(data)) as opened:
            self.show_image(opened.convert("RGB"), caption)

    async def _load(self, path: Path | None) -> None:
        from studio.workflow.quietly import in_background

        picture = None
        if path is not None:
            with contextlib.suppress(OSError, ValueError):
                picture = await in_background(lambda: load_preview(path))
        self.query_one(".image").image = picture  # type: ignore[attr-defined]  # the classes share no base with it
