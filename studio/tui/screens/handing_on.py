"""What a recipe's screen hands on: its prompt, a contact sheet, a pack for a client, the recipe for another picture."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import ClassVar, TypeVar

from textual import work
from textual.binding import Binding, BindingType

from studio.background import in_background
from studio.errors import StudioError
from studio.tui.dialogs.questions import TextDialog
from studio.tui.parts.base import StudioScreen
from studio.workflow.browsing.overview import prompts_of
from studio.workflow.publishing.hand_off import contact_sheet, pack
from studio.workflow.starting.typed import said_from_home, typed_path
from studio.workflow.starting.use import use_recipe

Made = TypeVar("Made")


class HandingOnScreen(StudioScreen):
    """A screen of one recipe; files are written into the workspace's folder."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "copy_prompt", "Copy the prompt", show=False, id="recipe.copy_prompt"),
        Binding("x", "sheet", "Contact sheet", show=False, id="recipe.sheet"),
        Binding("k", "pack", "Pack for a client", show=False, id="recipe.pack"),
        Binding("a", "use", "Use on another photograph", show=False, id="recipe.use"),
    ]
    slug: str
    """The recipe."""

    def action_copy_prompt(self) -> None:
        """Copy the words that an engine gets."""
        self._hand_on(lambda: [text.text for _, text in prompts_of(self.studio.workspace, self.slug)], self._copied)

    def action_sheet(self) -> None:
        """Draw all results beside each other into one picture."""
        out = self._place(f"{self.slug}-attempts.jpg")
        self._hand_on(lambda: contact_sheet(self.studio.workspace, self.slug, out=out).path, self._written)

    def action_pack(self) -> None:
        """Pack what is approved for a client: a page that opens from a folder, and the pictures."""
        out = self._place(f"{self.slug}-hand-off.zip")
        self._hand_on(lambda: pack(self.studio.workspace, (self.slug,), out=out).path, self._written)

    def action_use(self) -> None:
        """Make a recipe like this one for another photograph."""
        dialog = TextDialog("Use it on which photograph?", hint="type its path or drop it here")
        self.app.push_screen(dialog, self._use)

    def _use(self, typed: str | None) -> None:
        picture = typed_path(typed or "", self.studio.start)
        if picture is not None:
            make = partial(use_recipe, self.studio.workspace, self.slug, picture)
            self._hand_on(make, lambda used: self.studio.open_screen("recipe", used.path.parent.name))

    @work(exit_on_error=False)
    async def _hand_on(self, make: Callable[[], Made], then: Callable[[Made], None]) -> None:
        try:
            made = await in_background(make)
        except StudioError as error:
            self.complain(error)
            return
        then(made)

    def _copied(self, prompts: list[str]) -> None:
        self.app.copy_to_clipboard("\n\n".join(prompts))
        self.tell("The prompt is copied." if len(prompts) == 1 else f"{len(prompts)} prompts are copied.")

    def _written(self, path: Path) -> None:
        self.tell(f"Written: {said_from_home(path.resolve())}")

    def _place(self, name: str) -> Path:
        return self.studio.workspace.root / name
