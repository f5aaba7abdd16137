"""The pixel size an edit is wanted in, from its own word or its channel's."""

from __future__ import annotations

from studio.core.channel import Channel
from studio.core.size import Aspect, Size
from studio.core.spec import EditSpec

LONG_EDGE_PX = 1536
"""Longer side of a picture that is only given a shape."""


def wanted_size(spec: EditSpec, channel: Channel | None) -> Size | None:
    """The size wanted: the spec's pixels, else its shape, else the channel's recommendation, else None."""
    if spec.size is not None:
        return Size.parse(spec.size)
    if spec.aspect is not None:
        return size_of_shape(Aspect.parse(spec.aspect))
    return channel.size if channel is not None else None


def size_of_shape(aspect: Aspect) -> Size:
    """A size of a shape, its longer side `LONG_EDGE_PX`, its shorter one at least a pixel."""
    if aspect.ratio >= 1:
        return Size(LONG_EDGE_PX, max(1, round(LONG_EDGE_PX / aspect.ratio)))
    return Size(max(1, round(LONG_EDGE_PX * aspect.ratio)), LONG_EDGE_PX)
