"""All measurements of one attempt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.core.attempts.evidence import METHOD, Evidence, Limits, Measure
from studio.core.attempts.review import BRAND, CRITERIA
from studio.core.size import Size
from studio.evidence.brand import brand_colours
from studio.evidence.case import Case
from studio.evidence.changes import NO_PART
from studio.evidence.comparison import compare
from studio.evidence.identical import preserved_measures
from studio.evidence.set_copy import set_copy
from studio.evidence.text import Asked, text_measures
from studio.evidence.use import channel_measures, channels_served, file_measures, provenance
from studio.pictures import digest_of, encode_png, read_rgb_bytes


@dataclass(frozen=True)
class Measured:
    """The evidence and the picture that shows where."""

    evidence: Evidence
    """All measurements."""
    heat_map: bytes | None
    """PNG of the photograph in grey with the changed parts of the product in colour."""


def measure(case: Case, limits: Limits, *, read_text: bool = True) -> Measured:
    """Measure a result against the picture it began with and against its channel.

    Args:
        case: The pictures and what was asked.
        limits: When a measurement is worth a look.
        read_text: Whether to read text, which takes seconds.

    Raises:
        PictureUnreadable: One of the pictures is none.
    """
    made = read_rgb_bytes(case.after, name="the result")
    found: list[Measure] = []
    heat = None
    if case.before is not None:
        source = read_rgb_bytes(case.before, name="the source")
        found += preserved_measures(source, made)

        over = compare(case, source, made, limits)
        found += over.measures
        heat = None if over.heat is None else encode_png(over.heat)
        if read_text:
            boxes = tuple(setting.box for setting in case.set_copy)
            asked = Asked(case.expected_text, case.wanted_text, case.swapped_text, boxes)
            found = but_for_the_label([*found, *text_measures(over.pair, (source, made), limits, asked)])
    if case.set_copy:
        found.append(set_copy(case.set_copy, made, limits))
    found += _use(case, made, limits)
    place = {criterion.name: position for position, criterion in enumerate(CRITERIA)}
    found.sort(key=lambda one: (place[one.criterion], one.flag != "look"))
    evidence = Evidence(
        method=METHOD, before=digest_of(case.before) if case.before is not None else None,
        after=digest_of(case.after), measures=tuple(found),
    )  # fmt: skip
    return Measured(evidence, heat)


def but_for_the_label(found: list[Measure]) -> list[Measure]:
    """The same, and no word that changed at a place is denied by what found no changed part: a 6 is nearly an 8."""
    if not any(one.name == "label" and one.flag == "look" and one.place for one in found):
        return found
    return [one.model_copy(update={"says": f"{one.says.removesuffix('.')} but for the label."})
            if one.name == "changed part" and one.says.startswith(NO_PART) else one for one in found]  # fmt: skip


def _use(case: Case, made: NDArray[np.uint8], limits: Limits) -> Iterator[Measure]:
    """Everything about where the picture will be used."""
    size = Size(made.shape[1], made.shape[0])
    if case.channel is not None:
        yield from channel_measures(made, case.channel, white_share=limits.white_share)
        yield from file_measures(case.after, case.channel)
    if case.channel is not None and case.channel.provenance:
        mark = provenance(case.before, case.after, is_generative=case.is_generative)
        if mark is not None:
            yield mark
    if case.palette:
        yield brand_colours(case.palette, made)
    if case.unknown_rights:
        yield Measure(name="rights", criterion=BRAND, flag="look",
                      says=f"Nobody has written down the rights of {', '.join(case.unknown_rights)}.")  # fmt: skip
    current = case.channel.name if case.channel else None
    yield channels_served(size, case.other_channels, current=current)
