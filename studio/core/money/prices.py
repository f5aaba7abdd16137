"""What an edit costs, before and after, and the studio's prices against a table that a person gives."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any

from studio.core.model import AUTO, Model, Models, Prices
from studio.core.money.usage import stated_cost, tokens_of
from studio.core.size import Size
from studio.errors import ContentError

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


TOKEN_KINDS = ("image_input", "text_input", "image_output", "cached_image_input", "cached_text_input")
"""Kinds of tokens, as they are called in the model table."""
_LITELLM = {
    "image_input": "input_cost_per_image_token", "text_input": "input_cost_per_token",
    "image_output": "output_cost_per_image_token", "cached_image_input": "cache_read_input_image_token_cost",
    "cached_text_input": "cache_read_input_token_cost",
}  # fmt: skip
PriceTable = Mapping[str, Mapping[str, Decimal]]
"""Dollars for a million tokens, by model and kind."""


@dataclass(frozen=True)
class PriceComparison:
    """One model's prices here and in the table."""

    model: str
    outcome: str
    """`agrees`, `differs`, `missing` (the table says nothing of it) or `new` (the studio knows nothing of it)."""
    differences: tuple[str, ...] = ()


def read_price_table(text: str, *, name: str) -> PriceTable:
    """Prices out of a file's text.

    Raises:
        ContentError: It has neither form; names the file and, in CSV, the line.
    """
    try:
        return _from_json(text) if text.lstrip().startswith("{") else _from_csv(text)
    except (ValueError, RecursionError, csv.Error) as error:
        forms = "Give LiteLLM's JSON, or CSV with the columns model,kind,usd_per_million."
        raise ContentError(f"{name}: no price table ({error}). {forms}") from error


def _from_json(text: str) -> PriceTable:
    rows: dict[str, Any] = json.loads(text, parse_float=Decimal, parse_int=Decimal)
    return {model.removeprefix("openai/"): _of_litellm(row) for model, row in rows.items() if isinstance(row, dict)}


def _of_litellm(row: Mapping[str, Any]) -> dict[str, Decimal]:
    prices = {kind: row[field] * MILLION for kind, field in _LITELLM.items() if isinstance(row.get(field), Decimal)}
    return prices if "image_output" in prices or "image_input" in prices else {}


def _from_csv(text: str) -> PriceTable:
    reader = csv.DictReader(text.lstrip("\ufeff").splitlines())
    if {"model", "kind", "usd_per_million"} - set(reader.fieldnames or ()):
        raise ValueError("a column is missing")
    found: dict[str, dict[str, Decimal]] = {}
    for row in reader:
        kind = (row["kind"] or "").strip().lower().replace(" ", "_").replace("-", "_")
        if kind not in TOKEN_KINDS:
            raise ValueError(f"line {reader.line_num}: '{row['kind']}' is none of {', '.join(TOKEN_KINDS)}")
        try:
            found.setdefault((row["model"] or "").strip(), {})[kind] = Decimal((row["usd_per_million"] or "").strip())
        except InvalidOperation:
            raise ValueError(f"line {reader.line_num}: '{row['usd_per_million']}' is no number") from None
    return found


def compare_prices(models: Models, table: PriceTable) -> tuple[PriceComparison, ...]:
    """Every model of the studio, then image models that only the table has."""
    ours = tuple(_compared(model, table.get(model.name, {})) for model in models.by_name.values())
    return (*ours, *_new(models, table))


def _compared(model: Model, theirs: Mapping[str, Decimal]) -> PriceComparison:
    if not theirs:
        return PriceComparison(model.name, "missing")
    differences = tuple(_differences(model.prices, theirs))
    return PriceComparison(model.name, "differs" if differences else "agrees", differences)


def _differences(prices: Prices, theirs: Mapping[str, Decimal]) -> Iterator[str]:
    for kind, price in theirs.items():
        own = getattr(prices, kind)
        if own != price:
            here = "unknown" if own is None else f"${own:f}"
            yield f"{kind.replace('_', ' ')}: {here} here, ${price.normalize():f} there"


def _new(models: Models, table: PriceTable) -> Iterable[PriceComparison]:
    for name, prices in table.items():
        if prices and name.startswith(("gpt-image", "chatgpt-image")) and not models.find(name).is_known:
            yield PriceComparison(name, "new")
