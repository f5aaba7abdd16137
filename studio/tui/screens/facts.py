"""What the studio knows of a recipe: its standing, its attempts, its edits with their prompts."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from studio.tui.words.recipe_text import edits_text, facts_text, warnings_text
from studio.workflow.browsing.recipe_view import RecipeDetails


class Facts(VerticalScroll):
    """One side of the recipe screen."""

    BORDER_TITLE = " Facts and prompt "

    def compose(self) -> ComposeResult:
        """Standing, attempts, edits."""
        yield Static(id="standing")
        yield Static(id="attempts", markup=False)
        yield Static(id="edits")
        yield Static(id="warnings")

    def show(self, view: RecipeDetails) -> None:
        """Show a recipe as it is on disk now."""
        self.query_one("#standing", Static).update(facts_text(view))
        attempts = self.query_one("#attempts", Static)
        attempts.display = bool(view.attempts)
        attempts.update("\n".join(("Attempts", *view.attempts)))
        self.query_one("#edits", Static).update(edits_text(view))
        self.query_one("#warnings", Static).update(warnings_text(view))
