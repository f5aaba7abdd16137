"""Every sentence that the evidence may say, and when it is true. A sentence that is not here counts as untrue."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from studio.core.evidence import Measure
from tests.bench.unseen.truth import Edit


def contradictions(edit: Edit, measures: Iterable[Measure]) -> Iterator[str]:
    """Sentences that the truth contradicts."""
    yield from ()
