"""The gate: the only door to the site. What is approved, fresh, complete and sure of its rights goes through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.core.attempt import Attempt
from studio.core.entry import Entry, Gallery, LeftOut, Pair
from studio.core.facts import RecipeFolder
from studio.core.standing import Word, changed_input, inputs_of, standing


def gallery(folders: Iterable[RecipeFolder], *, drafts: bool = False) -> Gallery:
    """The gate over all recipes.

    Args:
        folders: Recipes with their attempts and picture facts.
        drafts: Let through what nobody has judged yet, marked as a draft: for a private preview, never for a site.
    """
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for folder in folders:
        verdicts = tuple(_verdicts(folder, drafts=drafts))
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


def _verdicts(folder: RecipeFolder, *, drafts: bool) -> Iterator[Pair | LeftOut]:
    recipe = folder.recipe
    if recipe.is_broken:
        errors = [problem for problem in recipe.problems if problem.severity == "error"]
        yield LeftOut(recipe.slug, None, f"the recipe has errors, first: {errors[0]}", is_fault=True)
        return
    if not folder.attempts:
        yield LeftOut(recipe.slug, None, "nothing has been run yet")
    for attempt in folder.attempts:
        found = standing(folder, attempt)
        if found.goes_out or (drafts and found.word is Word.TO_REVIEW and _is_as_made(folder, attempt)):
            yield _pair(folder, attempt, draft=found.reason)
        else:
            is_fault = found.word not in {Word.NO_PICTURE, Word.TO_REVIEW, Word.REJECTED}
            yield LeftOut(recipe.slug, attempt.id, found.reason, is_fault=is_fault, unreadable=found.unreadable)


def _is_as_made(folder: RecipeFolder, attempt: Attempt) -> bool:
    """Whether an attempt can be shown at all: its picture and its inputs are what they were."""
    facts = folder.facts_of(attempt)
    is_own = facts is not None and attempt.picture is not None and facts.digest == attempt.picture.digest
    return is_own and changed_input(folder, attempt) is None


def _pair(folder: RecipeFolder, attempt: Attempt, *, draft: str = "") -> Pair:
    review = folder.recipe.review_of(attempt.id)
    if attempt.picture is None or (review is None and not draft):  # `standing` has said no already
        raise AssertionError(attempt.id)
    before, references = inputs_of(folder, attempt)
    return Pair(
        attempt=attempt,
        review=review,
        after=f"attempts/{attempt.picture.file}",
        before=before[0][0] if before else None,
        references=tuple(shown for shown, _ in references),
        draft=draft,
    )
