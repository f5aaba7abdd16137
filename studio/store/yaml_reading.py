"""YAML read together with the line of every value, so that every fault can name its place.

Where YAML reads something else than a person most likely meant, a slip says so with its cure.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from studio.core.problem import Path
from studio.errors import TextFault

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
    if value[:1] in {"[", "{"} and not value.startswith("{{"):
        return '["…"]'
    mark = value[:1] if value[:1] in {'"', "'"} else ""
    bare = value.strip(mark)
    if mark and mark in bare:  # words behind the closing mark: both marks are the person's
        bare = value
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


FAST_LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast parser where it is built in."""
MOST_CHARACTERS = 250_000
"""Longest document that is read; takes a third of a second at its worst."""
MOST_NODES = 50_000
"""Most values a document may unfold to; more is an alias bomb, not a recipe."""
_DEEPEST = 50
"""Most levels; an alias that holds itself has no end."""
_TOO_DEEP, _FEWER_LEVELS = "YAML is nested too deeply here", "Write it with fewer levels."
_ODD_KEY = ("brackets stand where a plain word is expected", "Put quotes round a value that begins with {{ or [.")
_TEXT, _LIST, _MAPPING, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map", "merge"))


@dataclass(frozen=True)
class YamlDocument:
    """Plain data and where each value stands."""

    data: Any
    """What the document says; None when it is empty."""
    lines: dict[Path, int]
    """Line of the file of every key and list item, from 1."""


def load_located(text: str, *, first_line: int = 1) -> YamlDocument:
    """Read a YAML document.

    Args:
        text: The document.
        first_line: Line of the file on which it begins, from 1.

    Raises:
        TextFault: Not YAML, a key twice, a key that is no plain word, or an alias bomb.
    """
    if len(text) > MOST_CHARACTERS:
        fault = f"{len(text):,} characters of YAML stand here, more than {MOST_CHARACTERS:,}"
        raise TextFault(first_line, fault, "Move what is no setting into the text.")
    try:
        loader = FAST_LOADER(text)
        try:
            node = loader.get_single_node()
            if node is None:
                return YamlDocument(None, {})
            reading = _Reading(loader, first_line)
            return YamlDocument(reading.data_of(node, ()), reading.lines)
        finally:
            loader.dispose()
    except RecursionError as error:
        raise TextFault(first_line, _TOO_DEEP, _FEWER_LEVELS) from error
    except yaml.reader.ReaderError as error:
        fault = f"not valid YAML: {error.reason}"
        raise TextFault(first_line, fault, "Take out the control characters.") from error
    except yaml.MarkedYAMLError as error:
        raise _translated(error, text, first_line) from error


def _translated(error: yaml.MarkedYAMLError, text: str, first_line: int) -> TextFault:
    mark = error.problem_mark or error.context_mark
    line = mark.line if mark else 0
    if "nesting depth" in (error.problem or ""):
        return TextFault(first_line + line, _TOO_DEEP, _FEWER_LEVELS)
    begun = error.context_mark.line if error.context_mark else line
    is_open = any(word in (error.context or "") for word in ("flow", "quoted"))
    where = (begun, line, line - 1) if is_open else (line, line - 1, begun)
    slip, fault, fix = slip_at(text, where, f"{error.context or ''} {error.problem or ''}")
    return TextFault(first_line + slip, fault, fix)


class _Reading:
    """Plain data and lines of a document, from one walk over its nodes."""

    def __init__(self, loader: yaml.SafeLoader, first_line: int) -> None:
        self._loader, self._first_line = loader, first_line
        self._left = MOST_NODES
        self._written: dict[int, list[tuple[yaml.Node, yaml.Node]]] = {}  # PyYAML writes merged fields into the nodes
        self.lines: dict[Path, int] = {}
        """Line of every key and list item."""

    def data_of(self, node: yaml.Node, way: Path) -> Any:  # noqa: ANN401 - plain data
        """What a node says; raises on double keys, odd keys, and documents that unfold without end."""
        self._left -= 1
        if len(way) > _DEEPEST:
            raise TextFault(self._line(node), _TOO_DEEP, _FEWER_LEVELS)
        if self._left < 0:
            fault = f"more than {MOST_NODES:,} values stand here, aliases unfolded"
            raise TextFault(self._line(node), fault, "Move what is no setting into the text, or take out the aliases.")
        if node.tag == _TEXT:
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return self._list(node, way)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, way)
        return self._construct(node)

    def _line(self, node: yaml.Node) -> int:
        return int(node.start_mark.line) + self._first_line

    def _list(self, node: yaml.SequenceNode, way: Path) -> Any:  # noqa: ANN401 - plain data
        found = []
        for position, item in enumerate(node.value):
            here = (*way, position)
            self.lines[here] = self._line(item)
            found.append(self.data_of(item, here))
        return found if node.tag == _LIST else self._construct(node, deep=True)

    def _mapping(self, node: yaml.MappingNode, way: Path) -> Any:  # noqa: ANN401 - plain data
        found: dict[Any, Any] = {}
        known: set[str] = set()
        is_plain = node.tag == _MAPPING
        for key, value in self._written.setdefault(id(node), list(node.value)):
            line = self._line(key)
            if not isinstance(key, yaml.ScalarNode):
                raise TextFault(line, *_ODD_KEY)
            if key.value in known:
                raise TextFault(line, f"'{key.value}' stands here twice", "Keep one of them.")
            known.add(key.value)
            here = (*way, key.value)
            self.lines[here] = line
            data = self.data_of(value, here)
            if key.tag == _TEXT:
                found[key.value] = data
            elif key.tag == _MERGE:
                is_plain = False
            else:
                found[self._construct(key)] = data
        return found if is_plain else self._construct(node, deep=True)

    def _construct(self, node: yaml.Node, *, deep: bool = False) -> Any:  # noqa: ANN401 - plain data
        """A value that is no plain text, list or mapping; raises for one that cannot be, for example a 13th month."""
        try:
            return self._loader.construct_object(node, deep=deep)
        except (ValueError, OverflowError) as error:
            raise TextFault(
                self._line(node), f"not valid YAML ({error})", "Mend the value, or put quotes round it."
            ) from error
