"""One result and its journal: what was asked, of whom, from which bytes, and what came back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from studio.core.attempts.effective import dump_spec, with_first_defaults
from studio.core.attempts.numbers import PATTERN
from studio.core.money.usage import number, plain_usage
from studio.core.recipe.spec import UNSEEN, UNSEEN_OF_A_REFERENCE, EditSpec
from studio.core.recipe.words import FailureClass
from studio.core.subject import Strict


class State(StrEnum):
    """How far an attempt came."""

    REQUESTED = "requested"
    """Written before the request left; without its process it counts as interrupted."""
    RECEIVED = "received"
    """The picture is on disk."""
    UNFINISHED = "unfinished"
    """The paid picture is on disk, but a step on this machine failed (lock, crop, decoding, saving)."""
    FAILED = "failed"
    """The engine refused or broke, or the answer never came."""


class EngineUsed(Strict):
    """The engine as it really ran."""

    name: str
    version: str
    """Version of the engine, part of the fingerprint."""
    model: str | None = None
    settings: dict[str, Any] = Field(default_factory=dict)


class Change(Strict):
    """One difference between a retry and its parent."""

    field: str
    """Way to the value, for example `local.shadow.strength` or `add[1]`."""
    before: Any = None
    """The parent's value; None when it is new."""
    after: Any = None
    """The retry's value; None when it was taken out."""

    def __str__(self) -> str:
        return f"{self.field}: {_short(self.before)} → {_short(self.after)}"


class InputUsed(Strict):
    """An input picture as it was sent."""

    image: str
    """File, relative to the recipe's folder."""
    role: str
    digest: str


class PictureMade(Strict):
    """The picture that is judged. Where it was made from the provider's own, `original` names that one."""

    file: str
    """File beside the sidecar."""
    digest: str
    width_px: int
    height_px: int
    size_bytes: int
    media_type: str
    """For example `image/png`."""
    original: str | None = None
    """File of the provider's untouched picture, when this one was cropped or locked from it."""
    original_digest: str | None = None


class PaidFile(Strict):
    """What a provider sent, untouched, while the picture is not finished."""

    file: str
    """File beside the sidecar."""
    digest: str
    media_type: str


class Settled(Strict):
    """What a person found out about a request whose outcome was unknown."""

    billed: bool
    """Whether the provider's account shows it."""
    cost_usd: str | None = None
    """What it cost, in US dollars; None when the person did not say."""
    at: str
    by: str


_AFTER_PAYMENT = "PictureUnreadable"
"""A failure that older sidecars call not billed, though only an answer that had come could end in it."""


class Failure(Strict):
    """Why there is no picture."""

    kind: str
    """Class of the error, stable for scripts."""
    message: str
    """One line for the person."""
    code: str | None = None
    """The provider's own code."""
    may_be_billed: bool = False
    """Whether money may have been spent all the same."""


def _price(value: Any) -> Any:  # noqa: ANN401 - raw file data
    """A price as it stands in a record; one that is no number is unknown and stops nobody."""
    return str(value) if number(value) is not None else None


