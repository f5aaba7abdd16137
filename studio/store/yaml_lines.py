"""YAML read together with the line of every value, so that every fault can name its place."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from studio.core.problem import Path
from studio.errors import ContentError

LOADER: type[yaml.SafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The fast parser where it is built in."""
MOST_NODES = 50_000
"""Most values a document may unfold to; more is an alias bomb, not a recipe."""


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
    loader = LOADER(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Located(None, {})
        lines = dict(_walk(node, first_line))
        return Located(loader.construct_document(node), lines)
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


def _walk(root: yaml.Node, first_line: int) -> Iterator[tuple[Path, int]]:
    """Way and line of every value; raises on double keys, odd keys, and documents that unfold without end."""
    pending: list[tuple[Path, yaml.Node]] = [((), root)]
    seen = 0
    while pending:
        way, node = pending.pop()
        seen += 1
        if seen > MOST_NODES or len(way) > 50:
            raise YamlFault(
                node.start_mark.line + first_line, "this document unfolds without end", "Take out the aliases."
            )
        if isinstance(node, yaml.SequenceNode):
            for position, item in enumerate(node.value):
                yield (*way, position), item.start_mark.line + first_line
                pending.append(((*way, position), item))
        elif isinstance(node, yaml.MappingNode):
            for key, value in _pairs(node, first_line):
                yield (*way, key.value), key.start_mark.line + first_line
                pending.append(((*way, key.value), value))


def _pairs(node: yaml.MappingNode, first_line: int) -> Iterator[tuple[yaml.ScalarNode, yaml.Node]]:
    known: set[str] = set()
    for key, value in node.value:
        line = key.start_mark.line + first_line
        if not isinstance(key, yaml.ScalarNode):
            raise YamlFault(line, "a key must be a plain word", "Write it without brackets.")
        if key.value in known:
            raise YamlFault(line, f"'{key.value}' stands here twice", "Keep one of them.")
        known.add(key.value)
        yield key, value
