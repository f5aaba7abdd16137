"""Token counts of a provider's answer, whatever shape a server gives them, and what of them may be believed."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

_DEEPEST, _MOST_VALUES, _LONGEST = 4, 60, 200
_MOST = Decimal(10) ** 12
_INPUT = ("input_tokens", "prompt_tokens", "promptTokenCount")
_OUTPUT = ("output_tokens", "completion_tokens", "candidatesTokenCount")
_INPUT_DETAILS = ("input_tokens_details", "prompt_tokens_details")
_COST = ("cost", "cost_usd", "total_cost_usd")


@dataclass(frozen=True)
class Tokens:
    """Tokens of one request by kind."""

    image_in: int
    """Input pictures."""
    text_in: int
    """The prompt."""
    out: int
    """Made pictures."""


def plain_usage(value: object) -> dict[str, Any] | None:
    """A usage that can be kept in a record: a small table of plain values; None for anything else."""
    return value if isinstance(value, dict) and _size(value, 0) <= _MOST_VALUES else None


def _size(value: object, depth: int) -> int:
    """How many values a table holds; more than the limit when it is too deep or holds what JSON cannot say."""
    if isinstance(value, dict | list) and depth < _DEEPEST:
        inner = value.values() if isinstance(value, dict) else value
        return 1 + sum(_size(one, depth + 1) for one in list(inner)[: _MOST_VALUES + 1])
    if isinstance(value, str):
        return 1 if len(value) <= _LONGEST else _MOST_VALUES + 1
    if value is None or isinstance(value, bool):
        return 1
    return 1 if number(value) is not None else _MOST_VALUES + 1


def number(value: object) -> Decimal | None:
    """A count or a price as a number, also when it is written as text; None for anything else and below 0."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    if (isinstance(value, float) and not math.isfinite(value)) or (isinstance(value, str) and len(value) > 30):
        return None
    try:
        found = Decimal(str(value).strip()) if not isinstance(value, int) or abs(value) < _MOST else None
    except (InvalidOperation, ValueError):
        return None
    return found if found is not None and found.is_finite() and 0 <= found < _MOST else None


def tokens_of(usage: Mapping[str, Any] | None) -> Tokens | None:
    """Tokens by kind; None when the usage does not count both what went in and what came out, or counts nothing.

    Input tokens that are not split into kinds are image tokens, and so are all output tokens.
    """
    usage = usage or {}
    total, out = _first(usage, _INPUT), _first(usage, _OUTPUT)
    if total is None or out is None or total + out == 0:
        return None
    details: Mapping[str, Any] = next((usage[n] for n in _INPUT_DETAILS if isinstance(usage.get(n), dict)), {})
    text, image = number(details.get("text_tokens")), number(details.get("image_tokens"))
    text = text if text is not None else Decimal(0)
    image = image if image is not None else max(total - text, Decimal(0))
    return Tokens(int(image), int(text), int(out))


def stated_cost(usage: Mapping[str, Any] | None) -> Decimal | None:
    """The price in US dollars that the provider itself says; None when it says none."""
    return _first(usage or {}, _COST)


def _first(usage: Mapping[str, Any], names: tuple[str, ...]) -> Decimal | None:
    return next((found for name in names if (found := number(usage.get(name))) is not None), None)
