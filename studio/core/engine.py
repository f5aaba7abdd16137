"""What an engine is, as it says itself. Nothing else of the studio knows an engine by its name."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True)
class EngineFacts:
    """An engine in a few facts. What it does not say is taken carefully: paid, and perhaps generative."""

    name: str
    """The word in `engine: {name: …}`."""
    label: str = ""
    """What people call it, as it stands after 'the'; empty: by its name."""
    about: str = ""
    """What to know before it is chosen, in a few words."""
    price_usd: Decimal | None = None
    """Of one picture before it is made: 0 for nothing, None when only its model's prices say it, or nobody."""
    has_models: bool = False
    """Whether limits and prices of its models stand in the model table; `prepare` then settles `size` and `quality`."""
    has_batch: bool = False
    """Whether the studio can send its edits as a batch."""
    is_generative: bool | None = None
    """Whether it edits with generative AI; None when nobody says."""
    reads_words: bool = True
    """Whether it follows sentences; one that does not reads the fields under `local`."""
    is_repeatable: bool = False
    """Whether the same edit gives the same picture, so that a recorded one can be verified."""

    @property
    def is_free(self) -> bool:
        """Whether it never costs anything."""
        return self.price_usd == 0

    @property
    def title(self) -> str:
        """What people call it, where it stands alone."""
        return f"{self.label[:1].upper()}{self.label[1:]}" or self.name

    def __str__(self) -> str:
        """What people call it within a sentence."""
        return f"the {self.label}" if self.label else f"the engine '{self.name}'"
