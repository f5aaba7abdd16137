"""What an engine says of itself, which engine and model make an edit, and what `engine.extra` may not say.

Nothing else of the studio knows an engine by its name.
"""

from __future__ import annotations

import datetime
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from studio.core.channel import Channels
from studio.core.model import Model, Models
from studio.core.problem import did_you_mean
from studio.core.recipe.spec import EditSpec
from studio.core.settings import EngineOptions
from studio.errors import EngineUnavailable


@dataclass(frozen=True)
class EngineFacts:
    """An engine in a few facts. What it does not say is taken carefully: paid, and perhaps generative."""

    name: str
    """The word in `engine: {name: …}`."""
    label: str = ""
    """What people call it, as it stands after 'the'; empty: by its name."""
    about: str = ""
    """What to know before it is chosen, in a few words."""
    price_usd: Decimal | None = None
    """Of one picture before it is made: 0 for nothing, None when only its model's prices say it, or nobody."""
    has_models: bool = False
    """Whether limits and prices of its models stand in the model table; `prepare` then settles `size` and `quality`."""
    has_batch: bool = False
    """Whether the studio can send its edits as a batch."""
    is_generative: bool | None = None
    """Whether it edits with generative AI; None when nobody says."""
    reads_words: bool = True
    """Whether it follows sentences; one that does not reads the fields under `local`."""
    computes_here: bool = False
    """Whether it works with this machine's own processors, so that several edits at once need as many of them."""
    is_repeatable: bool = False
    """Whether the same edit gives the same picture, so that a recorded one can be verified."""

    @property
    def is_free(self) -> bool:
        """Whether it never costs anything."""
        return self.price_usd == 0

    @property
    def title(self) -> str:
        """What people call it, where it stands alone."""
        return f"{self.label[:1].upper()}{self.label[1:]}" or self.name

    def __str__(self) -> str:
        """What people call it within a sentence."""
        return f"the {self.label}" if self.label else f"the engine '{self.name}'"


@dataclass(frozen=True)
class Rulebook:
    """The dated tables and the day that checks are made against."""

    channels: Channels
    """Where pictures are used."""
    models: Models
    """What models can do."""
    engines: Mapping[str, EngineFacts]
    """Engines on this machine, by name."""
    today: datetime.date
    """The day of the check; models retire."""
    engine: EngineOptions = field(default_factory=EngineOptions)
    """The workspace's defaults."""
    criteria: tuple[str, ...] = ()
    """Criteria that the workspace adds."""
    keeps_rest: bool = False
    """Whether the workspace says in every prompt that everything else stays."""


class ResolvedEngine(NamedTuple):
    """Who makes an edit."""

    facts: EngineFacts
    model: Model | None
    """The model, of an engine that has models."""

    def __str__(self) -> str:
        return f"{self.facts.name} {self.model.name}" if self.model else self.facts.name


def resolve_engine(spec: EditSpec, rules: Rulebook) -> ResolvedEngine:
    """The engine that makes an edit, and its model: as the edit says, else as the workspace says.

    Raises:
        EngineUnavailable: No engine on this machine has the name.
    """
    name = spec.engine.name or rules.engine.name
    facts = rules.engines.get(name)
    if facts is None:
        where = "" if spec.engine.name else ", though content/studio.toml names it"
        raise EngineUnavailable(f"'{name}' is no engine{where}. {did_you_mean(name, rules.engines)}")
    model = rules.models.find(spec.engine.model or rules.engine.model) if facts.has_models else None
    return ResolvedEngine(facts, model)


_PICTURES = "`source`, `references` and `scope`"
_PREVIEWS = "`previews` under [engine] in content/studio.toml"
_FIELDS = {
    "model": "`engine.model`", "prompt": "`prompt`", "n": "`engine.n`", "quality": "`engine.quality`",
    "size": "`channel`, `aspect` or `size`", "outputformat": "`engine.format`", "format": "`engine.format`",
    "outputcompression": "`engine.compression`", "compression": "`engine.compression`",
    "background": "`engine.background`", "inputfidelity": "`engine.input_fidelity`",
    "complexity": "`engine.complexity`", "image": _PICTURES, "images": _PICTURES, "imageurl": _PICTURES,
    "imageurls": _PICTURES, "fileid": _PICTURES, "mask": "`scope: {mask: …}`", "markup": "`scope: {markup: …}`",
    "stream": _PREVIEWS, "partialimages": _PREVIEWS, "finish": "`channel`, `aspect` or `size`",
    "responseformat": None, "extrabody": None, "extraquery": None, "extraheaders": None,
}  # fmt: skip


def fault_of_extra(name: str) -> tuple[str, str] | None:
    """Why a name may not stand in `engine.extra` and what to write instead; None when it may.

    Other spellings that reach the same parameter are the same name: `Model`, `image[]`, `images.0`, `output-format`.
    """
    plain = re.sub(r"[\s_-]", "", unicodedata.normalize("NFKC", name)).lower()
    found = re.match(r"\W*(\w*)", plain)
    stem = found[1] if found else ""
    if stem in _FIELDS:
        field = _FIELDS[stem]
        return f"'{name}' is decided by the studio", f"Use {field} instead." if field else "Leave it out."
    if not re.fullmatch(r"[A-Za-z0-9_.\[\]-]+", name):
        return f"'{name}' is no name of a parameter", "Write it as the model's documentation does."
    return None
