"""The dated tables that travel with the studio, with the workspace's overrides laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from studio.core.channel import Channel, Channels
from studio.core.limits import Limits
from studio.core.model import Model, Models
from studio.core.problem import Lines
from studio.core.validation import Model as Form
from studio.core.validation import validate_parts
from studio.errors import ContentError
from studio.store.yaml_lines import load_located


@cache
def _table(name: str) -> dict[str, Any]:
    data: dict[str, Any] = load_located((files("studio.data") / name).read_text(encoding="utf-8")).data
    return data


def load_channels(overrides: Mapping[str, Mapping[str, Any]]) -> Channels:
    """The channel table. An override of an unknown channel is a new channel and needs every required field.

    Raises:
        ContentError: An override does not fit; names table and field.
    """
    table = _table("channels.yaml")
    rows = {name: {"as_of": str(table["as_of"]), **row} for name, row in table["channels"].items()}
    return Channels(_rows(Channel, rows, overrides, kind="channels"))


def load_models(overrides: Mapping[str, Mapping[str, Any]]) -> Models:
    """The model table.

    Raises:
        ContentError: An override does not fit; names table and field.
    """
    table = _table("models.yaml")
    return Models(_rows(Model, table["models"], overrides, kind="models"), table["newest"], table["default"])


def load_limits() -> Limits:
    """Limits of the measurements."""
    table = _table("limits.yaml")
    return Limits.model_validate({**table, "as_of": str(table["as_of"])})


def _rows(
    form: type[Form], rows: Mapping[str, Any], overrides: Mapping[str, Mapping[str, Any]], *, kind: str
) -> dict[str, Form]:
    merged = {**rows, **{name: {**rows.get(name, _blank(kind)), **change} for name, change in overrides.items()}}
    if not overrides:
        return {name: form.model_validate({"name": name, **row}) for name, row in merged.items()}
    return {name: _row(form, name, row, kind=kind) for name, row in merged.items()}


def _blank(kind: str) -> dict[str, Any]:
    return {"source": "this workspace", "confidence": "high", "as_of": "this workspace"} if kind == "channels" else {}


def _row(form: type[Form], name: str, row: Mapping[str, Any], *, kind: str) -> Form:
    lines = Lines("content/studio.toml", 1, {})
    required = {"name": name, "label": name, "recommended": [1, 1]}
    built, problems = validate_parts(
        form, {"name": name, **row}, lines=lines, place=f"[{kind}.{name}]", required=required
    )
    if problems:
        raise ContentError("\n".join(str(problem) for problem in problems))
    return built
