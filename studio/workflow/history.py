"""The lineage of a recipe as rows: each attempt under the one it grew from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from studio.core.attempt import Attempt
from studio.core.facts import RecipeFolder
from studio.core.lineage import LineageNode, lineage
from studio.core.review import as_sentence
from studio.store.attempts import FOLDER
from studio.store.inside import found_inside
from studio.store.measurements import read_evidence
from studio.workflow.library import became_of
from studio.workspace import Workspace


@dataclass(frozen=True)
class HistoryRow:
    """One attempt in the tree."""

    number: str
    """The attempt."""
    depth: int
    """How many retries lead to it."""
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
    return tuple(row for node in lineage(folder.attempts) for row in _rows(workspace, folder, node, depth=0))


def _rows(workspace: Workspace, folder: RecipeFolder, node: LineageNode, *, depth: int) -> Iterator[HistoryRow]:
    attempt = node.attempt
    base = workspace.content / folder.recipe.slug
    parent = folder.attempt(attempt.parent) if attempt.parent else None
    before = _picture(base, parent) or (found_inside(base, attempt.inputs[0].image) if attempt.inputs else None)
    changed = str(attempt.changed[0]) if attempt.changed else attempt.variation or ""
    yield HistoryRow(
        attempt.id, depth, became_of(folder, attempt), changed,
        before if before and before.is_file() else None, _picture(base, attempt),
        "\n".join(_said(base, folder, attempt, parent)),
    )  # fmt: skip
    for child in node.retries:
        yield from _rows(workspace, folder, child, depth=depth + 1)


def _picture(base: Path, attempt: Attempt | None) -> Path | None:
    path = base / FOLDER / attempt.picture.file if attempt and attempt.picture else None
    return path if path and path.is_file() else None


def _said(base: Path, folder: RecipeFolder, attempt: Attempt, parent: Attempt | None) -> Iterator[str]:
    for change in attempt.changed:
        yield f"Changed {change}"
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
    return frozenset(m.says for m in evidence.measures if m.flag == "look") if evidence else frozenset()
