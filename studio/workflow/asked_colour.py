"""The colour that an edit asks for, from its fields or from a plain sentence."""

from __future__ import annotations

import re

from studio.core.spec import EditSpec

_TO = re.compile(r"\b(?:to|in|into)\s+(?:an?\s+|the\s+)?((?:[a-z]+\s+){0,2}[a-z]+|#[0-9a-f]{6})\s*$", re.IGNORECASE)
_LEAST_NAME = 3


def asked_colour(spec: EditSpec) -> tuple[str | None, float]:
    """The colour as `#rrggbb` and how far to go there; None when no colour was asked for that has a CSS name."""
    if spec.local is not None and spec.local.recolour is not None:
        return spec.local.recolour.to, spec.local.recolour.strength
    found = _TO.search((spec.change or "").rstrip(". "))
    return (None if found is None else _named(found[1].lower())), 1.0


def _named(words: str) -> str | None:
    from PIL.ImageColor import colormap, getcolor

    parts = words.split()
    for start in range(len(parts)):
        name = "".join(parts[start:])
        if name.startswith("#") or (name in colormap and len(name) >= _LEAST_NAME):
            red, green, blue = getcolor(name, "RGB")[:3]  # type: ignore[index]  # RGB gives three
            return f"#{red:02x}{green:02x}{blue:02x}"
    return None
