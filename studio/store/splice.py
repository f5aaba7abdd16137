"""Where the owned key stands in a front matter, by the parser's marks, and how its records are written."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import yaml

from studio.errors import WriteRefused
from studio.store.yaml_lines import Loader, load_located

_TRICKY = re.compile(r"(?i)y|n|~|null|\d[\d_:.,eE+-]*")
"""Words that other YAML readers re-type even where this one does not."""


@dataclass(frozen=True)
class OwnedKey:
    """The owned key in a front matter. Line numbers count from 0 within it; ends are exclusive."""

    is_present: bool
    """Whether the key is there."""
    data: list[Any]
    """The records it holds."""
    begin: int = 0
    """Its first line."""
    end: int = 0
    """Line after its last one; comments and blank lines that follow belong to others."""
    is_flow: bool = False
    """Whether its value stands on the key's own line, in brackets."""
    items: tuple[int, ...] = ()
    """First line of every record."""
    indent: int = 0
    """Column of the records' dashes."""


def locate(front: str, key: str) -> OwnedKey:
    """Find the owned key.

    Raises:
        WriteRefused: The front matter is no plain block mapping, holds a key twice, or the key is no list.
        yaml.YAMLError: It is not YAML.
    """
    root = _root(front)
    if root is None:
        return OwnedKey(is_present=False, data=[])
    load_located(front)  # refuses double and complex keys, and alias bombs
    for name, value in root.value:
        if name.value == key:
            return _owned(front, name, value)
    return OwnedKey(is_present=False, data=[])


def _root(front: str) -> yaml.MappingNode | None:
    node = yaml.compose(front, Loader=yaml.SafeLoader)
    if node is None:
        return None
    if not isinstance(node, yaml.MappingNode):
        raise WriteRefused("the front matter is no list of fields.")
    if node.flow_style:
        raise WriteRefused("the front matter is one mapping in braces. Write one field a line.")
    return node


def _owned(front: str, name: yaml.Node, value: yaml.Node) -> OwnedKey:
    if name.start_mark.column != 0:
        raise WriteRefused(
            f"'{front.splitlines()[name.start_mark.line].strip()}' is indented. Begin fields at the margin."
        )
    data = yaml.load(front, Loader=Loader)[_plain(name)]  # noqa: S506 - a safe loader
    begin, end = name.start_mark.line, _last_line(value) + 1
    if data is None:
        return OwnedKey(is_present=True, data=[], begin=begin, end=max(end, begin + 1), is_flow=True)
    if not isinstance(value, yaml.SequenceNode) or not isinstance(data, list):
        raise WriteRefused(f"'{_plain(name)}' is no list of records.")
    if value.flow_style or value.start_mark.line == name.start_mark.line:
        return OwnedKey(is_present=True, data=data, begin=begin, end=end, is_flow=True)
    starts = tuple(_dash_line(front, item, value) for item in value.value)
    return OwnedKey(
        is_present=True, data=data, begin=begin, end=end, is_flow=False, items=starts, indent=value.start_mark.column
    )


def _dash_line(front: str, item: yaml.Node, sequence: yaml.Node) -> int:
    """Line of a record's dash, which may stand above the record's first field."""
    lines = front.split("\n")
    for line in range(item.start_mark.line, -1, -1):
        if (
            lines[line][sequence.start_mark.column :].startswith("-")
            and not lines[line][: sequence.start_mark.column].strip()
        ):
            return line
    return item.start_mark.line


def _plain(name: yaml.Node) -> str:
    return str(name.value)


def _last_line(node: yaml.Node) -> int:
    """Last line that belongs to a value; the parser's own end lies behind the comments that follow."""
    if (
        isinstance(node, yaml.ScalarNode)
        or (isinstance(node, yaml.CollectionNode) and node.flow_style)
        or not node.value
    ):
        end = node.end_mark
        return end.line - 1 if end.column == 0 and end.line > node.start_mark.line else end.line
    children = [child for pair in node.value for child in (pair if isinstance(pair, tuple) else (pair,))]
    return max(_last_line(child) for child in children)


def outline(front: str) -> list[tuple[str, Any]]:
    """The fields of a front matter in order, each with its value as nodes say it: tags and texts, no Python."""
    root = _root(front)
    return [] if root is None else [(_plain(name), _shape(value)) for name, value in root.value]


def _shape(node: yaml.Node) -> Any:  # noqa: ANN401 - nested tuples
    if isinstance(node, yaml.MappingNode):
        return node.tag, tuple((_shape(name), _shape(value)) for name, value in node.value)
    if isinstance(node, yaml.SequenceNode):
        return node.tag, tuple(_shape(item) for item in node.value)
    return node.tag, node.value


class _Records(yaml.SafeDumper):
    """Writes records as a person would: block style, strings quoted where any YAML reader might re-type them."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 - PyYAML's signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401 - PyYAML's signature
        return True


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _TRICKY.fullmatch(text) or "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Records.add_representer(str, _text)


def render_items(items: Sequence[dict[str, Any]], *, indent: int) -> str:
    """Records as a block sequence whose dashes stand at a column; ends with a line feed."""
    text = yaml.dump(
        list(items), Dumper=_Records, sort_keys=False, allow_unicode=True, default_flow_style=False, width=10**6
    )
    margin = " " * indent
    return "".join(f"{margin}{line}\n" for line in text.rstrip("\n").split("\n"))
