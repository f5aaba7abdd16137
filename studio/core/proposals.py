"""The smallest changes that address a failure class, each with a value to try, fitting what the engine reads."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from studio.core.local_options import LocalOptions
from studio.core.spec import EditSpec
from studio.core.words import FailureClass, Job


@dataclass(frozen=True)
class Proposal:
    """One change that may help."""

    field: str
    """Way to the value, for example `local.shadow.strength` or `add[1]`; an index one past the end adds an item."""
    value: Any
    """A value to begin with, as plain file data."""


def proposals(failure: FailureClass, spec: EditSpec, *, reads_words: bool, job: Job) -> tuple[Proposal, ...]:
    """What to try, most promising first. Nothing that the spec says already.

    Args:
        failure: Why the attempt was rejected.
        spec: The attempt's spec.
        reads_words: Whether its engine follows sentences; one that does not is only offered fields that it reads.
        job: The kind of edit.
    """
    found = [*_locks(failure, spec)]
    found += _in_words(failure, spec) if reads_words else _in_fields(failure, spec.local or LocalOptions(), job)
    if failure is FailureClass.LAYOUT and spec.size is None:
        found.append(Proposal("size", "1536x1024"))
    return tuple(found)


def _locks(failure: FailureClass, spec: EditSpec) -> Iterator[Proposal]:
    """The photographed product put back, which mends what was redrawn, letters among it."""
    if failure in {FailureClass.SUBJECT, FailureClass.TEXT} and not spec.lock:
        yield Proposal("lock", value=True)
    if failure is FailureClass.SUBJECT and spec.subject.is_auto:
        yield Proposal("subject", {"box": [0.1, 0.1, 0.8, 0.8]})


def _in_words(failure: FailureClass, spec: EditSpec) -> Iterator[Proposal]:
    if failure is FailureClass.TEXT:
        unspelled = (place for place, wanted in enumerate(spec.text) if not wanted.spell)
        yield from (Proposal(f"text[{place}].spell", value=True) for place in unspelled)
    for field, phrase in failure.phrases:
        said = getattr(spec, field)
        if not isinstance(said, tuple):
            yield Proposal(field, phrase)
        elif phrase not in said:
            yield Proposal(f"{field}[{len(said)}]", phrase)


def _in_fields(failure: FailureClass, local: LocalOptions, job: Job) -> Iterator[Proposal]:
    replaces = job is Job.BACKGROUND_REPLACEMENT
    if failure is FailureClass.LAYOUT:
        fill = local.canvas.fill if local.canvas else None
        if replaces:
            yield Proposal("local.canvas.fill", 0.7 if fill != 0.7 else 0.85)
        if job is Job.LAYOUT_EXTENSION:
            yield Proposal("local.canvas.anchor", "left")
    if failure is FailureClass.LIGHTING and replaces:
        shadow = local.shadow
        yield Proposal("local.shadow.strength", round(shadow.strength + (0.2 if shadow.strength <= 0.6 else -0.2), 2))
        yield Proposal("local.shadow.angle_deg", 180 - shadow.angle_deg)
        yield Proposal("local.light", 0.3 if not local.light else round(local.light / 2, 2))
    if failure in {FailureClass.STYLE, FailureClass.COMMERCIAL_RISK} and replaces:
        kind = local.background.kind if local.background else None
        plain = "white" if failure is FailureClass.COMMERCIAL_RISK else "studio-paper"
        yield Proposal("local.background.kind", plain if kind != plain else "sweep")
