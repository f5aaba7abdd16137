"""YAML read together with the line of every value, so that every fault can name its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from studio.core.problem import Path
from studio.errors import TextFault
from studio.store.yaml_slips import slip_at

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
class Located:
    """Plain data and where each value stands."""

    data: Any
    """What the document says; None when it is empty."""
    lines: dict[Path, int]
    """Line of the file of every key and list item, from 1."""


def load_located(text: str, *, first_line: int = 1) -> Located:
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
                return Located(None, {})
            reading = _Reading(loader, first_line)
            return Located(reading.data_of(node, ()), reading.lines)
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
