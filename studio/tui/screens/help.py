"""The panel of help at the right."""

from __future__ import annotations

from textual.widget import Widget
from textual.widgets import HelpPanel, Markdown

from studio.tui.words.help_texts import FOCUSED


class FocusedHelp(HelpPanel):
    """Help that speaks first of what is focused, then of its screen."""

    def update_help(self, focused_widget: Widget | None) -> None:
        """Put the words on the focused part before those of the screen."""
        super().update_help(focused_widget)
        first = FOCUSED.get((focused_widget and focused_widget.id) or "")
        if first and self.app.app_focus and self.screen.is_active:
            self.query_one(Markdown).update(f"{first}\n{self.screen.HELP}")
