"""The gate: the only door to the site. What is approved, fresh, complete and sure of its rights goes through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from studio.core.attempt import Attempt, State
from studio.core.checks.unfinished import why_unfinished
from studio.core.entry import Entry, Gallery, LeftOut, Pair, Shown
from studio.core.facts import RecipeFolder
from studio.core.lineage import trail
from studio.core.review import Verdict, checklist_for, review_faults
from studio.core.words import Publish, Role


def gallery(folders: Iterable[RecipeFolder], *, criteria: Iterable[str] = (), drafts: bool = False) -> Gallery:
    """The gate over all recipes.

    Args:
        folders: Recipes with their attempts and picture facts.
        criteria: Names of criteria that the workspace adds to the checklist.
        drafts: Let through what nobody has judged yet, marked as a draft: for a private preview, never for a site.
    """
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for folder in folders:
        verdicts = tuple(_verdicts(folder, tuple(criteria), drafts=drafts))
        left_out += [verdict for verdict in verdicts if isinstance(verdict, LeftOut)]
        pairs = tuple(verdict for verdict in verdicts if isinstance(verdict, Pair))
        if pairs:
            entries.append(Entry(folder, _in_guide_order(folder, pairs)))
    entries.sort(key=lambda entry: entry.folder.recipe.front.title.casefold())
    entries.sort(key=lambda entry: entry.folder.recipe.front.created or "", reverse=True)
    return Gallery(tuple(entries), tuple(left_out))


def _in_guide_order(folder: RecipeFolder, pairs: tuple[Pair, ...]) -> tuple[Pair, ...]:
    place = {edit.name: position for position, edit in enumerate(folder.recipe.edits)}
    return tuple(sorted(pairs, key=lambda pair: (place.get(pair.attempt.edit, len(place)), int(pair.attempt.id))))


def _verdicts(folder: RecipeFolder, criteria: tuple[str, ...], *, drafts: bool) -> Iterator[Pair | LeftOut]:
    recipe = folder.recipe
    if recipe.is_broken:
        errors = [problem for problem in recipe.problems if problem.severity == "error"]
        yield LeftOut(recipe.slug, None, f"the recipe has errors, first: {errors[0]}", is_fault=True)
        return
    if not folder.attempts:
        yield LeftOut(recipe.slug, None, "nothing has been run yet")
    for attempt in folder.attempts:
        reason = why_left_out(folder, attempt, criteria=criteria)
        if not reason or (drafts and _may_be_previewed(folder, attempt)):
            yield _pair(folder, attempt, draft=reason or "")
        else:
            review = recipe.review_of(attempt.id)
            is_fault = review is not None and review.verdict is Verdict.APPROVED
            is_held = bool(_why_held_back(folder, attempt, criteria))
            _, why = ("", "") if is_held else _unreadable(folder, attempt) or ("", "")
            yield LeftOut(recipe.slug, attempt.id, reason, is_fault=is_fault, unreadable=why)


def _may_be_previewed(folder: RecipeFolder, attempt: Attempt) -> bool:
    """Whether an attempt that nobody has judged can be shown at all: its picture and its inputs are what they were."""
    facts = folder.facts_of(attempt)
    if folder.recipe.review_of(attempt.id) is not None or facts is None or attempt.picture is None:
        return False
    before, references = _inputs(folder, attempt)
    found = (
        (folder.pictures.get(shown.image), digest) for shown, digest in (*((before,) if before else ()), *references)
    )
    inputs_stand = all(input_ is not None and input_.digest == digest for input_, digest in found)
    return facts.fault is None and facts.digest == attempt.picture.digest and inputs_stand


def why_left_out(folder: RecipeFolder, attempt: Attempt, *, criteria: Iterable[str] = ()) -> str | None:
    """Why an attempt of a readable recipe stays inside, or None when it may go out."""
    held = _why_held_back(folder, attempt, tuple(criteria))
    if held:
        return held
    unreadable = _unreadable(folder, attempt)
    return f"'{unreadable[0]}' {unreadable[1]}" if unreadable else _why_stale(folder, attempt)


def _why_held_back(folder: RecipeFolder, attempt: Attempt, criteria: tuple[str, ...]) -> str | None:
    """Why a person's word, or the lack of it, keeps an attempt inside."""
    return (
        _why_not_approved(folder, attempt, criteria)
        or _why_incomplete(folder, attempt)
        or _why_inputs_hold_back(folder, attempt, criteria)
    )


def _why_not_approved(folder: RecipeFolder, attempt: Attempt, criteria: tuple[str, ...]) -> str | None:
    review = folder.recipe.review_of(attempt.id)
    if attempt.state is not State.RECEIVED or attempt.picture is None:
        return "it has no picture"
    if review is None:
        return "nobody has reviewed it"
    if review.verdict is not Verdict.APPROVED:
        return f"rejected: {review.failure or 'without a failure class'}"
    faults = review_faults(review, checklist_for((*criteria, *folder.recipe.front.criteria)))
    if faults:
        return f"its approval does not count: {faults[0]}"
    return None


