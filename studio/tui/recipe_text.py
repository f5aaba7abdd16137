"""A recipe in words: its standing, its checks, its edits with their references, its prompt in colour."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text

from studio.core.words import Status

if TYPE_CHECKING:
    from studio.workflow.library import RecipeView

COLOURS = {"preserve": "green", "change": "bold", "add": "cyan", "text": "magenta", "avoid": "red", "style": "blue",
           "layout": "yellow", "references": "bright_black"}  # fmt: skip
"""Colour of each field in the prompt."""

NEXT_KEY = {
    Status.BROKEN: "e mends it at the line below", Status.DRAFT: "e completes it", Status.READY: "r runs it",
    Status.RUNNING: "F3 shows it", Status.TO_REVIEW: "v judges it", Status.NEEDS_RETRY: "t changes one thing",
    Status.STALE: "v judges it anew", Status.APPROVED: "p publishes it",
}  # fmt: skip
"""The key of the next step."""


def facts_text(view: RecipeView) -> Text:
    """Where it stands, what the checks say, and each edit."""
    text = Text()
    text.append(f"{view.status}", style="bold")
    text.append(f": {NEXT_KEY[view.status]}\n")
    front = view.folder.recipe.front
    where = (str(front.job or ""), front.channel or "", front.asset or "")
    text.append(" · ".join(part for part in where if part) + "\n", style="dim")
    for problem in view.problems:
        text.append(f"{problem}\n", style="red" if problem.severity == "error" else "yellow")
    if not view.problems:
        text.append("No problems.\n", style="green")
    for edit in view.folder.recipe.edits:
        spec = edit.spec
        text.append(f"\nEdit {edit.name}\n" if edit.name else "\nEdit\n", style="bold")
        rows = [("source", spec.target() or ""), ("change", spec.change or "")]
        rows += [("reference", f"{r.image}: {r.role}, rights {r.rights or 'unknown'}") for r in spec.references]
        rows += [("size", str(spec.size))] if spec.size else []
        rows += [("variations", str(len(next(iter(spec.vary.values()), ()))))] if spec.vary else []
        for name, value in rows:
            if value:
                text.append(f"  {name:<11}", style="dim")
                text.append(f"{value}\n")
    text.append(f"\nCost  {view.cost}\n", style="dim")
    return text


def prompt_text(view: RecipeView) -> Text:
    """The prompt with the words of each field in its colour, and what the colours mean."""
    text = Text("Prompt  ", style="bold")
    for name in dict.fromkeys(field.partition("[")[0] for field, _ in view.prompt):
        text.append(f"{name} ", style=COLOURS.get(name, "dim"))
    text.append("\n")
    for field, words in view.prompt:
        text.append(words + " ", style=COLOURS.get(field.partition("[")[0], ""))
    return text.append("\n")
