"""All measurements of one attempt."""

from __future__ import annotations

from studio.core.channel import Channel
from studio.core.evidence import METHOD, Evidence, Measure
from studio.core.review import CRITERIA
from studio.evidence.channel_rules import channel_measures
from studio.evidence.preserved import preserved_measures
from studio.pictures import digest_of, read_rgb_bytes


def measure(before: bytes | None, after: bytes, *, channel: Channel | None) -> Evidence:
    """Measure a result against the picture it began with and against its channel.

    Args:
        before: The edit target's bytes; None when it is not known.
        after: The result's bytes.
        channel: Where it will be used.

    Raises:
        PictureUnreadable: One of them is no picture.
    """
    made = read_rgb_bytes(after, name="the result")
    found: list[Measure] = []
    if before is not None:
        found += preserved_measures(read_rgb_bytes(before, name="the source"), made)
    if channel is not None:
        found += channel_measures(made, channel)
    place = {criterion.name: position for position, criterion in enumerate(CRITERIA)}
    found.sort(key=lambda one: (place[one.criterion], one.flag != "look"))
    return Evidence(
        method=METHOD, before=digest_of(before) if before is not None else None, after=digest_of(after),
        measures=tuple(found),
    )  # fmt: skip
