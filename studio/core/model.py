"""Models: what each can do, what it costs, and when it goes. Dated data, never an if-chain."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from pydantic import Field

from studio.core.size import SizeLimits
from studio.core.subject import Strict

AUTO = "auto"
"""The quality that leaves the choice to the provider, which every model takes."""
_DATED = re.compile(r"(.+)-\d{4}-\d{2}-\d{2}")


class Prices(Strict):
    """US dollars for a million tokens, by kind; None where nothing is published."""

    image_input: Decimal | None = None
    """Input pictures."""
    text_input: Decimal | None = None
    """The prompt."""
    image_output: Decimal | None = None
    """Made pictures."""
    cached_image_input: Decimal | None = None
    """Input pictures the provider has seen before; not granted by the Images API today."""
    cached_text_input: Decimal | None = None
    """The same for the prompt."""
    read: datetime.date | None = None
    """Day on which they were read."""
    source: str = ""
    """Where."""


class Model(Strict):
    """One model of the Images API."""

    name: str
    """Name that is sent."""
    snapshot: str | None = None
    """Dated name of the same model."""
    released: datetime.date | None = None
    """First day."""
    retires: datetime.date | None = None
    """Day on which it is shut down."""
    follows: str | None = None
    """The model behind a moving name."""
    note: str | None = None
    """What to know about it."""
    is_known: bool = True
    """Whether the table has a row of its own for it."""
    qualities: tuple[str, ...] = ("low", "medium", "high")
    """Quality steps, cheapest first."""
    sizes: SizeLimits = SizeLimits()
    backgrounds: tuple[str, ...] = ("auto", "opaque")
    formats: tuple[str, ...] = ("png", "jpeg", "webp")
    input_fidelity: tuple[str, ...] = ()
    """Steps of input fidelity it takes; empty: the field must not be sent."""
    complexity: bool = False
    """Whether it takes the field complexity."""
    markup: bool = False
    """Whether it takes a markup overlay."""
    max_references: int = 16
    """Most input pictures."""
    partial_images: int = 0
    """Most previews while streaming."""
    prices: Prices = Prices()
    batch_discount: Decimal = Decimal(1)
    """Factor on the price in a batch."""
    token_base: dict[str, int] = Field(default_factory=dict)
    """Base of the output token formula by quality."""
    token_source: Literal["the provider's own calculator", "estimate", "unknown"] = "unknown"  # noqa: S105 - tokens of a picture
    """How sure the output token count is."""

    def is_retired(self, today: datetime.date) -> bool:
        """Whether it is shut down."""
        return self.retires is not None and self.retires <= today

    def is_retiring(self, today: datetime.date) -> bool:
        """Whether it will be shut down within sixty days."""
        return self.retires is not None and today < self.retires <= today + datetime.timedelta(days=60)


@dataclass(frozen=True)
class Models:
    """The table of models."""

    by_name: Mapping[str, Model]
    newest: str
    """The model whose rules an unknown one gets."""
    default: str
    """The model for recipes that name none."""

    def find(self, name: str | None) -> Model:
        """The model of that name, under that name: a dated snapshot has its family's rules and prices.

        An unknown one works under the newest family's rules, unpriced.
        """
        wanted = name or self.default
        for model in self.by_name.values():
            if wanted in (model.name, model.snapshot):
                return model.model_copy(update={"name": wanted})
        if (dated := _DATED.fullmatch(wanted)) and dated[1] in self.by_name:
            return self.by_name[dated[1]].model_copy(update={"name": wanted, "snapshot": wanted})
        unknown = {"name": wanted, "is_known": False, "snapshot": None, "released": None, "retires": None,
                   "follows": None, "note": "not in the table: works under the newest family's rules, unpriced",
                   "prices": Prices(), "token_base": {}, "token_source": "unknown"}  # fmt: skip
        return self.by_name[self.newest].model_copy(update=unknown)
