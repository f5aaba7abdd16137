"""Every fault of the list: what is done to the result, and where it must be flagged."""

from __future__ import annotations

from dataclasses import dataclass

IDENTITY, LAYOUT, TEXT = "subject identity", "layout and crop", "text readability"
BRAND, FIT, REUSE = "brand safety", "commercial fit", "reuse potential"


@dataclass(frozen=True)
class Fault:
    """One kind of fault."""

    name: str
    """In the table."""
    criteria: frozenset[str]
    """Where it must be flagged."""
    measures: frozenset[str]
    """First words of the measures that may do so."""
    jobs: str = "brdx"
    """Jobs it is tried in: background replacement, reference edit, detail repair, extension (x)."""


def _fault(name: str, criteria: str, measures: str, jobs: str = "brdx") -> Fault:
    return Fault(name, frozenset(criteria.split(", ")), frozenset(measures.split(", ")), jobs)


_LOCAL = "changed part, colour, registration, outside, missing, preserved, detail, texture"
FAULTS = {
    fault.name: fault
    for fault in (
        _fault("letter changed", TEXT, "label"),
        _fault("figure changed", TEXT, "label"),
        _fault("word changed", TEXT, "label"),
        _fault("label wiped", f"{TEXT}, {IDENTITY}", f"label, {_LOCAL}"),
        _fault("label garbled", f"{TEXT}, {IDENTITY}", f"label, {_LOCAL}"),
        _fault("brand replaced", TEXT, "label"),
        _fault("new text", f"{BRAND}, {TEXT}", "new text, text"),
        _fault("copy misspelt", TEXT, "copy", "b"),
        _fault("recoloured", IDENTITY, _LOCAL),
        _fault("paler", IDENTITY, _LOCAL),
        _fault("darkened", IDENTITY, _LOCAL),
        _fault("part missing", IDENTITY, _LOCAL),
        _fault("detail rewritten", IDENTITY, _LOCAL),
        _fault("detail duplicated", IDENTITY, _LOCAL),
        _fault("texture smoothed", IDENTITY, "texture, sharpness, registration, outside"),
        _fault("texture anew", IDENTITY, "texture, sharpness, registration, changed part, outside"),
        _fault("blurred", IDENTITY, "texture, sharpness, registration, outside"),
        _fault("stretched", LAYOUT, "proportions"),
        _fault("tilted", LAYOUT, "tilt"),
        _fault("cut off", LAYOUT, "cut off, fill"),
        _fault("too small", LAYOUT, "fill", "b"),
        _fault("light halo", f"{REUSE}, {FIT}", "halo, edge", "b"),
        _fault("dark fringe", f"{REUSE}, {FIT}", "halo, edge", "b"),
        _fault("banding", FIT, "banding", "bx"),
        _fault("floating", FIT, "footing, standing, contact", "b"),
        _fault("light side", FIT, "light", "b"),
        _fault("product relit", IDENTITY, "light on product, changed part, colour", "b"),
        _fault("light colour", FIT, "light", "b"),
        _fault("light hardness", FIT, "light", "b"),
        _fault(
            "second edge", f"{IDENTITY}, {FIT}, {REUSE}", "second edge, edge, left over, leftover, paste, halo", "b"
        ),
        _fault("flat rectangle", f"{FIT}, {REUSE}", "extension, rectangle, seam, flat", "x"),
        _fault("repeat", f"{FIT}, {REUSE}", "extension, repeat, seam", "x"),
        _fault("outside changed", IDENTITY, "outside, registration, changed part, colour", "rd"),
        _fault("asked colour missed", IDENTITY, "asked, scope, colour, recolour", "r"),
    )
}
"""By name."""
GOOD = ("exact", "model-like", "re-saved", "noisy phone", "flawed source")
"""Kinds of edits that must raise no flag."""
