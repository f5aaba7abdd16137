"""The studio's prices against a table that a person gives: LiteLLM's JSON, or CSV with model, kind, usd_per_million."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from studio.core.cost import MILLION
from studio.core.model import Model, Models, Prices
from studio.errors import ContentError

KINDS = ("image_input", "text_input", "image_output", "cached_image_input", "cached_text_input")
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

    def as_data(self) -> dict[str, object]:
        """Plain data."""
        return asdict(self)


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
        if kind not in KINDS:
            raise ValueError(f"line {reader.line_num}: '{row['kind']}' is none of {', '.join(KINDS)}")
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
