"""What the built-in engine needs: structured fields, since it does not read sentences."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from studio.core.recipe.words import Role
from studio.core.subject import Box, Fraction, Point, Strict

_HEX = re.compile(r"#[0-9a-fA-F]{6}")


def _colour(value: str) -> str:
    if not _HEX.fullmatch(value):
        raise ValueError("a colour is written as '#rrggbb', in quotes")
    return value.lower()


Colour = Annotated[str, AfterValidator(_colour)]
"""sRGB as `#rrggbb`."""
BackdropKind = Literal[
    "white", "solid", "sweep", "photo",
    "retail", "window-light", "wood-table", "marble", "studio-paper", "dusk-bokeh",
]  # fmt: skip
"""A plain backdrop, a photograph, or a scene that the engine draws."""
Season = Literal["spring", "summer", "autumn", "winter"]
"""Colours and goods of the retail scene."""
Anchor = Literal[
    "center", "left", "right", "top", "bottom", "top left", "top right", "bottom left", "bottom right",
]  # fmt: skip
"""Where the source stays when the canvas grows."""


class BackdropOptions(Strict):
    """What stands behind the product."""

    kind: BackdropKind
    """Which backdrop."""
    colour: Colour | None = None
    """Colour of a solid backdrop, or the upper colour of a sweep."""
    floor: Colour | None = None
    """Floor colour of a sweep."""
    image: str | None = None
    """Picture for `photo`; default: the reference with the role background."""
    season: Season = "spring"
    """Season of the retail scene."""
    horizon: Fraction | None = None
    """Height of the table's far edge; default: a little above the product's foot."""
    blur: Annotated[float, Field(ge=0, le=0.1)] | None = None
    """Lens blur of a photograph, as a fraction of the picture's width."""


class ShadowOptions(Strict):
    """The shadow that grounds the product."""

    mode: Literal["contact", "cast", "both", "keep", "none"] = "contact"
    """Contact line, long cast shadow, both, the photograph's own, or none."""
    strength: Fraction = 0.55
    """How dark, 0 to 1."""
    angle_deg: Annotated[float, Field(ge=0, le=180)] = 120
    """Where the light comes from: 0 is the right edge, 90 the top, 180 the left edge."""
    softness: Fraction = 0.5
    """How blurred a cast shadow is."""


class CanvasOptions(Strict):
    """Where the source stays when the canvas grows."""

    anchor: Anchor = "center"
    """The side or corner the source is held to."""
    fill: Annotated[float, Field(ge=0.2, le=1)] | None = None
    """Background replacement: the product's share of the frame's tighter side; the product is then centred."""


class RepairSpot(Strict):
    """One damaged place."""

    box: Box | None = None
    """A box around it."""
    circle: tuple[Fraction, Fraction, Fraction] | None = None
    """Centre x, centre y, radius as a fraction of the width."""
    line: tuple[Point, ...] | None = Field(None, min_length=2)
    """A scratch, drawn as a line."""
    width: Annotated[float, Field(gt=0, le=0.2)] = 0.004
    """Thickness of the line, as a fraction of the picture's width."""


class Recolour(Strict):
    """A part of the product in another colour; texture and shading stay."""

    to: Colour
    """The target colour."""
    near: Colour | None = None
    """Takes everything of about this colour inside the subject."""
    mask: str | None = None
    """Takes the white part of this picture instead."""
    polygon: tuple[Point, ...] | None = Field(None, min_length=3)
    """Takes what is inside this outline instead."""
    keep: tuple[Annotated[tuple[Point, ...], Field(min_length=3)], ...] = ()
    """Outlines of parts that keep their colour, for example a label or hardware."""
    strength: Fraction = 1.0
    """How far to go, 0 to 1."""


class ReferenceStrength(Strict):
    """How strongly a reference acts."""

    image: str | None = None
    """Which reference; default: the one with the fitting role."""
    strength: Fraction = 0.8
    """0 leaves the picture as it is."""
    protect: bool = True
    """Keep the product's own colours."""


class Placement(Strict):
    """A logo or insert put onto the picture."""

    box: Box
    """Where it goes; it is fitted inside without distortion."""
    image: str | None = None
    """Which reference; default: the one with the role logo or insert."""
    blend: Literal["print", "emboss", "plain"] = "print"
    """Printed onto the surface, pressed into it, or laid on top."""
    angle_deg: Annotated[float, Field(ge=-180, le=180)] = 0
    """Turned counter-clockwise."""
    wrap: Fraction = 0.3
    """How much of the surroundings' light spills over its edge."""


class LocalOptions(Strict):
    """Everything the built-in engine can be told."""

    background: BackdropOptions | None = None
    """Background replacement: what to put behind the product."""
    shadow: ShadowOptions = ShadowOptions()
    """The shadow under the product."""
    reflection: Fraction | None = None
    """Mirror image in the table, 0 to 1; left out, the table mirrors as its scene does."""
    light: Fraction = 0.0
    """How far the product's light is drawn toward the new background; above 0 its pixels change."""
    canvas: CanvasOptions | None = None
    """Layout extension: where the source stays."""
    repair: tuple[RepairSpot, ...] = ()
    """Detail repair: the damaged places; a scope mask serves as well."""
    recolour: Recolour | None = None
    """Reference edit: a part in another colour."""
    palette: ReferenceStrength | None = None
    """Reference edit: colours from a reference."""
    relight: ReferenceStrength | None = None
    """Reference edit: light from a reference."""
    place: Placement | None = None
    """Reference edit: a logo or insert."""
    seed: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """Same seed, same picture, bit for bit."""


READS: dict[str, tuple[Role, ...]] = {
    "background": (Role.BACKGROUND,),
    "palette": (Role.PALETTE, Role.STYLE),
    "relight": (Role.LIGHT, Role.STYLE, Role.BACKGROUND, Role.PALETTE),
    "place": (Role.LOGO, Role.INSERT),
}
"""Roles of the references that each field under `local` takes something from, the first one by preference."""
