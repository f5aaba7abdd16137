"""All measurements of one attempt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.core.channel import Channel
from studio.core.evidence import METHOD, Evidence, Measure
from studio.core.limits import Limits
from studio.core.review import CRITERIA
from studio.core.size import Size
from studio.core.words import Job
from studio.evidence.channel_rules import channel_measures, file_measures
from studio.evidence.preserved import preserved_measures
from studio.evidence.reuse import channels_served, provenance
from studio.pictures import digest_of, encode_png, read_rgb_bytes


@dataclass(frozen=True)
class Subject:
    """What is measured, and what was asked of it."""

    before: bytes | None
    """The edit target; None when it is not known."""
    after: bytes
    """The result."""
    job: Job
    """The kind of edit: what it is meant to change is not held against it."""
    matte: NDArray[np.float32] | None = None
    """(H, W) the product in the edit target; None when it could not be found."""
    why_no_matte: str = ""
    """Why it could not."""
    channel: Channel | None = None
    """Where it will be used."""
    other_channels: Sequence[Channel] = ()
    """Channels it might serve as well."""
    expected_text: Sequence[str] = ()
    """What the label must still say."""
    wanted_text: Sequence[str] = ()
    """Copy that was asked for."""
    swapped_text: Sequence[tuple[str, str]] = ()
    """Words of the label that should become other words."""
    is_generative: bool = False
    """Whether a model made it."""
    unknown_rights: Sequence[str] = ()
    """References that are shown and whose rights nobody has written down."""
    may_change: NDArray[np.float32] | None = None
    """(H, W) 1 where the edit may change the edit target; None when nothing says so."""
    asked_colour: str | None = None
    """The colour, `#rrggbb`, that was asked for what may change."""
    asked_strength: float = 1.0
    """How far it should go there, 0 to 1."""
    is_put_back: bool = False
    """Whether the identity lock put the photograph's own product into the picture."""
    is_found: bool = False
    """Whether the studio found `matte`, and no person drew it: then it is held against a second finder."""
    second: NDArray[np.float32] | None = None
    """What a finder that had no part in `matte` takes for the product, 0 or 1, any size; None without one."""


@dataclass(frozen=True)
class Measured:
    """The evidence and the picture that shows where."""

    evidence: Evidence
    """All measurements."""
    heat_map: bytes | None
    """PNG of the photograph in grey with the changed parts of the product in colour."""


def measure(subject: Subject, limits: Limits, *, read_text: bool = True) -> Measured:
    """Measure a result against the picture it began with and against its channel.

    Args:
        subject: The pictures and what was asked.
        limits: When a measurement is worth a look.
        read_text: Whether to read text, which takes seconds.

    Raises:
        PictureUnreadable: One of the pictures is none.
    """
    made = read_rgb_bytes(subject.after, name="the result")
    found: list[Measure] = []
    heat = None
    if subject.before is not None:
        source = read_rgb_bytes(subject.before, name="the source")
        found += preserved_measures(source, made)
        from studio.evidence.comparison import compare

        over = compare(subject, source, made, limits)
        found += over.measures
        heat = None if over.heat is None else encode_png(over.heat)
        if read_text:
            from studio.evidence.text import Asked, text_measures

            asked = Asked(subject.expected_text, subject.wanted_text, subject.swapped_text)
            found += text_measures(over.pair, (source, made), limits, asked)
    found += _use(subject, made, limits)
    place = {criterion.name: position for position, criterion in enumerate(CRITERIA)}
    found.sort(key=lambda one: (place[one.criterion], one.flag != "look"))
    evidence = Evidence(
        method=METHOD, before=digest_of(subject.before) if subject.before is not None else None,
        after=digest_of(subject.after), measures=tuple(found),
    )  # fmt: skip
    return Measured(evidence, heat)


def _use(subject: Subject, made: NDArray[np.uint8], limits: Limits) -> Iterator[Measure]:
    """Everything about where the picture will be used."""
    size = Size(made.shape[1], made.shape[0])
    if subject.channel is not None:
        yield from channel_measures(made, subject.channel, white_share=limits.white_share)
        yield from file_measures(subject.after, subject.channel)
    if subject.channel is not None and subject.channel.provenance:
        mark = provenance(subject.before, subject.after, is_generative=subject.is_generative)
        if mark is not None:
            yield mark
    if subject.unknown_rights:
        yield Measure(name="rights", criterion="brand safety", flag="look",
                      says=f"Nobody has written down the rights of {', '.join(subject.unknown_rights)}.")  # fmt: skip
    current = subject.channel.name if subject.channel else None
    yield channels_served(size, subject.other_channels, current=current)
