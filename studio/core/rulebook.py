"""The tables that edits are held against, and the one place that says which engine and model make an edit."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from studio.core.channel import Channels
from studio.core.engine import EngineFacts
from studio.core.model import Model, Models
from studio.core.problem import did_you_mean
from studio.core.settings import EngineOptions
from studio.core.spec import EditSpec
from studio.errors import EngineUnavailable


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
    """The engine."""
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
