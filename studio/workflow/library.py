"""One recipe as a person looks at it: its standing, its prompt, its attempts, its picture."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from studio.core.attempt import Attempt, State
from studio.core.checks import check_recipe
from studio.core.facts import RecipeFolder
from studio.core.problem import Problem
from studio.core.prompt import prompt_of
from studio.core.standing import Word, standing
from studio.core.status import is_unknown, next_step, open_matters, recipe_status, stops_run
from studio.core.words import Status
from studio.files import in_one_line, read_file
from studio.store.inside import found_inside
from studio.workflow.plan import Choices
from studio.workflow.running import price_of_recipes
from studio.workspace import Workspace

STEPS = ("define the job", "lock the subject", "run", "review", "publish")
"""The workflow, a step a phrase."""
_AT = {Status.BROKEN: 0, Status.DRAFT: 1, Status.READY: 2, Status.RUNNING: 2, Status.NEEDS_RETRY: 2, Status.STALE: 2,
       Status.UNSETTLED: 2, Status.TO_REVIEW: 3, Status.HELD_BACK: 3, Status.APPROVED: 4}  # fmt: skip


def steps_line(status: Status) -> str:
    """The workflow with what is done and what comes next."""
    at = _AT[status]
    signs = ["✓" if place < at else "▸" if place == at else "·" for place in range(len(STEPS))]
    return "   ".join(f"{sign} {step}" for sign, step in zip(signs, STEPS, strict=True))


@dataclass(frozen=True)
class RecipeView:
    """One recipe as its screen shows it."""

    folder: RecipeFolder
    """Everything known about it."""
    status: Status
    """Where it stands."""
    problems: tuple[Problem, ...]
    """What the checks found."""
    next_step: str
    """What a person does next."""
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
    def line(self) -> int:
        """Where there is something to mend."""
        return self.problems[0].line if self.problems else 1


def recipe_view(workspace: Workspace, slug: str) -> RecipeView:
    """A recipe for its screen.

    Raises:
        NotFound: No such recipe.
    """
    folder = workspace.folder(slug)
    problems = tuple(check_recipe(folder, workspace.rules))
    status = recipe_status(folder, problems)
    text = _text_of(workspace.content / slug / "recipe.md")
    body = text.split("\n---", 1)[-1].partition("\n")[2] if text.startswith("---") else text
    return RecipeView(
        folder, status, problems, next_step(folder, status, criteria=workspace.settings.criteria), body,
        _prompts(workspace, folder),
        tuple(attempt_line(folder, a) for a in folder.attempts),
        "" if any(stops_run(problem) for problem in problems) else price_of_recipes(workspace, (slug,), Choices()),
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


def became_of(folder: RecipeFolder, attempt: Attempt) -> str:
    """What became of an attempt, in a word or a few."""
    review = folder.recipe.review_of(attempt.id)
    if is_unknown(folder, attempt):
        return "interrupted, may have been billed"
    if attempt.state is State.UNFINISHED:
        return "paid, not finished"
    if attempt.failure is not None:
        return "failed"
    if attempt.picture is None:
        return f"running on {attempt.host}" if attempt.id in folder.elsewhere else "running"
    if (word := standing(folder, attempt).word) not in {Word.APPROVED, Word.REJECTED}:
        return str(word)
    return "to review" if review is None else f"{review.verdict}{f' ({review.failure})' if review.failure else ''}"


def attempt_line(folder: RecipeFolder, attempt: Attempt) -> str:
    """An attempt in one line: number, what became of it, and the one thing that changed."""
    parts = [attempt.id, became_of(folder, attempt)]
    if attempt.parent:
        parts.append(f"from {attempt.parent}")
    parts += [str(change) for change in attempt.changed[:1]]
    parts += [attempt.variation] if attempt.variation else []
    return " · ".join(parts)


def picture_of_recipe(workspace: Workspace, folder: RecipeFolder) -> Path | None:
    """The picture that stands for a recipe: the newest result, else its source."""
    base = workspace.content / folder.recipe.slug
    made = [attempt for attempt in folder.attempts if attempt.picture is not None]
    if made and made[-1].picture is not None:
        return base / "attempts" / made[-1].picture.file
    target = folder.recipe.edits[0].spec.target() if folder.recipe.edits else None
    return found_inside(base, target) if target else None
