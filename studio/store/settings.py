"""Reads `content/studio.toml`."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from studio.core.problem import Lines
from studio.core.settings import Settings
from studio.core.validation import validate_parts
from studio.errors import ContentError
from studio.files import in_one_line, read_file
from studio.store.conflict import conflict_in

FILE = "studio.toml"
"""Name of the settings file in `content/`."""
_MOST_BYTES = 1_000_000
_DEEPEST = 50
"""Tables and lists inside each other; settings need three."""


def read_settings(content: Path) -> Settings:
    """The workspace's settings; defaults where there is no file.

    Raises:
        ContentError: The file is not TOML, or holds unknown or wrong settings; names all of them.
    """
    path = content / FILE
    try:
        source = read_file(path, at_most=_MOST_BYTES)
        text = source.decode("utf-8-sig")
    except FileNotFoundError:
        return Settings()
    except OSError as error:
        raise ContentError(in_one_line(error)) from error
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise ContentError(f"{path}:{line}: this is no UTF-8. Save the file as UTF-8.") from error
    lines = Lines(str(path), 1, _lines_of(text))
    settings, problems = validate_parts(Settings, _data_of(text, path), lines=lines, place="the settings", required={})
    if problems:
        raise ContentError("\n".join(str(problem) for problem in problems))
    return settings


def _data_of(text: str, path: Path) -> dict[str, Any]:
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
