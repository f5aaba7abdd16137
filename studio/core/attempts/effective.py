"""An edit spec as plain data: as people write it, or whole, so that a later default changes no old record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from studio.core.recipe.spec import EditSpec

VERSION = 2
"""Form of a sidecar from which on its spec says every value that was in force; what it does not say was not asked."""
_STRENGTH = {"strength": 0.8, "protect": True}
_SHADOW = {"mode": "contact", "strength": 0.55, "angle_deg": 120.0, "softness": 0.5}
_FIRST: Mapping[str, Any] = {
    "lock": False, "wording": "sentences", "engine": {"n": 1}, "references": [{"publish": "show"}],
    "text": [{"spell": False}],
    "local": {
        "shadow": _SHADOW, "light": 0.0, "seed": 0,
        "background": {"season": "spring"}, "canvas": {"anchor": "center"}, "recolour": {"strength": 1.0},
        "palette": _STRENGTH, "relight": _STRENGTH, "place": {"blend": "print", "angle_deg": 0.0, "wrap": 0.3},
        "repair": [{"width": 0.004}],
    },
}  # fmt: skip
"""Defaults that were in force when sidecars of the first form were written, which left them out. Never changed."""
_ALWAYS = frozenset({"engine", "shadow"})
"""Tables that were in force wherever the table around them was."""


def effective_spec(spec: EditSpec) -> dict[str, Any]:
    """The spec as plain data under the file's own field names, defaults included, without what was not asked."""
    data: dict[str, Any] = _without_empty(spec.model_dump(mode="json", by_alias=True, exclude_none=True))
    return {**data, "subject": data.get("subject", {})}


def dump_spec(spec: EditSpec) -> dict[str, Any]:
    """The spec as plain data under the file's own field names, without defaults."""
    return spec.model_dump(mode="json", by_alias=True, exclude_defaults=True)


def _without_empty(value: Any) -> Any:  # noqa: ANN401 - plain data
    """Plain data without lists and tables that say nothing."""
    if not isinstance(value, dict):
        return value
    inner = {name: _without_empty(one) for name, one in value.items()}
    return {name: one for name, one in inner.items() if one not in ([], {})}


def with_first_defaults(spec: Mapping[str, Any]) -> dict[str, Any]:
    """The spec of a sidecar of the first form with the defaults of its day."""
    return _filled(spec, _FIRST)


def _filled(data: Mapping[str, Any], defaults: Mapping[str, Any]) -> dict[str, Any]:
    filled = dict(data)
    for name, default in defaults.items():
        held = data.get(name)
        if isinstance(default, Mapping):
            if isinstance(held, Mapping) or name in _ALWAYS:
                filled[name] = _filled(held or {}, default)
        elif isinstance(default, list):
            if isinstance(held, list):
                filled[name] = [_filled(one, default[0]) if isinstance(one, Mapping) else one for one in held]
        else:
            filled.setdefault(name, default)
    return filled
