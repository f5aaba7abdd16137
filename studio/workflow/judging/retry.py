"""Retries: from a rejected attempt and its failure class to one changed field."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from studio.core.attempts.attempt import Attempt, Change
from studio.core.attempts.differences import differences
from studio.core.attempts.effective import dump_spec
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.lineage import spec_from, with_field
from studio.core.attempts.numbers import matching
from studio.core.attempts.retry import Proposal, is_rewritten, proposals, require_one_change
from studio.core.recipe.spec import EditSpec
from studio.core.recipe.words import FailureClass, Role
from studio.engines.base import InputPicture
from studio.engines.catalogue import engine_facts
from studio.errors import ContentError, NotFound, RuleBroken, TextFault
from studio.files import read_file
from studio.store.inside import inside
from studio.store.yaml_reading import load_located
from studio.workflow.making.plan import Ancestry, PlannedAttempt, plan_attempt
from studio.workspace import Workspace


@dataclass(frozen=True)
class RetryWish:
    """What the person wants to try."""

    sets: tuple[tuple[str, Any], ...]
    """Fields and their new values, in order; a value of None takes the field out."""
    because: FailureClass | None = None
    """The failure class it addresses; default: the review's."""
    allow_many: str | None = None
    start: Literal["source", "parent"] = "source"
    """Begin from the source, or from the parent's picture."""
    again: bool = False


def parse_set(text: str) -> tuple[str, Any]:
    """`field=value` as typed on a command line; the value is YAML, `field=` takes the field out.

    Raises:
        ContentError: There is no `=`, or the value is not YAML.
    """
    field, equals, value = text.partition("=")
    if not equals or not field.strip():
        raise ContentError(f"'{text}' is not FIELD=VALUE. For example: --set local.shadow.strength=0.7")
    if value.lstrip().startswith("#"):  # a colour, which YAML would take for a comment
        return field.strip(), value.strip()
    try:
        return field.strip(), load_located(value).data if value.strip() else None
    except TextFault as error:
        raise ContentError(f"'{value}' is not a value that YAML can read. Put text with a colon in quotes.") from error


def plan_retry(workspace: Workspace, folder: RecipeFolder, parent_id: str, wish: RetryWish) -> PlannedAttempt:
    """The retry of an attempt, with exactly one thing changed.

    Raises:
        NotFound: No such attempt.
        RuleBroken: Nothing or more than one thing changed, or a rejected parent has no failure class.
        ContentError: A value does not fit its field.
    """
    parent = find_attempt(folder, parent_id)
    spec, changed = changed_spec(parent.spec, wish.sets)
    ancestry = Ancestry(
        parent=parent.id,
        because=_because(folder, parent, wish),
        start_picture=_start_picture(workspace, folder, parent) if wish.start == "parent" else None,
    )
    plan = plan_attempt(workspace, folder, edit=parent.edit, spec=spec, again=wish.again, ancestry=ancestry)
    changed = require_one_change((*changed, *_replaced(parent, plan)), allow_many=wish.allow_many)
    reason = wish.allow_many if len(changed) > 1 or is_rewritten(changed[0]) else None
    return replace(plan, ancestry=replace(ancestry, changed=changed, allow_many=reason))


def _replaced(parent: Attempt, plan: PlannedAttempt) -> tuple[Change, ...]:
    """Pictures that were exchanged under the same name; in a chain, the approved result that another one followed."""
    was = {used.image: used.digest for used in parent.inputs} | parent.files
    becomes = {used.image: used.digest for used in plan.inputs} | {**plan.files}
    changes = [
        Change(field=name, before=f"the picture {was[name][7:15]}", after=f"the picture {becomes[name][7:15]}")
        for name in was
        if name in becomes and was[name] != becomes[name]
    ]
    chained = plan.request.spec.from_edit and not plan.ancestry.start_picture and parent.start == "source"
    if chained and parent.inputs and parent.inputs[0].image != plan.inputs[0].image:
        changes.append(Change(field="from", before=parent.inputs[0].image, after=plan.inputs[0].image))
    return tuple(changes)


def find_attempt(folder: RecipeFolder, number: str) -> Attempt:
    """An attempt by its number, with or without leading zeros, and without what stands behind its dash.

    Raises:
        NotFound: No such attempt, or several that count the same.
    """
    known = {attempt.id: attempt for attempt in folder.attempts}
    meant = matching(number, known)
    if len(meant) > 1:
        raise NotFound(f"{folder.recipe.slug}: which attempt '{number}'? There are: {', '.join(meant)}.")
    if not meant:
        raise NotFound(f"{folder.recipe.slug}: no attempt '{number}'. There are: {', '.join(known) or 'none yet'}.")
    return known[meant[0]]


def changed_spec(before: EditSpec, sets: Sequence[tuple[str, Any]]) -> tuple[EditSpec, tuple[Change, ...]]:
    """The spec with fields set, and every single difference that makes.

    Raises:
        ContentError: A value does not fit its field.
    """
    after = before
    for field, value in sets:
        after = spec_from(with_field(dump_spec(after), field, value), field=field, value=value)
    return after, differences(before, after)


def proposed_changes(
    folder: RecipeFolder, attempt: Attempt, failure: FailureClass | None = None
) -> tuple[Proposal, ...]:
    """The smallest changes that address why an attempt was rejected, fitting the engine that made it.

    Args:
        folder: The recipe.
        attempt: The attempt.
        failure: Why it failed; default: as its review says.
    """
    review = folder.recipe.review_of(attempt.id)
    failure = failure or (review.failure if review else None)
    if failure is None:
        return ()
    reads_words = engine_facts(attempt.engine.name).reads_words
    return proposals(failure, attempt.spec, reads_words=reads_words, job=folder.recipe.job_of(attempt.spec))


def _because(folder: RecipeFolder, parent: Attempt, wish: RetryWish) -> FailureClass | None:
    review = folder.recipe.review_of(parent.id)
    because = wish.because or (review.failure if review else None)
    if because is None:
        raise RuleBroken(
            f"{folder.recipe.slug}: classify first. Why did attempt {parent.id} fail? "
            f"Say --because CLASS with one of: {', '.join(FailureClass)}."
        )
    return because


def _start_picture(workspace: Workspace, folder: RecipeFolder, parent: Attempt) -> InputPicture:
    if parent.picture is None:
        raise RuleBroken(
            f"{folder.recipe.slug}: attempt {parent.id} has no picture to start from. Start from the source."
        )
    name = f"attempts/{parent.picture.file}"
    return InputPicture(name, Role.EDIT_TARGET, read_file(inside(workspace.content / folder.recipe.slug, name)))
