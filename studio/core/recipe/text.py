"""Words in a picture: those a model draws, and those the studio sets with real fonts after the edit.

Lengths are fractions of the picture.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, NamedTuple, Self

from pydantic import BeforeValidator, Field, ValidatorFunctionWrapHandler, field_validator, model_validator

from studio.core.recipe.local_options import Colour
from studio.core.subject import Box, Strict

Align = Literal["start", "center", "end"]
"""Where lines begin: `start` is left in English and right in Arabic."""
At = Literal["top", "middle", "bottom"]
"""Where lines stand in their box."""
_MARGIN = 0.05
"""Between the picture's edge and words that are placed by name."""
_THIRD = (1 - 2 * _MARGIN) / 3
_ACROSS = {"left": "left", "right": "right", "center": "center", "centre": "center"}
_DOWN: dict[str, At] = {"top": "top", "middle": "middle", "bottom": "bottom"}


class Typesetting(Strict):
    """How words are set. The same setting always gives the same letters."""

    font: Annotated[
        tuple[str, ...],
        BeforeValidator(
            lambda value: [value] if isinstance(value, str) else value, json_schema_input_type=str | tuple[str, ...]
        ),
        Field(min_length=1),
    ]
    """A font file in the recipe's folder or in `content/_fonts`; of several, the first that has every letter."""
    box: Box | None = None
    """Where the words stand: x and y of the upper left corner, width, height; default: by `where`."""
    size: Annotated[float, Field(gt=0, le=1)] | None = None
    """Height of the type as a fraction of the picture's height; default: the largest that fits."""
    colour: Colour = "#000000"
    """Colour of the letters as `#rrggbb`."""
    align: Align | None = None
    """`start`, `center` or `end` of the line; default: by `where`, else `start`."""
    at: At | None = None
    """`top`, `middle` or `bottom` of the box; default: by `where`, else `middle`."""
    leading: Annotated[float, Field(ge=0.7, le=3)] = 1.2
    """From line to line, as a multiple of the type's height."""
    language: str | None = None
    """Language of the words, as `tr` or `ja`, where the font draws some letters in another way."""
    features: tuple[str, ...] = ()
    """OpenType features, as `smcp` or `-liga`."""


class SetWords(NamedTuple):
    """Words with everything that decides how they are set."""

    words: str
    setting: Typesetting
    box: Box
    align: Align
    side: Literal["left", "center", "right"] | None
    """Where a place that was named wants the lines, whatever their direction; it wins over `align`."""
    at: At


def is_named_place(where: str) -> bool:
    """Whether words name one of the nine places of a picture, as `top left`, `bottom` or `center`."""
    words = re.findall(r"[a-z]+", where.lower())
    return (
        0 < len(words) <= 2
        and all(word in _ACROSS or word in _DOWN for word in words)
        and len(set(words)) == len(words)
    )


def set_words(words: str, setting: Typesetting, where: str | None) -> SetWords:
    """Words with their box and alignment settled.

    Args:
        words: What is set.
        setting: How.
        where: A place in words, used where the setting has no box.
    """
    named = re.findall(r"[a-z]+", (where or "").lower()) if setting.box is None else []
    side = next((_ACROSS[word] for word in named if word in _ACROSS), "center" if named else None)
    down = next((_DOWN[word] for word in named if word in _DOWN), "middle")
    column = {"left": 0, "center": 1, "right": 2}.get(side or "", 0)
    row = {"top": 0, "middle": 1, "bottom": 2}[down]
    box = setting.box
    if box is None:  # half the width, so that a headline has room, and a third of the height
        width = 1 - 2 * _MARGIN if side == "center" else 0.5
        left = {0: _MARGIN, 1: (1 - width) / 2, 2: 1 - _MARGIN - width}[column]
        box = (left, _MARGIN + row * _THIRD, width, _THIRD)
    fixed = side if setting.align is None else None
    return SetWords(words, setting, box, setting.align or "start", fixed, setting.at or down)  # type: ignore[arg-type]  # by the table


class WantedText(Strict):
    """Copy that must appear in the picture, letter by letter."""

    say: str = Field(min_length=1)
    """The exact words."""
    where: str | None = None
    """Its place, in words."""
    typeset: str | Typesetting | None = Field(None, alias="set")
    """How it is set: in words for a model that draws it, or `{font: …}` to have it set exactly after the edit."""
    spell: bool = False
    """Spell it out letter by letter as well, for rare brand words."""

    @field_validator("typeset", mode="wrap", json_schema_input_type=str | Typesetting | None)
    @classmethod
    def _words_or_setting(cls, value: Any, validate: ValidatorFunctionWrapHandler) -> Any:  # noqa: ANN401 - raw file data
        """A table is a setting, so that only its own faults are named."""
        if isinstance(value, dict):
            return Typesetting.model_validate(value)
        if not isinstance(value, str | Typesetting | None):
            raise ValueError("takes words, or {font: …}")  # noqa: TRY004 - what pydantic hands on
        return validate(value)

    @model_validator(mode="after")
    def _has_a_place(self) -> Self:
        if isinstance(self.typeset, Typesetting) and self.typeset.box is None and not is_named_place(self.where or ""):
            raise ValueError("'set' needs a place: 'where: top left', or 'box: [x, y, width, height]' in it")
        return self

    @property
    def as_set(self) -> SetWords | None:
        """The words as the studio sets them; None for those that a model draws."""
        return set_words(self.say, self.typeset, self.where) if isinstance(self.typeset, Typesetting) else None


class TextSwap(Strict):
    """Words in the picture that become other words, at their place and in their type."""

    was: str = Field(alias="from", min_length=1)
    """The words as they stand in the picture."""
    becomes: str = Field(alias="to", min_length=1)
    """The exact words that take their place."""
