"""Evidence of attempts: measured once, kept beside the sidecar, measured again when the method's version rises."""

from __future__ import annotations

from studio.core.attempt import Attempt, State
from studio.core.evidence import Evidence
from studio.core.facts import RecipeFolder
from studio.engines.catalogue import facts_of
from studio.errors import NotFound, RuleBroken
from studio.evidence.case import Case
from studio.evidence.measure import measure
from studio.files import read_file
from studio.store.attempts import FOLDER
from studio.store.inside import found_inside
from studio.store.measurements import keep_evidence, keep_heat_map, read_evidence
from studio.workflow.asked_colour import asked_colour
from studio.workflow.subjects import Located, locate
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
    read_text = workspace.settings.evidence.read_text
    measured = measure(_subject(workspace, folder, attempt), workspace.limits, read_text=read_text)
    evidence = measured.evidence
    if measured.heat_map is not None:
        name = keep_heat_map(base, attempt.id, measured.heat_map)
        evidence = evidence.model_copy(update={"heat_map": name})
    keep_evidence(base, attempt.id, evidence)
    return evidence


def _subject(workspace: Workspace, folder: RecipeFolder, attempt: Attempt) -> Case:
    """The pictures of an attempt, and what was asked of it."""
    if attempt.picture is None:
        raise AssertionError(attempt.id)
    base, spec = workspace.content / folder.recipe.slug, attempt.spec
    source = found_inside(base, attempt.inputs[0].image) if attempt.inputs else None
    before = read_file(source) if source else None
    channels = workspace.rules.channels.by_name
    found = Located() if before is None else locate(workspace, folder, attempt)
    colour, strength = asked_colour(spec)
    return Case(
        before=before,
        after=read_file(base / FOLDER / attempt.picture.file),
        job=folder.recipe.job_of(spec),
        matte=found.matte,
        why_no_matte=found.why_no_matte,
        may_change=found.may_change,
        is_found=found.is_found,
        second=found.second,
        asked_colour=colour,
        asked_strength=strength,
        is_put_back=_is_put_back(attempt),
        channel=channels.get(folder.recipe.channel_of(spec) or ""),
        other_channels=tuple(channels.values()),
        expected_text=spec.expect_text,
        wanted_text=tuple(wanted.say for wanted in spec.text),
        swapped_text=tuple((swap.was, swap.becomes) for swap in spec.replace_text),
        is_generative=facts_of(attempt.engine.name).is_generative is not False,
        unknown_rights=tuple(r.image for r in spec.references if r.rights is None and r.publish == "show"),
    )


def _is_put_back(attempt: Attempt) -> bool:
    """Whether the identity lock put the photographed product into the picture."""
    refused = any("was not put back" in warning for warning in attempt.warnings)
    is_made_over = attempt.picture is not None and attempt.picture.original is not None
    return attempt.spec.lock and is_made_over and not refused


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
