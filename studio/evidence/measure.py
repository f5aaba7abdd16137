"""All measurements of one attempt."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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
from studio.evidence.reuse import channels_served, enlargement, provenance
from studio.pictures import digest_of, encode_png, read_rgb_bytes

if TYPE_CHECKING:
    from studio.evidence.pair import Pair


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
        product, heat, pair = _product(subject, source, made, limits)
        found += product
        if read_text:
            from studio.evidence.text import Asked, text_measures

            asked = Asked(subject.expected_text, subject.wanted_text, subject.swapped_text)
            found += text_measures(pair, (source, made), limits, asked)
    found += _use(subject, made, limits)
    place = {criterion.name: position for position, criterion in enumerate(CRITERIA)}
    found.sort(key=lambda one: (place[one.criterion], one.flag != "look"))
    evidence = Evidence(
        method=METHOD, before=digest_of(subject.before) if subject.before is not None else None,
        after=digest_of(subject.after), measures=tuple(found),
    )  # fmt: skip
    return Measured(evidence, heat)


def _product(
    subject: Subject, source: NDArray[np.uint8], made: NDArray[np.uint8], limits: Limits
) -> tuple[list[Measure], bytes | None, Pair | None]:
    """Everything that is measured over the registered product, and the pair; none when it cannot be registered."""
    from studio.evidence.identity import heat_map, identity_measures
    from studio.evidence.layout import layout_measures
    from studio.evidence.pair import open_pair
    from studio.evidence.surroundings import surroundings_measures

    if subject.matte is None:
        return [_unknown(f"The product was not measured: {subject.why_no_matte}")], None, None
    pair = open_pair(source, made, subject.matte)
    edges = 1.0 if pair.registration.is_exact else pair.registration.edges_found
    if edges < limits.edges_least:
        return [_unknown("The picture cannot be aligned with the photograph, so nothing was measured over it. "
                         "If the product looks different to you, it is.", flag="look")], None, None  # fmt: skip
    found: list[Measure] = []
    if edges < limits.edges_found:
        found.append(
            _unknown(f"Only {edges:.0%} of the product's edges were found again: compare it by eye.", flag="look")
        )
    if subject.job in (Job.BACKGROUND_REPLACEMENT, Job.LAYOUT_EXTENSION):
        found += identity_measures(pair, limits)
    grows = subject.job is Job.LAYOUT_EXTENSION
    found += layout_measures(pair, limits, subject.channel, may_shrink=grows)
    if subject.job is not Job.DETAIL_REPAIR:
        found += surroundings_measures(pair, limits)
    grown = pair.registration.scale * (made.shape[0] / pair.after.shape[0]) * (pair.before.shape[0] / source.shape[0])
    found.append(enlargement(grown, limits))
    heat = heat_map(pair)
    return found, None if heat is None else encode_png(heat), pair


def _unknown(says: str, *, flag: str = "unknown") -> Measure:
    return Measure.model_validate({"name": "registration", "criterion": "subject identity", "flag": flag, "says": says})


def _use(subject: Subject, made: NDArray[np.uint8], limits: Limits) -> Iterator[Measure]:
    """Everything about where the picture will be used."""
    size = Size(made.shape[1], made.shape[0])
    if subject.channel is not None:
        yield from channel_measures(made, subject.channel, white_share=limits.white_share)
        yield from file_measures(subject.after, subject.channel)
    mark = provenance(subject.before, subject.after, is_generative=subject.is_generative)
    if mark is not None:
        yield mark
    if subject.unknown_rights:
        yield Measure(name="rights", criterion="brand safety", flag="look",
                      says=f"Nobody has written down the rights of {', '.join(subject.unknown_rights)}.")  # fmt: skip
    current = subject.channel.name if subject.channel else None
    yield channels_served(size, subject.other_channels, current=current)
