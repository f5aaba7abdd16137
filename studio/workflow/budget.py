"""The hard limit on spending, looked at before every single request."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from studio.core.cost import estimate
from studio.core.ledger import ledger_of, spent
from studio.core.opinion import counted
from studio.core.settings import Budget
from studio.core.size import Size
from studio.errors import BudgetExceeded
from studio.store.opinions import read_opinions
from studio.workflow.plan import PlannedAttempt
from studio.workspace import Workspace


def price_of(workspace: Workspace, plan: PlannedAttempt, *, batch: bool = False) -> Decimal | None:
    """The price of one planned attempt before it is made; None when nobody knows."""
    settings, (engine, model) = plan.used.settings, plan.resolved
    if model is None:
        return engine.price_usd
    return estimate(
        model, size=Size.parse(settings["size"]), quality=settings["quality"], prompt=plan.request.prompt,
        inputs=len(plan.request.inputs), partials=0 if batch else workspace.settings.engine.previews, batch=batch,
    ).usd  # fmt: skip


class BudgetGuard:
    """What may still be spent, with the price of everything under way reserved."""

    def __init__(self, budget: Budget, *, spent_before: Decimal) -> None:
        self.budget = budget
        self.spent_run = Decimal(0)
        """Counted in this run so far, what is under way included."""
        self._before = spent_before

    def reserve(self, price: Decimal | None, *, what: str) -> Decimal:
        """Reserve a price before its request leaves; returns what is reserved.

        Raises:
            BudgetExceeded: It would pass a limit, or nobody knows the price while a limit stands.
        """
        limits = (
            ("run", self.budget.run_usd, self.spent_run),
            ("workspace", self.budget.workspace_usd, self._before + self.spent_run),
        )
        for name, limit, used in limits:
            if limit is None:
                continue
            if price is None:
                raise BudgetExceeded(
                    f"{what}: nobody knows the price of this model, so the {name}'s limit of ${limit:.2f} cannot be "
                    "kept. "
                    "Choose a priced model, or give its prices under [models] in content/studio.toml."
                )
            if price and used + price > limit:
                raise BudgetExceeded(
                    f"{what}: about ${price:.3f} more would pass the {name}'s limit of ${limit:.2f} "
                    f"(${used:.3f} are spent). Raise it with --budget, or under [budget] in content/studio.toml."
                )
        reserved = price or Decimal(0)
        self.spent_run += reserved
        return reserved

    def settle(self, reserved: Decimal, counted: Decimal) -> None:
        """Replace what was reserved by what it really cost."""
        self.spent_run += counted - reserved


def open_budget(workspace: Workspace, *, run_usd: Decimal | None = None) -> BudgetGuard:
    """The budget of one run.

    Args:
        workspace: With its limits and everything that was spent before.
        run_usd: The person's limit for this run.
    """
    budget = workspace.settings.budget
    if run_usd is not None:
        budget = budget.model_copy(update={"run_usd": run_usd})
    before = Decimal(0)
    if budget.workspace_usd is not None:
        before = spent(attempt for folder in workspace.folders() for attempt in folder.attempts)
        before += sum((counted(one) for slug in workspace.slugs() for one in read_opinions(workspace.content / slug)),
                      Decimal(0))  # fmt: skip
    return BudgetGuard(budget, spent_before=before)


def ledger_rows(workspace: Workspace, names: Sequence[str] = ()) -> tuple[tuple[str, ...], ...]:
    """Rows of the ledger of some recipes, or of all."""
    folders = (workspace.folder(name) for name in names) if names else workspace.folders()
    return tuple(entry.as_row() for entry in ledger_of(folders))
