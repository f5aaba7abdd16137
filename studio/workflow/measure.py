"""Evidence of attempts: measured once, kept beside the sidecar, measured again when the method's version rises."""

from __future__ import annotations

from studio.core.attempt import Attempt, State
from studio.core.evidence import Evidence
from studio.core.facts import RecipeFolder
from studio.errors import NotFound, RuleBroken
from studio.evidence.measure import measure
from studio.store.attempts import FOLDER, keep_evidence, read_evidence
from studio.workspace import Workspace


def measure_attempt(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Evidence:
    """Measure an attempt now and keep the answer.

    Raises:
        RuleBroken: It has no picture.
        PictureUnreadable: Its picture cannot be read.
    """
    if attempt.picture is None:
        raise RuleBroken(f"{folder.recipe.slug}: attempt {attempt.id} has no picture to measure.")
    base = workspace.content / folder.recipe.slug
    after = (base / FOLDER / attempt.picture.file).read_bytes()
    source = base / attempt.inputs[0].image if attempt.inputs else None
    before = source.read_bytes() if source and source.is_file() else None
    name = folder.recipe.channel_of(attempt.spec)
    channel = workspace.rules.channels.by_name.get(name or "")
    evidence = measure(before, after, channel=channel)
    keep_evidence(base, attempt.id, evidence)
    return evidence


def evidence_of(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Evidence:
    """The kept evidence of an attempt, as long as it belongs to its picture; else it is measured now."""
    kept = read_evidence(workspace.content / folder.recipe.slug, attempt.id)
    if kept is not None and attempt.picture is not None and kept.after == attempt.picture.digest:
        return kept
    return measure_attempt(workspace, folder, attempt)


def measure_recipe(
    workspace: Workspace, folder: RecipeFolder, number: str | None = None
) -> tuple[tuple[str, Evidence], ...]:
    """Evidence of one attempt or of all that have a picture.

    Raises:
        NotFound: No such attempt.
    """
    made = [attempt for attempt in folder.attempts if attempt.state is State.RECEIVED]
    chosen = made if number is None else [attempt for attempt in made if attempt.id == number.zfill(3)]
    if number is not None and not chosen:
        known = ", ".join(attempt.id for attempt in made) or "none yet"
        raise NotFound(f"{folder.recipe.slug}: no attempt {number} with a picture. There are: {known}.")
    return tuple((attempt.id, evidence_of(workspace, folder, attempt)) for attempt in chosen)
