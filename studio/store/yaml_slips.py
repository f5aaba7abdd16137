"""What a person most likely meant where YAML reads something else, with the cure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_FIELD = re.compile(r"\s*(?:-\s+)?(?P<head>[\w.-]+:\s+|-\s+)(?P<value>.*)")
_TIGHT = re.compile(r"\s*(?:-\s+)?(?P<name>[A-Za-z_][\w-]*):(?P<value>[^\s/].*)")
_SIGNS = "@`%*&!|>?"
"""Signs that mean something of their own at the beginning of a value."""
_SWALLOWED = re.compile(r"""\s*(?:-\s+)?(?:[\w.-]+:\s*|-\s+)(?P<value>[^"'#|>]*?)\s(?P<rest>#[^\s#].*)""")

Slip = tuple[int, str, str]
"""Line from 0, what is wrong, and what to do."""


def slip_at(text: str, lines: Sequence[int], problem: str) -> Slip:
    """What is wrong where YAML could not be read.

    Args:
        text: The document.
        lines: Lines from 0 where it may be, the likeliest first.
        problem: The parser's own words.
    """
    written = text.split("\n")
    near = [line for line in dict.fromkeys(lines) if 0 <= line < len(written)]
    for line in near:
        if found := _slip(written[line], problem):
            return line, *found
    line = near[0] if near else 0
    if "flow" in problem or "',' or" in problem:
        return line, "a bracket or brace is opened here and not closed", "Close it, or put quotes round the value."
    if any(sign in problem for sign in ("expected key", "mapping values", "'-' indicator", "block end")):
        fix = "Begin it in the same column as the fields it stands beside."
        return line, "this line is indented otherwise than its neighbours", fix
    return line, "this is not YAML", "Write one 'field: value' a line, and put quotes round values with signs in them."


def _slip(line: str, problem: str) -> tuple[str, str] | None:
    if "\t" in line[: len(line) - len(line.lstrip())]:
        return "a tab stands at the beginning of this line", "Use spaces, not tabs."
    if tight := _TIGHT.fullmatch(line):
        fix = f"Write '{tight['name']}: {_short(tight['value'])}'."
        return f"no blank stands after the colon of '{tight['name']}'", fix
    field = _FIELD.fullmatch(line)
    if field is None:
        is_bare = bool(line.strip()) and ":" not in line and not line.lstrip().startswith(("#", "-"))
        return ("no colon stands after the name of this field", "Write 'field: value'.") if is_bare else None
    head, value = field["head"].strip(), field["value"].strip()
    fault = _fault(value, problem)
    return (fault, f"Put quotes round it: {head} {_quoted(value)}") if fault else None


def _fault(value: str, problem: str) -> str | None:
    """What is wrong with a value, as far as quotes would mend it."""
    if value.startswith("{{"):
        return "a value that begins with '{{' is read as a table"
    if value[:1] in {'"', "'"}:
        closed = re.match(r'"(?:[^"\\]|\\.)*"|\'(?:[^\']|\'\')*\'', value)
        if closed is None:
            return "a quotation mark is opened here and not closed"
        rest = value[closed.end() :].strip()
        return "words stand behind the closing quotation mark" if rest and rest[0] not in "#,]}" else _escape(problem)
    items = value.strip("[]{}").split(",") if value[:1] in {"[", "{"} else [value]
    sign = next((item.strip()[0] for item in items if item.strip()[:1] in tuple(_SIGNS)), None)
    if sign:
        return f"a value cannot begin with '{sign}'"
    if value[:1] in {"[", "{"}:
        if re.search(r"\s#", value):
            return "'#' begins a comment, which hides the rest of this line"
        is_paired = value.count("[") == value.count("]") and value.count("{") == value.count("}")
        return None if is_paired or "expected key" not in problem else "more brackets are closed here than opened"
    return "': ' in a value makes it a field of its own" if re.search(r":(?:\s|$)", value) else None


def _escape(problem: str) -> str | None:
    return "a backslash in double quotes begins a special sign" if "escape" in problem else None


def _quoted(value: str) -> str:
    bare = value.strip("\"'[]") if value[:1] in {'"', "'"} else value
    if value[:1] in {"[", "{"} and not value.startswith("{{"):
        return '["…"]'
    return f"'{_short(bare)}'" if '"' in bare or "\\" in bare else f'"{_short(bare)}"'


def _short(value: str) -> str:
    return value if len(value) <= 60 else f"{value[:59]}…"


def swallowed(text: str) -> Iterator[Slip]:
    """Values whose end, or whole, is read as a comment because a `#` follows a blank."""
    for number, line in enumerate(text.split("\n")):
        if found := _SWALLOWED.fullmatch(line):
            said = f"'{_short(found['rest'])}' is read as a comment"
            whole = f"{found['value'].strip()} {found['rest']}".strip()
            yield number, f"{said} and not as part of the value", f'Put quotes round the value: "{_short(whole)}"'
