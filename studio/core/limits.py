"""Limits at which a measurement is worth a look: data, not code."""

from __future__ import annotations

from studio.core.subject import Strict


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
