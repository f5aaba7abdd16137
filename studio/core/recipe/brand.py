"""A brand kit: what a client's recipes share, said once in `content/_brands/NAME.toml`; `brand: NAME` inherits it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from studio.core.recipe.rights import Terms
from studio.core.recipe.spec import Phrases
from studio.core.recipe.words import Rights
from studio.core.subject import Strict

_WORDS_OF_A_PROMPT = ("preserve", "avoid", "style")
"""Fields of an edit to which a kit adds phrases."""


class BrandColour(Strict):
    """One colour of the palette."""

    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    """As `#rrggbb`."""
    tolerance: Annotated[float, Field(gt=0, le=50)] = 5.0
    """How far a colour of a picture may be off, as CIEDE2000, and still count as this one."""


def _bare_colour(value: Any) -> Any:  # noqa: ANN401 - raw file data
    return {"colour": value} if isinstance(value, str) else value


class BrandKit(Terms):
    """What all recipes of a brand share. Every part may be left out."""

    palette: dict[str, Annotated[BrandColour, BeforeValidator(_bare_colour)]] = Field(default_factory=dict)
    """Colours by name. Colours that a recipe names are held against it, and results are measured by it."""
    fonts: Phrases = ()
    """Files in `content/_fonts`, the first for copy that is set without a `font` of its own."""
    logos: Phrases = ()
    """Files in `content/_brands`. A logo that a recipe uses must be one of them, byte for byte."""
    preserve: Phrases = ()
    """Locks of every edit."""
    avoid: Phrases = ()
    """What no edit may do."""
    style: Phrases = ()
    """The tone of every picture that is changed."""
    must: Phrases = ()
    """Words that must stand in the copy of every edit that has copy."""
    never: Phrases = ()
    """Words that must never stand in copy, titles, summaries or descriptions."""
    criteria: Phrases = ()
    """Criteria added to the checklist."""
    rights: Rights | None = None
    """Why its pictures may be used, where a recipe does not say."""
    credit: str | None = None
    """Who is named beside its pictures, where a recipe does not say."""


@dataclass(frozen=True)
class Brand:
    """A kit that a recipe names, with its logos as they are on disk."""

    name: str
    kit: BrandKit
    logos: Mapping[str, str] = field(default_factory=dict)
    """Files by the digest of their bytes."""


def added_by(brand: Brand, data: Mapping[str, Any]) -> dict[str, list[str]]:
    """The phrases that a brand adds to the prompt of an edit, by field.

    Nothing is added to a prompt that a person wrote by hand, and no tone to an edit that changes nothing.

    Args:
        brand: The brand.
        data: The edit block as plain data.
    """
    if data.get("prompt"):
        return {}
    fields = [name for name in _WORDS_OF_A_PROMPT if name != "style" or data.get("change")]
    found = {name: [one for one in getattr(brand.kit, name) if one not in _listed(data.get(name))] for name in fields}
    return {name: phrases for name, phrases in found.items() if phrases}


def edit_with(brand: Brand, data: Mapping[str, Any]) -> dict[str, Any]:
    """An edit block with what its brand adds: its phrases first, its fonts where copy names none."""
    joined = {name: [*phrases, *_listed(data.get(name))] for name, phrases in added_by(brand, data).items()}
    copy = data.get("text")
    if brand.kit.fonts and isinstance(copy, list):
        joined["text"] = [_with_font(one, [*brand.kit.fonts]) for one in copy]
    return {**data, **joined}


def _with_font(copy: Any, fonts: list[str]) -> Any:  # noqa: ANN401 - plain file data
    setting = copy.get("set") if isinstance(copy, Mapping) else None
    return {**copy, "set": {"font": fonts, **setting}} if isinstance(setting, Mapping) else copy


def _listed(value: Any) -> list[Any]:  # noqa: ANN401 - plain file data
    return list(value) if isinstance(value, list | tuple) else [value] if value else []
