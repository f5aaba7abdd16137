"""Engines by name: the built-in ones, and those that other packages add."""

from __future__ import annotations

from importlib.metadata import entry_points

from studio.core.model import Models
from studio.core.problem import did_you_mean
from studio.core.settings import EngineOptions
from studio.engines.base import Engine
from studio.errors import EngineUnavailable

GROUP = "studio.engines"
"""Entry-point group; each entry is a callable that takes `EngineOptions` and returns an `Engine`."""


def engine_names() -> tuple[str, ...]:
    """Names of all engines on this machine, the built-in one first."""
    return ("local", "openai", *sorted(entry.name for entry in entry_points(group=GROUP)))


def open_engine(name: str, options: EngineOptions, models: Models) -> Engine:
    """The engine of that name, ready to prepare edits.

    Raises:
        EngineUnavailable: No engine has that name, or it cannot be set up.
    """
    if name == "local":
        from studio.engines.local import LocalEngine

        return LocalEngine()
    if name == "openai":
        from studio.engines.openai_images import OpenAIEngine

        return OpenAIEngine(options, models)
    for entry in entry_points(group=GROUP, name=name):
        engine: Engine = entry.load()(options)
        return engine
    raise EngineUnavailable(f"No engine is called '{name}'. {did_you_mean(name, engine_names())}")
