"""One decision about what is approved: gate, status, chain, ledger and checks say the same of the same attempt."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.gate import gallery
from studio.core.attempts.review import Answer
from studio.core.attempts.standing import Word, open_criteria, standing
from studio.core.attempts.status import next_step, recipe_status
from studio.core.checks.folder import check_reviews
from studio.core.money.ledger import cost_per_approved
from studio.core.recipe.words import Status
from studio.workflow.making.edit_request import approved_of
from tests.conftest import ALL_PASS, Studio
from tests.core.makers import make_attempt, make_digest, make_facts, make_folder, make_recipe, make_review

ADDED = "legal line"


def approved(**changes: object) -> RecipeFolder:
    return make_folder(make_recipe(reviews=[make_review("001")], **changes), make_attempt("001"))  # type: ignore[arg-type]


def exchanged() -> RecipeFolder:
    folder = approved()
    folder.pictures["attempts/001.png"] = make_facts("001", digest=make_digest("other"))  # type: ignore[index]
    return folder


def lost() -> RecipeFolder:
    folder = approved()
    del folder.pictures["attempts/001.png"]  # type: ignore[attr-defined]
    return folder


def void() -> RecipeFolder:
    return make_folder(make_recipe(reviews=[make_review("001", brand_safety="fail")]), make_attempt("001"))


@pytest.mark.parametrize(
    ("make", "word", "status", "goes_out"),
    [
        (approved, Word.APPROVED, Status.APPROVED, True),
        (exchanged, Word.STALE, Status.STALE, False),
        (lost, Word.UNREADABLE, Status.STALE, False),
        (void, Word.VOID, Status.TO_REVIEW, False),
        (lambda: approved(rights=None), Word.APPROVED, Status.HELD_BACK, False),
    ],
)  # fmt: skip
def test_everybody_says_the_same_of_an_approval(
    make: Callable[[], RecipeFolder], word: Word, status: Status, *, goes_out: bool
) -> None:
    """What the gate lets through is what the status calls approved; what counts can be built upon, and is counted."""
    folder = make()
    found = standing(folder, folder.attempts[0])
    assert (found.word, found.goes_out) == (word, goes_out)
    assert bool(gallery([folder]).entries) is goes_out
    assert recipe_status(folder, ()) is status
    assert ("studio build" in next_step(folder, status)) is goes_out
    assert (approved_of(folder, "") is not None) is found.is_approved
    assert (cost_per_approved(folder) is not None) is found.is_approved


def test_what_keeps_an_approved_picture_off_the_site_is_its_next_step() -> None:
    """Not "publish", which would leave an empty site."""
    folder = approved(rights=None)
    assert "nobody has said why 'before.jpg' may be shown" in next_step(folder, Status.HELD_BACK)


def test_a_criterion_that_is_added_later_voids_no_approval_and_asks_for_one_more_answer() -> None:
    """A verdict keeps the checklist by which it was given; nothing leaves the site in silence."""
    folder = approved()
    assert gallery([folder]).entries
    assert open_criteria(folder, folder.attempts[0], criteria=[ADDED]) == (ADDED,)
    step = next_step(folder, Status.APPROVED, criteria=[ADDED])
    command = f"studio review a-bag 001 --approve --answer '{ADDED}=pass'"
    assert step.startswith(f"answer '{ADDED}' for attempt 001: `{command}`; ")
    assert step.endswith("`studio build`")
    assert [p.rule for p in check_reviews(folder, criteria=[ADDED])] == ["open-criterion"]


def test_a_criterion_that_is_taken_away_voids_no_approval_either() -> None:
    """The answer stays in the record."""
    review = make_review("001").model_copy(update={"checklist": {**make_review("001").checklist, ADDED: Answer.PASS}})
    folder = make_folder(make_recipe(reviews=[review]), make_attempt("001"))
    assert gallery([folder]).entries


def test_the_one_more_answer_is_enough(workspace: Path, studio: Studio) -> None:
    """Whoever approved need not answer the six again; before and after, the site shows the picture."""
    slug = "bag-on-white"
    studio("run", slug)
    studio("review", slug, "001", "--approve", *ALL_PASS, "--reviewer", "x")
    settings = workspace / "content" / "studio.toml"
    settings.write_text(f'criteria = ["{ADDED}"]\n' + (settings.read_text() if settings.exists() else ""))
    studio("build")
    assert (workspace / "site" / "recipes" / f"{slug}.html").is_file()
    assert ADDED in studio("status").stdout
    studio("review", slug, "001", "--approve", "--answer", f"{ADDED}=pass", "--reviewer", "x")
    assert ADDED not in studio("status").stdout
    studio("build")
    assert (workspace / "site" / "recipes" / f"{slug}.html").is_file()
