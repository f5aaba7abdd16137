"""Token counts of a provider's answer, whatever shape a server gives them, and what of them may be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

_DEEPEST, _MOST_VALUES, _LONGEST = 4, 120, 200
_LONGEST_NUMBER = 30
_MOST, _LEAST = Decimal(10) ** 12, Decimal(10) ** -9
_INPUT = ("input_tokens", "prompt_tokens", "promptTokenCount")
_OUTPUT = ("output_tokens", "completion_tokens", "candidatesTokenCount")
_INPUT_DETAILS = ("input_tokens_details", "prompt_tokens_details")
_OUTPUT_DETAILS = ("output_tokens_details", "completion_tokens_details")
_KINDS = ("image_tokens", "text_tokens")
_COST = ("cost", "cost_usd", "total_cost_usd")
_TICKS, _TICKS_PER_USD = "cost_in_usd_ticks", 10**10
"""Where xAI says its price (docs.x.ai, cost tracking)."""


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
    """How many values a table holds; more than the limit when it is too deep or holds what a record cannot say."""
    if isinstance(value, dict | list) and depth < _DEEPEST:
        inner = [part for pair in value.items() for part in pair] if isinstance(value, dict) else value
        return 1 + sum(_size(one, depth + 1) for one in inner[: 2 * _MOST_VALUES])
    is_plain = number(value) is not None or value is None or isinstance(value, bool) or _is_plain_text(value)
    return 1 if is_plain else _MOST_VALUES + 1


def _is_plain_text(value: object) -> bool:
    """Whether it is a short text without half a character, which no file can hold."""
    return isinstance(value, str) and len(value) <= _LONGEST and value.isprintable()


def number(value: object) -> Decimal | None:
    """A count or a price as a number, also when it is written as text; None for anything else.

    Below 0 is none, nor is what lies between 0 and a billionth: written out it could fill a disk.
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        return None
    if (isinstance(value, int) and abs(value) >= _MOST) or (isinstance(value, str) and len(value) > _LONGEST_NUMBER):
        return None
    try:
        found = Decimal(str(value).strip())
    except (InvalidOperation, ValueError):
        return None
    if not found:
        return Decimal(0)
    return found if found.is_finite() and _LEAST <= found < _MOST else None


def tokens_of(usage: Mapping[str, Any] | None) -> Tokens | None:
    """Tokens by kind; None when the usage does not count both what went in and what came out: no picture is made of 0.

    Where a server gives only the kinds, their sums count. Input tokens that are not split into kinds are image tokens,
    and so are all output tokens.
    """
    usage = usage or {}
    details = _details(usage, _INPUT_DETAILS)
    total = _first(usage, _INPUT) or sum(details.values())
    out = _first(usage, _OUTPUT) or sum(_details(usage, _OUTPUT_DETAILS).values())
    if not total or not out:
        return None
    text = details.get("text_tokens", Decimal(0))
    image = max(total - text, details.get("image_tokens", Decimal(0)))
    return Tokens(int(image), int(text), int(out))


def _details(usage: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, Decimal]:
    told: Mapping[str, Any] = next((usage[name] for name in names if isinstance(usage.get(name), dict)), {})
    return {kind: count for kind in _KINDS if (count := number(told.get(kind))) is not None}


def stated_cost(usage: Mapping[str, Any] | None) -> Decimal | None:
    """The price in US dollars that the provider itself says; None when it says none."""
    usage = usage or {}
    ticks = number(usage.get(_TICKS))
    return _first(usage, _COST) if ticks is None else ticks / _TICKS_PER_USD


def _first(usage: Mapping[str, Any], names: tuple[str, ...]) -> Decimal | None:
    """The first count of these names that is more than 0, else the first one."""
    found = [count for name in names if (count := number(usage.get(name))) is not None]
    return next(filter(None, found), found[0] if found else None)
