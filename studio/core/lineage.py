"""Lineage: which attempt was retried as which."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from studio.core.attempt import Attempt


@dataclass(frozen=True)
class LineageNode:
    """An attempt and the retries that came from it."""

    attempt: Attempt
    """The attempt."""
    retries: tuple[LineageNode, ...]
    """Its retries, in order."""


def lineage(attempts: Iterable[Attempt]) -> tuple[LineageNode, ...]:
    """Attempts as trees, first attempts at the roots. A retry whose parent is gone stands at a root."""
    attempts = sorted(attempts, key=lambda attempt: int(attempt.id))
    known = {attempt.id for attempt in attempts}
    children: dict[str | None, list[Attempt]] = {}
    for attempt in attempts:
        earlier = attempt.parent in known and int(attempt.parent or 0) < int(attempt.id)
        children.setdefault(attempt.parent if earlier else None, []).append(attempt)
    return _grow(None, children)


def _grow(parent: str | None, children: Mapping[str | None, Sequence[Attempt]]) -> tuple[LineageNode, ...]:
    return tuple(LineageNode(child, _grow(child.id, children)) for child in children.get(parent, ()))


def trail(attempt: Attempt, attempts: Mapping[str, Attempt]) -> tuple[Attempt, ...]:
    """The way to an attempt: its ancestors from the first one, then itself."""
    way = [attempt]
    while (parent := attempts.get(way[0].parent or "")) is not None and parent not in way:
        way.insert(0, parent)
    return tuple(way)