class Attempt(Strict):
    """The sidecar. It is written before the request leaves; once received it never changes.

    One that failed or is unfinished may still become `received` when its paid answer turns up.
    """

    schema_version: Literal[1, 2] = 2
    """1: its spec leaves out the defaults of its day."""
    id: str = Field(pattern=PATTERN)
    recipe: str
    edit: str = ""
    """Name of the edit; empty for the only or first one."""
    state: State
    spec: EditSpec
    """The whole edit spec as it ran, variables filled, variation applied."""
    prompt: str
    engine: EngineUsed
    inputs: tuple[InputUsed, ...] = ()
    """Inputs in prompt order; the first is the edit target."""
    files: dict[str, str] = Field(default_factory=dict)
    """Digests of masks, logos and backdrops, by name."""
    fingerprint: str
    """Digest of everything that decides the result."""
    parent: str | None = None
    """The attempt that this retry improves on."""
    changed: tuple[Change, ...] = ()
    """What differs from the parent; one entry unless it was overridden."""
    because: FailureClass | None = None
    allow_many: str | None = None
    """The person's reason for changing more than one thing."""
    start: Literal["source", "parent"] = "source"
    variation: str | None = None
    requested: str
    """When the request was written, UTC."""
    finished: str | None = None
    owner: str | None = None
    """Process that holds the request open; see `store/lock.py`."""
    picture: PictureMade | None = None
    paid: PaidFile | None = None
    """The provider's picture, while the attempt is unfinished."""
    failure: Failure | None = None
    settled: Settled | None = None
    """How a person closed an unknown outcome."""
    warnings: tuple[str, ...] = ()
    """What the engine wants the reviewer to look at."""
    subject: str | None = None
    """Who found the product, and how far they agree, when nobody drew it."""
    seconds: float | None = None
    usage: Annotated[dict[str, Any] | None, BeforeValidator(plain_usage)] = None
    """Tokens by kind, as the provider counted them."""
    cost_usd: Annotated[str | None, BeforeValidator(_price)] = None
    """Price in US dollars as a decimal; None when nobody knows."""
    estimate_usd: Annotated[str | None, BeforeValidator(_price)] = None
    """Price that was expected when it was asked for; counts until the real one is known. `0`: it costs nothing."""
    request_id: str | None = None
    batch_id: str | None = None
    """The provider's name for the batch that carries it."""

    @model_validator(mode="before")
    @classmethod
    def _with_defaults_of_its_day(cls, data: Any) -> Any:  # noqa: ANN401 - raw file data
        is_first = isinstance(data, dict) and data.get("schema_version") == 1 and isinstance(data.get("spec"), dict)
        return {**data, "spec": with_first_defaults(data["spec"])} if is_first else data

    @property
    def is_free(self) -> bool:
        """Whether it was known when it was asked for that it costs nothing."""
        return number(self.estimate_usd) == 0

    @property
    def has_unknown_end(self) -> bool:
        """Whether money may have been spent on it and nobody knows: sent without an answer yet, or cut off.

        What costs nothing always has a known end.
        """
        if self.is_free or self.settled is not None:
            return False
        cut_off = self.failure is not None and (self.failure.may_be_billed or self.failure.kind == _AFTER_PAYMENT)
        return self.state is State.REQUESTED or (self.state is State.FAILED and cut_off)

    @property
    def host(self) -> str:
        """Name of the machine whose process holds the request open; empty when none does."""
        return (self.owner or "").partition(":")[0]


def fingerprint(
    *, spec: EditSpec, prompt: str, engine: EngineUsed, inputs: Sequence[InputUsed],
    files: Mapping[str, str] | None = None, sample: int = 1,
) -> str:  # fmt: skip
    """Digest of everything that decides a result; equal fingerprints would give or buy the same thing twice.

    Args:
        spec: The edit as it runs. What no engine sees does not count, nor do `vary` and its engine's `n`.
        prompt: The exact prompt.
        engine: The engine with its settings.
        inputs: Inputs with their digests, in order.
        files: Digests of further files by name. None gives the fingerprint of records that do not know them, in which
            every field of the spec counts.
        sample: Which of `n` equal results, from 1.
    """
    said = dump_spec(spec.model_copy(update={"vary": {}, "engine": type(spec.engine)()}))
    decisive = {
        "spec": said if files is None else _seen(said),
        "prompt": prompt,
        "engine": engine.model_dump(mode="json"),
        "inputs": [(used.role, used.digest) for used in inputs],
        "sample": sample,
        **({} if files is None else {"files": dict(files)}),
    }
    canonical = json.dumps(decisive, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return f"sha256:{hashlib.sha256(canonical.encode()).hexdigest()}"


def _seen(said: Mapping[str, Any]) -> dict[str, Any]:
    """Plain spec data without what no engine sees."""
    seen = {name: value for name, value in said.items() if name not in UNSEEN}
    references = [
        {n: v for n, v in one.items() if n not in UNSEEN_OF_A_REFERENCE} for one in said.get("references", ())
    ]
    return {**seen, "references": references} if references else seen


def _short(value: object) -> str:
    text = "nothing" if value is None else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:57]}…"
