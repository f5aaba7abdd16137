"""One recipe as a person looks at it: its standing, its prompt, its picture, its attempts in a line each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.status import open_matters, recipe_status, stops_run
from studio.core.checks import check_recipe
from studio.core.problem import Problem
from studio.core.prompt.prompt import prompt_of
from studio.core.recipe.unfinished import placeholder_in
from studio.core.recipe.words import Status
from studio.files import in_one_line, read_file
from studio.store.inside import found_inside
from studio.workflow.browsing.attempt_history import attempt_line
from studio.workflow.making.background_runs import quote_run
from studio.workflow.making.plan import Choices
from studio.workspace import Workspace

STEPS = ("define the job", "lock the subject", "run", "review", "publish")
"""The workflow, a step a phrase."""
_AT = {Status.BROKEN: 0, Status.DRAFT: 1, Status.READY: 2, Status.RUNNING: 2, Status.NEEDS_RETRY: 2, Status.STALE: 2,
       Status.UNSETTLED: 2, Status.TO_REVIEW: 3, Status.HELD_BACK: 3, Status.APPROVED: 4}  # fmt: skip


def steps_line(status: Status, *, is_defined: bool = True) -> str:
    """The workflow with what is done and what comes next.

    Args:
        status: Where the recipe stands.
        is_defined: Whether it says what its picture is for; a run can be made without.
    """
    at = _AT[status]
    signs = [
        "▸" if place == at else "✓" if place < at and (place or is_defined) else "·" for place in range(len(STEPS))
    ]
    return "   ".join(f"{sign} {step}" for sign, step in zip(signs, STEPS, strict=True))


@dataclass(frozen=True)
class RecipeDetails:
    """One recipe as its screen shows it."""

    folder: RecipeFolder
    status: Status
    problems: tuple[Problem, ...]
    body: str
    """The guide's Markdown."""
    prompts: tuple[tuple[tuple[str, str], ...], ...]
    """The prompt of each edit in stretches: the field each comes from, and its words."""
    attempts: tuple[str, ...]
    """One line for each attempt."""
    cost: str
    """What a run would cost now; empty while something stops it."""
    open_matters: tuple[str, ...] = ()
    """Paid pictures to finish and requests to settle, each with its command."""

    @property
    def failed(self) -> Attempt | None:
        """The last attempt, when it has no picture because of a failure."""
        last = self.folder.attempts[-1] if self.folder.attempts else None
        return last if last is not None and last.failure is not None else None

    @property
    def is_told(self) -> bool:
        """Whether the recipe says something else of its product now than when the last attempt failed."""
        if self.failed is None:
            return False
        edits = {edit.name: edit.spec.subject.model_dump() for edit in self.folder.recipe.edits}
        return edits.get(self.failed.edit) != self.failed.spec.subject.model_dump()

    @property
    def line(self) -> int:
        """Where there is something to mend."""
        return self.problems[0].line if self.problems else 1

    @property
    def steps(self) -> str:
        """The workflow with what is done and what comes next."""
        asset = self.folder.recipe.front.asset
        return steps_line(self.status, is_defined=bool(asset) and placeholder_in(asset) is None)


def recipe_details(workspace: Workspace, slug: str) -> RecipeDetails:
    """A recipe for its screen.

    Raises:
        NotFound: No such recipe.
    """
    folder = workspace.folder(slug)
    problems = tuple(check_recipe(folder, workspace.rules))
    status = recipe_status(folder, problems)
    text = _text_of(workspace.content / slug / "recipe.md")
    body = text.split("\n---", 1)[-1].partition("\n")[2] if text.startswith("---") else text
    return RecipeDetails(
        folder, status, problems, body,
        _prompts(workspace, folder),
        tuple(attempt_line(folder, a) for a in folder.attempts),
        "" if any(stops_run(problem) for problem in problems) else quote_run(workspace, (slug,), Choices()).says,
        tuple(open_matters(folder)),
    )  # fmt: skip


def _text_of(path: Path) -> str:
    try:
        return read_file(path).decode(errors="replace")
    except OSError as error:
        return in_one_line(error)


def _prompts(workspace: Workspace, folder: RecipeFolder) -> tuple[tuple[tuple[str, str], ...], ...]:
    recipe = folder.recipe
    made = (prompt_of(recipe, edit.spec, workspace.settings.prompt) for edit in recipe.edits)
    return tuple(tuple((part.field, part.text) for part in prompt.parts) for prompt in made)


def picture_of_recipe(workspace: Workspace, folder: RecipeFolder) -> Path | None:
    """The picture that stands for a recipe: the newest result, else its source."""
    base = workspace.content / folder.recipe.slug
    made = [attempt for attempt in folder.attempts if attempt.picture is not None]
    if made and made[-1].picture is not None:
        return base / "attempts" / made[-1].picture.file
    target = folder.recipe.edits[0].spec.target() if folder.recipe.edits else None
    return found_inside(base, target) if target else None
