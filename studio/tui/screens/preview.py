"""The recipe under the library's cursor: its picture, its prompt, its next step."""

from __future__ import annotations

import asyncio
from typing import cast

from textual.app import ComposeResult
from textual.widgets import Static

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.parts.base import StudioBase, latest
from studio.tui.pictures.picture import Picture
from studio.tui.screens.library import RowPane
from studio.tui.words.recipe_text import about_text
from studio.workflow.browsing.library import LibraryRow
from studio.workflow.browsing.recipe_view import picture_of_recipe, recipe_details

REST_S = 0.06
"""How long the cursor rests on a recipe before it is read: keys that follow each other faster need no picture."""


class Preview(RowPane):
    """A pane beside the list."""

    def __init__(self) -> None:
        super().__init__(id="preview")

    def compose(self) -> ComposeResult:
        """Picture and words."""
        app = cast("StudioBase", self.app)
        yield Picture(id="picture", plain=app.plain_pictures)
        yield Static(id="about", markup=False)

    def show(self, row: LibraryRow | None) -> None:
        """Show a recipe, unless another is asked for meanwhile."""

        async def work() -> None:
            await asyncio.sleep(REST_S)
            await self._show(row)

        latest(self, work)

    async def _show(self, row: LibraryRow | None) -> None:
        about, picture = self.query_one("#about", Static), self.query_one(Picture)
        if row is None or row.fault:
            about.update(row.fault if row else "")
            picture.show(None, "")
            return
        if not row.is_read:
            return
        place = cast("StudioBase", self.app).workspace
        try:
            view = await in_background(lambda: recipe_details(place, row.slug))
        except StudioError as error:
            about.update(str(error))
            return
        picture.show(picture_of_recipe(place, view.folder), view.folder.recipe.front.asset or "")
        words = about_text(view, row.title)
        if words != about.content:  # the same recipe again, as happens while a person types
            about.update(words)