def _unreadable(folder: RecipeFolder, attempt: Attempt) -> tuple[str, str] | None:
    """The first of its pictures that cannot be read, and a phrase that says why and how to mend it."""
    before, references = _inputs(folder, attempt)
    own = f"attempts/{attempt.picture.file}" if attempt.picture else ""
    for name in (own, *(shown.image for shown, _ in (*((before,) if before else ()), *references))):
        why = folder.why_unreadable(name)
        if why:
            return name, f"{why[0]}. {why[1].rstrip('.')}"
    return None


def _why_stale(folder: RecipeFolder, attempt: Attempt) -> str | None:
    review, facts = folder.recipe.review_of(attempt.id), folder.facts_of(attempt)
    judged = {review.picture if review else None, attempt.picture.digest if attempt.picture else None}
    if facts is None or judged != {facts.digest}:
        return "stale: the picture changed after it was judged"
    before, references = _inputs(folder, attempt)
    for shown, digest in (*((before,) if before else ()), *references):
        found = folder.pictures.get(shown.image)
        if found is None or found.digest != digest:
            return f"stale: '{shown.image}' changed after the picture was made"
    return None


def _why_incomplete(folder: RecipeFolder, attempt: Attempt) -> str | None:
    if not folder.recipe.front.asset:
        return "the recipe does not say what the picture is for ('asset')"
    if not attempt.prompt.strip():
        return "it has no prompt"
    if reason := why_unfinished(folder.recipe):
        return reason
    if attempt.recipe != folder.recipe.slug:
        return f"it was made for the recipe '{attempt.recipe}'"
    return None


def _why_inputs_hold_back(folder: RecipeFolder, attempt: Attempt, criteria: tuple[str, ...]) -> str | None:
    before, references = _inputs(folder, attempt)
    for shown, _ in (*((before,) if before else ()), *references):
        if shown.image.startswith("attempts/"):
            reason = _why_earlier_result_holds_back(folder, shown.image, criteria)
            if reason:
                return reason
        elif _rights(folder, attempt, shown.image) is None:
            return f"nobody has said why '{shown.image}' may be shown ('rights')"
    return None


def _why_earlier_result_holds_back(folder: RecipeFolder, image: str, criteria: tuple[str, ...]) -> str | None:
    made_by = next((a for a in folder.attempts if a.picture and f"attempts/{a.picture.file}" == image), None)
    if made_by is None:
        return f"'{image}' belongs to no attempt"
    reason = why_left_out(folder, made_by, criteria=criteria)
    return f"it builds on attempt {made_by.id}, which stays inside ({reason})" if reason else None


def _rights(folder: RecipeFolder, attempt: Attempt, image: str) -> str | None:
    return folder.recipe.rights_of(image, attempt.spec)


def _inputs(folder: RecipeFolder, attempt: Attempt) -> tuple[tuple[Shown, str] | None, tuple[tuple[Shown, str], ...]]:
    """The picture the way to an attempt began with, and its further inputs; each that may be shown, with its digest."""
    way = trail(attempt, {other.id: other for other in folder.attempts})
    began = next((a for a in reversed(way) if a.start == "source"), way[0])
    hidden = _hidden(began) | _hidden(attempt)
    target = began.inputs[0] if began.inputs else None
    before = None
    if target and target.image not in hidden:
        before = (Shown(target.image, target.role, _credit(folder, began, target.image)), target.digest)
    further = tuple(
        (Shown(used.image, used.role, _credit(folder, attempt, used.image)), used.digest)
        for used in attempt.inputs[1:]
        if used.image not in hidden and used.role != Role.EDIT_TARGET
    )
    return before, further


def _hidden(attempt: Attempt) -> frozenset[str]:
    return frozenset(reference.image for reference in attempt.spec.references if reference.publish is Publish.HIDE)


def _credit(folder: RecipeFolder, attempt: Attempt, image: str) -> str | None:
    named: Mapping[str, str | None] = {reference.image: reference.credit for reference in attempt.spec.references}
    return named.get(image) or folder.recipe.front.credit


def _pair(folder: RecipeFolder, attempt: Attempt, *, draft: str = "") -> Pair:
    review = folder.recipe.review_of(attempt.id)
    if attempt.picture is None or (review is None and not draft):  # why_left_out has said no already
        raise AssertionError(attempt.id)
    before, references = _inputs(folder, attempt)
    return Pair(
        attempt=attempt,
        review=review,
        after=f"attempts/{attempt.picture.file}",
        before=before[0] if before else None,
        references=tuple(shown for shown, _ in references),
        draft=draft,
    )
