"""What was spent is remembered, and a guess is called one."""

from __future__ import annotations

from decimal import Decimal

import pytest

from studio.core.attempts.opinion import Opinion, OpinionState, charge_of_opinion
from studio.core.money.prices import Certainty, estimate
from studio.core.size import Size
from studio.store.settings import load_models


def test_a_price_with_previews_is_not_called_exact() -> None:
    """Fewer of them may come than were asked for."""
    model = load_models({}).find("gpt-image-2")
    parts = [
        estimate(model, size=Size(1024, 1024), quality="medium", prompt="Preserve.", inputs=1, partials=partials).parts[
            0
        ]
        for partials in (0, 2)
    ]
    assert [part.certainty for part in parts] == [Certainty.EXACT, Certainty.ESTIMATED]
    assert [part.tokens for part in parts] == [1756, 1956]


@pytest.mark.parametrize(
    ("changes", "usd"),
    [({"cost_usd": "0.02"}, "0.05"), ({"state": OpinionState.FAILED}, "0.03"), ({"estimate_usd": "0.04"}, "0.07")],
)
def test_a_second_question_does_not_forget_what_the_first_one_cost(changes: dict[str, object], usd: str) -> None:
    """Whatever becomes of the second."""
    asked = Opinion(state=OpinionState.REQUESTED, model="m", asked="2026", picture="sha256:1", earlier_usd="0.03")
    assert charge_of_opinion(asked.model_copy(update=changes)) == Decimal(usd)
