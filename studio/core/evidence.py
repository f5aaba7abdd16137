"""Measurements on before and after. They help the reviewer; they never decide."""

from __future__ import annotations

from typing import Literal

from studio.core.subject import Box, Strict

METHOD = 5
"""Version of the measuring; evidence of an older one is measured again."""
Flag = Literal["fine", "look", "unknown"]
"""Nothing seen, worth a look, or not measured."""


class Measure(Strict):
    """One measurement."""

    name: str
    """Stable name, for example `preserved pixels`."""
    criterion: str
    """The criterion of the checklist it speaks to."""
    flag: Flag
    """Whether the reviewer should look."""
    says: str
    """In plain words, as a sentence."""
    value: float | None = None
    """The number."""
    unit: str = ""
    """Its unit."""
    limit: float | None = None
    """The number at which it is worth a look."""
    place: Box | None = None
    """Where in the after picture, as fractions."""


class Evidence(Strict):
    """Everything that was measured on one attempt."""

    method: int
    """Version of the measuring."""
    before: str | None
    """Digest of the picture it was compared with."""
    after: str
    """Digest of the result."""
    heat_map: str | None = None
    """File beside the sidecar that shows where the product changed."""
    measures: tuple[Measure, ...]
    """In checklist order, those worth a look first within a criterion."""

    def of(self, criterion: str) -> tuple[Measure, ...]:
        """Measurements that speak to a criterion."""
        return tuple(measure for measure in self.measures if measure.criterion == criterion)
