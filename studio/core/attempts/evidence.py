"""Measurements on before and after, and the limits at which one is worth a look.

They help the reviewer; they never decide.
"""

from __future__ import annotations

from typing import Literal

from studio.core.subject import Box, Strict

METHOD = 5
"""Version of the measuring; evidence of an older one is measured again."""
Flag = Literal["fine", "look", "unknown"]
"""Nothing seen, worth a look, or not measured."""


class Measure(Strict):
    """One measurement."""

    name: str
    """Stable name, for example `preserved pixels`."""
    criterion: str
    """The criterion of the checklist it speaks to."""
    flag: Flag
    """Whether the reviewer should look."""
    says: str
    """In plain words, as a sentence."""
    value: float | None = None
    unit: str = ""
    limit: float | None = None
    """The number at which it is worth a look."""
    place: Box | None = None
    """Where in the after picture, as fractions."""


class Evidence(Strict):
    """Everything that was measured on one attempt."""

    method: int
    """Version of the measuring."""
    before: str | None = None
    """Digest of the picture it was compared with; None where there was none."""
    after: str
    """Digest of the result."""
    heat_map: str | None = None
    """File beside the sidecar that shows where the product changed."""
    measures: tuple[Measure, ...]
    """In checklist order, those worth a look first within a criterion."""

    @property
    def looks(self) -> tuple[Measure, ...]:
        """Measurements worth a look."""
        return tuple(measure for measure in self.measures if measure.flag == "look")

    def of(self, criterion: str) -> tuple[Measure, ...]:
        """Measurements that speak to a criterion."""
        return tuple(measure for measure in self.measures if measure.criterion == criterion)


class Limits(Strict):
    """One limit per measurement; units stand beside them in `studio/data/limits.yaml`."""

    as_of: str = ""
    """When they were last weighed."""
    method: int
    """Version of the measuring they belong to."""
    colour_drift: float
    """Delta E 2000 of the product's mean colour."""
    hue_shift: float
    """Degrees."""
    chroma_shift: float
    """Share."""
    lightness_shift: float
    """L*."""
    changed_part: float
    """Squared difference over the explained one."""
    changed_px: float
    """Pixels, of a picture whose shorter side has 1024."""
    changed_share: float
    """Share of what is compared."""
    sharpness: float
    """Ratio of Laplacian energies."""
    texture_kept: float
    """Slope of fine texture."""
    texture_lost: float
    """Share of the textured tiles."""
    asked_colour: float
    """Delta E 2000."""
    asked_texture: float
    """Correlation."""
    missing: float
    """Share of the product."""
    finders_alike: float
    """IoU."""
    edges_found: float
    """Share of edges."""
    edges_least: float
    """Share of edges."""
    stretch: float
    """Ratio of scales."""
    turn_deg: float
    """Degrees."""
    visible: float
    """Share of the product."""
    fill_least: float
    """Share of the frame."""
    fill_most: float
    """Share of the frame."""
    covered: float
    """Share of the product."""
    white_share: float
    """Share of the border."""
    halo: float
    """L*."""
    second_edge: float
    """Share of the outline."""
    grounding: float
    """Stops."""
    shadow_gap: float
    """Stops."""
    light_side: float
    """Stops."""
    shadow_side: float
    """Stops."""
    banding: float
    """Share of the backdrop."""
    text_confidence: float
    """0 to 1."""
    contrast: float
    """Ratio, 1 to 21."""
    enlargement: float
    """Factor."""
    rectangle: float
    """Share of an extended picture."""
    repeat: float
    """Correlation beyond what is usual."""
    joint: float
    """Share of the joint's length."""
    tone: float
    """Times the usual step."""
