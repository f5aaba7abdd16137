"""The edit spec: exactly what to edit, what must stay, and which picture plays which role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, Field, field_validator, model_validator

from studio.core.recipe.local_options import READS, LocalOptions
from studio.core.recipe.rights import Terms
from studio.core.recipe.text import SetWords, TextSwap, WantedText
from studio.core.recipe.words import Job, Publish, Rights, Role, Wording
from studio.core.subject import Scope, Strict, Subject

_ASPECT = re.compile(r"(?=.*[1-9].*:.*[1-9])\d+(?:\.\d+)?:\d+(?:\.\d+)?")
"""A shape; neither side is 0."""
_SIZE = re.compile(r"([1-9]\d{1,4})x([1-9]\d{1,4})")


def _as_list(value: Any) -> Any:  # noqa: ANN401 - raw file data
    return [value] if isinstance(value, str) else value


def _aspect_as_written(value: Any) -> Any:  # noqa: ANN401 - YAML 1.1 reads 4:5 as the sexagesimal number 245
    return f"{value // 60}:{value % 60}" if isinstance(value, int) and not isinstance(value, bool) else value


_Phrase = Annotated[str, Field(min_length=1)]
UNSEEN = {"vary", "expect_text"}
"""Fields of an edit spec that neither the prompt nor an engine ever gets."""
UNSEEN_OF_A_REFERENCE = frozenset({"rights", "credit", "publish", *Terms.model_fields})
"""Fields of a reference that only the site and the checks read."""
Phrases = Annotated[
    tuple[_Phrase, ...], BeforeValidator(_as_list, json_schema_input_type=_Phrase | tuple[_Phrase, ...])
]
"""One phrase or several."""


class Reference(Terms):
    """An input picture and the role it plays."""

    image: str
    """File in the recipe's folder."""
    role: Role | None = None
    """What it is there for."""
    note: str | None = None
    """What to take from it and what not."""
    rights: Rights | None = None
    """Why it may be used; default: the recipe's own `rights`."""
    credit: str | None = None
    """Who is named beside it."""
    publish: Publish = Publish.SHOW
    """Whether the site may show it."""


class EngineChoice(Strict):
    """Which engine runs this edit, and its settings. What is left out comes from the workspace."""

    name: str | None = None
    """`local`, `openai`, or an engine that a package adds."""
    model: str | None = None
    """Model of the engine."""
    quality: str | None = None
    """Quality step of the model."""
    n: Annotated[int, Field(ge=1, le=10)] = 1
    """How many results to make."""
    background: Literal["auto", "opaque", "transparent"] | None = None
    """Background of the result, where the model supports it."""
    format: Literal["png", "jpeg", "webp"] | None = None
    """File format of the result."""
    compression: Annotated[int, Field(ge=0, le=100)] | None = None
    """For JPEG and WebP."""
    input_fidelity: Literal["low", "high"] | None = None
    """How closely the inputs are followed, where the model supports it."""
    complexity: Literal["low", "medium", "high"] | None = None
    """Effort on intricate pictures, where the model supports it."""
    extra: dict[str, str | int | float | bool] = Field(default_factory=dict)
    """Fields a newer model knows and this studio does not, sent as they are."""


