"""Legal sizes, tokens and prices against published figures."""

from __future__ import annotations

from decimal import Decimal

import pytest

from studio.core.money.prices import output_tokens
from studio.core.size import Size, plan_size
from studio.store.settings import load_channels, load_models

LEGAL = {
    "2000x2000": "2000x2000", "1500x1500": "1504x1504", "2048x2048": "2048x2048", "1440x1800": "1440x1808",
    "1080x1920": "1088x1936", "1000x1500": "1008x1504", "1280x720": "1280x720", "1200x630": "1216x640",
    "1200x600": "1216x608", "1200x400": "1440x480",
}  # fmt: skip


@pytest.mark.parametrize(("target", "asked"), LEGAL.items())
def test_the_planner_asks_for_the_smallest_legal_size_that_covers_the_target(target: str, asked: str) -> None:
    """Known good answers, gathered by hand."""
    plan = plan_size(Size.parse(target), limits=load_models({}).find("gpt-image-2").sizes)
    assert plan.ask == Size.parse(asked)
    assert plan.scale <= 1


PUBLISHED = {
    ("1024x1024", "low"): (196, "0.006"), ("1024x1024", "medium"): (1756, "0.053"),
    ("1024x1024", "high"): (7024, "0.211"), ("1024x1536", "low"): (158, "0.005"),
    ("1024x1536", "medium"): (1372, "0.041"), ("1024x1536", "high"): (5488, "0.165"),
}  # fmt: skip


@pytest.mark.parametrize(("case", "figures"), PUBLISHED.items())
def test_the_token_formula_reproduces_the_published_prices(case: tuple[str, str], figures: tuple[int, str]) -> None:
    """Output tokens times the price per million, rounded as the provider publishes it."""
    model = load_models({}).find("gpt-image-2")
    tokens = output_tokens(model, size=Size.parse(case[0]), quality=case[1])
    assert tokens == figures[0]
    assert model.prices.image_output is not None
    dollars = (Decimal(tokens) * model.prices.image_output / 1_000_000).quantize(Decimal("0.001"))
    assert dollars == Decimal(figures[1])


def test_every_channel_is_dated_and_has_a_size() -> None:
    """Facts about channels age: each row says when it was read and how far to trust it."""
    channels = load_channels({})
    assert len(channels.by_name) >= 18
    for channel in channels.by_name.values():
        assert channel.as_of.startswith("2026")
        assert channel.source
        assert channel.confidence
        assert channel.size.pixels > 0


def test_prices_are_exact_decimals() -> None:
    """Money is never a float."""
    for model in load_models({}).by_name.values():
        prices = (model.prices.image_input, model.prices.text_input, model.prices.image_output)
        assert all(price is None or isinstance(price, Decimal) for price in prices)
