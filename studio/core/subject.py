"""Where the product is, and which part of the picture may change. All places are fractions of the picture, 0 to 1."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

Fraction = Annotated[float, Field(ge=0, le=1)]
"""A place along one side of the picture: 0 is left or top, 1 is right or bottom."""
Point = tuple[Fraction, Fraction]
"""x and y."""
Box = tuple[Fraction, Fraction, Fraction, Fraction]
"""x and y of the upper left corner, width, height."""


class Strict(BaseModel):
    """A part of the file: unknown fields are errors, and nothing changes once read."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


def _or_word(schema: dict[str, Any], *words: str) -> dict[str, Any]:
    """The JSON Schema of a table that may also be written as one word."""
    return {"anyOf": [{"enum": [*words], "type": "string"}, schema], "description": schema.get("description", "")}


def _from_word(value: Any, key: str) -> Any:  # noqa: ANN401 - raw file data, validated by the caller
    return {key: value} if isinstance(value, str) else value


class Subject(Strict):
    """How the product is found: by the engine itself, or by what a person drew."""

    auto: Literal["auto"] | None = Field(None, exclude=True)
    """The word `auto`; the engine looks for the product and says how sure it is."""
    polygon: tuple[Point, ...] | None = Field(None, min_length=3)
    """Corners of the product's outline."""
    holes: tuple[Annotated[tuple[Point, ...], Field(min_length=3)], ...] = ()
    """Outlines of openings through which the background shows, for example a handle's."""
    mask: str | None = None
    """A picture in the recipe's folder, white or opaque where the product is."""
    box: Box | None = None
    """A box around the product."""
    point: Point | None = None
    """A place on the product, as a click gives it."""

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:  # noqa: ANN401 - raw file data
        return _from_word(value, "auto")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.polygon, self.mask, self.box, self.point, self.auto)) > 1:
            raise ValueError("give one of 'polygon', 'mask', 'box' or 'point'")
        if self.holes and self.polygon is None:
            raise ValueError("'holes' belong to a 'polygon'")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Says that the word `auto` stands for a table."""
        return _or_word(handler(core), "auto")

    @property
    def is_auto(self) -> bool:
        """Whether the engine has to find the product."""
        return self.polygon is None and self.mask is None and self.box is None and self.point is None


class Scope(Strict):
    """Which part of the picture may change."""

    area: Literal["whole", "background", "subject"] | None = None
    """A named part; written as the bare word."""
    box: Box | None = None
    """Only inside this box."""
    mask: str | None = None
    """Only where this picture is transparent (or white, when it has no alpha for the built-in engine)."""
    markup: str | None = None
    """A transparent picture with marks drawn over the source."""

    @model_validator(mode="before")
    @classmethod
    def _word(cls, value: Any) -> Any:  # noqa: ANN401 - raw file data
        return _from_word(value, "area")

    @model_validator(mode="after")
    def _one_way(self) -> Self:
        if sum(way is not None for way in (self.area, self.box, self.mask, self.markup)) != 1:
            raise ValueError("give one of 'whole', 'background', 'subject', {box: …}, {mask: …}, {markup: …}")
        return self

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Says that a named part is written as a bare word."""
        return _or_word(handler(core), "whole", "background", "subject")