class EditSpec(Strict):
    """One edit. Equal specs compose byte-identical prompts."""

    job: Job | None = None
    """The kind of edit, where a step of a chain differs from the recipe's."""
    source: str | None = None
    """The edit target: a file in the recipe's folder."""
    from_edit: str | None = Field(None, alias="from")
    """Take the approved result of this earlier edit as the source."""
    references: tuple[Reference, ...] = Field((), max_length=16)
    """Further input pictures, in the order the prompt numbers them."""
    preserve: Phrases = ()
    """What must stay. The locks."""
    change: str | None = None
    """The one thing that may change."""
    add: Phrases = ()
    """Small additions that belong to the change."""
    text: tuple[WantedText, ...] = ()
    """Copy that must appear."""
    replace_text: tuple[TextSwap, ...] = ()
    """Words in the picture that become other words."""
    layout: str | None = None
    """Arrangement, in words."""
    keep_rest: bool | None = None
    """Say that everything else stays the same; default: as the workspace says."""
    avoid: Phrases = ()
    """What must not be or happen: things, deeds, or rules, as in `[extra text, crop the bag, never mirror it]`."""
    style: Phrases = ()
    """Mood and finish; always last in the prompt."""
    subject: Subject = Subject()
    """How the product is found."""
    scope: Scope | None = None
    """Which part may change; default: what the job is about."""
    lock: bool | Literal["relight"] = False
    """Put the source's own product pixels back into the result (identity lock); `relight` gives them its light."""
    expect_text: Phrases = ()
    """What the label must still say."""
    channel: str | None = None
    """Where it will be used; default: the recipe's channel."""
    aspect: Annotated[str | None, BeforeValidator(_aspect_as_written, json_schema_input_type=str | int | None)] = None
    """Shape instead of a channel, as `4:5`."""
    size: str | None = None
    """Pixels instead of a channel, as `1536x1024`."""
    vary: dict[str, tuple[Any, ...]] = Field(default_factory=dict)
    """Controlled variations: one field, several values."""
    engine: EngineChoice = Field(default_factory=EngineChoice)
    """Which engine, with which settings."""
    local: LocalOptions | None = None
    """What the built-in engine needs."""
    wording: Wording = Wording.SENTENCES
    """How the prompt is written out."""
    prompt: str | None = None
    """A hand-written prompt instead of a composed one."""

    @field_validator("text", mode="before", json_schema_input_type=str | WantedText | tuple[str | WantedText, ...])
    @classmethod
    def _bare_copy(cls, value: Any) -> Any:  # noqa: ANN401 - raw file data
        items = [value] if isinstance(value, str | dict) else value or ()
        if not isinstance(items, list | tuple):
            return items
        return [{"say": item} if isinstance(item, str) else item for item in items]

    @field_validator("aspect")
    @classmethod
    def _aspect_form(cls, value: str | None) -> str | None:
        if value is not None and not _ASPECT.fullmatch(value):
            raise ValueError("an aspect is written as '4:5'")
        return value

    @field_validator("size")
    @classmethod
    def _size_form(cls, value: str | None) -> str | None:
        if value is not None and not _SIZE.fullmatch(value):
            raise ValueError("a size is written as '1536x1024'")
        return value

    @model_validator(mode="after")
    def _one_source_one_shape(self) -> Self:
        if self.source and self.from_edit:
            raise ValueError("give 'source' or 'from', not both")
        if len(self.vary) > 1:
            raise ValueError(f"vary one field at a time, not {' and '.join(self.vary)}")
        if sum(shape is not None for shape in (self.channel, self.aspect, self.size)) > 1:
            raise ValueError("give one of 'channel', 'aspect', 'size'")
        return self

    @property
    def drawn_text(self) -> tuple[WantedText, ...]:
        """Copy that a model draws."""
        return tuple(wanted for wanted in self.text if wanted.as_set is None)

    @property
    def set_text(self) -> tuple[SetWords, ...]:
        """Copy that is set exactly after the edit."""
        return tuple(wanted.as_set for wanted in self.text if wanted.as_set is not None)

    @property
    def fonts(self) -> tuple[str, ...]:
        """Every font file that it names, once."""
        return tuple(dict.fromkeys(name for text in self.set_text for name in text.setting.font))

    @property
    def only_sets_text(self) -> bool:
        """Whether the picture stays as it is but for words that are set on it."""
        asks = (
            self.change,
            self.add,
            self.drawn_text,
            self.replace_text,
            self.layout,
            self.style,
            self.prompt,
            self.local,
        )
        return bool(self.set_text) and not any(asks)

    def inputs(self) -> tuple[Reference, ...]:
        """All input pictures in prompt order: the source first, then the references."""
        if self.source is None:
            return self.references
        return (Reference(image=self.source, role=Role.EDIT_TARGET), *self.references)

    def target(self) -> str | None:
        """File of the picture that is edited, or None when it comes from an earlier edit."""
        if self.source or self.from_edit:
            return self.source
        targets = (reference.image for reference in self.references if reference.role is Role.EDIT_TARGET)
        return next(targets, None)

    def named_pictures(self) -> Iterator[tuple[tuple[str | int, ...], str]]:
        """Every file the spec names, with the way to the field that names it."""
        if self.source:
            yield ("source",), self.source
        for position, reference in enumerate(self.references):
            yield ("references", position, "image"), reference.image
        for way, name in (
            (("subject", "mask"), self.subject.mask),
            (("scope", "mask"), self.scope and self.scope.mask),
            (("scope", "markup"), self.scope and self.scope.markup),
        ):
            if name:
                yield way, name
        if self.local:
            yield from _local_pictures(self.local)

    def unused_by_local(self) -> tuple[Reference, ...]:
        """References from which the built-in engine takes nothing, whatever their note says."""
        local = self.local or LocalOptions()
        roles = {role for way, read in READS.items() if getattr(local, way) is not None for role in read}
        if local.background is None or local.background.kind == "photo":
            roles.add(Role.BACKGROUND)
        else:
            roles -= {Role.BACKGROUND} if local.relight is None else set()
        named = {name for way, name in self.named_pictures() if way[0] == "local"}
        kept = {*roles, Role.EDIT_TARGET, None}
        return tuple(one for one in self.references if one.role not in kept and one.image not in named)


def _local_pictures(local: LocalOptions) -> Iterator[tuple[tuple[str | int, ...], str]]:
    parts: tuple[tuple[str, Any], ...] = (
        ("background", local.background), ("palette", local.palette),
        ("relight", local.relight), ("place", local.place),
    )  # fmt: skip
    for field, part in parts:
        if part is not None and part.image:
            yield ("local", field, "image"), part.image
    if local.recolour and local.recolour.mask:
        yield ("local", "recolour", "mask"), local.recolour.mask
