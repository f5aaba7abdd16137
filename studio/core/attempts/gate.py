"""The gate: the only door to the site. What is approved, fresh, complete and sure of its rights goes through."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.effective import effective_spec
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.numbers import place_of
from studio.core.attempts.review import Review
from studio.core.attempts.standing import (
    Shown,
    Word,
    changed_input,
    inputs_of,
    rejected_on_the_way,
    standing,
    why_result_holds_back,
)
from studio.core.recipe.recipe import GuidePicture
from studio.core.recipe.words import Publish


@dataclass(frozen=True)
class BeforeAfter:
    """One approved before and after."""

    attempt: Attempt
    review: Review | None
    """The judgement that lets it through; in a private preview perhaps none."""
    after: str
    """File of the result, relative to the recipe's folder."""
    before: Shown | None
    """The picture it began with; None when the recipe keeps it back."""
    references: tuple[Shown, ...]
    """Further inputs that may be shown."""
    rejected: Mapping[str, str] = field(default_factory=dict)
    """Files of rejected attempts on the way that may be seen beside their words, by attempt."""
    draft: str = ""
    """Why it may not be published, in a private preview; empty for what is approved."""

    @cached_property
    def asked(self) -> Mapping[str, Any]:
        """The spec as it ran, as plain data under the file's own field names, defaults included."""
        return effective_spec(self.attempt.spec)


@dataclass(frozen=True)
class Entry:
    """A recipe on the site with its approved pairs."""

    folder: RecipeFolder
    """The recipe and what the disk knows about it."""
    pairs: tuple[BeforeAfter, ...]
    """Approved pairs: edits in the guide's order, then by attempt."""
    of_guide: frozenset[str] = frozenset()
    """Files that the guide shows among its words and that may be shown."""

    @property
    def pictures(self) -> frozenset[str]:
        """Every file of the recipe's folder that the site may show."""
        shown = {pair.after for pair in self.pairs} | {pair.before.image for pair in self.pairs if pair.before}
        return frozenset(shown | {one.image for pair in self.pairs for one in pair.references} | self.of_guide)

    @property
    def small_pictures(self) -> frozenset[str]:
        """Files that the site may show small, and in no other way: those of rejected attempts."""
        return frozenset(name for pair in self.pairs for name in pair.rejected.values()) - self.pictures


@dataclass(frozen=True)
class LeftOut:
    """What stays inside, and why."""

    slug: str
    attempt: str | None
    """The attempt, or None when it is about the whole recipe, or about a picture of its guide."""
    reason: str
    """As a phrase that completes 'stays inside: …'."""
    is_fault: bool = False
    """Whether a person should look: the recipe is broken, or an approval does not count."""
    unreadable: str = ""
    """Why a picture of it cannot be read, when nothing else keeps it inside."""


@dataclass(frozen=True)
class Gallery:
    """What goes out, and what stays inside."""

    entries: tuple[Entry, ...]
    """Recipes with at least one pair, in reading order: newest first, then by title."""
    left_out: tuple[LeftOut, ...]


def gallery(folders: Iterable[RecipeFolder], *, drafts: bool = False) -> Gallery:
    """The gate over all recipes.

    Args:
        folders: Recipes with their attempts and picture facts.
        drafts: Let through what nobody has judged yet, marked as a draft: for a private preview, never for a site.
    """
    entries: list[Entry] = []
    left_out: list[LeftOut] = []
    for folder in folders:
        found = tuple(_pairs_or_reasons(folder, drafts=drafts))
        left_out += [one for one in found if isinstance(one, LeftOut)]
        pairs = tuple(one for one in found if isinstance(one, BeforeAfter))
        if pairs:
            held = dict(held_back_of_guide(folder))
            of_guide = frozenset(one.file for one in folder.recipe.guide.pictures if one not in held)
            entries.append(Entry(folder, _in_guide_order(folder, pairs), of_guide))
            left_out += [LeftOut(folder.recipe.slug, None, said, is_fault=True) for said in held.values()]
    entries.sort(key=lambda entry: entry.folder.recipe.front.title.casefold())
    entries.sort(key=lambda entry: entry.folder.recipe.front.created or "", reverse=True)
    return Gallery(tuple(entries), tuple(left_out))


def _in_guide_order(folder: RecipeFolder, pairs: tuple[BeforeAfter, ...]) -> tuple[BeforeAfter, ...]:
    place = {edit.name: position for position, edit in enumerate(folder.recipe.edits)}
    return tuple(sorted(pairs, key=lambda pair: (place.get(pair.attempt.edit, len(place)), place_of(pair.attempt.id))))


def _pairs_or_reasons(folder: RecipeFolder, *, drafts: bool) -> Iterator[BeforeAfter | LeftOut]:
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


def _pair(folder: RecipeFolder, attempt: Attempt, *, draft: str = "") -> BeforeAfter:
    review = folder.recipe.review_of(attempt.id)
    if attempt.picture is None or (review is None and not draft):  # `standing` has said no already
        raise AssertionError(attempt.id)
    before, references = inputs_of(folder, attempt)
    return BeforeAfter(
        attempt=attempt,
        review=review,
        after=f"attempts/{attempt.picture.file}",
        before=before[0][0] if before else None,
        references=tuple(shown for shown, _ in references),
        rejected={
            one.id: f"attempts/{one.picture.file}" for one in rejected_on_the_way(folder, attempt) if one.picture
        },
        draft=draft,
    )


def held_back_of_guide(folder: RecipeFolder) -> Iterator[tuple[GuidePicture, str]]:
    """Pictures among the words of a guide that may not be shown, each with the reason."""
    for picture in folder.recipe.guide.pictures:
        if reason := _why_held_back(folder, picture.file):
            yield picture, f"its guide's picture '{picture.address}': {reason}"


def _why_held_back(folder: RecipeFolder, image: str) -> str | None:
    """Why a picture among the words of a guide may not be shown, as a phrase; None when it may.

    Args:
        folder: The recipe.
        image: File, relative to its folder; empty for a picture that lies elsewhere.
    """
    recipe = folder.recipe
    if not image:
        return "it is not in the recipe's folder, and a page asks nothing of other servers"
    if why := folder.why_unreadable(image):
        return f"'{image}' {why[0]}"
    if image.startswith("attempts/"):
        return why_result_holds_back(folder, image)
    specs = (*(edit.spec for edit in recipe.edits), *(attempt.spec for attempt in folder.attempts))
    if (image, Publish.HIDE) in {(one.image, one.publish) for spec in specs for one in spec.references}:
        return f"the recipe keeps '{image}' back ('publish: hide')"
    if recipe.rights_of(image, None) is None:
        return f"nobody has said why '{image}' may be shown ('rights')"
    return recipe.terms_of(image, None).why_not(image, folder.today)
