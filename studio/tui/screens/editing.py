"""The person's own editor, and one that is built in."""

from __future__ import annotations

import os
import shlex
import subprocess
from pathlib import Path
from typing import ClassVar

from textual import work
from textual.app import App, ComposeResult, SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.widgets import Header, TextArea

from studio.errors import StudioError, WriteRefused
from studio.tui.dialogs.conflict import ConflictDialog
from studio.tui.dialogs.questions import ConfirmDialog
from studio.tui.parts.base import StudioScreen
from studio.tui.parts.keys import Keys
from studio.tui.words import help_texts
from studio.workflow.writing.text_editing import Conflict, conflict_of, open_text, save_mine, save_text


def edit_outside(app: App[None], path: Path, *, line: int = 1) -> bool:
    """Open a file in `$VISUAL` or `$EDITOR` and come back; False when there is none, or no terminal to lend."""
    editor = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if not editor:
        return False
    command = [*shlex.split(editor), *_at(editor, path, line)]
    fault = ""
    try:
        with app.suspend():
            try:  # an error inside would never give the terminal back: Textual issue 6692
                subprocess.run(command, check=False)  # noqa: S603 - the person's own editor
            except OSError as error:
                fault = f"{command[0]}: {error.strerror}"
    except SuspendNotSupported:
        return False
    if fault:
        app.notify(fault, severity="error", markup=False)
    return True


def _at(editor: str, path: Path, line: int) -> list[str]:
    """How an editor is told the line."""
    if "code" in Path(shlex.split(editor)[0]).name:
        return ["--goto", f"{path}:{line}"]
    return [f"+{line}", str(path)]


class EditorScreen(StudioScreen):
    """The built-in editor: saves only over what was opened, and keeps what was typed when that is not possible."""

    HELP = help_texts.EDITOR
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", id="editor.save"),
        Binding("escape", "leave", "Back", priority=True, id="editor.back"),
    ]

    def __init__(self, slug: str, line: int) -> None:
        super().__init__()
        self.slug, self.line = slug, line

    def compose(self) -> ComposeResult:
        """The text."""
        yield Header(icon="≡")
        yield TextArea.code_editor(language="markdown", id="text")
        yield Keys()

    def on_mount(self) -> None:
        """Open the file at the line."""
        self.opened = open_text(self.studio.workspace, self.slug)
        self.sub_title = f"{self.slug}/recipe.md"
        area = self.query_one(TextArea)
        area.load_text(self.opened.text)
        area.move_cursor((max(0, self.line - 1), 0), center=True)
        area.focus()

    def on_text_area_changed(self) -> None:
        """Hold what is not saved where it survives an end that nobody chose."""
        text = self.query_one(TextArea).text
        if text == self.opened.text:
            self.studio.typed.pop(self.opened.path, None)
        else:
            self.studio.typed[self.opened.path] = text

    def action_save(self) -> None:
        """Save over what was opened; asks when somebody else wrote the file meanwhile."""
        text = self.query_one(TextArea).text
        if text == self.opened.text:
            return
        try:
            self.opened = save_text(self.studio.workspace, self.opened, text)
        except WriteRefused as error:
            self.complain(error)
            self.settle(conflict_of(self.studio.workspace, self.opened, text))
        except StudioError as error:
            self.complain(error)
        else:
            self._saved("Saved.")

    def _saved(self, says: str) -> None:
        self.studio.typed.pop(self.opened.path, None)
        self.tell(says)

    @work(exclusive=True, group="ask", exit_on_error=False)
    async def settle(self, conflict: Conflict) -> None:
        """Ask whose text goes on; the other one is kept beside the file."""
        answer = await self.app.push_screen_wait(ConflictDialog(conflict.difference))
        try:
            if answer == "mine":
                self.opened, copy = save_mine(self.studio.workspace, conflict)
                self._saved(f"Saved. Their text is kept in {copy.name}.")
            elif answer == "theirs":
                self._go_on_with(conflict, conflict.theirs.text)
                self._saved("This is their text. Yours is kept in recipe.mine.md.")
            elif answer == "merge":
                text, is_clean = conflict.merged()
                self._go_on_with(conflict, text)
                left = "" if is_clean else " Choose where the marks <<<<<<< stand."
                self.tell(f"Both texts in one, not saved yet.{left} Yours is kept in recipe.mine.md.")
        except StudioError as error:
            self.complain(error)

    def _go_on_with(self, conflict: Conflict, text: str) -> None:
        """Show a text that can be saved over theirs."""
        self.opened = conflict.theirs
        self.query_one(TextArea).load_text(text)

    @work(exit_on_error=False)
    async def action_leave(self) -> None:
        """Go back; asks when something is not saved."""
        if self.query_one(TextArea).text != self.opened.text:
            question = ConfirmDialog("The text is not saved.", yes="Leave without saving", no="Keep editing")
            if not await self.app.push_screen_wait(question):
                return
        self.studio.typed.pop(self.opened.path, None)
        self.app.pop_screen()
