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


def engine_name(spec: EditSpec, rules: Rulebook) -> str:
    """Name of the engine that makes an edit: as the edit says, else as the workspace says."""
    return spec.engine.name or rules.engine.name


def resolve_engine(spec: EditSpec, rules: Rulebook) -> ResolvedEngine:
    """The engine that makes an edit, and its model: as the edit says, else as the workspace says.

    Raises:
        EngineUnavailable: No engine on this machine has the name.
    """
    name = engine_name(spec, rules)
    facts = rules.engines.get(name)
    if facts is None:
        raise EngineUnavailable(f"No engine is called '{name}'. {did_you_mean(name, rules.engines)}")
    return ResolvedEngine(
        facts, rules.models.find(spec.engine.model or rules.engine.model) if facts.has_models else None
    )
