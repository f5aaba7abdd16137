"""Checks of the verdicts: do they count, and do they still speak of the picture that is on disk?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.core.facts import RecipeFolder
from studio.core.problem import Problem
from studio.core.review import Verdict, checklist_for, review_faults


def check_reviews(folder: RecipeFolder, *, criteria: Iterable[str]) -> Iterator[Problem]:
    """Verdicts that do not count, speak of nothing, or have gone stale."""
    lines = folder.recipe.lines
    checklist = checklist_for((*criteria, *folder.recipe.front.criteria))
    places = {review.attempt: position for position, review in enumerate(folder.recipe.front.reviews)}
    for review in folder.recipe.verdicts.values():
        way = ("reviews", places[review.attempt])
        for fault in review_faults(review, checklist):
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
        elif review.verdict is Verdict.APPROVED:
            facts = folder.facts_of(attempt)
            picture = f"attempts/{attempt.picture.file}"
            if facts is None or facts.fault:
                fault, fix = folder.why_unreadable(picture) or ("", "")
                yield lines.error(
                    "unreadable-approval", *way, fault=f"the approved picture '{picture}' {fault}", fix=fix
                )  # fmt: skip
            elif facts.digest != review.picture or facts.digest != attempt.picture.digest:
                yield lines.error(
                    "stale-approval", *way,
                    fault=f"the picture of attempt {review.attempt} is not the one that was approved",
                    fix="Look at it and review it again; until then it stays off the site.",
                )  # fmt: skip
