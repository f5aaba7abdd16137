"""The library as a person browses it: rows with their standing, filtered by words and by status."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.attempt import Attempt
from studio.core.checks import check_recipe
from studio.core.facts import RecipeFolder
from studio.core.problem import Problem
from studio.core.prompt import compose_prompt
from studio.core.status import NEXT_STEP, Status, attempt_for_next_step, is_stale, recipe_status, to_review
from studio.errors import StudioError
from studio.workspace import Workspace

STEPS = ("define the job", "lock the subject", "run", "review", "publish")
"""The workflow, a step a phrase."""
_AT = {Status.BROKEN: 0, Status.DRAFT: 1, Status.READY: 2, Status.RUNNING: 2, Status.NEEDS_RETRY: 2, Status.STALE: 2,
       Status.TO_REVIEW: 3, Status.APPROVED: 4}  # fmt: skip


def steps_line(status: Status) -> str:
    """The workflow with what is done and what comes next."""
    at = _AT[status]
    signs = ["✓" if place < at else "▸" if place == at else "·" for place in range(len(STEPS))]
    return "   ".join(f"{sign} {step}" for sign, step in zip(signs, STEPS, strict=True))


@dataclass(frozen=True)
class LibraryRow:
    """One recipe in the list."""

    slug: str
    """Its name."""
    title: str
    """Its title; the slug of one that cannot be read."""
    status: Status
    """Where it stands."""
    job: str = ""
    """The kind of edit."""
    channel: str = ""
    """Where it will be used."""
    tags: tuple[str, ...] = ()
    """Its tags."""
    to_review: int = 0
    """Results that wait for a person."""
    fault: str = ""
    """Why it is broken."""
    is_read: bool = True
    """Whether its file was read; until then only its name is known."""

    @property
    def haystack(self) -> str:
        """What a search looks in."""
        return " ".join((self.slug, self.title, self.job, self.channel, *self.tags)).lower()


def library_rows(workspace: Workspace) -> Iterator[LibraryRow]:
    """All recipes, one by one; a broken one is a row with its error."""
    for slug in workspace.slugs():
        yield library_row(workspace, slug)


def library_row(workspace: Workspace, slug: str) -> LibraryRow:
    """One recipe as it stands now."""
    try:
        folder = workspace.folder(slug)
        problems = check_recipe(folder, workspace.rules)
        status = recipe_status(folder, problems)
    except StudioError as error:
        return LibraryRow(slug, slug, Status.BROKEN, fault=str(error))
    front = folder.recipe.front
    fault = next((str(problem) for problem in problems), "") if status is Status.BROKEN else ""
    return LibraryRow(
        slug, front.title or slug, status, str(front.job or ""), front.channel or "", tuple(front.tags),
        len(to_review(folder)), fault,
    )  # fmt: skip


def matches(words: str, haystack: str) -> bool:
    """Whether every word of a search is in a row: as it is, or letter by letter in order."""
    return all(word in haystack or _in_order(word, haystack) for word in words.lower().split())


def _in_order(word: str, haystack: str) -> bool:
    letters = iter(haystack)
    return len(word) > 2 and all(letter in letters for letter in word)


def filtered(rows: Sequence[LibraryRow], *, words: str = "", status: Status | None = None) -> tuple[LibraryRow, ...]:
    """Rows that hold every word; when none does, rows that hold its letters in order."""
    there = [row for row in rows if status is None or (row.status is status and row.is_read)]
    asked = words.lower().split()
    exact = [row for row in there if all(word in row.haystack for word in asked)]
    return tuple(exact or (row for row in there if matches(words, row.haystack)))


def counts(rows: Sequence[LibraryRow]) -> dict[Status, int]:
    """How many rows stand where, in the order of `Status`."""
    found = Counter(row.status for row in rows if row.is_read)
    return {status: found[status] for status in Status if found[status]}


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
    prompt: tuple[tuple[str, str], ...]
    """The prompt in stretches: the field each comes from, and its words."""
    attempts: tuple[str, ...]
    """One line for each attempt."""


def recipe_view(workspace: Workspace, slug: str) -> RecipeView:
    """A recipe for its screen.

    Raises:
        NotFound: No such recipe.
    """
    folder = workspace.folder(slug)
    problems = tuple(check_recipe(folder, workspace.rules))
    status = recipe_status(folder, problems)
    attempt = attempt_for_next_step(folder, status)
    step = NEXT_STEP[status].format(slug=slug, attempt=attempt.id if attempt else "")
    text = (workspace.content / slug / "recipe.md").read_text(encoding="utf-8", errors="replace")
    body = text.split("\n---", 1)[-1].partition("\n")[2] if text.startswith("---") else text
    return RecipeView(
        folder, status, problems, step, body, _prompt(folder), tuple(attempt_line(folder, a) for a in folder.attempts)
    )


def _prompt(folder: RecipeFolder) -> tuple[tuple[str, str], ...]:
    if not folder.recipe.edits:
        return ()
    edit = folder.recipe.edits[0]
    composed = compose_prompt(edit.spec, job=folder.recipe.job_of(edit.spec), asset=folder.recipe.front.asset)
    return tuple((part.field, part.text) for part in composed.parts)


def attempt_line(folder: RecipeFolder, attempt: Attempt) -> str:
    """An attempt in one line: number, what became of it, and the one thing that changed."""
    review = folder.recipe.review_of(attempt.id)
    if attempt.id in folder.interrupted:
        became = "interrupted, may have been billed"
    elif attempt.failure is not None:
        became = "failed"
    elif attempt.picture is None:
        became = "running"
    elif is_stale(folder, attempt):
        became = "stale"
    elif review is None:
        became = "to review"
    else:
        became = f"{review.verdict}{f' ({review.failure})' if review.failure else ''}"
    parts = [attempt.id, became]
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
    return base / target if target and (base / target).is_file() else None
