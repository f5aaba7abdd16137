"""The ledger: what every attempt cost, or may have cost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from studio.core.attempts.attempt import Attempt, State
from studio.core.attempts.facts import RecipeFolder
from studio.core.attempts.standing import standing
from studio.core.attempts.status import is_unknown
from studio.core.money.usage import Tokens, number, tokens_of

UNKNOWN_OUTCOME = "unknown: may have been billed"
"""Outcome of an attempt that a person has to settle."""


@dataclass(frozen=True)
class LedgerEntry:
    """One attempt as money sees it."""

    recipe: str
    attempt: str
    requested: str
    """UTC."""
    engine: str
    outcome: str
    """`received`, `unfinished`, `failed`, `under way`, `settled: billed`, `settled: not billed`,
    `interrupted` (what costs nothing), or `UNKNOWN_OUTCOME`."""
    verdict: str
    """The person's verdict; empty until there is one."""
    tokens_image_in: int
    """Input pictures."""
    tokens_text_in: int
    """The prompt."""
    tokens_out: int
    """Made pictures."""
    cost_usd: Decimal | None
    """What it cost; None when nobody knows."""
    reserved_usd: Decimal
    """What counts against a budget: the cost, else the estimate for everything that may have been billed."""
    request_id: str

    def as_row(self) -> tuple[str, ...]:
        """Cells of a table or a CSV line."""
        cost = "" if self.cost_usd is None else format(self.cost_usd, "f")
        return (
            self.recipe, self.attempt, self.requested, self.engine, self.outcome, self.verdict,
            str(self.tokens_image_in), str(self.tokens_text_in), str(self.tokens_out),
            cost, format(self.reserved_usd, "f"), self.request_id,
        )  # fmt: skip


COLUMNS = (
    "recipe", "attempt", "requested", "engine", "outcome", "verdict", "image tokens in", "text tokens in", "tokens out",
    "cost usd", "counted usd", "request id",
)  # fmt: skip
"""Headings of `LedgerEntry.as_row`."""


def ledger_of(folders: Iterable[RecipeFolder]) -> tuple[LedgerEntry, ...]:
    """Every attempt, oldest first."""
    entries = [_entry(folder, attempt) for folder in folders for attempt in folder.attempts]
    return tuple(sorted(entries, key=lambda entry: (entry.requested, entry.recipe, entry.attempt)))


def _entry(folder: RecipeFolder, attempt: Attempt) -> LedgerEntry:
    tokens = tokens_of(attempt.usage) or Tokens(0, 0, 0)
    review = folder.recipe.review_of(attempt.id)
    return LedgerEntry(
        recipe=folder.recipe.slug,
        attempt=attempt.id,
        requested=attempt.requested,
        engine=" ".join(part for part in (attempt.engine.name, attempt.engine.model) if part),
        outcome=_outcome(folder, attempt),
        verdict=str(review.verdict) if review else "",
        tokens_image_in=tokens.image_in,
        tokens_text_in=tokens.text_in,
        tokens_out=tokens.out,
        cost_usd=_cost(attempt),
        reserved_usd=charge_of_attempt(attempt),
        request_id=attempt.request_id or "",
    )


def _outcome(folder: RecipeFolder, attempt: Attempt) -> str:
    if is_unknown(folder, attempt):
        return UNKNOWN_OUTCOME
    if attempt.settled is not None and attempt.state is State.FAILED:
        return f"settled: {'billed' if attempt.settled.billed else 'not billed'}"
    if attempt.state is State.REQUESTED:
        return "interrupted" if attempt.id in folder.interrupted else "under way"
    return str(attempt.state)


def _cost(attempt: Attempt) -> Decimal | None:
    if attempt.cost_usd is not None:
        return number(attempt.cost_usd)
    if attempt.state is not State.FAILED:
        return None
    if attempt.settled is not None and attempt.settled.billed:
        return number(attempt.settled.cost_usd)
    return None if attempt.has_unknown_end else Decimal(0)


def charge_of_attempt(attempt: Attempt) -> Decimal:
    """What an attempt counts against a budget: its cost, else its estimate unless it surely cost nothing."""
    cost = _cost(attempt)
    return cost if cost is not None else number(attempt.estimate_usd) or Decimal(0)


def spent(attempts: Iterable[Attempt]) -> Decimal:
    """The sum of what attempts cost or may have cost."""
    return sum((charge_of_attempt(attempt) for attempt in attempts), Decimal(0))


def spent_in_words(attempts: Sequence[Attempt]) -> str:
    """The same for people, with what nobody knows the price of."""
    known = spent(attempts)
    unpriced = any(_cost(one) is None and number(one.estimate_usd) is None for one in attempts)
    parts = ([f"${known:.3f}"] if known else []) + (["unknown price"] if unpriced else [])
    return " and ".join(parts) or "free"


def cost_per_approved(folder: RecipeFolder) -> Decimal | None:
    """What one approved picture of a recipe cost, its rejected and failed tries included; None without an approval."""
    approved = sum(standing(folder, attempt).is_approved for attempt in folder.attempts)
    return spent(folder.attempts) / approved if approved else None
