"""The hard limit on spending, and the prices that are said before it is touched."""

from __future__ import annotations

from decimal import Decimal

import pytest

from studio.core.attempts.opinion import Opinion, OpinionState
from studio.core.settings import Budget
from studio.errors import BudgetExceeded, NotFound
from studio.store.findings import begin_opinion
from studio.workflow.making.plan import Choices, plan_recipe
from studio.workflow.making.spending import BudgetGuard, costs_of, ledger_rows, open_budget, price_of
from studio.workspace import Workspace, open_workspace
from tests.workflow.conftest import change_front, change_sidecar

SLUG = "recipe-00001"


def guard(*, run: str | None = None, workspace: str | None = None, before: str = "0") -> BudgetGuard:
    limits = {"run_usd": run, "workspace_usd": workspace}
    return BudgetGuard(Budget.model_validate(limits), spent_before=Decimal(before))


def test_everything_up_to_the_limit_may_be_spent_and_nothing_beyond() -> None:
    """To the last tenth of a cent; what is under way counts from the moment it is reserved."""
    budget = guard(run="0.10")
    for price in ("0.04", "0.06"):
        assert budget.reserve(Decimal(price), what="bag") == Decimal(price)
    with pytest.raises(
        BudgetExceeded, match=r"bag: about \$0\.001 more would pass the run's limit of \$0\.10 \(\$0\.100"
    ):
        budget.reserve(Decimal("0.001"), what="bag")
    assert budget.spent_run == Decimal("0.10")


def test_what_was_reserved_is_replaced_by_what_it_really_cost() -> None:
    """Cheaper leaves room, dearer takes it, nothing at all gives everything back."""
    budget = guard(run="0.10")
    for real, left in (("0.02", "0.08"), ("0.05", "0.03"), ("0", "0.03")):
        budget.settle(budget.reserve(Decimal("0.03"), what="bag"), Decimal(real))
        assert Decimal("0.10") - budget.spent_run == Decimal(left)


def test_the_workspaces_limit_counts_what_was_spent_before_and_in_this_run() -> None:
    """And says which of both limits it is."""
    budget = guard(workspace="1", before="0.95")
    budget.reserve(Decimal("0.04"), what="bag")
    with pytest.raises(BudgetExceeded, match=r"the workspace's limit of \$1\.00 \(\$0\.990 are spent\)"):
        budget.reserve(Decimal("0.02"), what="bag")


def test_a_price_nobody_knows_passes_only_where_nobody_set_a_limit() -> None:
    """And what is free always passes, also over a limit that is reached."""
    assert guard().reserve(None, what="bag") == 0
    for limits in ({"run": "9"}, {"workspace": "9"}):
        with pytest.raises(BudgetExceeded, match="nobody knows the price"):
            guard(**limits).reserve(None, what="bag")
    assert guard(run="0.1", workspace="0.1", before="5").reserve(Decimal(0), what="bag") == 0


def test_a_budget_knows_every_attempt_and_every_opinion_of_the_workspace(shelf: Workspace) -> None:
    """The person's limit for this run goes before the workspace's; nothing is read where no limit stands."""
    change_sidecar(shelf, SLUG, cost_usd="0.30")
    change_sidecar(shelf, "recipe-00002", cost_usd="0.20")
    asked = Opinion(state=OpinionState.RECEIVED, model="m", asked="2026", picture="x", cost_usd="0.04")
    begin_opinion(shelf.content / SLUG, "001", asked, over=False)
    (shelf.content / "studio.toml").write_text("[budget]\nworkspace_usd = 0.6\nrun_usd = 0.01\n")
    place = open_workspace(shelf.root)
    with pytest.raises(BudgetExceeded, match=r"run's limit of \$0\.01"):
        open_budget(place).reserve(Decimal("0.02"), what="bag")
    budget = open_budget(place, run_usd=Decimal(1))
    budget.reserve(Decimal("0.06"), what="bag")
    with pytest.raises(BudgetExceeded, match=r"workspace's limit of \$0\.60 \(\$0\.600 are spent\)"):
        budget.reserve(Decimal("0.001"), what="bag")


def test_a_batch_is_priced_at_its_discount_and_previews_at_their_tokens(shelf: Workspace) -> None:
    """The built-in engine costs nothing."""
    plan = plan_recipe(shelf, shelf.folder(SLUG), choices=Choices(engine="openai"))[0]
    usual, batch = price_of(shelf, plan), price_of(shelf, plan, batch=True)
    assert usual is not None
    assert batch == usual / 2
    (shelf.content / "studio.toml").write_text("[engine]\npreviews = 2\n")
    streamed = open_workspace(shelf.root)
    dearer = price_of(streamed, plan)
    assert dearer is not None
    assert dearer > usual
    assert price_of(streamed, plan, batch=True) == batch
    assert price_of(shelf, plan_recipe(shelf, shelf.folder(SLUG), choices=Choices())[0]) == 0


def test_a_row_of_prices_says_what_is_asked_for_and_what_all_of_it_costs(shelf: Workspace) -> None:
    """As often as there are variations and results; nothing for the engine that is built in."""
    free = costs_of(shelf, [SLUG], Choices()).rows[0]
    assert free.as_cells() == (SLUG, "", "local", "as the source", "1", "free", "free", "exact")
    change_front(shelf, SLUG, "change: ", "vary: {style: [[daylight], [candle light]]}\nchange: ")
    row = costs_of(shelf, [SLUG], Choices(engine="openai", quality="low", n=3)).rows[0]
    assert row.results == 6
    assert row.each is not None
    assert row.total == row.each * 6
    assert row.engine.startswith("openai")
    assert row.as_cells()[5:7] == (f"${row.each:.3f}", f"${row.total:.3f}")
    data = row.as_data()
    assert (data["each"], data["total"]) == (format(row.each, "f"), format(row.total, "f"))
    assert set(row.tokens) == {"image output", "text input", "image input"}
    assert row.tokens["image input"] == 1100
    assert [one.recipe for one in costs_of(shelf, [], Choices()).rows] == ["recipe-00000", SLUG, "recipe-00002"]
    with pytest.raises(NotFound):
        costs_of(shelf, ["nothing"], Choices())


def test_an_edit_that_cannot_be_priced_keeps_no_other_from_its_price(shelf: Workspace) -> None:
    """It is named with its field and its line."""
    change_front(shelf, SLUG, "change: ", "aspect: 20:1\nchange: ")
    found = costs_of(shelf, [], Choices(engine="openai"))
    assert [row.recipe for row in found.rows] == ["recipe-00000", "recipe-00002"]
    assert len(found.faults) == 1
    assert found.faults[0].startswith(f"content/{SLUG}/recipe.md:")
    assert "Choose another shape and crop afterwards." in found.faults[0]


def test_a_ledger_has_a_row_for_every_attempt_or_for_those_of_some_recipes(shelf: Workspace) -> None:
    """Its cost as it was counted."""
    change_sidecar(shelf, SLUG, cost_usd="0.30")
    rows = ledger_rows(shelf)
    assert [row[0] for row in rows] == ["recipe-00000", SLUG, "recipe-00002"]
    assert [row[9:11] for row in ledger_rows(shelf, [SLUG])] == [("0.30", "0.30")]
