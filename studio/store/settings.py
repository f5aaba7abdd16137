"""Reads `content/studio.toml`, and the dated tables that travel with the studio and that it may override."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from studio.core.attempts.evidence import Limits
from studio.core.channel import Channel, Channels
from studio.core.model import Model, Models
from studio.core.problem import Lines
from studio.core.settings import Settings
from studio.core.validation import Form, validate_parts
from studio.errors import ContentError
from studio.files import in_one_line, read_file
from studio.store.model_file import conflict_in
from studio.store.yaml_reading import load_located

SETTINGS_FILE = "studio.toml"
"""Name of the settings file in `content/`."""
_MOST_BYTES = 1_000_000
_DEEPEST = 50
"""Tables and lists inside each other; settings need three."""


def read_settings(content: Path) -> Settings:
    """The workspace's settings; defaults where there is no file.

    Raises:
        ContentError: The file is not TOML, or holds unknown or wrong settings; names all of them.
    """
    path = content / SETTINGS_FILE
    try:
        data, lines = read_toml(path, shown=str(path))
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise ContentError(in_one_line(error)) from error
    settings, problems = validate_parts(Settings, data, lines=lines, place="the settings", required={})
    if problems:
        raise ContentError("\n".join(str(problem) for problem in problems))
    return settings


def read_toml(path: Path, *, shown: str) -> tuple[dict[str, Any], Lines]:
    """What a TOML file says, and where.

    Args:
        path: The file.
        shown: What it is called in errors.

    Raises:
        ContentError: It is not TOML.
        OSError: It cannot be read.
    """
    source = read_file(path, at_most=_MOST_BYTES)
    try:
        text = source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise ContentError(f"{shown}:{line}: this is no UTF-8. Save the file as UTF-8.") from error
    return _data_of(text, shown), Lines(shown, 1, _lines_of(text))


def _data_of(text: str, path: str) -> dict[str, Any]:
    line = _too_deep(text)
    if line:
        raise ContentError(f"{path}:{line}: settings are not nested this deeply. Take this line out.")
    try:
        return tomllib.loads(text)
    except ValueError as error:  # no TOML, or a number of thousands of digits
        conflict = conflict_in(text.encode())
        if conflict is not None:
            raise ContentError(f"{path}:{conflict.line}: {conflict.fault}. {conflict.fix}") from error
        raise ContentError(f"{path}: not valid TOML: {error}. Mend that line.") from error


def _too_deep(text: str) -> int:
    """The first line that is nested too deeply for the parser, which recurses; 0 when there is none."""
    depth = 0
    for number, line in enumerate(text.splitlines(), start=1):
        depth = max(0, depth + sum(line.count(sign) for sign in "[{") - sum(line.count(sign) for sign in "]}"))
        if max(depth, line.partition("=")[0].count("."), line.count("["), line.count("{")) > _DEEPEST:
            return number
    return 0


def _lines_of(text: str) -> dict[tuple[str | int, ...], int]:
    """Line of every table and key. Reads only plain `[table]` and `key = value` lines, which is all settings need."""
    found: dict[tuple[str | int, ...], int] = {}
    table: tuple[str, ...] = ()
    for number, line in enumerate(text.splitlines(), start=1):
        words = line.strip()
        if words.startswith("[") and words.rstrip().endswith("]"):
            table = tuple(part.strip().strip("\"'") for part in words.strip("[]").split("."))
            found[table] = number
        elif "=" in words and not words.startswith("#"):
            found[(*table, words.partition("=")[0].strip().strip("\"'"))] = number
    return found


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
