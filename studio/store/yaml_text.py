"""YAML written for people: a block a field, short lists on one line, quotes only where they are needed."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

import yaml

_LINE = 90
"""Most characters that a list or a mapping in brackets may take."""
_TRICKY = re.compile(r"(?i)y|n|~|null|\d[\d_:.,eE+-]*")
"""Words that other YAML readers re-type even where this one does not."""
_Node = TypeVar("_Node", yaml.SequenceNode, yaml.MappingNode)


class _Dumper(yaml.SafeDumper):
    """PyYAML's writer with lists set in, no aliases, and brackets only where they fit into a line."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: FBT001, FBT002 - PyYAML's signature
        super().increase_indent(flow, indentless=False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401 - PyYAML's signature
        return True

    def serialize(self, node: yaml.Node) -> None:
        """Write a document, whose outermost list or mapping has a line for each of its parts."""
        if isinstance(node, yaml.CollectionNode):
            node.flow_style = False
        super().serialize(node)

    def represent_sequence(self, tag: str, sequence: Any, flow_style: bool | None = None) -> yaml.SequenceNode:  # noqa: ANN401, FBT001 - PyYAML's signature
        return _fitting(super().represent_sequence(tag, sequence, flow_style), 2)

    def represent_mapping(self, tag: str, mapping: Any, flow_style: bool | None = None) -> yaml.MappingNode:  # noqa: ANN401, FBT001 - PyYAML's signature
        return _fitting(super().represent_mapping(tag, mapping, flow_style), 4)


def _fitting(node: _Node, signs: int) -> _Node:
    """The node, in brackets only when its parts, which take some signs each to write, fit into a line."""
    if node.flow_style:
        parts = (part if isinstance(part, tuple) else (part,) for part in node.value)
        node.flow_style = sum(signs + sum(len(one.value) for one in part) for part in parts) <= _LINE
    return node


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    style = '"' if _TRICKY.fullmatch(text) or not text.isprintable() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _text)


def yaml_text(data: Mapping[str, Any] | Sequence[Any], *, has_brackets: bool = True) -> str:
    """A mapping or list of plain data as YAML that reads back as the same.

    Args:
        data: Text, numbers, truth values, None, and lists and mappings of them; keys are text.
        has_brackets: Whether short lists and mappings inside it may stand on one line, in brackets.
    """
    flow = None if has_brackets else False
    text = yaml.dump(
        data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, default_flow_style=flow, width=math.inf
    )  # fmt: skip
    return str(text)
