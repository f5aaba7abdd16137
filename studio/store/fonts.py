"""Font files that a recipe names: in its own folder, or in `content/_fonts`, which all recipes share."""

from __future__ import annotations

from pathlib import Path

from studio.core.problem import did_you_mean
from studio.store.inside import found_inside

SHARED = "_fonts"
"""Folder of the fonts that all recipes share, in `content/`."""
_ENDINGS = frozenset({".otf", ".ttf", ".ttc", ".woff", ".woff2"})


def find_font(content: Path, slug: str, name: str) -> Path | None:
    """The file of a font; the recipe's own comes first, None when there is none."""
    return found_inside(content / slug, name) or found_inside(content / SHARED, name)


def where_fonts_are(content: Path, slug: str, name: str) -> str:
    """A sentence for a person whose font is not there."""
    there = {
        path.name for folder in (content / slug, content / SHARED) if folder.is_dir() for path in folder.iterdir()
        if path.suffix.lower() in _ENDINGS
    }  # fmt: skip
    near = did_you_mean(name, there) if there else ""
    return near or f"Put the font file into {content.name}/{SHARED}/ or beside the recipe."
