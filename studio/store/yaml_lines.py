"""YAML read together with the line of every value, so that every fault can name its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from studio.core.problem import Path
from studio.errors import ContentError

_SafeLoader: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast parser where it is built in."""
MOST_NODES = 50_000
"""Most values a document may unfold to; more is an alias bomb, not a recipe."""
_DEEPEST = 50
"""Most levels; an alias that holds itself has no end."""
_TEXT, _LIST, _MAPPING, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map", "merge"))


class Loader(_SafeLoader):  # type: ignore[misc, valid-type]  # chosen above
    """PyYAML's safe loader; what a plain word stands for is found with fewer steps, since no paths are registered."""

    def resolve(self, kind: type[yaml.Node], value: str, implicit: tuple[bool, bool]) -> str:
        """The tag of a value."""
        if kind is not yaml.ScalarNode:
            return _LIST if kind is yaml.SequenceNode else _MAPPING
        if implicit[0]:
            for tag, form in self.yaml_implicit_resolvers.get(value[:1], ()):
                if form.match(value):
                    return str(tag)
        return _TEXT


class YamlFault(ContentError):
    """A document that YAML cannot read, or that says one thing twice."""

    def __init__(self, line: int, fault: str, fix: str) -> None:
        super().__init__(f"line {line}: {fault}. {fix}")
        self.line = line
        """Line of the file, from 1."""
        self.fault = fault
        """What is wrong."""
        self.fix = fix
        """What to do."""


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
        YamlFault: Not YAML, a key twice, a key that is no plain word, or an alias bomb.
    """
    loader = Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Located(None, {})
        reading = _Reading(loader, first_line)
        return Located(reading.data_of(node, ()), reading.lines)
    except yaml.MarkedYAMLError as error:
        raise _translated(error, first_line) from error
    except (yaml.YAMLError, ValueError, OverflowError, RecursionError) as error:
        raise YamlFault(first_line, f"not valid YAML ({str(error).splitlines()[0]})", "Mend the value.") from error
    finally:
        loader.dispose()


def _translated(error: yaml.MarkedYAMLError, first_line: int) -> YamlFault:
    mark = error.problem_mark or error.context_mark
    line = first_line + (mark.line if mark else 0)
    problem = error.problem or "not valid YAML"
    fix = (
        "Use spaces, not tabs."
        if "\\t" in problem or "'\\t'" in str(error)
        else "Check the indentation and quotes here."
    )
    return YamlFault(line, f"not valid YAML: {problem}", fix)


class _Reading:
    """Plain data and lines of a document, from one walk over its nodes."""

    def __init__(self, loader: yaml.SafeLoader, first_line: int) -> None:
        self._loader, self._first_line = loader, first_line
        self._left = MOST_NODES
        self.lines: dict[Path, int] = {}
        """Line of every key and list item."""

    def data_of(self, node: yaml.Node, way: Path) -> Any:  # noqa: ANN401 - plain data
        """What a node says; raises on double keys, odd keys, and documents that unfold without end."""
        self._left -= 1
        if self._left < 0 or len(way) > _DEEPEST:
            line = node.start_mark.line + self._first_line
            raise YamlFault(line, "this document unfolds without end", "Take out the aliases.")
        if node.tag == _TEXT:
            return node.value
        if isinstance(node, yaml.SequenceNode):
            return self._list(node, way)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, way)
        return self._loader.construct_object(node)

    def _list(self, node: yaml.SequenceNode, way: Path) -> Any:  # noqa: ANN401 - plain data
        found = []
        for position, item in enumerate(node.value):
            here = (*way, position)
            self.lines[here] = item.start_mark.line + self._first_line
            found.append(self.data_of(item, here))
        return found if node.tag == _LIST else self._loader.construct_object(node, deep=True)

    def _mapping(self, node: yaml.MappingNode, way: Path) -> Any:  # noqa: ANN401 - plain data
        found: dict[Any, Any] = {}
        known: set[str] = set()
        is_plain = node.tag == _MAPPING
        for key, value in node.value:
            line = key.start_mark.line + self._first_line
            if not isinstance(key, yaml.ScalarNode):
                raise YamlFault(line, "a key must be a plain word", "Write it without brackets.")
            if key.value in known:
                raise YamlFault(line, f"'{key.value}' stands here twice", "Keep one of them.")
            known.add(key.value)
            here = (*way, key.value)
            self.lines[here] = line
            data = self.data_of(value, here)
            if key.tag == _TEXT:
                found[key.value] = data
            elif key.tag == _MERGE:
                is_plain = False
            else:
                found[self._loader.construct_object(key)] = data
        return found if is_plain else self._loader.construct_object(node, deep=True)
