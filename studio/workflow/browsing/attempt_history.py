"""What became of attempts, each in a few words, and how they grew from one another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import LineageNode, lineage
from studio.core.attempts.review import as_sentence
from studio.core.attempts.standing import Word, standing
from studio.core.attempts.status import is_unknown
from studio.publish.pages.spec_table import change_line, variation_title
from studio.publish.pages.words import ENGLISH
from studio.store.attempts import ATTEMPTS
from studio.store.findings import read_evidence
from studio.store.inside import found_inside
from studio.workspace import Workspace


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
