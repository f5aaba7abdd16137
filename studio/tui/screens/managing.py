"""Recipes under another name, twice, in the trash and back, on the screens that show one."""

from __future__ import annotations

from abc import abstractmethod
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType

from studio.errors import StudioError
from studio.tui.dialogs.questions import ConfirmDialog, TextDialog
from studio.tui.parts.base import StudioScreen


class ManagingScreen(StudioScreen):
    """A screen with a recipe that can be managed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "rename", "Rename", show=False, id="manage.rename"),
        Binding("D", "duplicate", "Duplicate", show=False, id="manage.duplicate"),
        Binding("delete", "trash", "Delete", show=False, id="manage.trash"),
    ]

    @property
    @abstractmethod
    def managed(self) -> str:
        """The recipe; empty where there is none."""

    @abstractmethod
    def show_managed(self, slug: str) -> None:
        """Show what has become of the recipe, by its name from now on; an empty one: it is in the trash."""

    @work(exclusive=True, group="ask", exit_on_error=False)
    async def action_rename(self) -> None:
        """Give the recipe another name; recipes that are based on it follow."""
        if not (slug := self.managed):
            return
        session = await self.studio.opened()
        others = await session.recipes_based_on(slug)
        follow = f" {len(others)} based on it follow: {', '.join(others)}." if others else ""
        hint = "small letters, digits and hyphens"
        question = f"Another name for {slug}. Its page gets that address too.{follow}"
        name = await self.app.push_screen_wait(TextDialog(question, value=slug, hint=hint))
        if name is None:
            return
        try:
            new = await session.rename(slug, name)
        except StudioError as error:
            self.complain(error)
            return
        self.show_managed(new)
        self.tell(f"{slug} is called {new} now." if new != slug else "It has this name already.")

    @work(exclusive=True, group="manage", exit_on_error=False)
    async def action_duplicate(self) -> None:
        """Copy the recipe with its pictures, without results and verdicts."""
        if not (slug := self.managed):
            return
        try:
            new = await (await self.studio.opened()).duplicate(slug)
        except StudioError as error:
            self.complain(error)
            return
        self.show_managed(new)
        self.tell(f"{new} is a copy of {slug}, without results and verdicts.")

    @work(exclusive=True, group="ask", exit_on_error=False)
    async def action_trash(self) -> None:
        """Move the recipe with all its results to the trash; nothing is removed."""
        if not (slug := self.managed):
            return
        session = await self.studio.opened()
        others = await session.recipes_based_on(slug)
        are = "is" if len(others) == 1 else "are"
        based = f" {', '.join(others)} {are} based on it." if others else ""
        question = f"Move {slug} with all its results to content/_trash?{based} Ctrl+Z in the library brings it back."
        if not await self.app.push_screen_wait(ConfirmDialog(question, yes="Move it", no="Keep it")):
            return
        try:
            await session.trash(slug)
        except StudioError as error:
            self.complain(error)
            return
        self.show_managed("")
        self.tell(f"{slug} is in the trash. Ctrl+Z in the library brings it back.")
