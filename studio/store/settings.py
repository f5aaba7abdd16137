"""Reads `content/studio.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path

from studio.core.problem import Lines
from studio.core.settings import Settings
from studio.core.validation import validate_parts
from studio.errors import ContentError
from studio.store.conflict import conflict_in

FILE = "studio.toml"
"""Name of the settings file in `content/`."""


def read_settings(content: Path) -> Settings:
    """The workspace's settings; defaults where there is no file.

    Raises:
        ContentError: The file is not TOML, or holds unknown or wrong settings; names all of them.
    """
    path = content / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Settings()
    except (OSError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: cannot be read ({error}).") from error
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        conflict = conflict_in(text.encode())
        if conflict is not None:
            raise ContentError(f"{path}:{conflict.line}: {conflict.fault}. {conflict.fix}") from error
        raise ContentError(f"{path}: not valid TOML: {error}. Mend that line.") from error
    lines = Lines(str(path), 1, _lines_of(text))
    settings, problems = validate_parts(Settings, data, lines=lines, place="the settings", required={})
    if problems:
        raise ContentError("\n".join(str(problem) for problem in problems))
    return settings


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
