"""Checks of the verdicts: do they count, and do they still speak of the picture that is on disk?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.core.facts import RecipeFolder
from studio.core.problem import Problem
from studio.core.review import review_faults
from studio.core.standing import Word, open_criteria, standing


def check_reviews(folder: RecipeFolder, *, criteria: Iterable[str]) -> Iterator[Problem]:
    """Verdicts that do not count, speak of nothing, or have gone stale."""
    lines, added = folder.recipe.lines, tuple(criteria)
    places = {review.attempt: position for position, review in enumerate(folder.recipe.front.reviews)}
    for review in folder.recipe.verdicts.values():
        way = ("reviews", places[review.attempt])
        for fault in review_faults(review):
            yield lines.error(
                "invalid-review", *way,
                fault=f"the review of attempt {review.attempt} does not count: {fault}",
                fix=f"Judge it again with `studio review {folder.recipe.slug} {review.attempt}`.",
            )  # fmt: skip
        attempt = folder.attempt(review.attempt)
        if attempt is None or attempt.picture is None:
            yield lines.error(
                "review-of-nothing", *way,
                fault=f"attempt {review.attempt} was reviewed and has no picture here",
                fix="Bring back its files under attempts/, or take the review out.",
            )  # fmt: skip
            continue
        word = standing(folder, attempt).word
        if word is Word.UNREADABLE:
            picture = f"attempts/{attempt.picture.file}"
            fault, fix = folder.why_unreadable(picture) or ("", "")
            yield lines.error("unreadable-approval", *way, fault=f"the approved picture '{picture}' {fault}", fix=fix)
        elif word is Word.STALE:
            yield lines.error(
                "stale-approval", *way,
                fault=f"the picture of attempt {review.attempt} is not the one that was approved",
                fix="Look at it and review it again; until then it stays off the site.",
            )  # fmt: skip
        for name in open_criteria(folder, attempt, criteria=added):
            yield lines.warning(
                "open-criterion", *way,
                fault=f"attempt {review.attempt} was approved before '{name}' was asked; the approval stands",
                fix=f"Answer it: `studio review {folder.recipe.slug} {attempt.id} --approve --answer '{name}=pass'`.",
            )  # fmt: skip
