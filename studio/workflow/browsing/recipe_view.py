"""One recipe as a person looks at it: its standing, its prompt, its picture, its attempts and how they grew."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import LineageNode, lineage
from studio.core.attempts.review import as_sentence
from studio.core.attempts.standing import Word, standing
from studio.core.attempts.status import is_unknown, open_matters, recipe_status, stops_run
from studio.core.checks import check_recipe
from studio.core.problem import Problem
from studio.core.prompt.prompt import prompt_of
from studio.core.recipe.unfinished import placeholder_in
from studio.core.recipe.words import Status
from studio.files import in_one_line, read_file
from studio.publish.pages.spec_table import change_line, variation_title
from studio.publish.pages.words import ENGLISH
from studio.store.attempts import ATTEMPTS
from studio.store.findings import read_evidence
from studio.store.inside import found_inside
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
    return " · ".join((*parts, *_told(attempt)))


def _told(attempt: Attempt) -> Iterator[str]:
    """The one thing that was changed, and the variation it is, as the pages say it; nothing for the first."""
    for change in attempt.changed[:1]:
        yield change_line(change, ENGLISH)
    if attempt.variation:
        yield variation_title(attempt.variation, ENGLISH)


def picture_of_recipe(workspace: Workspace, folder: RecipeFolder) -> Path | None:
    """The picture that stands for a recipe: the newest result, else its source."""
    base = workspace.content / folder.recipe.slug
    made = [attempt for attempt in folder.attempts if attempt.picture is not None]
    if made and made[-1].picture is not None:
        return base / "attempts" / made[-1].picture.file
    target = folder.recipe.edits[0].spec.target() if folder.recipe.edits else None
    return found_inside(base, target) if target else None


Rail = tuple[str, str]
"""Lines that lead to an attempt from the one it grew from: beside its own first line, and beside the further ones."""


@dataclass(frozen=True)
class HistoryRow:
    """One attempt in the tree."""

    number: str
    depth: int
    """How many retries lead to it."""
    rail: Rail
    """As in a graph of commits, the oldest at the top."""
    became: str
    """What became of it."""
    changed: str
    """The one thing that was changed, or the variation it is; empty for the first."""
    before: Path | None
    """What it grew from: its parent's picture, or the source."""
    after: Path | None
    """What it became."""
    says: str
    """What changed, what was said about it, and what measurements did because of it."""


def history_of(workspace: Workspace, slug: str) -> tuple[HistoryRow, ...]:
    """All attempts of a recipe, parents before children."""
    return history_in(workspace, workspace.folder(slug))


def history_in(workspace: Workspace, folder: RecipeFolder) -> tuple[HistoryRow, ...]:
    """The same of a recipe that has been read."""
    return tuple(
        row
        for node in lineage(folder.attempts)
        for row in _rows(workspace, folder, node, depth=0, rail=("● ", "│ " if node.retries else "  "))
    )


def _rows(
    workspace: Workspace, folder: RecipeFolder, node: LineageNode, *, depth: int, rail: Rail
) -> Iterator[HistoryRow]:
    attempt = node.attempt
    base = workspace.content / folder.recipe.slug
    parent = folder.attempt(attempt.parent) if attempt.parent else None
    before = _picture(base, parent) or (found_inside(base, attempt.inputs[0].image) if attempt.inputs else None)
    yield HistoryRow(
        attempt.id, depth, rail, became_of(folder, attempt), next(_told(attempt), ""),
        before if before and before.is_file() else None, _picture(base, attempt),
        "\n".join(_said(base, folder, attempt, parent)),
    )  # fmt: skip
    for child in node.retries:
        beside = _rail(rail, is_last=child is node.retries[-1], goes_on=bool(child.retries))
        yield from _rows(workspace, folder, child, depth=depth + 1, rail=beside)


def _rail(parent: Rail, *, is_last: bool, goes_on: bool) -> Rail:
    """The rail of a retry: the newest one of an attempt goes on straight below it, the others branch off."""
    before = parent[1][:-2]
    below = "│ " if goes_on else "  "
    return (f"{before}● ", before + below) if is_last else (f"{before}├─● ", f"{before}│ {below}")


def picture_of(workspace: Workspace, slug: str, attempt: Attempt) -> Path | None:
    """The picture of an attempt; None where it has none."""
    return _picture(workspace.content / slug, attempt)


def _picture(base: Path, attempt: Attempt | None) -> Path | None:
    path = base / ATTEMPTS / attempt.picture.file if attempt and attempt.picture else None
    return path if path and path.is_file() else None


def _said(base: Path, folder: RecipeFolder, attempt: Attempt, parent: Attempt | None) -> Iterator[str]:
    for change in attempt.changed:
        yield change_line(change, ENGLISH)
    review = folder.recipe.review_of(attempt.id)
    if review and review.note:
        yield f"“{review.note}”"
    for earlier in folder.recipe.earlier_reviews(attempt.id):
        yield f"Earlier: {as_sentence(earlier)}"
    if attempt.failure is not None:
        yield attempt.failure.message
    now, was = _looks(base, attempt), _looks(base, parent) if parent else frozenset()
    for says in sorted(was - now):
        yield f"✓ no longer: {says}"
    for says in sorted(now - was):
        yield f"! {says}"


def _looks(base: Path, attempt: Attempt) -> frozenset[str]:
    evidence = read_evidence(base, attempt.id)
    return frozenset(measure.says for measure in evidence.looks) if evidence else frozenset()
