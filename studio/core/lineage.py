"""Retries: one change at a time, and which change each failure class asks for."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from studio.core.attempt import Attempt, Change, dump_spec
from studio.core.spec import EditSpec
from studio.core.words import FailureClass
from studio.errors import RuleBroken

PROPOSALS: Mapping[FailureClass, tuple[str, ...]] = {
    FailureClass.SUBJECT: ("preserve", "subject", "lock"),
    FailureClass.LAYOUT: ("layout", "scope", "size", "local.canvas"),
    FailureClass.LIGHTING: ("add", "style", "local.shadow", "local.light"),
    FailureClass.TEXT: ("text", "avoid", "expect_text"),
    FailureClass.STYLE: ("style", "local.background"),
    FailureClass.COMMERCIAL_RISK: ("avoid", "channel"),
}
"""The smallest fields that address each failure class, most promising first."""

_WHOLE = frozenset({"polygon", "holes", "keep", "box", "circle", "line", "extra"})
"""Lists and tables that are one value to a person."""


def differences(before: EditSpec, after: EditSpec) -> tuple[Change, ...]:
    """Every single difference between two specs: one list item or one value each.

    How many results were asked for, and the variation axis, are not part of the edit and do not count.
    """
    return tuple(_compare("", _comparable(before), _comparable(after)))


def _comparable(spec: EditSpec) -> dict[str, Any]:
    data = dump_spec(spec)
    data.pop("vary", None)
    engine = {key: value for key, value in data.pop("engine", {}).items() if key != "n"}
    return {**data, "engine": engine} if engine else data


def _compare(field: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401 - plain file data
    if before == after:
        return
    name = field.rpartition(".")[2]
    if name not in _WHOLE and isinstance(before or {}, dict) and isinstance(after or {}, dict):
        if before is None or after is None:
            yield from _appeared(field, before, after)
            return
        for key in sorted({*before, *after}):
            yield from _compare(f"{field}.{key}" if field else key, before.get(key), after.get(key))
    elif name not in _WHOLE and isinstance(before or [], list) and isinstance(after or [], list):
        yield from _compare_lists(field, before or [], after or [])
    else:
        yield Change(field=field, before=before, after=after)


def _appeared(field: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401 - plain file data
    """A table that is new or gone counts by its values, so that it cannot smuggle in several."""
    present = before if after is None else after
    for key, value in sorted(present.items()):
        yield from _compare(f"{field}.{key}", *((value, None) if after is None else (None, value)))


def _compare_lists(field: str, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    for was, becomes in _shortest_edit([_key(item) for item in before], [_key(item) for item in after]):
        place = becomes if becomes is not None else was
        yield from _compare_items(
            f"{field}[{place}]",
            None if was is None else before[was],
            None if becomes is None else after[becomes],
        )


def _shortest_edit(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[int | None, int | None]]:
    """The fewest replacements, insertions and deletions that turn one list into the other, as pairs of positions.

    Wagner and Fischer, "The string-to-string correction problem", 1974. The standard library's matcher is not
    minimal, and a retry that adds one phrase must count as one change.
    """
    steps = [[0] * (len(after) + 1) for _ in range(len(before) + 1)]
    for i in range(len(before), -1, -1):
        for j in range(len(after), -1, -1):
            if i == len(before) or j == len(after):
                steps[i][j] = len(before) - i + len(after) - j
            elif before[i] == after[j]:
                steps[i][j] = steps[i + 1][j + 1]
            else:
                steps[i][j] = 1 + min(steps[i + 1][j + 1], steps[i + 1][j], steps[i][j + 1])
    i = j = 0
    while i < len(before) or j < len(after):
        left = steps[i][j]
        if i < len(before) and j < len(after) and before[i] == after[j]:
            i, j = i + 1, j + 1
        elif i < len(before) and j < len(after) and left == 1 + steps[i + 1][j + 1]:
            yield i, j
            i, j = i + 1, j + 1
        elif i < len(before) and left == 1 + steps[i + 1][j]:
            yield i, None
            i += 1
        else:
            yield None, j
            j += 1


def _compare_items(field: str, before: Any, after: Any) -> Iterator[Change]:  # noqa: ANN401 - plain file data
    if isinstance(before, dict) and isinstance(after, dict):
        yield from _compare(field, before, after)
    else:
        yield Change(field=field, before=before, after=after)


def _key(item: Any) -> str:  # noqa: ANN401 - plain file data
    return json.dumps(item, sort_keys=True, ensure_ascii=False)


def require_one_change(changes: Sequence[Change], *, allow_many: str | None = None) -> tuple[Change, ...]:
    """The changes of a retry, when there is exactly one, or a reason was given for more.

    Raises:
        RuleBroken: Nothing changed, or several things did and no reason was given; names them all.
    """
    if not changes:
        raise RuleBroken(
            "The retry changes nothing. Change one field with --set FIELD=VALUE, "
            "or run the same edit again with --again."
        )
    if len(changes) > 1 and not (allow_many and allow_many.strip()):
        fields = " and ".join(change.field for change in changes)
        raise RuleBroken(
            f"A retry changes one thing, this one changes {len(changes)}: {fields}. "
            'Keep one of them, or say why with --allow-many "reason".'
        )
    return tuple(changes)


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
