"""Where a recipe stands when money is in question."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from studio.core.attempts.attempt import Attempt, EngineUsed, Failure, Settled, State
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.status import earlier_attempt, is_unknown, next_step, open_matters, recipe_status
from studio.core.money.ledger import UNKNOWN_OUTCOME, charge_of_attempt, ledger_of
from studio.core.recipe.words import Status
from tests.core.makers import make_attempt, make_folder, make_recipe, make_review


def paid(number: str, state: State, **changes: object) -> Attempt:
    engine = EngineUsed(name="openai", version="1", model="gpt-image-2")
    attempt = make_attempt(number, state=state)
    return attempt.model_copy(update={"engine": engine, "estimate_usd": "0.05", **changes})


def lost(*, may_be_billed: bool) -> Failure:
    return Failure(kind="EngineInterrupted", message="The line went dead.", may_be_billed=may_be_billed)


def folder_of(*attempts: Attempt, interrupted: str = "", elsewhere: str = "", judged: str = "") -> RecipeFolder:
    recipe = make_recipe(reviews=[make_review(judged)] if judged else [])
    folder = make_folder(recipe, *attempts)
    return replace(folder, interrupted=frozenset(interrupted.split()), elsewhere=frozenset(elsewhere.split()))


def test_an_interrupted_attempt_is_unknown_and_not_running() -> None:
    """Its process is gone: nothing will come of waiting."""
    folder = folder_of(paid("001", State.REQUESTED), interrupted="001")
    assert is_unknown(folder, folder.attempts[0])
    assert recipe_status(folder, ()) is Status.UNSETTLED
    assert "`studio settle a-bag 001 --billed`" in next_step(folder, Status.UNSETTLED)
    assert ledger_of([folder])[0].outcome == UNKNOWN_OUTCOME


def test_an_attempt_under_way_is_running_and_not_unknown() -> None:
    """Here, or on another machine, whose name is said."""
    running = folder_of(paid("001", State.REQUESTED))
    assert not is_unknown(running, running.attempts[0])
    assert recipe_status(running, ()) is Status.RUNNING
    assert list(open_matters(running)) == []
    away = folder_of(paid("001", State.REQUESTED, owner="studio-two:1:2:a:b"), elsewhere="001")
    assert recipe_status(away, ()) is Status.RUNNING
    assert "under way on studio-two since 2026-11-23" in next(open_matters(away))


@pytest.mark.parametrize(
    ("attempt", "is_open", "usd", "holds"),
    [
        (paid("001", State.FAILED, failure=lost(may_be_billed=True)), True, "0.05", True),
        (paid("001", State.FAILED, failure=lost(may_be_billed=False)), False, "0", False),
        (paid("001", State.UNFINISHED, cost_usd="0.07", failure=lost(may_be_billed=True)), False, "0.07", True),
        (paid("001", State.UNFINISHED, failure=lost(may_be_billed=True)), False, "0.05", True),
        (paid("001", State.RECEIVED, cost_usd="0.06"), False, "0.06", True),
        (paid("001", State.RECEIVED, cost_usd="much"), False, "0.05", True),
        (paid("001", State.FAILED, failure=lost(may_be_billed=True),
              settled=Settled(billed=True, at="2026", by="me")), False, "0.05", False),
        (paid("001", State.FAILED, failure=lost(may_be_billed=True),
              settled=Settled(billed=True, cost_usd="0.08", at="2026", by="me")), False, "0.08", False),
        (paid("001", State.FAILED, failure=lost(may_be_billed=True),
              settled=Settled(billed=False, at="2026", by="me")), False, "0", False),
        (paid("001", State.REQUESTED, estimate_usd="0"), False, "0", False),
        (paid("001", State.FAILED, failure=Failure(kind="PictureUnreadable", message="damaged")), True, "0.05", True),
        (paid("001", State.FAILED, failure=Failure(kind="EngineRefused", message="no")), False, "0", False),
    ],
)  # fmt: skip
def test_what_counts_as_unknown_what_it_counts_and_what_keeps_it_from_being_bought_again(
    attempt: Attempt, is_open: bool, usd: str, holds: bool
) -> None:
    """One rule for every screen, command and limit."""
    folder = folder_of(attempt, interrupted="001")
    assert is_unknown(folder, attempt) is is_open
    assert charge_of_attempt(attempt) == Decimal(usd)
    assert (earlier_attempt([attempt], {attempt.fingerprint}) is attempt) is holds


def test_an_approved_recipe_stays_approved_and_still_says_what_is_open() -> None:
    """Publishing goes on; the money is not forgotten."""
    unfinished = paid("002", State.UNFINISHED, failure=lost(may_be_billed=True))
    folder = folder_of(make_attempt("001"), unfinished, judged="001")
    assert recipe_status(folder, ()) is Status.APPROVED
    step = next_step(folder, Status.APPROVED)
    assert step.startswith("attempt 002 is paid and not finished: `studio finish a-bag 002`")
    assert step.endswith("`studio build`")


@pytest.mark.parametrize("usage", [
    {"input_tokens_details": "many", "output_tokens": "1756"}, {"input_tokens_details": ["1"], "output_tokens": [2]},
    {"input_tokens_details": {"image_tokens": None, "text_tokens": {}}, "output_tokens": -1.5}, {},
])  # fmt: skip
def test_a_token_count_of_any_shape_breaks_no_ledger(usage: dict[str, object]) -> None:
    """Servers send what they like; a sidecar that holds it harms neither its recipe nor its neighbours."""
    folder = folder_of(paid("001", State.RECEIVED, usage=usage))
    assert ledger_of([folder])[0].reserved_usd == Decimal("0.05")
