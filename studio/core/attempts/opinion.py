"""A vision model's opinion on a result: asked for on purpose, paid, marked as a machine's, never a verdict."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal

from pydantic import Field

from studio.core.attempts.attempt import Attempt
from studio.core.attempts.review import Criterion
from studio.core.money.usage import tokens_of
from studio.core.subject import Strict

MOST_ANSWER_TOKENS = 2000
"""Length at which the answer is cut, so that the price has an upper bound."""
_TOKENS_PER_PICTURE = 1600
"""An upper estimate for a picture of 1024 px; providers count differently."""


class OpinionState(StrEnum):
    """Where the question stands."""

    REQUESTED = "requested"
    """It left, or was about to; it may be billed."""
    RECEIVED = "received"
    """The answer is here."""
    FAILED = "failed"
    """There will be none."""


class OpinionAnswer(Strict):
    """What the machine says to one criterion."""

    criterion: str
    answer: Literal["pass", "fail", "unsure"]
    """Its answer; it may be unsure, where a person may not."""
    reason: str


class Opinion(Strict):
    """One paid question and its answer, beside the attempt's sidecar."""

    state: OpinionState
    model: str
    asked: str
    """When, UTC."""
    picture: str
    """Digest of the result it looked at."""
    owner: str | None = None
    """The process that asks, while it does."""
    answers: tuple[OpinionAnswer, ...] = ()
    usage: dict[str, Any] | None = None
    """Tokens as the provider counted them."""
    request_id: str | None = None
    estimate_usd: str | None = None
    """Price held back before it left."""
    cost_usd: str | None = None
    """What it cost; None when nobody knows."""
    earlier_usd: str = "0"
    """What earlier questions about the same attempt cost or may have cost."""
    may_be_billed: bool = False
    """Whether a failure may have been paid."""
    failure: str | None = None

    def of(self, criterion: str) -> OpinionAnswer | None:
        """The answer to a criterion."""
        return next((answer for answer in self.answers if answer.criterion == criterion), None)


class OpinionOptions(Strict):
    """Whom to ask for a second opinion; off until a model is named."""

    model: str | None = None
    """A model that sees pictures and answers in a given form."""
    usd_per_million_in: Decimal | None = Field(None, ge=0)
    """Its price for a million input tokens."""
    usd_per_million_out: Decimal | None = Field(None, ge=0)
    """Its price for a million output tokens."""


def charge_of_opinion(opinion: Opinion) -> Decimal:
    """What an opinion counts against a budget: its cost, else its estimate unless it surely cost nothing."""
    earlier = Decimal(opinion.earlier_usd)
    if opinion.cost_usd is not None:
        return earlier + Decimal(opinion.cost_usd)
    if opinion.state is OpinionState.FAILED and not opinion.may_be_billed:
        return earlier
    return earlier + Decimal(opinion.estimate_usd or 0)


def price_before(options: OpinionOptions, question: str) -> Decimal | None:
    """The most one question can cost; None where the settings give no prices."""
    tokens_in = len(question) // 3 + 2 * _TOKENS_PER_PICTURE
    return _price(options, tokens_in, MOST_ANSWER_TOKENS)


def price_after(options: OpinionOptions, usage: dict[str, Any] | None) -> Decimal | None:
    """What it cost, from the tokens the provider counted."""
    tokens = tokens_of(usage)
    return _price(options, tokens.image_in + tokens.text_in, tokens.out) if tokens else None


def _price(options: OpinionOptions, tokens_in: int, tokens_out: int) -> Decimal | None:
    if options.usd_per_million_in is None or options.usd_per_million_out is None:
        return None
    return (tokens_in * options.usd_per_million_in + tokens_out * options.usd_per_million_out) / 1_000_000


def question_of(attempt: Attempt, asset: str, criteria: Sequence[Criterion]) -> str:
    """What the model is asked: the asset, what had to stay, the change that was wanted, and the checklist."""
    spec = attempt.spec
    lines = [
        "You compare a photograph (first picture) with an edit of it (second picture) for a production review.",
        f"The asset: {asset}.",
        f"The change that was asked for: {spec.change}.",
    ]
    if spec.preserve:
        lines.append(f"What had to stay: {'; '.join(spec.preserve)}.")
    if spec.avoid:
        lines.append(f"What had to be avoided: {'; '.join(spec.avoid)}.")
    if spec.text:
        lines.append(f"Copy that had to appear: {'; '.join(f'“{wanted.say}”' for wanted in spec.text)}.")
    lines.append(
        "Answer every criterion with pass, fail or unsure and one sentence that names what you see and where. "
        "Say unsure whenever the pictures do not show it."
    )
    lines += [f"- {criterion.name}: {criterion.question}" for criterion in criteria]
    return "\n".join(lines)


def answer_schema(criteria: Sequence[Criterion]) -> dict[str, Any]:
    """JSON Schema of the answer: one entry per criterion, nothing else."""
    entry = {
        "type": "object", "additionalProperties": False, "required": ["criterion", "answer", "reason"],
        "properties": {
            "criterion": {"type": "string", "enum": [criterion.name for criterion in criteria]},
            "answer": {"type": "string", "enum": ["pass", "fail", "unsure"]},
            "reason": {"type": "string"},
        },
    }  # fmt: skip
    return {
        "type": "object", "additionalProperties": False, "required": ["answers"],
        "properties": {"answers": {"type": "array", "items": entry}},
    }  # fmt: skip
