"""Channels: where a picture will be used, and what that place asks of it. Facts age, so each row is dated."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from studio.core.problem import did_you_mean
from studio.core.recipe.spec import EditSpec
from studio.core.size import Aspect, Size
from studio.core.subject import Strict
from studio.errors import NotFound


class PixelRule(Strict):
    """A limit on pixels; what is left out does not matter to the channel."""

    width: int | None = None
    """Width in pixels."""
    height: int | None = None
    """Height in pixels."""
    longest: int | None = None
    """Longer side in pixels."""
    shortest: int | None = None
    """Shorter side in pixels."""
    pixels: int | None = None
    """Area in pixels."""

    def measures(self, size: Size) -> Iterator[tuple[str, int, int]]:
        """Name, limit and actual value of every limit that is set."""
        actual = {
            "width": size.width, "height": size.height, "pixels": size.pixels,
            "longest": max(size.width, size.height), "shortest": min(size.width, size.height),
        }  # fmt: skip
        for name, value in actual.items():
            limit: int | None = getattr(self, name)
            if limit is not None:
                yield name, limit, value


class SafeArea(Strict):
    """Strips that the channel covers, in pixels at its recommended size."""

    top: int = 0
    """At the top."""
    bottom: int = 0
    """At the bottom."""
    left: int = 0
    """At the left."""
    right: int = 0
    """At the right."""


class Channel(Strict):
    """One place where pictures are used."""

    name: str
    """Its name in recipes."""
    label: str
    """Its name for people."""
    aspects: tuple[str, ...] = ()
    """Shapes it takes, the preferred one first; empty: any."""
    aspect_required: bool = True
    """Whether another shape is wrong, or only less liked."""
    tolerance: Annotated[float, Field(ge=0, le=0.2)] = 0.01
    """How far the shape may be off, as a fraction of the aspect ratio."""
    least: PixelRule = PixelRule()
    """Smallest picture."""
    recommended: tuple[int, int]
    """Width and height to aim for."""
    most: PixelRule = PixelRule()
    """Largest picture."""
    background: Literal["free", "white", "white or transparent"] = "free"
    """What must stand behind the product."""
    fill: tuple[float, float] | None = None
    """Share of the frame's longer side that the product's box takes, least and most."""
    formats: tuple[str, ...] = ()
    """File formats, as `jpeg`."""
    preferred_format: str | None = None
    """The one it likes best."""
    max_bytes: int | None = None
    """Largest file."""
    alpha: bool = True
    """Whether transparency is allowed."""
    profile: Literal["srgb"] | None = None
    """Colour profile it asks for."""
    text: Literal["allowed", "few words", "forbidden"] = "allowed"
    """Whether copy may stand in the picture."""
    provenance: bool = False
    """Whether AI-made pictures must carry their provenance tag."""
    safe: SafeArea = SafeArea()
    """Strips it covers."""
    rules: Annotated[tuple[str, ...], BeforeValidator(lambda value: value or ())] = ()
    """Further rules that only a person can check."""
    source: str
    """Where the row was read."""
    confidence: Literal["low", "medium", "high"]
    """How far it can be trusted."""
    as_of: str
    """Day on which it was read."""

    @property
    def size(self) -> Size:
        """The recommended size."""
        return Size(*self.recommended)

    def aspect_fault(self, size: Size) -> float | None:
        """How far a picture's shape is off the nearest one the channel takes, when that is too far; else None."""
        if not self.aspects:
            return None
        off = min(abs(size.ratio / Aspect.parse(aspect).ratio - 1) for aspect in self.aspects)
        return off if off > self.tolerance else None


@dataclass(frozen=True)
class Channels:
    """The table of channels."""

    by_name: Mapping[str, Channel]
    """Rows by name, in the table's order."""

    def find(self, name: str) -> Channel:
        """The channel of that name.

        Raises:
            NotFound: There is none.
        """
        if name not in self.by_name:
            raise NotFound(f"No channel is called '{name}'. {did_you_mean(name, self.by_name)}")
        return self.by_name[name]


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
