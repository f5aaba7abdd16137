"""An edit with the truth of what was done to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from studio.core.channel import Channel
from studio.core.recipe.words import Job
from studio.core.subject import Box, Scope
from studio.pictures import encode_png

Image8 = NDArray[np.uint8]
Plane = NDArray[np.float32]
Half = Literal["tuning", "held"]
"""Free for setting limits, or held back."""


@dataclass
class Facts:
    """What is true of the result, so that sentences can be checked. Places are fractions of the result."""

    label_before: tuple[str, ...] = ()
    """Lines of the label in the photograph."""
    label_after: tuple[str, ...] = ()
    """Lines of the label in the result; empty when they are gone; garbled lines are given as `?`."""
    letters_px: float = 0.0
    """Height of the smallest line in the photograph."""
    new_text: tuple[str, ...] = ()
    """Words that the result has and the photograph has not."""
    text_before: tuple[str, ...] = ()
    """Words outside the product in the photograph."""
    copy: tuple[str, ...] = ()
    """Copy as it stands in the result."""
    colour: Literal["kept", "hue", "pale", "dark"] = "kept"
    """What was done to the product's colour as a whole."""
    asked_colour: bool = True
    """Whether the part that was to change colour has the colour asked for."""
    texture: Literal["kept", "smoothed", "anew", "blurred"] = "kept"
    """What was done to its surface."""
    missing: str = ""
    """A part that is gone."""
    changed: list[Box] = field(default_factory=list)
    """Parts of the product that changed."""
    outside: list[Box] = field(default_factory=list)
    """Places outside the scope that changed."""
    scale: float = 1.0
    """Size of the product in the result over its size in the photograph, both as fractions of the height."""
    stretch: float = 1.0
    """How much too wide it is."""
    tilt_deg: float = 0.0
    """Turned clockwise."""
    turned_deg: float = 0.0
    """Turned in depth."""
    box: Box = (0.0, 0.0, 1.0, 1.0)
    """Around the product in the result."""
    visible: float = 1.0
    """Share of it inside the frame."""
    halo: Literal["", "light", "dark"] = ""
    """Along its edge in the result."""
    halo_before: Literal["", "light", "dark"] = ""
    """Along its edge in the photograph."""
    banding: bool = False
    """In the result."""
    banding_before: bool = False
    """In the photograph."""
    stands: bool = True
    """Whether the ground of the result darkens where it stands."""
    stands_before: bool = True
    """Whether the ground of the photograph does."""
    light: Literal["fits", "side", "colour", "hardness", "product"] = "fits"
    """What of the scene's light is not as the product was photographed; or that the product itself was relit."""
    shines_on: bool = False
    """Whether a new room shines on the product, so that its colours moved a little."""
    product_azimuth: float = 0.0
    """Where the product's light came from in the photograph, degrees, the left is negative."""
    scene_azimuth: float = 0.0
    """Where the scene's light comes from."""
    second_edge: bool = False
    """Whether another outline shows beside the product."""
    extension: Literal["", "rectangle", "repeat", "seam"] = ""
    """What is wrong with the added canvas."""
    is_exact: bool = False
    """Whether the product's pixels are the photograph's."""
    is_resaved: bool = False
    """Whether nothing was done but saving again."""


@dataclass
class Edit:
    """A photograph, its edit, what was asked, and what is true."""

    name: str
    """Kind of product, job and number."""
    half: Half
    """Which half it belongs to."""
    before: Image8
    """(H, W, 3) the photograph."""
    after: Image8
    """(h, w, 3) the result."""
    matte: Plane
    """(H, W) the product in the photograph."""
    job: Job
    """The kind of edit."""
    facts: Facts
    """The truth."""
    fault: str | None = None
    """What is wrong; None for a good edit."""
    criteria: frozenset[str] = frozenset()
    """Criteria at which it must be flagged; one of them is enough."""
    measures: frozenset[str] = frozenset()
    """First words of the measures that may flag it; one of them is enough."""
    scope: Scope | None = None
    """Which part may change."""
    scope_mask: Plane | None = None
    """(H, W) the same as a picture."""
    change: str = ""
    """What was asked, in words."""
    asked_colour: str = ""
    """`#rrggbb` that the part in the scope was to become."""
    expected: tuple[str, ...] = ()
    """Words the person said the label must keep."""
    wanted: tuple[str, ...] = ()
    """Copy that was asked for."""
    channel: Channel | None = None
    """Where it will be used."""
    after_file: bytes = b""
    """The result's file, where it is a JPEG or WebP."""

    @cached_property
    def before_bytes(self) -> bytes:
        """The photograph as a file."""
        return encode_png(self.before)

    @cached_property
    def after_bytes(self) -> bytes:
        """The result as a file."""
        return self.after_file or encode_png(self.after)
