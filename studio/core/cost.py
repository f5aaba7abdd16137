"""What an edit costs: before, as far as anybody can know, and after, from the provider's own count."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from studio.core.model import AUTO, Model
from studio.core.size import Size
from studio.core.usage import stated_cost, tokens_of

MILLION = Decimal(1_000_000)
"""Prices are per million tokens."""
TOKENS_PER_INPUT = 1_100
"""Guess for one input picture; the provider does not publish the count."""
PARTIAL_TOKENS = 100
"""Output tokens of one preview while streaming."""


class Certainty(StrEnum):
    """How sure a number is."""

    EXACT = "exact"
    """By the provider's own formula."""
    ESTIMATED = "estimated"
    """A guess from experience."""
    AT_MOST = "at most"
    """The dearest that the provider may choose."""
    UNKNOWN = "unknown"
    """Nothing is published."""


@dataclass(frozen=True)
class CostPart:
    """Tokens of one kind and their price."""

    kind: str
    """`image input`, `text input` or `image output`."""
    tokens: int | None
    """How many; None when nobody knows."""
    usd: Decimal | None
    """Their price; None when nobody knows."""
    certainty: Certainty


@dataclass(frozen=True)
class Estimate:
    """The price of one result before it is made."""

    parts: tuple[CostPart, ...]

    @property
    def usd(self) -> Decimal | None:
        """The sum; None when a part is unknown."""
        prices = [part.usd for part in self.parts]
        return None if None in prices else sum((price for price in prices if price is not None), Decimal(0))

    @property
    def certainty(self) -> Certainty:
        """As sure as the least sure part."""
        order = list(Certainty)
        return max((part.certainty for part in self.parts), key=order.index, default=Certainty.EXACT)


def price_in_words(price: Decimal | None) -> str:
    """A price before spending, the same in every command."""
    return "unknown price" if price is None else f"about ${price:.3f}" if price else "free"


def output_tokens(model: Model, *, size: Size, quality: str) -> int | None:
    """Output tokens of one picture, by the formula of the provider's own price calculator; None when unpublished.

    base by quality; s = base / (long side / short side); u = s rounded half to even;
    tokens = ceil(base · u · (2,000,000 + W·H) / 4,000,000).
    Where the provider chooses the quality, the tokens of the dearest.
    """
    base = max(model.token_base.values(), default=None) if quality == AUTO else model.token_base.get(quality)
    if base is None:
        return None
    long, short = max(size.width, size.height), min(size.width, size.height)
    rows = round(base * short / long)
    return math.ceil(base * rows * (2_000_000 + size.pixels) / 4_000_000)


def text_tokens(prompt: str) -> int:
    """Tokens of a prompt, estimated at four bytes each; exact counts need the provider's vocabulary."""
    return math.ceil(len(prompt.encode()) / 4)


def estimate(
    model: Model, *, size: Size, quality: str, prompt: str, inputs: int, partials: int = 0,
    batch: bool = False,
) -> Estimate:  # fmt: skip
    """The price of one result.

    Args:
        model: The model.
        size: What it is asked for.
        quality: One of its quality steps.
        prompt: The exact prompt.
        inputs: How many input pictures it gets.
        partials: How many previews are streamed.
        batch: Whether it goes through the Batch API.
    """
    made = output_tokens(model, size=size, quality=quality)
    exact = model.token_source == "the provider's own calculator"  # noqa: S105 - tokens of a picture
    output = None if made is None else made + partials * PARTIAL_TOKENS
    seen = inputs * TOKENS_PER_INPUT
    sure = Certainty.EXACT if exact and not partials else Certainty.ESTIMATED
    sure = Certainty.AT_MOST if quality == AUTO else sure
    factor = model.batch_discount if batch else Decimal(1)
    prices = model.prices
    return Estimate((
        _part("image output", output, prices.image_output, sure, factor),
        _part("text input", text_tokens(prompt), prices.text_input, Certainty.ESTIMATED, factor),
        _part("image input", seen, prices.image_input, Certainty.ESTIMATED, factor),
    ))  # fmt: skip


def _part(kind: str, tokens: int | None, price: Decimal | None, sure: Certainty, factor: Decimal) -> CostPart:
    if tokens is None or price is None:
        return CostPart(kind, tokens, None, Certainty.UNKNOWN)
    return CostPart(kind, tokens, tokens * price * factor / MILLION, sure)


def price_of_usage(model: Model, usage: Mapping[str, Any] | None, *, batch: bool = False) -> Decimal | None:
    """The price of a finished request from the provider's own count, or as it says itself; None when nobody knows."""
    said, tokens = stated_cost(usage), tokens_of(usage)
    if said is not None or tokens is None:
        return said
    counts = ((tokens.image_in, model.prices.image_input), (tokens.text_in, model.prices.text_input),
              (tokens.out, model.prices.image_output))  # fmt: skip
    if any(price is None and count for count, price in counts):
        return None
    factor = model.batch_discount if batch else Decimal(1)
    return sum((count * price * factor / MILLION for count, price in counts if price is not None), Decimal(0))
