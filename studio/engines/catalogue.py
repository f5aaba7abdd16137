"""Engines by name: the built-in ones, and those that other packages add."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from functools import cache
from importlib.metadata import EntryPoint, entry_points

from studio.core.engine import EngineFacts
from studio.core.model import Models
from studio.core.problem import did_you_mean
from studio.core.settings import EngineOptions
from studio.engines.base import Engine
from studio.errors import EngineUnavailable

GROUP = "studio.engines"
"""Entry-point group; each entry is a callable that takes `EngineOptions` and returns an `Engine`.

Its attribute `facts`, an `EngineFacts`, says what the engine is.
"""
_OWN = {
    "local": EngineFacts(
        "local", label="built-in engine", about="built in, free", price_usd=Decimal(0), is_generative=False,
        reads_words=False, computes_here=True, is_repeatable=True,
    ),
    "openai": EngineFacts(
        "openai", label="OpenAI Images", about="GPT Image, paid, needs a key", has_models=True, has_batch=True,
        is_generative=True,
    ),
}  # fmt: skip


class _Engines(Mapping[str, EngineFacts]):
    """Every engine on this machine, the built-in one first; one of another package is loaded when it is asked for."""

    def __getitem__(self, name: str) -> EngineFacts:
        return _OWN[name] if name in _OWN else _said_by(_added()[name])

    def __iter__(self) -> Iterator[str]:
        return iter({**_OWN, **_added()})

    def __len__(self) -> int:
        return len({**_OWN, **_added()})


ENGINES: Mapping[str, EngineFacts] = _Engines()
"""What every engine on this machine says of itself, by name."""


@cache
def _added() -> dict[str, EntryPoint]:
    return {entry.name: entry for entry in sorted(entry_points(group=GROUP))}


def _said_by(entry: EntryPoint) -> EngineFacts:
    try:
        facts = getattr(entry.load(), "facts", None)
    except Exception:  # noqa: BLE001 - another package's fault is heard when it is opened
        facts = None
    said = facts if isinstance(facts, EngineFacts) else EngineFacts(entry.name)
    return replace(said, name=entry.name, has_batch=False)  # the studio speaks one provider's batches


def engine_facts(name: str) -> EngineFacts:
    """What is known of the engine of a record, which may be on this machine no more."""
    return ENGINES.get(name) or EngineFacts(name)


def open_engine(name: str, options: EngineOptions, models: Models) -> Engine:
    """The engine of that name, ready to prepare edits.

    Its module is imported here: numpy and pixel work would add 0.25 s to every command, which take 0.65 s.

    Raises:
        EngineUnavailable: No engine has that name, or it cannot be set up.
    """
    if name == "local":
        from studio.engines.local import LocalEngine

        return LocalEngine()
    if name == "openai":
        from studio.engines.openai_images import OpenAIEngine

        return OpenAIEngine(options, models)
    if name in _added():
        try:
            engine: Engine = _added()[name].load()(options)
        except Exception as error:
            raise EngineUnavailable(f"The engine '{name}' cannot be opened ({error}). Mend its package.") from error
        return engine
    raise EngineUnavailable(f"'{name}' is no engine. {did_you_mean(name, ENGINES)}")
