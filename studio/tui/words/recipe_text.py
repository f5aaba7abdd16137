"""A recipe in words: its standing, its checks, its edits with their references, its prompt in colour."""

from __future__ import annotations

from collections.abc import Iterator

from rich.text import Text

from studio.core.problem import Problem, Severity
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import Status
from studio.workflow.browsing.recipe_view import RecipeDetails

COLOURS = {"preserve": "green", "change": "bold", "add": "cyan", "text": "magenta", "avoid": "red", "style": "blue",
           "replace_text": "magenta", "layout": "yellow", "references": "bright_black"}  # fmt: skip
"""Colour of each field in the prompt."""

NEXT_KEY = {
    Status.BROKEN: "e mends it at the line below", Status.DRAFT: "e completes it", Status.READY: "r runs it",
    Status.RUNNING: "F3 shows it", Status.TO_REVIEW: "v judges it", Status.NEEDS_RETRY: "t changes one thing",
    Status.UNSETTLED: "a command settles it, see below",
    Status.STALE: "v judges it anew", Status.APPROVED: "p publishes it",
    Status.HELD_BACK: "e completes it",
}  # fmt: skip
"""The key of the next step."""


SIGNS = {"error": ("✗", "red"), "warning": ("!", "yellow")}
"""How a problem is marked."""


def about_text(view: RecipeDetails, title: str) -> Text:
    """A recipe in the library's preview: its next step and its first prompt."""
    text = Text.assemble((f"{title}\n", "bold"), (f"{view.status}", "bold"))
    text.append(f": enter, then {NEXT_KEY[view.status]}\n\n")
    return text.append(" ".join(words for _, words in view.prompts[0]) if view.prompts else "", style="dim")


def facts_text(view: RecipeDetails) -> Text:
    """Where it stands, what the checks say, what a run costs."""
    text = Text.assemble((f"{view.status}", "bold"), f": {_next_key(view)}\n")
    front = view.folder.recipe.front
    where = (str(front.job or ""), front.channel or "", front.asset or "")
    text.append(" · ".join(part for part in where if part) + "\n", style="dim")
    if view.failed is not None and view.failed.failure is not None:
        text.append(f"✗ Attempt {view.failed.id} failed. {view.failed.failure.message}\n", style="red")
    for matter in view.open_matters:
        text.append(f"! {matter}\n", style="yellow")
    errors = [problem for problem in view.problems if problem.severity is Severity.ERROR]
    for problem in errors:
        text.append_text(_problem(problem))
    if warnings := len(view.problems) - len(errors):
        text.append(f"! {warnings} warning{'s' if warnings > 1 else ''}, below\n", style="yellow")
    if not view.problems:
        text.append("✓ The checks found no problems.\n", style="green")
    if view.cost:
        text.append(f"Cost of a run: {view.cost}", style="dim")
    text.rstrip()
    return text


def _next_key(view: RecipeDetails) -> str:
    failure = view.failed.failure if view.failed else None
    if view.status is not Status.NEEDS_RETRY or failure is None:
        return NEXT_KEY[view.status]
    if view.is_told:
        return "it says now where the product is; r runs it again"
    if failure.kind == "EngineNeeds":
        return "u says where the product is, e writes what else it asks for; then r runs it again"
    return "r runs it again, t changes one thing"


def warnings_text(view: RecipeDetails) -> Text:
    """What is worth mending and stops nothing."""
    found = [_problem(problem) for problem in view.problems if problem.severity is not Severity.ERROR]
    return Text.assemble(("Worth mending\n", "bold underline"), *found) if found else Text()


def _problem(problem: Problem) -> Text:
    sign, colour = SIGNS[problem.severity]
    place = f"line {problem.line}" if problem.path.endswith("/recipe.md") else f"{problem.path}:{problem.line}"
    return Text.assemble((f"{sign} {place}  ", f"bold {colour}"), (f"{problem.fault}. {problem.fix}\n", colour))


def edits_text(view: RecipeDetails) -> Text:
    """Each edit with its fields and, below, its prompt with the words of each field in its colour."""
    text = Text()
    for edit, prompt in zip(view.folder.recipe.edits, view.prompts, strict=True):
        text.append(f"Edit {edit.name}\n" if edit.name else "Edit\n", style="bold underline")
        for name, value in _rows(edit.spec):
            text.append(f"  {name:<11}", style="dim").append(f"{value}\n")
        text.append("\nPrompt  ", style="bold")
        for name in dict.fromkeys(field.partition("[")[0] for field, _ in prompt):
            text.append(f"{name} ", style=COLOURS.get(name, "dim"))
        text.append("\n")
        for field, words in prompt:
            text.append(words + " ", style=COLOURS.get(field.partition("[")[0], ""))
        text.append("\n\n")
    return text


def _rows(spec: EditSpec) -> Iterator[tuple[str, str]]:
    """What the prompt does not say."""
    source = f"the result of {spec.from_edit}" if spec.from_edit else spec.target()
    if source:
        yield "source", source
    for r in spec.references:
        yield (
            "reference",
            f"{r.image}: {r.role}, rights {r.rights or 'unknown'}{'' if r.note is None else f', {r.note}'}",
        )
    if spec.scope is not None and spec.scope.area:
        yield "scope", str(spec.scope.area)
    if spec.lock:
        light = ", in the light of the scene" if spec.lock == "relight" else ", pixel for pixel"
        yield "lock", f"the photographed product is put back{light}"
    if size := spec.size or spec.aspect:
        yield "size", size
    if spec.vary:
        name, values = next(iter(spec.vary.items()))
        yield "variations", f"{len(values)} of {name.removeprefix('variables.')}"
